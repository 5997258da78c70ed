import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../../lib/report/report.js';
import { call } from '../harness/command-line.js';
import { DEVELOPERS, EDGE_V4, feedOf, lines, setUp, SYNC, type Harness, type Setting } from './harness.js';

interface Planned {
  table: 'read' | { lost: string };
  reports: Report[];
}

let harness: Harness;
const open = async (options: Setting = {}) => (harness = await setUp(options));
const plan = async (...argv: string[]) =>
  (await harness.doorlist('plan', '--json', ...argv)).json() as Planned;
const targetsOf = ({ reports }: Planned) =>
  reports.flatMap(({ lists }) => lists.flatMap(({ targets }) => targets));

describe('plan', () => {
  beforeAll(() => open());
  afterAll(() => harness.tearDown());

  test('shows each list by the trigger that keeps it, call by call', async () => {
    const { exit, out, err } = await harness.doorlist('plan');
    expect([exit, err]).toEqual([0, '']);
    expect(out).toMatch(/^The flush of dev at 2026-08-22 12:00 UTC would change this:\n\nLIST/);
    expect(out).toMatch(
      /developers +developers-v4 \(eu-west-2\) +planned +1 to remove +1 wanted, 0 held, 1 kept/,
    );
    expect(out).toMatch(/198\.51\.100\.7\/32 +remove +neither pinned nor leased/);
    expect(out).toMatch(/81\.2\.69\.0\/24 +kept +Office VPN +pinned/);
    expect(out).toContain(
      `The refresh of dev at 2026-08-22 12:00 UTC read ip-ranges.json ${SYNC} of 2026-08-22 12:00 UTC. It would change this:\n`,
    );
    expect(out).toContain('wafv2:UpdateIPSet {\n  "Name": "edge-v4",');
    expect(out).toContain('"... 16 more of 20"');
  });

  test('has every address in --json', async () => {
    const [edge] = targetsOf(await plan('edge'));
    expect(edge?.requests[0]?.input).toMatchObject({
      Addresses: expect.arrayContaining(['99.80.36.0/24']),
    });
    expect(edge?.added).toHaveLength(20);
  });

  test('--flush plans the flush, of a list with a feed, too', async () => {
    const { reports } = await plan('--flush');
    expect(reports.map(({ trigger, lists }) => [trigger, lists.map(({ list }) => list)])).toEqual([
      ['flush', ['developers', 'edge']],
    ]);
  });

  test('--feed takes the place of the live file', async () => {
    const fetches = harness.world.record.of('fetch').length;
    const feed = harness.file('ip-ranges.json', feedOf(SYNC + 60, lines.slice(1)));
    const { reports } = await plan('edge', '--feed', feed);
    expect(reports[0]?.feed?.syncToken).toBe(SYNC + 60);
    expect(harness.world.record.of('fetch')).toHaveLength(fetches);
  });

  test('so does DOORLIST_FEED, of what writes nothing', async () => {
    const feed = harness.file('ip-ranges.json', feedOf(SYNC + 120, lines.slice(1)));
    const surroundings = { ...harness.surroundings, env: { DOORLIST_FEED: feed } };
    const read = async (...argv: string[]) =>
      (
        await harness.world.clock.drive(call(surroundings, '--config', harness.config, '--json', ...argv))
      ).json();
    expect(await read('plan', 'edge')).toMatchObject({ reports: [{ feed: { syncToken: SYNC + 120 } }] });
    expect(await read('refresh', 'edge', '--local', '--dry-run')).toMatchObject({
      feed: { syncToken: SYNC },
    });
  });

  test.each([
    [['developrs'], 'There is no list "developrs"; did you mean developers? Lists: developers, edge.'],
    [['a', 'b'], 'too many arguments'],
  ])('%p is a usage error', async (argv, why) => {
    const { exit, err } = await harness.doorlist('plan', ...argv);
    expect([exit, err]).toEqual([2, expect.stringContaining(why)]);
  });

  test('has changed nothing', () => {
    expect(Object.keys(harness.world.record.countCalls()).sort()).toEqual([
      'dynamodb:BatchGetItem',
      'lambda:GetFunctionConfiguration',
      'sts:GetCallerIdentity',
      'wafv2:GetIPSet',
    ]);
  });
});

