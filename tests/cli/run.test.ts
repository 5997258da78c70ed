import { afterEach, describe, expect, test } from '@jest/globals';
import type { Report } from '../../lib/report/report.js';
import {
  DEVELOPERS,
  EDGE_V4,
  estateText,
  feedOf,
  lines,
  setUp,
  SYNC,
  type Harness,
  type Setting,
} from './harness.js';

let harness: Harness;
const open = async (options: Setting = {}) => (harness = await setUp(options));
afterEach(() => harness.tearDown());

const invocations = () => harness.world.record.of('invoke').map(({ function: name, event }) => [name, event]);

describe.each([
  ['invoked', [], 'doorlist-dev-flush-1', 'doorlist-dev-refresh-1'],
  ['--local', ['--local'], 'cli', 'cli'],
])('%s', (_, how, flusher, refresher) => {
  test('flush removes what is not pinned and says who went', async () => {
    await open();
    const { exit, out, err } = await harness.doorlist('flush', 'developers', ...how);
    expect([exit, err]).toEqual([0, '']);
    expect(out).toMatch(/The flush of dev at .* UTC did this:\n\nLIST/);
    expect(out).toMatch(/developers +developers-v4 \(eu-west-2\) +applied +1 removed/);
    expect(out).toMatch(/198\.51\.100\.7\/32 +removed +neither pinned nor leased/);
    expect(harness.world.waf.contents(DEVELOPERS)).toEqual(['81.2.69.0/24']);
    expect(harness.updates()).toMatchObject([{ actor: flusher, input: { Description: 'By hand' } }]);
    expect(harness.world.record.of('mail')).toHaveLength(1);
  });

  test('refresh follows the feed, and --json is the report', async () => {
    await open();
    const { exit, json } = await harness.doorlist('refresh', '--json', ...how);
    const report = json() as Report;
    expect(exit).toBe(0);
    expect(report).toMatchObject({
      trigger: 'refresh',
      by: 'hand',
      dryRun: false,
      feed: { syncToken: SYNC },
      lists: [
        {
          list: 'edge',
          targets: [
            { outcome: 'applied', wanted: 20 },
            { outcome: 'applied', wanted: 1 },
          ],
        },
      ],
    });
    expect(harness.updates().map(({ actor }) => actor)).toEqual([refresher, refresher]);
  });

  test('--dry-run writes and mails nothing', async () => {
    await open();
    for (const trigger of ['flush', 'refresh']) {
      const { exit, out } = await harness.doorlist(trigger, '--dry-run', ...how);
      expect(exit).toBe(0);
      expect(out).toContain('would change this');
      expect(out).toContain('wafv2:UpdateIPSet {');
    }
    expect(harness.world.record.countCalls()).not.toHaveProperty('wafv2:UpdateIPSet');
    expect(harness.world.record.countCalls()).not.toHaveProperty('sns:Publish');
    expect(harness.world.record.countCalls()).not.toHaveProperty('dynamodb:PutItem');
  });

  test('what a guard refuses exits with 3, and force gets past it', async () => {
    await open();
    await harness.doorlist('refresh', ...how);
    harness.world.feed.publish(feedOf(SYNC + 1, lines.slice(-2)));
    const { exit, out } = await harness.doorlist('refresh', ...how);
    expect(exit).toBe(3);
    expect(out).toContain('edge: refused (emptied): The feed no longer lists any address for this target');
    expect(out).toContain(
      'If what was refused is right, force it:\n  npx doorlist refresh edge --force --stage dev',
    );
    expect((await harness.doorlist('refresh', 'edge', '--force', ...how)).exit).toBe(0);
    expect(harness.world.waf.contents(EDGE_V4)).toEqual([]);
  });

  test('a failure exits with 1 and one sentence', async () => {
    await open();
    harness.world.feed.fail({ kind: 'status', status: 403 });
    const { exit, err } = await harness.doorlist('refresh', ...how);
    expect(exit).toBe(1);
    expect(err).toMatch(
      /^error: .*refresh failed for 2 of 2 targets\. .* answered with status 403, not 200\.\n$/,
    );
    expect(err).not.toContain('    at ');
    harness.world.feed.fail({ kind: 'status', status: 403 });
    expect((await harness.doorlist('refresh', '--json', ...how)).json()).toMatchObject({
      error: { message: expect.stringContaining('status 403') },
    });
  });

  test('--end-leases is for flush', async () => {
    await open();
    expect((await harness.doorlist('flush', '--end-leases', ...how)).exit).toBe(0);
    expect((await harness.doorlist('refresh', '--end-leases', ...how)).exit).toBe(2);
  });
});

