/** One entry of an IP set or a prefix list, or one rule of a security group, as the record shows it. */
export interface Slot {
  /** The ARN of what it is in. */
  place: string;
  /** A network; of a rule it may be the id of a prefix list or of another group. */
  source: string;
  /** Of a rule, such as `tcp 443-443`; else empty. */
  door: string;
  /** `<service>/<stage>/<list>` where it says that it is a doorlist's. */
  mark?: string;
}

/** Reads what the record says a place holds. The same text in the same place is the same slot. */
export function createSlotReader(): (place: string, texts: readonly string[]) => readonly Slot[] {
  const known = new Map<string, Slot>();
  return (place, texts) =>
    texts.map((text) => {
      const key = `${place} ${text}`;
      const slot = known.get(key) ?? readSlot(place, text);
      known.set(key, slot);
      return slot;
    });
}

function readSlot(place: string, text: string): Slot {
  const [source = '', ...rest] = text.split(' ');
  if (place.includes(':security-group/')) {
    const [protocol, ports, , ...tag] = rest;
    return marked({ place, source, door: `${protocol} ${ports}` }, /^doorlist=(.*)$/.exec(tag.join(' ')));
  }
  return marked({ place, source, door: '' }, /^doorlist:(.*)$/.exec(rest[0] ?? ''));
}

function marked(slot: Slot, found: RegExpExecArray | null): Slot {
  return found?.[1] === undefined ? slot : { ...slot, mark: found[1] };
}

export const isNetwork = ({ source }: Slot): boolean => source.includes('/');

export const familyOf = ({ source }: Slot): 'IPV4' | 'IPV6' => (source.includes(':') ? 'IPV6' : 'IPV4');
