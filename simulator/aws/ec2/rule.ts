import type { Family } from '../protocols/network.js';
import type { Tags } from './tags.js';

/** What a rule lets in (or out): who, and through which ports. */
export interface Opening {
  /** A network in AWS's spelling, or the id of a prefix list or group. */
  source: string;
  /** Of a network or prefix list. */
  family?: Family;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for all, or a number. */
  protocol: string;
  /** The first port, or the ICMP type; -1 for all. */
  from: number;
  /** The last port, or the ICMP code; -1 for all. */
  to: number;
  description: string | undefined;
}

export interface SimRule extends Opening {
  id: string;
  isEgress: boolean;
  tags: Tags;
  /** No answer shows it. */
  undescribed?: true;
}

/** Two rules of one direction with the same key are the same rule: a description does not tell them apart. */
export const keyOf = ({ protocol, from, to, source }: Opening): string =>
  `${protocol} ${from}-${to} ${source}`;

export const isPrefixList = (source: string): boolean => source.startsWith('pl-');
export const isGroup = (source: string): boolean => source.startsWith('sg-');

/**
 * As the record has it: `203.0.113.0/24 tcp 443-443 sgr-… doorlist=…`. A rule that several lists have marked says all
 * their marks, sorted, with commas between them; `tagged` follows where it has tags of somebody else.
 */
export function recorded({ source, protocol, from, to, id, tags }: SimRule): string {
  const marks = marksIn(tags);
  const told = marks.length === 0 ? '-' : `doorlist=${marks.join(',')}`;
  const isTagged = Object.keys(tags).some((key) => !isMark(key));
  return `${source} ${protocol} ${from}-${to} ${id} ${told}${isTagged ? ' tagged' : ''}`;
}

const isMark = (key: string): boolean => key === 'doorlist' || key.startsWith('doorlist:');

/** The tag of the list that made the rule has its mark as a value, that of a list that joined it has it in the key. */
export function marksIn(tags: Tags): string[] {
  const marks = Object.entries(tags).flatMap(([key, value]) =>
    key === 'doorlist' ? [value] : key.startsWith('doorlist:') ? [key.slice('doorlist:'.length)] : [],
  );
  return [...new Set(marks)].sort();
}
