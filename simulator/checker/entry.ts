/** One entry of an IP set or a prefix list, or one rule of a security group, as the record shows it. */
export interface RecordedEntry {
  /** The ARN of what it is in. */
  container: string;
  /** A network; of a rule it may be the id of a prefix list or of another group. */
  source: string;
  /** Of a rule, such as `tcp 443-443`; else empty. */
  portRange: string;
  /** `<service>/<stage>/<list>`, once for each list of a doorlist that says the entry is its own. */
  marks: readonly string[];
  /** It has tags of somebody else. */
  tagged: boolean;
  /** The same as long as it is the same entry, whoever marks it. */
  identity: string;
}

/** Reads what the record says a container holds. The same text in the same container is the same entry. */
export function createEntryReader(): (
  container: string,
  texts: readonly string[],
) => readonly RecordedEntry[] {
  const known = new Map<string, RecordedEntry>();
  return (container, texts) =>
    texts.map((text) => {
      const key = `${container} ${text}`;
      const entry = known.get(key) ?? readEntry(container, text);
      known.set(key, entry);
      return entry;
    });
}

function readEntry(container: string, text: string): RecordedEntry {
  const [source = '', ...rest] = text.split(' ');
  if (container.includes(':security-group/')) {
    const [protocol, ports, id, tag = '', others] = rest;
    const marks = /^doorlist=(.*)$/.exec(tag)?.[1]?.split(',') ?? [];
    const tagged = others === 'tagged';
    const identity = `${container} ${source} ${protocol} ${ports} ${id}`;
    return { container, source, portRange: `${protocol} ${ports}`, marks, tagged, identity };
  }
  const mark = /^doorlist:(.*)$/.exec(rest[0] ?? '')?.[1];
  const marks = mark === undefined ? [] : [mark];
  return { container, source, portRange: '', marks, tagged: false, identity: `${container} ${text}` };
}

export const isNetwork = ({ source }: RecordedEntry): boolean => source.includes('/');
