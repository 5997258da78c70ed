import { readNetwork, spell, type Family } from '../protocols/network.js';

export interface Ec2Cidr {
  family: Family;
  /** RFC 5952, without host bits. */
  text: string;
  /** Whether it was sent with host bits. */
  cleared: boolean;
}

/** A network in AWS's spelling; host bits are cleared. Nothing without a mask is one. */
export function readCidr(text: string): Ec2Cidr | undefined {
  const exact = readNetwork(text);
  if (exact === 'format') return undefined;
  if (exact !== 'host bits') return { family: exact.family, text: spell(exact), cleared: false };
  const [address = '', mask] = text.split('/');
  const host = readNetwork(`${address}/${address.includes(':') ? 128 : 32}`);
  if (typeof host === 'string') return undefined;
  const prefix = Number(mask);
  const groups = host.groups.map((group, index) => group & netMask(prefix, index));
  return { family: host.family, text: spell({ ...host, prefix, groups }), cleared: true };
}

/** The bits of one group of 16 that belong to the prefix. */
function netMask(prefix: number, index: number): number {
  const kept = Math.min(16, Math.max(0, prefix - index * 16));
  return 0xffff & ~(0xffff >> kept);
}
