import { minute } from '../../harness/account.js';
import { setUp, type Harness } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** Where AWS keeps a mark of doorlist's with each entry, an entry may lose it, be made anew, and be taken over. */
export function marks(kind: Kind): void {
  const [a, b] = [0, 1].map((n) => fed(kind.family, n)) as [string, string];
  const foreignCidr = foreignRule(kind.family, 0);
  const own = { flush: undefined, hold: '0' };
  const times = (harness: Harness, text: string) => harness.mailed().split(text).length - 1;

  const wrote = ({ world }: Harness) =>
    world.record
      .of('call')
      .filter(
        ({ service, operation }) => service === 'dynamodb' && /^(Put|Update|Delete)Item$/.test(operation),
      )
      .map(({ operation, input }) => `${operation} ${JSON.stringify(input).slice(0, 200)}`);

  /** Nothing is left to do, to remember or to tell. */
  async function expectRest(harness: Harness): Promise<void> {
    await harness.later(minute);
    const [mailed, instants, rows] = [harness.mailed(), harness.instants().length, wrote(harness).length];
    harness.calls();
    expect((await harness.run('refresh')).target.outcome).toBe('unchanged');
    expect(harness.instants()).toHaveLength(instants);
    expect(harness.calls()).toEqual(kind.atRest);
    expect(wrote(harness).slice(rows)).toEqual([]);
    expect(harness.mailed()).toBe(mailed);
  }

  test('an entry whose mark somebody took off is ours all the same, gets it back, and goes when the feed drops it', async () => {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a, b], list: own });
    const { unmark } = harness.hand;
    if (unmark === undefined) return;
    await harness.run('refresh');
    await harness.later(minute);
    await harness.world.clock.drive(unmark(a));
    await harness.later(minute);
    const { target } = await harness.run('refresh');
    expect(target).toMatchObject({ outcome: 'applied', added: [], moved: [{ cidr: a, marked: 'again' }] });
    expect(harness.mailed()).toMatch(/1 marked again/);
    await expectRest(harness);
    await harness.world.clock.drive(unmark(a));
    harness.publish(b);
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.open()).toEqual([b, foreignCidr].sort());
    await expectRest(harness);
  });

  test('an entry of ours that somebody made anew is theirs: that is told once, and it stays', async () => {
    const harness = await setUp(kind, { foreign: [foreignCidr], feed: [a, b], list: own });
    await harness.run('refresh');
    await harness.later(minute);
    await harness.world.clock.drive(harness.hand.remove(a));
    await harness.world.clock.drive(harness.hand.add(a));
    await harness.later(minute);
    const { target } = await harness.run('refresh');
    expect(target).toMatchObject({ outcome: 'unchanged', foreign: 2, remade: [a] });
    expect(times(harness, `${a} in `)).toBe(1);
    await expectRest(harness);
    harness.publish(b);
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.open()).toEqual([a, b, foreignCidr].sort());
    expect(times(harness, 'somebody has made it anew')).toBe(1);
  });

  test('what of the selection is not ours is told once, with its number and the way out', async () => {
    const harness = await setUp(kind, { foreign: [a, foreignCidr], feed: [a, b], list: own });
    await harness.run('refresh');
    const told = '1 entry of the selection is in ';
    expect(times(harness, told)).toBe(1);
    expect(harness.mailed()).toContain('With adopt: true on the list doorlist takes it over.');
    await expectRest(harness);
    expect(times(harness, told)).toBe(1);
  });

  test('adopt takes over what is identical and wanted, and nothing else; it goes when the feed drops it', async () => {
    const list = { ...own, adopt: true };
    const harness = await setUp(kind, { foreign: [a, foreignCidr], feed: [a, b], list });
    const instants = harness.instants().length;
    const planned = await harness.run('refresh', { dryRun: true });
    expect(planned.target.moved).toMatchObject([{ cidr: a, marked: 'adopted' }]);
    expect(harness.instants()).toHaveLength(instants);
    const { target } = await harness.run('refresh');
    expect(target).toMatchObject({ outcome: 'applied', foreign: 1, added: [{ cidr: b }] });
    expect(harness.mailed()).toMatch(/1 added, 1 taken over/);
    expect(harness.mailed()).toMatch(new RegExp(`${a} +taken over`));
    await expectRest(harness);
    harness.publish(b);
    await harness.later(minute);
    expect((await harness.run('refresh')).target.removed).toMatchObject([{ cidr: a }]);
    expect(harness.open()).toEqual([b, foreignCidr].sort());
    await expectRest(harness);
  });

  test('what was taken over and then made anew by somebody is theirs, unless adopt takes it over again', async () => {
    const list = { ...own, adopt: true };
    const harness = await setUp(kind, { foreign: [a, foreignCidr], feed: [a, b], list });
    await harness.run('refresh');
    await harness.later(minute);
    await harness.world.clock.drive(harness.hand.remove(a));
    await harness.world.clock.drive(harness.hand.add(a));
    harness.publish(b);
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.open()).toEqual([a, b, foreignCidr].sort());
    harness.publish(a, b);
    await harness.later(minute);
    expect((await harness.run('refresh')).target.moved).toMatchObject([{ cidr: a, marked: 'adopted' }]);
    harness.publish(b);
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.open()).toEqual([b, foreignCidr].sort());
  });

  test('without its memory adopt takes over again what is wanted', async () => {
    const list = { ...own, adopt: true };
    const harness = await setUp(kind, { foreign: [a, foreignCidr], feed: [a, b], list });
    await harness.run('refresh');
    await harness.forget();
    await harness.later(minute);
    await harness.run('refresh');
    await expectRest(harness);
    harness.publish(b);
    await harness.later(minute);
    await harness.run('refresh');
    expect(harness.open()).toEqual([b, foreignCidr].sort());
  });
}