describe('a plan', () => {
  afterEach(() => harness.tearDown());

  test.each(['developers', 'edge'])('prints the very input that %s is then written with', async (list) => {
    await open();
    const planned = targetsOf(await plan(list)).flatMap(({ requests }) => requests.map(({ input }) => input));
    await harness.doorlist(list === 'edge' ? 'refresh' : 'flush', list);
    const sent = harness.updates().map(({ input }) => input);
    expect(planned.length).toBeGreaterThan(0);
    expect(sent).toEqual(expect.arrayContaining(planned));
    expect(sent).toHaveLength(planned.length);
  });

  test('knows from the table what is its own', async () => {
    await open();
    await harness.doorlist('refresh', 'edge');
    await harness.world.clock.drive(harness.world.console.add(EDGE_V4, '198.51.100.9/32', 'alice'));
    const gone = '99.80.36.0/24';
    harness.world.feed.publish(
      feedOf(
        SYNC + 1,
        lines.filter(([cidr]) => cidr !== gone),
      ),
    );
    const planned = await plan('edge');
    expect(planned.table).toBe('read');
    const [v4] = targetsOf(planned);
    expect(v4?.removed.map(({ cidr }) => cidr)).toEqual([gone]);
    expect(v4?.kept).toContainEqual({ cidr: '198.51.100.9/32', why: 'not put there by doorlist' });
  });

  test.each([
    ['nothing is deployed', { deployed: false as const }, 'doorlist-dev-flush is not deployed in eu-west-2'],
    ['there is no such table', { tableName: 'another' }, 'The table doorlist cannot be read'],
  ])('where %s says that ownership is judged as if the table were lost', async (_, options, why) => {
    await open(options);
    const { exit, out, err } = await harness.doorlist('plan', 'developers');
    expect(exit).toBe(0);
    expect(out).toMatch(/developers-v4 \(eu-west-2\) +planned +1 to remove/);
    expect(err).toMatch(/^warning: ownership is judged as if the state table were lost: .*\n$/);
    expect(err).toContain(why);
    expect((await plan('developers')).table).toEqual({ lost: expect.stringContaining(why) });
  });

  test('takes --table and --topic instead of asking the function', async () => {
    await open({ tableName: 'kept', deployed: false });
    const topic = 'arn:aws:sns:eu-west-2:111122223333:kept';
    expect((await harness.doorlist('plan', '--table', 'kept', '--topic', topic)).err).toBe('');
  });

  test('exits with 1 where a target cannot be read, and still shows the others', async () => {
    await open({ ipSets: [EDGE_V4, DEVELOPERS].map((arn) => ({ arn, addresses: [] })) });
    const { exit, out, err } = await harness.doorlist('plan');
    expect(exit).toBe(1);
    expect(out).toMatch(/developers-v4 \(eu-west-2\) +planned/);
    expect(out).toContain('There is no IP set arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/edge-v6/');
    expect(err).toMatch(/^error: refresh failed for 1 of 2 targets\./);
    expect(await plan()).toMatchObject({ error: { code: 'run/failed' }, reports: [{}, {}] });
  });

  test("with another account's credentials is refused before anything is read", async () => {
    await open();
    harness.world.credentials('cli', '999988887777');
    const { exit, err } = await harness.doorlist('plan');
    expect([exit, err]).toEqual([
      1,
      "error: Your credentials are for account 999988887777, but the targets are in 111122223333; use that account's, for example with AWS_PROFILE.\n",
    ]);
    expect(harness.world.record.countCalls()).toEqual({ 'sts:GetCallerIdentity': 1 });
  });
});
