import { minute } from '../../harness/account.js';
import { setUp as enter, refresh } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** People edit targets by hand, and at the worst moment. */
export function hands(kind: Kind): void {
  const [a, b] = [0, 1].map((n) => fed(kind.family, n)) as [string, string];
  const [foreignCidr, another] = [0, 1].map((n) => foreignRule(kind.family, n)) as [string, string];
  const before = (operation: string) => ({ who: refresh, operation, when: 'before' as const });

  test('a hand between read and write is seen as a conflict: read and plan again, and nothing is lost', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b] });
    desk.world.actors.meanwhile(before(kind.opening), async () => {
      await desk.hand.add(another);
      await desk.hand.add(b);
      // AWS takes one write of IP sets a second, whoever makes it.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    });
    const { ok, target } = await desk.run('refresh');
    const lost = desk.world.record.of('call').filter(({ outcome }) => outcome === kind.conflict);
    expect(ok).toBe(true);
    expect(lost).not.toEqual([]);
    expect(desk.open()).toEqual([a, b, foreignCidr, another].sort());
    // Where AWS keeps no marks nobody can tell which of two writers of the same entry was first.
    const added = target.added.map(({ cidr }) => cidr).sort();
    expect(added).toEqual(kind.marks ? [a] : [a, b]);
    await desk.later(minute);
    expect((await desk.run('refresh')).target.outcome).toBe('unchanged');
  });

  test('a hand that takes away what doorlist is about to take away does no harm either', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b], list: { hold: '0' } });
    await desk.run('refresh');
    await desk.later(minute);
    desk.publish(b);
    desk.world.actors.meanwhile({ ...before(kind.closing), who: `${refresh}-2` }, async () => {
      await desk.hand.remove(a);
      await desk.hand.add(another);
    });
    const { ok } = await desk.run('refresh');
    expect(ok).toBe(true);
    expect(desk.open()).toEqual([b, foreignCidr, another].sort());
  });

  test('an entry of ours that somebody took out comes back, and is mailed', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b] });
    await desk.run('refresh');
    await desk.later(minute);
    await desk.world.clock.drive(desk.hand.remove(a));
    expect(desk.open()).toEqual([b, foreignCidr].sort());
    await desk.later(minute);
    const { target } = await desk.run('refresh');
    expect(target).toMatchObject({ outcome: 'applied', added: [{ cidr: a }] });
    expect(desk.open()).toEqual([a, b, foreignCidr].sort());
    expect(desk.mailed().match(new RegExp(`${a} +added`, 'g'))).toHaveLength(2);
  });
}
