import { hour, minute } from '../../harness/account.js';
import { setUp } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** Somebody deleted the table's rows. */
export function lostMemory(kind: Kind): void {
  const [a, b, c] = [0, 1, 2].map((n) => fed(kind.family, n)) as [string, string, string];
  const foreignCidr = foreignRule(kind.family, 0);

  test('without its memory doorlist closes nothing that should be open, and knows its own by the mark where there is one', async () => {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a, b] });
    await harness.run('refresh');
    await harness.later(hour);
    harness.publish(b, c);
    await harness.run('refresh');
    await harness.later(23 * hour);
    await harness.forget();

    const { target } = await harness.run('refresh');
    expect(target).toMatchObject({
      outcome: 'unchanged',
      removed: [],
      held: kind.marks ? 1 : 0,
      foreign: kind.marks ? 1 : 2,
    });
    await harness.later(2 * hour);
    await harness.run('refresh');
    expect(harness.open()).toEqual([a, b, c, foreignCidr].sort());

    await harness.later(23 * hour);
    const last = await harness.run('refresh');
    expect(last.target.removed.map(({ cidr }) => cidr)).toEqual(kind.marks ? [a] : []);
    expect(harness.open()).toEqual([...(kind.marks ? [] : [a]), b, c, foreignCidr].sort());
  });

  test('the first scheduled flush after that is announced where it would take foreign entries away', async () => {
    const harness = await setUp(kind, {
      foreign: [foreignCidr],
      feed: [a],
      list: kind.marks ? { foreign: 'flush' } : {},
    });
    await harness.run('refresh');
    await harness.run('flush', { list: 'edge' });
    await harness.later(minute);
    await harness.world.clock.drive(harness.hand.add(foreignCidr));
    await harness.forget();
    await harness.later(minute);
    const scheduled = (n: number) => ({
      list: 'edge',
      schedule: 'arn',
      scheduledAt: `2026-08-22T0${n}:00:00Z`,
    });
    expect((await harness.run('flush', scheduled(5))).target.refusals[0]?.reason).toBe('first-flush');
    expect(harness.open()).toEqual([a, foreignCidr].sort());
    await harness.run('flush', scheduled(6));
    expect(harness.open()).toEqual([a]);
  });
}
