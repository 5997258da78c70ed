import { hour, minute } from '../../harness/account.js';
import { setUp as enter } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** Somebody deleted the table's rows. */
export function lostMemory(kind: Kind): void {
  const [a, b, c] = [0, 1, 2].map((n) => fed(kind.family, n)) as [string, string, string];
  const foreignCidr = foreignRule(kind.family, 0);

  test('without its memory doorlist closes nothing that should be open, and knows its own by the mark where there is one', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b] });
    await desk.run('refresh');
    await desk.later(hour);
    desk.publish(b, c);
    await desk.run('refresh');
    await desk.later(23 * hour);
    await desk.forget();

    const { target } = await desk.run('refresh');
    expect(target).toMatchObject({
      outcome: 'unchanged',
      removed: [],
      held: kind.marks ? 1 : 0,
      foreign: kind.marks ? 1 : 2,
    });
    await desk.later(2 * hour);
    await desk.run('refresh');
    expect(desk.open()).toEqual([a, b, c, foreignCidr].sort());

    await desk.later(23 * hour);
    const last = await desk.run('refresh');
    expect(last.target.removed.map(({ cidr }) => cidr)).toEqual(kind.marks ? [a] : []);
    expect(desk.open()).toEqual([...(kind.marks ? [] : [a]), b, c, foreignCidr].sort());
  });

  test('the first scheduled flush after that is announced where it would take foreign entries away', async () => {
    const desk = await enter(kind, {
      foreign: [foreignCidr],
      feed: [a],
      list: kind.marks ? { foreign: 'flush' } : {},
    });
    await desk.run('refresh');
    await desk.run('flush', { list: 'edge' });
    await desk.later(minute);
    await desk.world.clock.drive(desk.hand.add(foreignCidr));
    await desk.forget();
    await desk.later(minute);
    const scheduled = (n: number) => ({
      list: 'edge',
      schedule: 'arn',
      scheduledAt: `2026-08-22T0${n}:00:00Z`,
    });
    expect((await desk.run('flush', scheduled(5))).target.refusals[0]?.reason).toBe('first-flush');
    expect(desk.open()).toEqual([a, foreignCidr].sort());
    await desk.run('flush', scheduled(6));
    expect(desk.open()).toEqual([a]);
  });
}
