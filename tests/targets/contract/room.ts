import { minute } from '../../harness/account.js';
import { setUp as enter } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** A target takes what it takes, whoever put it there. */
export function room(kind: Kind): void {
  const [a, b, c] = [0, 1, 2].map((n) => fed(kind.family, n)) as [string, string, string];
  const foreignCidr = foreignRule(kind.family, 0);

  test('what does not fit is refused before the first call, and the numbers say what would make it fit', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b], room: 1 });
    const { ok, target } = await desk.run('refresh');
    expect(ok).toBe(true);
    expect(target).toMatchObject({
      outcome: 'refused',
      refusals: [{ reason: 'capacity', forcible: false }],
      foreign: desk.open().length,
    });
    expect(target.refusals[0]?.message).toMatch(
      /^2 entries are wanted( at 2 ports each \(4 rules\))? beside \d+ that doorlist did not put there, but /,
    );
    expect(target.refusals[0]?.message).toMatch(new RegExp(`${escaped(kind.remedy)}$`));
    expect(desk.instants()).toHaveLength(kind.arns.length);
    expect(Object.keys(desk.calls()).join()).not.toMatch(new RegExp(kind.opening));
    expect(desk.mailed()).toContain(kind.remedy);
    desk.publish(a);
    expect((await desk.run('refresh')).target).toMatchObject({ outcome: 'applied', refusals: [] });
    expect(desk.mailed()).toContain('Over: ');
  });

  test('what is held gives way to what is wanted, and no more of it than has to', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b], room: 2 });
    await desk.run('refresh');
    expect(desk.open()).toEqual(expect.arrayContaining([a, b, foreignCidr]));
    await desk.later(minute);
    desk.publish(a);
    expect((await desk.run('refresh')).target).toMatchObject({ held: 1, removed: [] });
    await desk.later(minute);
    desk.publish(a, c);
    const { target } = await desk.run('refresh');
    expect(target).toMatchObject({ outcome: 'applied', added: [{ cidr: c }], removed: [{ cidr: b }] });
    expect(target.removed[0]?.why).toBe('no longer in ip-ranges, made room');
    expect(desk.open()).toEqual(expect.arrayContaining([a, c, foreignCidr]));
    expect(desk.open()).not.toContain(b);
  });

  test('what fills more than one page is read to its end', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b], crowded: true });
    await desk.run('refresh');
    const filled = desk.open();
    expect(filled).toEqual(expect.arrayContaining([a, b, foreignCidr]));
    await desk.later(minute);
    desk.calls();
    expect((await desk.run('refresh')).target.outcome).toBe('unchanged');
    expect(desk.calls()).toEqual(kind.atRestCrowded);
    await desk.forget();
    const { target } = await desk.run('refresh');
    expect(target).toMatchObject({ outcome: 'unchanged', wanted: 2, foreign: filled.length - 2 });
    expect(desk.open()).toEqual(filled);
  });
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
