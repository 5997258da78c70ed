import type { LedgerTarget, PortSpan } from './sides.js';

/** What the record's texts say of one kind of target's entries. */
export interface EntryReader {
  /** The network that an entry lets in; undefined where it names something else. */
  cidr(text: string): string | undefined;
  /** Whether it does so through these ports. */
  opens(text: string, ports: PortSpan): boolean;
  /** The mark by which doorlist knows its own; undefined where entries have none. */
  mark?(text: string): string;
}

/** `203.0.113.0/24` */
const ofIpSet: EntryReader = { cidr: (text) => text, opens: () => true };

/** `203.0.113.0/24 doorlist:…`, or the description of a foreign entry, or `-` */
const ofPrefixList: EntryReader = {
  cidr: (text) => text.slice(0, text.indexOf(' ')),
  opens: () => true,
  mark: (text) => (text.slice(text.indexOf(' ') + 1).startsWith('doorlist:') ? 'doorlist' : ''),
};

/** `203.0.113.0/24 tcp 443-443 sgr-… doorlist=…`, or `-` for a rule without that tag */
const rule = /^(\S+) (\S+) (-?\d+)-(-?\d+) \S+ (?:-|doorlist=(.*))$/;

const ofSecurityGroup: EntryReader = {
  cidr: (text) => {
    const source = text.slice(0, text.indexOf(' '));
    return source.includes('/') ? source : undefined;
  },
  opens(text, [first, last]) {
    const [, , protocol, from, to] = rule.exec(text) ?? [];
    return protocol === '-1' || (protocol === 'tcp' && Number(from) <= first && Number(to) >= last);
  },
  mark: (text) => rule.exec(text)?.[5] ?? '',
};

export const readers: Record<LedgerTarget['kind'], EntryReader> = {
  'ip-set': ofIpSet,
  'prefix-list': ofPrefixList,
  'security-groups': ofSecurityGroup,
};
