import { isV6, type FeedEntry } from './delta.js';
import { createTable, type RowTable } from './table.js';

/**
 * ip-ranges.json as AWS would serve it, brought from one version to the next. The layout is AWS's own, so a file has
 * as many bytes as the real one; but a history does not know the order of AWS's entries. Here they stand sorted as
 * text: by prefix, region, service, border group. So the md5 is another than AWS's, and always the same.
 */
export interface Edition {
  has(entry: FeedEntry): boolean;
  add(entry: FeedEntry): void;
  remove(entry: FeedEntry): void;
  n4(): number;
  n6(): number;
  entries(): FeedEntry[];
  bytes(head: { syncToken: number; createDate: string }): Uint8Array<ArrayBuffer>;
}

/**
 * Today's shape has both tables, and doorlist takes no file with an empty one; but until 2016-08-22 AWS listed no
 * IPv6. What stands there instead is a network that nobody can have (RFC 5737, RFC 3849), under names of its own:
 * no selection asks for it, and no service, region or border group is known before its time.
 */
const nobody = { region: 'PLACEHOLDER', service: 'PLACEHOLDER', borderGroup: 'PLACEHOLDER' };
const families = [
  { table: 'prefixes', key: 'ip_prefix', placeholder: { cidr: '192.0.2.0/24', ...nobody } },
  { table: 'ipv6_prefixes', key: 'ipv6_prefix', placeholder: { cidr: '2001:db8::/32', ...nobody } },
] as const;

export function createEdition(): Edition {
  const [v4, v6] = families.map((family) => ({
    ...family,
    rows: createTable(),
    held: new Map<string, FeedEntry>(),
  }));
  if (!v4 || !v6) throw new Error('there are two families');
  const of = (entry: FeedEntry) => (isV6(entry) ? v6 : v4);

  return {
    has: (entry) => of(entry).held.has(rowOf(of(entry).key, entry)),
    add(entry) {
      const { key, held, rows } = of(entry);
      const row = rowOf(key, entry);
      held.set(row, entry);
      rows.add(row);
    },
    remove(entry) {
      const { key, held, rows } = of(entry);
      const row = rowOf(key, entry);
      held.delete(row);
      rows.remove(row);
    },
    n4: () => v4.held.size,
    n6: () => v6.held.size,
    entries: () => [...v4.held.values(), ...v6.held.values()],
    bytes: ({ syncToken, createDate }) =>
      joined([
        Buffer.from(`{\n  "syncToken": "${syncToken}",\n  "createDate": "${createDate}"`),
        ...[v4, v6].flatMap(({ table, key, rows, placeholder }) => [
          Buffer.from(`,\n  "${table}": [\n`),
          ...filled(rows, rowOf(key, placeholder)),
          Buffer.from('\n  ]'),
        ]),
        Buffer.from('\n}'),
      ]),
  };
}

function rowOf(key: string, { cidr, region, service, borderGroup }: FeedEntry): string {
  const line = (name: string, value: string) => `      "${name}": ${JSON.stringify(value)}`;
  const lines = [
    line(key, cidr),
    line('region', region),
    line('service', service),
    line('network_border_group', borderGroup),
  ];
  return `    {\n${lines.join(',\n')}\n    }`;
}

function filled(rows: RowTable, placeholder: string): Uint8Array[] {
  const pieces = rows.pieces();
  return pieces.length > 0 ? pieces : [Buffer.from(placeholder)];
}

/** Memory of its own, which can be handed to another thread. */
function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = Buffer.allocUnsafeSlow(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
