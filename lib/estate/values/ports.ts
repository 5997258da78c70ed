import type { PortRange } from '../estate.js';
import { shown, Unreadable } from '../mistakes/mistakes.js';
import { field, items, readIf } from '../mistakes/readable.js';

export interface Ports {
  from: number;
  to: number;
}

export const protocols = ['tcp', 'udp', 'icmp', 'all'] as const satisfies PortRange['protocol'][];

export const highestPort = 65_535;

/** @throws Unreadable unless the text is two ports, such as `8000-8100` */
export function parsePorts(text: string): Ports {
  const refuse = (why: string): never => {
    throw new Unreadable(`${shown(text)} ${why}`);
  };
  if (/^\d+$/.test(text)) return refuse(`is a text; for one port write ${text} without quotes`);
  const ends = /^(0|[1-9]\d{0,4})-(0|[1-9]\d{0,4})$/.exec(text)?.slice(1).map(Number);
  const [from, to] = ends ?? [];
  if (from === undefined || to === undefined)
    return refuse('is not a range of ports; write 443 for one port, 8000-8100 for a range');
  if (Math.max(from, to) > highestPort) return refuse(`has a port above ${highestPort}`);
  if (from > to) return refuse(`runs backwards; write ${to}-${from}`);
  return { from, to };
}

/** An item of `ports`, or nothing where it cannot be read. */
export function readPorts(item: unknown): Ports | undefined {
  if (typeof item !== 'number') return readIf(parsePorts, item);
  return Number.isInteger(item) && item >= 0 && item <= highestPort ? { from: item, to: item } : undefined;
}

/** What a target of security groups opens, in the file's order, as far as it can be read. */
export function portRangesOf(target: unknown): PortRange[] {
  const protocol = protocolOf(target);
  switch (protocol) {
    case 'tcp':
    case 'udp':
      return items(field(target, 'ports')).flatMap((item) => {
        const ports = readPorts(item);
        return ports ? [{ protocol, ...ports }] : [];
      });
    case 'icmp':
    case 'all':
      return [{ protocol }];
    case undefined:
      return [];
  }
}

/** What a target says or, where it says nothing, tcp; nothing where it says what no protocol is. */
export function protocolOf(target: unknown): PortRange['protocol'] | undefined {
  const said = field(target, 'protocol') ?? 'tcp';
  return protocols.find((protocol) => protocol === said);
}

/** `tcp 443`, `udp 8000-8100`, `icmp` or `all traffic` */
export function portRangeName(portRange: PortRange): string {
  switch (portRange.protocol) {
    case 'tcp':
    case 'udp':
      return `${portRange.protocol} ${portRange.from === portRange.to ? portRange.from : `${portRange.from}-${portRange.to}`}`;
    case 'icmp':
      return 'icmp';
    case 'all':
      return 'all traffic';
  }
}
