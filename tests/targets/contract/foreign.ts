import { hour, minute } from '../../harness/account.js';
import { setUp as enter } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** What doorlist did not put there is counted and told, and not doorlist's to take away. */
export function foreignEntries(kind: Kind): void {
  const [a, b] = [0, 1].map((n) => fed(kind.family, n)) as [string, string];
  const foreignCidr = foreignRule(kind.family, 0);

  test('a foreign entry for the same network is as good as ours, stays untouched, and stays when the feed drops it', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a], list: { hold: '0' } });
    await desk.run('refresh');
    await desk.later(minute);
    await desk.world.clock.drive(desk.hand.add(b));
    await desk.later(minute);
    const instants = desk.instants().length;
    desk.publish(a, b);
    const { target } = await desk.run('refresh');
    expect(desk.instants()).toHaveLength(instants);
    expect(target).toMatchObject({ outcome: 'unchanged', wanted: 2, foreign: 2 });
    expect(target.kept.find(({ cidr }) => cidr === b)?.why).toContain('not put there by doorlist');
    desk.publish(a);
    await desk.later(hour);
    expect((await desk.run('refresh')).target).toMatchObject({ outcome: 'unchanged', foreign: 2, held: 0 });
    expect(desk.open()).toEqual([a, b, foreignCidr].sort());
  });

  test('a flush removes it only where that is its purpose', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a] });
    await desk.run('refresh');
    await desk.later(minute);
    const { ok, target } = await desk.run('flush', { list: 'edge' });
    expect(ok).toBe(true);
    expect(desk.open()).toEqual(kind.flushesForeign ? [a] : [a, foreignCidr].sort());
    const gone = expect.objectContaining({ cidr: foreignCidr, why: 'neither pinned nor leased' }) as object;
    expect(target.removed).toEqual(kind.flushesForeign ? [gone] : []);
  });

  if (!kind.flushesForeign)
    test('a flush that is told to removes it, and a refresh does not', async () => {
      const desk = await enter(kind, { foreign: [foreignCidr], feed: [a], list: { foreign: 'flush' } });
      await desk.run('refresh');
      await desk.later(minute);
      expect(desk.open()).toEqual([a, foreignCidr].sort());
      expect((await desk.run('flush', { list: 'edge' })).target.removed).toMatchObject([
        { cidr: foreignCidr },
      ]);
      expect(desk.open()).toEqual([a]);
    });
}
