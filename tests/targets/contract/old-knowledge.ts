import { hour, minute } from '../../harness/account.js';
import { fed, foreignRule } from '../../harness/networks.js';
import { setUp, type Harness } from '../harness.js';
import type { Kind } from '../kinds/kind.js';

/** A run that has read no file, and one whose file is refused, closes nothing of the feed's. */
export function oldKnowledge(kind: Kind): void {
  const [a, b, c, d] = [0, 1, 2, 3].map((n) => fed(kind.family, n)) as [string, string, string, string];
  const foreignCidr = foreignRule(kind.family, 0);
  const pin = fed(kind.family, 9);
  const holding = (...cidrs: string[]) => [...cidrs, foreignCidr].sort();
  const sweep = (harness: Harness) =>
    harness.run('flush', {
      schedule: 'sweep',
      scheduledAt: new Date(harness.world.clock.now()).toISOString(),
      sweep: true,
    });

  async function withHeld(room: number): Promise<Harness> {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a, b], room });
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(a);
    expect((await harness.run('refresh')).target).toMatchObject({ held: 1, removed: [] });
    return harness;
  }

  test('a hold that is over ends with the next file, not with a sweep', async () => {
    const harness = await withHeld(4);
    await harness.later(25 * hour);
    expect((await sweep(harness)).target).toMatchObject({ removed: [], held: 1 });
    expect(harness.open()).toEqual(expect.arrayContaining(holding(a, b)));
    expect((await harness.run('refresh')).target).toMatchObject({ removed: [{ cidr: b }] });
    expect(harness.open()).not.toContain(b);
  });

  test('what a refused file lists again stays, and its hold begins anew when the feed drops it again', async () => {
    const harness = await withHeld(2);
    await harness.later(hour);
    harness.publish(a, b, c, d);
    expect((await harness.run('refresh')).target.refusals).toMatchObject([{ reason: 'capacity' }]);
    await harness.later(25 * hour);
    expect((await sweep(harness)).target).toMatchObject({ removed: [], held: 0 });
    harness.publish(a);
    expect((await harness.run('refresh')).target).toMatchObject({ removed: [], held: 1 });
    expect(harness.open()).toEqual(expect.arrayContaining(holding(a, b)));
  });

  test('pins do not wait for a file that was never read', async () => {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a, b], list: { pins: [pin] } });
    expect((await sweep(harness)).target).toMatchObject({ outcome: 'applied', added: [{ cidr: pin }] });
    expect(harness.open()).toEqual(holding(pin));
    await harness.later(minute);
    expect((await harness.run('refresh')).target).toMatchObject({ added: [{ cidr: a }, { cidr: b }] });
    expect(harness.open()).toEqual(holding(a, b, pin));
  });

  test('a sweep after the table was lost neither closes nor gives up what the feed let in', async () => {
    const harness = await setUp(kind, {
      foreign: [foreignCidr],
      feed: [a, b],
      list: { pins: [pin], hold: '0' },
    });
    await harness.run('refresh');
    await harness.forget();
    await harness.later(minute);
    await sweep(harness);
    expect(harness.open()).toEqual(holding(a, b, pin));
    await harness.later(minute);
    expect((await harness.run('refresh')).target).toMatchObject({ wanted: 3, foreign: 1 });
    await harness.later(minute);
    harness.publish(a);
    await harness.run('refresh');
    expect(harness.open()).toEqual(holding(a, pin));
  });
}
