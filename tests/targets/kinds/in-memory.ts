import { parseCidr } from '../../../lib/cidr.js';
import { Conflict } from '../../../lib/errors.js';
import { connectionReset, type AwsCall } from '../../../simulator/aws/protocols/wire.js';
import type { World } from '../../../simulator/world/world.js';
import { createInMemory, type Store, type Wire } from '../in-memory.js';
import type { Kind } from './kind.js';

const arn =
  'arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/memory-v4/a1b2c3d4-0001-4000-8000-000000000009';
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Named by an ARN like any target, and kept by nobody but this test. */
export function inMemory(): Kind {
  const family = 'IPV4';
  let store: Store = { entries: [], version: 1, capacity: 0, family };
  let exhausted = 0;

  /** On the desk's wire: an actor that died goes no further, what strikes others strikes here, and all is on record. */
  function wireOf({ record, actors, faults }: World, actor: string): Wire {
    const place = { service: 'memory', account: '111122223333', region: 'eu-west-2', input: {} };
    return async (operation, work) => {
      const note = (outcome: string) => record.add(actor, { kind: 'call', operation, ...place, outcome });
      const effect = () => {
        const before = store.entries;
        try {
          const done = work();
          note('ok');
          if (store.entries !== before) told(record, actor, before);
          return done;
        } catch (error) {
          note(error instanceof Conflict ? 'Conflict' : 'Refused');
          throw error;
        }
      };
      for (let attempt = 1; attempt <= 3; attempt++) {
        await actors.beforeCall({ actor, operation });
        const fault = faults.faultFor({ service: 'memory', operation, actor } as AwsCall);
        await pause(5);
        const busy = fault?.kind === 'throttle' || (operation === 'Write' && exhausted-- > 0);
        if (busy) note('Throttled');
        if (!busy && (fault?.kind !== 'reset' || fault.landed)) {
          const done = effect();
          await actors.afterCall({ actor, operation });
          if (fault?.kind !== 'reset') return done;
        }
        await pause(500);
      }
      throw connectionReset();
    };
  }

  function told(record: World['record'], actor: string, before: readonly string[]): void {
    record.add(actor, { kind: 'state', target: arn, operation: 'Write', before, after: store.entries });
  }

  function edit(world: World, change: (entries: readonly string[]) => string[]): Promise<void> {
    const before = store.entries;
    store.entries = change(before).map(parseCidr);
    store.version += 1;
    told(world.record, 'console-alice', before);
    return Promise.resolve();
  }

  return {
    name: 'a target in memory',
    family,
    target: { arn },
    marks: false,
    flushesForeign: true,
    lockMs: 10_000,
    opening: 'Write',
    closing: 'Write',
    conflict: 'Conflict',
    throttled: 'Throttled',
    atRest: { 'memory:Read': 1 },
    atRestCrowded: { 'memory:Read': 1 },
    remedy: 'the target takes 2: 1 too many.',
    plant(foreign, { room = 1_000 } = {}) {
      store = { entries: foreign.map(parseCidr), version: 1, capacity: foreign.length + room, family };
      exhausted = 0;
      return {};
    },
    arns: [arn],
    open: ([entries = []]) => [...entries],
    hand: (world) => ({
      add: (cidr) => edit(world, (entries) => [...entries, cidr]),
      remove: (cidr) => edit(world, (entries) => entries.filter((each) => each !== cidr)),
    }),
    begin: (world) => told(world.record, 'aws', []),
    exhaust: async () => void (exhausted = 1),
    replace: (composition, world, actor) => ({
      ...composition,
      deps: {
        ...composition.deps,
        target: (_, ref) => createInMemory(ref, store, wireOf(world, actor)),
      },
    }),
  };
}
