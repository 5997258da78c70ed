/** One entry of an IP set or a prefix list, or one rule of a security group, as the record shows it. */
export interface RecordedEntry {
  /** The ARN of what it is in. */
  container: string;
  /** A network; of a rule it may be the id of a prefix list or of another group. */
  source: string;
  /** Of a rule, such as `tcp 443-443`; else empty. */
  portRange: string;
  /** `<service>/<stage>/<list>` where the entry says that a doorlist put it there. */
  mark?: string;
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
    const [protocol, ports, , ...tag] = rest;
    return marked(
      { container, source, portRange: `${protocol} ${ports}` },
      /^doorlist=(.*)$/.exec(tag.join(' ')),
    );
  }
  return marked({ container, source, portRange: '' }, /^doorlist:(.*)$/.exec(rest[0] ?? ''));
}

function marked(entry: RecordedEntry, found: RegExpExecArray | null): RecordedEntry {
  return found?.[1] === undefined ? entry : { ...entry, mark: found[1] };
}

export const isNetwork = ({ source }: RecordedEntry): boolean => source.includes('/');
