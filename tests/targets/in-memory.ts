import { sorted, type Cidr, type Family } from '../../lib/cidr.js';
import { Conflict, Unavailable } from '../../lib/errors.js';
import type { TargetRef } from '../../lib/estate/estate.js';
import type { Target } from '../../lib/targets/target.js';

/** What holds the entries: it remembers, counts its versions and takes no more than it has room for. */
export interface Store {
  entries: readonly Cidr[];
  version: number;
  capacity: number;
  family: Family;
}

/** How calls travel: an answer may be late, lost or never come. */
export type Wire = <T>(operation: 'Read' | 'Write', work: () => T) => Promise<T>;

interface Write {
  entries: readonly Cidr[];
  version: number;
}

/** A target that is nothing but memory, and as much a target as any. */
export function createInMemory(ref: TargetRef, store: Store, wire: Wire): Target {
  function write({ entries, version }: Write): void {
    if (version !== store.version)
      throw new Conflict('memory/conflict', `Somebody else changed ${ref.name} at the same time.`);
    if (entries.length > store.capacity)
      throw new Unavailable('memory/full', `${ref.name} takes ${store.capacity}, not ${entries.length}.`);
    store.entries = sorted(entries);
    store.version += 1;
  }

  return {
    key: ref.key,
    arn: ref.arn,
    queue: ref.key,
    fenced: true,
    settlesAfter: 0,
    read: () =>
      wire('Read', () => ({
        family: store.family,
        entries: sorted(store.entries),
        layout: {
          grain: 'whole' as const,
          portRanges: [''],
          containers: [{ id: ref.key, room: store.capacity, rules: [] }],
        },
        version: store.version,
      })),
    requests: (snapshot, { after }) => [
      {
        operation: 'memory:Write',
        input: { entries: after, version: (snapshot as unknown as Write).version },
      },
    ],
    async write(_, requests) {
      for (const { input } of requests) await wire('Write', () => write(input as Write));
      return undefined;
    },
  };
}
