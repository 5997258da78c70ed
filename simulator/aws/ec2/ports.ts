import { AwsError } from '../protocols/wire.js';
import type { Opening } from './rule.js';
import { invalidValue, need } from './errors.js';

export interface IpPermissionPorts {
  IpProtocol?: string;
  FromPort?: number;
  ToPort?: number;
}

const NAMED: Record<string, string> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };
const NAMES = Object.values(NAMED);

/** docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
export function readPortRange({
  IpProtocol,
  FromPort,
  ToPort,
}: IpPermissionPorts): Pick<Opening, 'protocol' | 'from' | 'to'> {
  const protocol = protocolOf(need(IpProtocol, 'IpProtocol'));
  switch (protocol) {
    case 'tcp':
    case 'udp':
      return { protocol, ...ports(FromPort, ToPort) };
    case 'icmp':
    case 'icmpv6':
      return { protocol, ...typeAndCode(FromPort, ToPort) };
    default:
      // "traffic on all ports is allowed, regardless of any ports you specify"
      return { protocol, from: -1, to: -1 };
  }
}

/** Capital letters are refused: undocumented, so the harsh reading. */
function protocolOf(text: string): string {
  const protocol = Object.hasOwn(NAMED, text) ? NAMED[text] : text;
  const number = /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= 255;
  if (protocol !== undefined && (protocol === '-1' || number || NAMES.includes(protocol))) return protocol;
  throw invalidValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
}

function ports(from: number | undefined, to: number | undefined) {
  if (from === undefined || to === undefined)
    throw invalidValue('Invalid value for portRange. Must specify both from and to ports with TCP/UDP.');
  if (!isWithin(from, 0, 65_535) || !isWithin(to, 0, 65_535) || from > to)
    throw invalidValue(`Invalid TCP/UDP port range (${from}:${to})`);
  return { from, to };
}

/** "If you specify all ICMP/ICMPv6 types, you must specify all ICMP/ICMPv6 codes." */
function typeAndCode(from: number | undefined, to: number | undefined) {
  const whole = from !== undefined && to !== undefined && isWithin(from, -1, 255) && isWithin(to, -1, 255);
  if (!whole || (from === -1 && to !== -1))
    throw new AwsError(
      'InvalidPermission.Malformed',
      `Invalid ICMP type and code (${from ?? ''}:${to ?? ''})`,
    );
  return { from, to };
}

const isWithin = (value: number, least: number, most: number) => value >= least && value <= most;
