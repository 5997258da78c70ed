import { minute } from '../../harness/account.js';
import { setUp, refresh } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** People edit targets by hand, and at the worst moment. */
export function hands(kind: Kind): void {
  const [a, b] = [0, 1].map((n) => fed(kind.family, n)) as [string, string];
  const [foreignCidr, another] = [0, 1].map((n) => foreignRule(kind.family, n)) as [string, string];
  const before = (operation: string) => ({ who: refresh, operation, when: 'before' as const });

  test('a hand between read and write is seen as a conflict: read and plan again, and nothing is lost', async () => {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a, b] });
    harness.world.actors.meanwhile(before(kind.opening), async () => {
      await harness.hand.add(another);
      await harness.hand.add(b);
      // AWS takes one write of IP sets a second, whoever makes it.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    });
    const { ok, target } = await harness.run('refresh');
    const lost = harness.world.record.of('call').filter(({ outcome }) => outcome === kind.conflict);
    expect(ok).toBe(true);
    expect(lost).not.toEqual([]);
    expect(harness.open()).toEqual([a, b, foreignCidr, another].sort());
    // Where AWS keeps no marks nobody can tell which of two writers of the same entry was first.
    const added = target.added.map(({ cidr }) => cidr).sort();
    expect(added).toEqual(kind.marks ? [a] : [a, b]);
    await harness.later(minute);
    expect((await harness.run('refresh')).target.outcome).toBe('unchanged');
  });

  test('a hand that takes away what doorlist is about to take away does no harm either', async () => {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a, b], list: { hold: '0' } });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(b);
    harness.world.actors.meanwhile({ ...before(kind.closing), who: `${refresh}-2` }, async () => {
      await harness.hand.remove(a);
      await harness.hand.add(another);
    });
    const { ok } = await harness.run('refresh');
    expect(ok).toBe(true);
    expect(harness.open()).toEqual([b, foreignCidr, another].sort());
  });

  test('an entry of ours that somebody took out comes back, and is mailed', async () => {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a, b] });
    await harness.run('refresh');
    await harness.later(minute);
    await harness.world.clock.drive(harness.hand.remove(a));
    expect(harness.open()).toEqual([b, foreignCidr].sort());
    await harness.later(minute);
    const { target } = await harness.run('refresh');
    expect(target).toMatchObject({ outcome: 'applied', added: [{ cidr: a }] });
    expect(harness.open()).toEqual([a, b, foreignCidr].sort());
    expect(harness.mailed().match(new RegExp(`${a} +added`, 'g'))).toHaveLength(1);
    expect(harness.mailed()).toMatch(new RegExp(`${a} +put back +somebody took it out; ip-ranges`));
  });
}