describe('usage', () => {
  test.each([
    [
      ['flush', '--force'],
      '--force needs a list, so that only what was looked at is forced: doorlist flush LIST --force',
    ],
    [['refresh', '--force', '--local'], '--force needs a list'],
    [['refresh', 'egde'], 'There is no list "egde"; did you mean edge? Lists that refresh takes: edge.'],
    [['refresh', 'developers'], 'The list developers has no feed'],
    [['flush', '--feed', 'x.json'], '--feed is for --local'],
    [['flush', '--table', 'x'], '--table is for --local'],
    [['flush', '--forse'], "unknown option '--forse'\n(Did you mean --force?)"],
    [['flsh'], "unknown command 'flsh'\n(Did you mean flush?)"],
    [['flush', '--stage', 'a/b'], 'the stage "a/b" must be made of letters, digits and hyphens'],
  ])('%p exits with 2 and invokes nothing', async (argv, why) => {
    await open();
    const { exit, out, err } = await harness.doorlist(...argv);
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expect((await harness.doorlist(...argv, '--json')).json()).toMatchObject({
      error: { message: expect.stringContaining(why) },
    });
    expect(harness.world.record.countCalls()).toEqual({});
    expect(invocations()).toEqual([]);
  });

  test('a refresh where no list has a feed', async () => {
    await open({ estate: estateText.slice(0, estateText.indexOf('  edge:')) });
    expect(await harness.doorlist('refresh')).toMatchObject({
      exit: 2,
      err: 'error: No list has a feed, so there is nothing to refresh.\n',
    });
  });

  test('a list that is in the file but not deployed', async () => {
    await open({ deployed: estateText.replace('developers:', 'people:') });
    const { exit, err } = await harness.doorlist('flush', 'developers');
    expect(exit).toBe(2);
    expect(err).toContain('doorlist-dev-flush, as it is deployed, says: There is no list "developers"');
  });
});

describe('the deployed function', () => {
  test('is asked with exactly what was said', async () => {
    await open();
    await harness.doorlist('flush', 'developers', '--dry-run', '--force', '--end-leases');
    expect(invocations()).toEqual([
      ['doorlist-dev-flush', { list: 'developers', dryRun: true, force: true, endLeases: true }],
    ]);
  });

  test('is named for its stage and service, in the region that was said', async () => {
    await open({ deployed: false });
    const { exit, err } = await harness.doorlist(
      ...['flush', '--stage', 'prod', '--service', 'doors', '--region', 'eu-west-1'],
    );
    expect([exit, err.split('\n').slice(1).join('\n')]).toEqual([
      1,
      'error: doors-prod-flush is not deployed in eu-west-1 of 111122223333; deploy it with npx serverless deploy --stage prod, or say where it is with --stage, --region or --service.\n',
    ]);
  });

  test.each([
    [{ AWS_REGION: 'eu-north-1', AWS_DEFAULT_REGION: 'eu-south-1' }, 'eu-north-1'],
    [{ AWS_DEFAULT_REGION: 'eu-south-1' }, 'eu-south-1'],
    [{}, 'eu-west-2'],
  ])('with %p is looked for in %s', async (env, region) => {
    await open({ deployed: false });
    Object.assign(harness.surroundings, { env });
    expect((await harness.doorlist('flush')).err).toContain(`is not deployed in ${region} of`);
  });

  test('runs once, whatever becomes of the answer', async () => {
    await open();
    harness.world.faults.inject({ operation: 'Invoke' }, { kind: 'reset', landed: true });
    const { exit, err } = await harness.doorlist('flush');
    expect(exit).toBe(1);
    expect(err).toMatch(/^error: AWS could not be reached \(.*\); check the network/);
    expect(invocations()).toHaveLength(1);
  });

  test('that is throttled is not asked again', async () => {
    await open({ concurrency: 0 });
    const { exit, err } = await harness.doorlist('flush');
    expect([exit, err]).toEqual([
      1,
      expect.stringContaining('AWS is too busy for this call (Rate Exceeded)'),
    ]);
  });
});

