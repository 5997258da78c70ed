import { enter, hour, minute, type Desk } from '../desk.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../names.js';

/** A run that has read no file, and one whose file is refused, closes nothing of the feed's. */
export function oldKnowledge(kind: Kind): void {
  const [a, b, c, d] = [0, 1, 2, 3].map((n) => fed(kind.family, n)) as [string, string, string, string];
  const foreignCidr = foreignRule(kind.family, 0);
  const pin = fed(kind.family, 9);
  const holding = (...cidrs: string[]) => [...cidrs, foreignCidr].sort();
  const sweep = (desk: Desk) =>
    desk.run('flush', {
      schedule: 'sweep',
      scheduledAt: new Date(desk.world.clock.now()).toISOString(),
      sweep: true,
    });

  async function withHeld(room: number): Promise<Desk> {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b], room });
    await desk.run('refresh');
    await desk.later(minute);
    desk.publish(a);
    expect((await desk.run('refresh')).target).toMatchObject({ held: 1, removed: [] });
    return desk;
  }

  test('a hold that is over ends with the next file, not with a sweep', async () => {
    const desk = await withHeld(4);
    await desk.later(25 * hour);
    expect((await sweep(desk)).target).toMatchObject({ removed: [], held: 1 });
    expect(desk.open()).toEqual(holding(a, b));
    expect((await desk.run('refresh')).target).toMatchObject({ removed: [{ cidr: b }] });
    expect(desk.open()).toEqual(holding(a));
  });

  test('what a refused file lists again stays, and its hold begins anew when the feed drops it again', async () => {
    const desk = await withHeld(2);
    await desk.later(hour);
    desk.publish(a, b, c, d);
    expect((await desk.run('refresh')).target.refusals).toMatchObject([{ reason: 'capacity' }]);
    await desk.later(25 * hour);
    expect((await sweep(desk)).target).toMatchObject({ removed: [], held: 0 });
    desk.publish(a);
    expect((await desk.run('refresh')).target).toMatchObject({ removed: [], held: 1 });
    expect(desk.open()).toEqual(holding(a, b));
  });

  test('pins do not wait for a file that was never read', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b], list: { pins: [pin] } });
    expect((await sweep(desk)).target).toMatchObject({ outcome: 'applied', added: [{ cidr: pin }] });
    expect(desk.open()).toEqual(holding(pin));
    await desk.later(minute);
    expect((await desk.run('refresh')).target).toMatchObject({ added: [{ cidr: a }, { cidr: b }] });
    expect(desk.open()).toEqual(holding(a, b, pin));
  });

  test('a sweep after the table was lost neither closes nor gives up what the feed let in', async () => {
    const desk = await enter(kind, {
      foreign: [foreignCidr],
      feed: [a, b],
      list: { pins: [pin], hold: '0' },
    });
    await desk.run('refresh');
    await desk.forget();
    await desk.later(minute);
    await sweep(desk);
    expect(desk.open()).toEqual(holding(a, b, pin));
    await desk.later(minute);
    expect((await desk.run('refresh')).target).toMatchObject({ wanted: 3, foreign: 1 });
    await desk.later(minute);
    desk.publish(a);
    await desk.run('refresh');
    expect(desk.open()).toEqual(holding(a, pin));
  });
}
