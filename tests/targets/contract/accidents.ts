import type { Moment } from '../../../simulator/world/actors.js';
import { minute } from '../../harness/account.js';
import { setUp as enter, refresh, type Harness as Desk } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** When what a dead run left falls to any other. */
const abandoned = 16 * minute;
const changing = `${refresh}-2`;

/** Calls die, answers get lost and AWS has had enough: what is wanted stays open, and the next run makes it right. */
export function accidents(kind: Kind): void {
  const [a, b, c] = [0, 1, 2].map((n) => fed(kind.family, n)) as [string, string, string];
  const foreignCidr = foreignRule(kind.family, 0);
  const list = { hold: '0' };
  const after = [b, c, foreignCidr].sort();

  /** A run that has to open one entry and to close another. */
  async function aboutToChange(): Promise<Desk> {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b], list });
    await desk.run('refresh');
    await desk.later(minute);
    desk.publish(b, c);
    return desk;
  }

  function expectNoGap(desk: Desk): void {
    for (const open of desk.instants().slice(desk.instants().findIndex((each) => each.includes(b))))
      expect(open).toEqual(expect.arrayContaining([b, foreignCidr]));
  }

  /** Before the first call of such a run, and after each that changed something: between others nothing differs. */
  async function moments(): Promise<Required<Moment>[]> {
    const desk = await aboutToChange();
    await desk.run('refresh');
    const calls = desk.world.record.of('call').filter(({ actor }) => actor === changing);
    const nth = new Map<string, number>();
    const after = calls.map(({ operation }) => {
      nth.set(operation, (nth.get(operation) ?? 0) + 1);
      return { who: changing, operation, nth: nth.get(operation) ?? 0, when: 'after' as const };
    });
    const isChange = ({ operation }: Moment) => !/^(BatchGet|Get|Describe|Read)/.test(operation);
    return [
      ...after.slice(0, 1).map((at) => ({ ...at, when: 'before' as const })),
      ...after.filter(isChange),
    ];
  }

  test('a run that dies between any two of its calls leaves no gap; the next one makes it right, and it is mailed', async () => {
    const all = await moments();
    expect(all.length).toBeGreaterThan(7);
    for (const moment of all) {
      const desk = await aboutToChange();
      desk.world.actors.crash(moment);
      await desk.run('refresh');
      await desk.later(kind.lockMs);
      const { error } = await desk.run('refresh');
      expect({ moment, error, open: desk.open() }).toEqual({ moment, error: '', open: after });
      expectNoGap(desk);
      if (told(desk) !== 'added, removed') {
        await desk.later(abandoned);
        await desk.run('refresh');
      }
      expect({ moment, told: told(desk) }).toEqual({ moment, told: 'added, removed' });
    }
  });

  /** Of the entries that go and come: what the mails say. */
  function told(desk: Desk): string {
    const words = [`${c} +added`, `${a} +removed`].map((row) => new RegExp(row).exec(desk.mailed())?.[0]);
    return words.map((row) => row?.split(/ +/)[1]).join(', ');
  }

  test('a run that freezes, and wakes after a newer one, undoes nothing of it', async () => {
    const desk = await aboutToChange();
    const { actors, clock, lambda } = desk.world;
    const wakes = clock.now() + 100_000;
    actors.pause({ who: changing, operation: kind.opening, when: 'before' }, wakes);
    // It does not even say any more that it lives.
    for (let nth = 1; nth <= 40; nth++)
      actors.pause({ who: changing, operation: 'UpdateItem', when: 'before', nth }, wakes);
    const frozen = lambda.invoke(refresh, {});
    await desk.later(5_000);
    desk.publish(a, b);
    expect((await desk.run('refresh')).ok).toBe(true);
    const from = desk.instants().length - 1;
    await clock.drive(frozen);
    for (const open of desk.instants().slice(from)) expect(open).toEqual([a, b, foreignCidr].sort());
  });

  test.each([true, false])(
    'a lost answer to any of its calls does no harm (the call landed: %s)',
    async (landed) => {
      for (const operation of new Set([kind.opening, kind.closing])) {
        const desk = await aboutToChange();
        desk.world.faults.inject({ who: changing, operation }, { kind: 'reset', landed });
        const { ok } = await desk.run('refresh');
        expect(ok).toBe(true);
        expect(desk.open()).toEqual(after);
        expectNoGap(desk);
        await desk.later(minute);
        expect((await desk.run('refresh')).target.outcome).toBe('unchanged');
        expect(desk.mailed().match(new RegExp(`${a} +removed`, 'g'))).toHaveLength(1);
        expect(desk.mailed().match(new RegExp(`${c} +added`, 'g'))).toHaveLength(1);
      }
    },
  );

  test('where others have used up what AWS allows, the run waits and comes through', async () => {
    const desk = await aboutToChange();
    desk.world.actors.meanwhile({ who: changing, operation: kind.opening, when: 'before' }, () =>
      kind.exhaust(desk.world),
    );
    const { ok } = await desk.run('refresh');
    expect(ok).toBe(true);
    expect(desk.open()).toEqual(after);
    const turned = desk.world.record
      .of('call')
      .filter(({ actor, outcome }) => actor === changing && outcome === kind.throttled);
    expect(turned.length).toBeGreaterThan(0);
  });
}