describe('--local', () => {
  test.each([
    ['nothing is deployed', { deployed: false as const }, 'doorlist-dev-flush is not deployed'],
    ['there is no such table', { tableName: 'another' }, 'The table doorlist cannot be read or written'],
  ])('refuses where %s, and does nothing', async (_, options, why) => {
    await open(options);
    const { exit, err } = await harness.doorlist('flush', '--local');
    expect(exit).toBe(1);
    expect(err).toMatch(/^error: Nothing was done, since --local needs the state table/);
    expect(err).toContain(why);
    expect(harness.world.record.countCalls()).not.toHaveProperty('wafv2:UpdateIPSet');
    expect(harness.world.record.of('mail')).toEqual([]);
  });

  test('takes table and topic by name when no function can tell', async () => {
    await open({ deployed: false, tableName: 'kept' });
    const topic = 'arn:aws:sns:eu-west-2:111122223333:kept';
    harness.world.sns.plant(topic, ['platform@example.com']);
    const { exit } = await harness.doorlist(
      'flush',
      'developers',
      '--local',
      '--table',
      'kept',
      '--topic',
      topic,
    );
    expect(exit).toBe(0);
    expect(harness.world.record.of('mail')).toMatchObject([{ topic }]);
  });

  test('reads --feed in place of the live file', async () => {
    await open();
    const feed = harness.file('ip-ranges.json', feedOf(SYNC, lines.slice(1)));
    expect((await harness.doorlist('refresh', '--local', '--feed', feed)).exit).toBe(0);
    expect(harness.world.waf.contents(EDGE_V4)).toHaveLength(19);
    expect(harness.world.record.of('fetch')).toEqual([]);
  });

  test('tells what it did even where nobody could be mailed', async () => {
    await open({ deployed: false });
    const names = ['--table', 'doorlist', '--topic', 'arn:aws:sns:eu-west-2:111122223333:nobody'];
    const { exit, out, err } = await harness.doorlist('flush', 'developers', '--local', ...names);
    expect(exit).toBe(1);
    expect(out).toContain('1 removed');
    expect(err).toMatch(
      /^error: What this flush did could not be mailed or remembered: Topic does not exist/,
    );
  });
});

describe('credentials', () => {
  const broken = (name: string, message: string) => async () =>
    Promise.reject(Object.assign(new Error(message), { name }));

  test.each([
    [
      'CredentialsProviderError',
      'Could not load credentials from any providers',
      'There are no AWS credentials to use',
    ],
    ['TokenProviderError', 'Token is expired.', 'There are no AWS credentials to use (Token is expired)'],
    ['ExpiredTokenException', 'The security token is expired', 'Your AWS credentials have expired'],
    ['UnrecognizedClientException', 'The security token is invalid', 'AWS does not accept your credentials'],
    [
      'AccessDeniedException',
      'cli is not authorized',
      'AWS does not let you do that (cli is not authorized)',
    ],
  ])('%s becomes a sentence that says what to do', async (name, message, told) => {
    await open();
    Object.assign(harness.surroundings.aws, { credentials: broken(name, message) });
    for (const argv of [['flush'], ['flush', '--local'], ['plan']]) {
      const { exit, err } = await harness.doorlist(...argv);
      expect([exit, err]).toEqual([1, expect.stringContaining(`error: ${told}`)]);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
  });
});
