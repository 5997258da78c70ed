import assert from 'node:assert/strict';
import type { Doorlist } from './doorlist.js';
import type { Holder, Kind } from './kinds/kind.js';
import type { Need } from './probes.js';

export interface Case {
  kind: Kind;
  name: string;
  needs: readonly Need[];
  /** How many entries there is room for, where that can be said; 20 unless told. */
  room?: number;
  /** Further keys of the target. */
  target?: object;
  run(holder: Holder, doorlist: Doorlist): Promise<void>;
}

/** Nobody knows of it. */
export const foreignCidr = '198.51.100.7/32';
const another = '198.51.100.8/32';
const [a, b, c] = ['3.0.0.0/24', '3.0.2.0/24', '3.0.4.0/24'] as const;
const many = Array.from({ length: 150 }, (_, i) => `3.${i >> 7}.${(2 * i) & 255}.0/24`);

const holding = (...cidrs: string[]) => [...cidrs, foreignCidr].sort();

/** The same for every kind. `conflict`: what a lost race is seen by; `removal`: what removing the right one stands on. */
export function casesOf(
  kind: Kind,
  { conflict, removal = [] }: { conflict: Need; removal?: Need[] },
): Case[] {
  const each = (name: string, run: Case['run'], required: readonly Need[] = []): Case => ({
    kind,
    name,
    needs: required,
    run,
  });
  return [
    each('what is wanted is added beside what is there', async (holder, doorlist) => {
      doorlist.publish(a, b);
      const { outcome, foreign, added } = await doorlist.run('refresh');
      assert.deepEqual(
        { outcome, foreign, added: added.length },
        { outcome: 'applied', foreign: 1, added: 2 },
      );
      assert.deepEqual(await holder.holds(), holding(a, b));
    }),
    each('a run with nothing to do writes nothing', async (holder, doorlist) => {
      doorlist.publish(a, b);
      await doorlist.run('refresh');
      const before = await holder.mark();
      assert.equal((await doorlist.run('refresh')).outcome, 'unchanged');
      assert.equal(await holder.mark(), before);
    }),
    each(
      'what the feed drops is removed, and nothing else',
      async (holder, doorlist) => {
        doorlist.publish(a, b);
        await doorlist.run('refresh');
        doorlist.publish(b, c);
        assert.equal((await doorlist.run('refresh')).outcome, 'applied');
        assert.deepEqual(await holder.holds(), holding(b, c));
      },
      removal,
    ),
    each('an entry of ours that somebody took out comes back', async (holder, doorlist) => {
      doorlist.publish(a, b);
      await doorlist.run('refresh');
      await holder.remove(a);
      assert.equal((await doorlist.run('refresh')).outcome, 'applied');
      assert.deepEqual(await holder.holds(), holding(a, b));
    }),
    each('somebody else’s entry for the same stays when the feed drops it', async (holder, doorlist) => {
      doorlist.publish(a);
      await doorlist.run('refresh');
      await holder.add(b);
      doorlist.publish(a, b);
      assert.equal((await doorlist.run('refresh')).outcome, 'unchanged');
      doorlist.publish(a);
      assert.equal((await doorlist.run('refresh')).foreign, 2);
      assert.deepEqual(await holder.holds(), holding(a, b));
    }),
    each(
      `a flush ${kind.flushesForeign ? 'removes' : 'keeps'} what nobody knows of`,
      async (holder, doorlist) => {
        doorlist.publish(a);
        await doorlist.run('refresh');
        await doorlist.run('flush');
        assert.deepEqual(await holder.holds(), kind.flushesForeign ? [a] : holding(a));
      },
    ),
    each(
      'a hand between read and write is lost to nobody',
      async (holder, doorlist) => {
        doorlist.publish(a, b);
        doorlist.meanwhile(kind.write, async () => {
          await holder.add(another);
          await holder.add(b);
        });
        assert.equal((await doorlist.run('refresh')).outcome, 'applied');
        assert.deepEqual(await holder.holds(), holding(a, b, another));
      },
      [conflict],
    ),
  ];
}

export function listCases(kind: Kind): Case[] {
  const more = (name: string, needs: readonly Need[], rest: Pick<Case, 'run' | 'room' | 'target'>): Case => ({
    kind,
    name,
    needs,
    ...rest,
  });
  return [
    more(
      '150 entries are added in calls of a hundred at most',
      ['more than a hundred entries a call are refused'],
      {
        room: 200,
        async run(holder, doorlist) {
          doorlist.publish(...many);
          assert.equal((await doorlist.run('refresh')).added.length, 150);
          assert.deepEqual(await holder.holds(), holding(...many));
        },
      },
    ),
    more('more than a page of entries is read to its end', ['entries come by the page'], {
      room: 200,
      async run(holder, doorlist) {
        doorlist.publish(...many);
        await doorlist.run('refresh');
        await holder.add(another);
        assert.equal((await doorlist.run('refresh')).outcome, 'unchanged');
      },
    }),
    more('what does not fit is refused before the first call', [], {
      room: 2,
      async run(holder, doorlist) {
        doorlist.publish(a, b);
        assert.deepEqual(
          (await doorlist.run('refresh')).refusals.map(({ reason }) => reason),
          ['capacity'],
        );
        assert.deepEqual(await holder.holds(), [foreignCidr]);
      },
    }),
    more('a list that may grow is made larger', ['MaxEntries is kept to', 'MaxEntries can be raised'], {
      room: 2,
      target: { resize: true },
      async run(holder, doorlist) {
        doorlist.publish(a, b);
        assert.equal((await doorlist.run('refresh')).outcome, 'applied');
        assert.deepEqual(await holder.holds(), holding(a, b));
      },
    }),
  ];
}

export function groupCases(kind: Kind): Case[] {
  return [
    {
      kind,
      name: 'what does not fit is refused before the first call',
      needs: [],
      async run(holder, doorlist) {
        doorlist.publish(...many.slice(0, 60));
        assert.deepEqual(
          (await doorlist.run('refresh')).refusals.map(({ reason }) => reason),
          ['capacity'],
        );
        assert.deepEqual(await holder.holds(), [foreignCidr]);
      },
    },
  ];
}
