import { hour, minute } from '../../harness/account.js';
import { setUp } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** What doorlist did not put there is counted and told, and not doorlist's to take away. */
export function foreignEntries(kind: Kind): void {
  const [a, b] = [0, 1].map((n) => fed(kind.family, n)) as [string, string];
  const foreignCidr = foreignRule(kind.family, 0);

  test('a foreign entry for the same network is as good as ours, stays untouched, and stays when the feed drops it', async () => {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a], list: { hold: '0' } });
    await harness.run('refresh');
    await harness.later(minute);
    await harness.world.clock.drive(harness.hand.add(b));
    await harness.later(minute);
    const instants = harness.instants().length;
    harness.publish(a, b);
    const { target } = await harness.run('refresh');
    expect(harness.instants()).toHaveLength(instants);
    expect(target).toMatchObject({ outcome: 'unchanged', wanted: 2, foreign: 2 });
    expect(target.kept.find(({ cidr }) => cidr === b)?.why).toContain('not put there by doorlist');
    harness.publish(a);
    await harness.later(hour);
    expect((await harness.run('refresh')).target).toMatchObject({
      outcome: 'unchanged',
      foreign: 2,
      held: 0,
    });
    expect(harness.open()).toEqual([a, b, foreignCidr].sort());
  });

  test('a flush removes it only where that is its purpose', async () => {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a] });
    await harness.run('refresh');
    await harness.later(minute);
    const { ok, target } = await harness.run('flush', { list: 'edge' });
    expect(ok).toBe(true);
    expect(harness.open()).toEqual(kind.flushesForeign ? [a] : [a, foreignCidr].sort());
    const gone = expect.objectContaining({ cidr: foreignCidr, why: 'neither pinned nor leased' }) as object;
    expect(target.removed).toEqual(kind.flushesForeign ? [gone] : []);
  });

  if (!kind.flushesForeign)
    test('a flush that is told to removes it, and a refresh does not', async () => {
      const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a], list: { foreign: 'flush' } });
      await harness.run('refresh');
      await harness.later(minute);
      expect(harness.open()).toEqual([a, foreignCidr].sort());
      expect((await harness.run('flush', { list: 'edge' })).target.removed).toMatchObject([
        { cidr: foreignCidr },
      ]);
      expect(harness.open()).toEqual([a]);
    });
}
