import { hour, minute } from '../../harness/account.js';
import { setUp as enter } from '../harness.js';
import type { Kind } from '../kinds/kind.js';
import { fed, foreignRule } from '../../harness/networks.js';

/** From the first entry to the last one that goes. */
export function filling(kind: Kind): void {
  const [a, b, c] = [0, 1, 2].map((n) => fed(kind.family, n)) as [string, string, string];
  const foreignCidr = foreignRule(kind.family, 0);
  const holding = (...cidrs: string[]) => [...cidrs, foreignCidr].sort();

  test('a first fill adds what is wanted beside what is there, and mails it', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b] });
    const { ok, target } = await desk.run('refresh');
    expect(ok).toBe(true);
    expect(desk.open()).toEqual(holding(a, b));
    expect(target).toMatchObject({
      outcome: 'applied',
      wanted: 2,
      foreign: 1,
      added: [{ cidr: a }, { cidr: b }],
      removed: [],
      kept: [{ cidr: foreignCidr, why: 'not put there by doorlist' }],
    });
    expect(desk.mailed()).toMatch(new RegExp(`${a} +added`));
  });

  test('a run at rest writes nothing, mails nothing and asks AWS no more than it has to', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b] });
    await desk.run('refresh');
    await desk.later(minute);
    const [mails, instants] = [desk.mailed(), desk.instants().length];
    desk.calls();
    desk.publish(a, b);
    const { target } = await desk.run('refresh');
    expect(target).toMatchObject({ outcome: 'unchanged', added: [], removed: [], foreign: 1 });
    expect(desk.calls()).toEqual(kind.atRest);
    expect(desk.instants()).toHaveLength(instants);
    expect(desk.mailed()).toBe(mails);
  });

  test('what the feed adds is open at once; what it drops is held for a day, then goes', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b] });
    await desk.run('refresh');
    await desk.later(hour);
    desk.publish(b, c);
    const { target } = await desk.run('refresh');
    expect(target).toMatchObject({ added: [{ cidr: c }], removed: [], held: 1 });
    expect(desk.open()).toEqual(holding(a, b, c));
    await desk.later(23 * hour);
    expect((await desk.run('refresh')).target.outcome).toBe('unchanged');
    await desk.later(2 * hour);
    const last = await desk.run('refresh');
    expect(last.target).toMatchObject({ outcome: 'applied', added: [], removed: [{ cidr: a }] });
    expect(desk.open()).toEqual(holding(b, c));
    expect(desk.mailed()).toMatch(new RegExp(`${a} +removed +[-\\d]+ [\\d:]+ UTC +no longer in ip-ranges`));
  });

  test('a dry run writes nothing to anything, and tells the calls that a true one makes', async () => {
    const desk = await enter(kind, { foreign: [foreignCidr], feed: [a, b], list: { hold: '0' } });
    await desk.run('refresh');
    await desk.later(minute);
    desk.publish(b, c);
    const { events } = desk.world.record;
    const from = events.length;
    const dry = await desk.run('refresh', { dryRun: true });
    const written = events.slice(from).filter(({ kind: what }) => what === 'state' || what === 'mail');
    expect(written).toEqual([]);
    expect(dry.target).toMatchObject({ outcome: 'planned', added: [{ cidr: c }], removed: [{ cidr: a }] });
    desk.calls();
    await desk.run('refresh');
    const operations = dry.target.requests.map(({ operation }) => operation);
    expect(counted(operations)).toEqual(changes(desk.calls(), kind));
    expect(JSON.stringify(dry.target.requests)).toContain(c);
    expect(desk.open()).toEqual(holding(b, c));
  });

  if (kind.family === 'IPV6')
    test.each(['expanded', 'rfc5952'] as const)(
      'a network is the same in any spelling: %s',
      async (ipv6Spelling) => {
        const spelled = '2600:9000:00aA:0:0:0:0:0/64';
        const desk = await enter(kind, {
          foreign: ['2620:00FE:0::0009/128'],
          feed: [spelled],
          world: { ipv6Spelling },
        });
        await desk.run('refresh');
        expect(desk.open()).toEqual(['2600:9000:aa::/64', '2620:fe::9/128']);
        await desk.later(minute);
        desk.publish('2600:9000:aa::/64');
        expect((await desk.run('refresh')).target).toMatchObject({
          outcome: 'unchanged',
          foreign: 1,
          held: 0,
        });
      },
    );
}

function counted(operations: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const operation of operations) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

function changes(calls: Record<string, number>, { opening, closing }: Kind): Record<string, number> {
  const isChange = ([name]: [string, number]) => [opening, closing].includes(name.split(':')[1] ?? '');
  return Object.fromEntries(Object.entries(calls).filter(isChange));
}
