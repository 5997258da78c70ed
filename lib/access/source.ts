import { isIPv4, isIPv6 } from 'node:net';
import { familyOf, isGloballyRoutable, networkOf, overlaps, type Cidr } from '../cidr.js';
import { printableAscii } from '../text/printable.js';
import { Problem } from './problem.js';

/** Where a caller comes from, and what of it is let in. */
export interface Source {
  address: string;
  network: Cidr;
}

const mapped = ['::ffff:0:0/96'] as Cidr[];

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html, and IPv4's link-local block */
const insideAws = ['fd00:ec2::/32', '169.254.0.0/16'] as Cidr[];

/** Blocks of which somebody's home router may have one, so that the remedy is to leave another way. */
const privateBlocks = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
] as Cidr[];

/**
 * The network that stands for where a connection comes from, as API Gateway saw it.
 *
 * @throws Problem where that is nobody's address on the Internet
 */
export function readSource(sourceIp: string, ipv6Prefix: number): Source {
  if (!isIPv4(sourceIp) && (!isIPv6(sourceIp) || sourceIp.includes('%')))
    throw new Problem(
      403,
      'address/aws',
      `This call comes from inside AWS (${printableAscii(sourceIp).slice(0, 60)}), not from an address that could be let in; call from the machine that is to get in.`,
    );
  const address = networkOf(sourceIp, isIPv4(sourceIp) ? 32 : 128);
  const refuse = (code: string, why: string): never => {
    throw new Problem(403, code, `This call comes from ${sourceIp}, ${why}`);
  };
  if (overlaps([address], mapped))
    return refuse('address/mapped', 'an IPv4-mapped IPv6 address, which no target can hold; call over IPv4.');
  if (overlaps([address], insideAws))
    return refuse('address/aws', 'which is inside AWS; call from the machine that is to get in.');
  if (overlaps([address], privateBlocks))
    return refuse(
      'address/private',
      'a private address that nobody has on the Internet; call over the Internet, not through a VPC or a tunnel.',
    );
  if (!isGloballyRoutable(address))
    return refuse('address/reserved', 'which is reserved and nobody’s on the Internet; nothing is let in.');
  const network = familyOf(address) === 'IPV4' ? address : networkOf(sourceIp, ipv6Prefix);
  return { address: sourceIp, network };
}
