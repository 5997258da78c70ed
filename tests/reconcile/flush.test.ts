import { hour, start } from '../harness/account.js';
import { setUp } from '../harness/deployed.js';
import { developersV4, developersV6, edgeV4, estateText } from '../harness/developers.js';
import { tearDown } from '../harness/world.js';
import { allWell, flushAtOnce } from './many-lists.js';

afterEach(tearDown);

const foreignCidr = '198.51.100.7/32';
const withForeign = [
  { arn: developersV4, addresses: ['81.2.69.0/24', foreignCidr], description: 'kept by the team' },
  { arn: developersV6, addresses: ['2a02:c7d::/48'] },
];

test('a flush by hand takes out what is not pinned, puts pins in and mails who came and went', async () => {
  const harness = await setUp({
    ipSets: [{ arn: developersV4, addresses: [foreignCidr], description: 'kept by the team' }],
  });
  const { ok, report, error } = await harness.run('flush', { list: 'developers' });
  expect(error).toBe('');
  expect(ok).toBe(true);
  expect(harness.holds(developersV4)).toEqual(['81.2.69.0/24']);
  expect(harness.holds(developersV6)).toEqual(['2a02:c7d::/48']);
  expect(report.lists[0]?.targets.map((target) => target.outcome)).toEqual(['applied', 'applied']);
  const [mail, ...more] = harness.mails();
  expect(more).toEqual([]);
  expect(mail?.subject).toBe('doorlist dev: developers: 1 removed, 2 added');
  expect(mail?.recipients).toEqual(['platform@example.com']);
  expect(mail?.body.split('\n')).toEqual(
    expect.arrayContaining([
      'ADDRESS          WHAT     WHO         WHY',
      '198.51.100.7/32  removed              neither pinned nor leased',
      '81.2.69.0/24     added    Office VPN  pinned',
    ]),
  );
});

test('the description of a set is passed back, which AWS clears otherwise', async () => {
  const harness = await setUp({ ipSets: withForeign });
  await harness.run('flush', { list: 'developers' });
  expect(harness.holds(developersV4)).toEqual(['81.2.69.0/24']);
  expect(harness.world.waf.description(developersV4)).toBe('kept by the team');
});

test('a flush that finds nothing to do reads each set once, writes nothing to AWS and mails nothing', async () => {
  const harness = await setUp({ ipSets: withForeign });
  await harness.run('flush', { list: 'developers' });
  const { report } = await harness.run('flush', { list: 'developers' });
  expect(report.lists[0]?.targets.map((target) => target.outcome)).toEqual(['unchanged', 'unchanged']);
  const second = harness.world.record.countCalls((call) => call.actor === 'doorlist-dev-flush-2');
  expect(second).toEqual({ 'wafv2:GetIPSet': 2, 'dynamodb:BatchGetItem': 1 });
});

test('an IPv6 pin is known again in whatever spelling AWS gives it back', async () => {
  const harness = await setUp({
    ipv6Spelling: 'expanded',
    ipSets: [{ arn: developersV6, addresses: ['2a02:0c7d:0000:0000:0000:0000:0000:0000/48'] }],
  });
  const { report } = await harness.run('flush', { list: 'developers' });
  expect(report.lists[0]?.targets[1]).toMatchObject({ outcome: 'unchanged', added: [], removed: [] });
});

test('the first scheduled flush of an unknown list is announced, the second does it, and a flush by hand does it at once', async () => {
  const harness = await setUp({ ipSets: withForeign });
  const scheduled = {
    list: 'developers',
    schedule: 'arn:aws:scheduler:…',
    scheduledAt: '2026-08-22T06:00:00Z',
  };
  const first = await harness.run('flush', scheduled);
  expect(harness.holds(developersV4)).toContain(foreignCidr);
  expect(first.report.lists[0]?.targets[0]).toMatchObject({
    outcome: 'refused',
    refusals: [{ reason: 'first-flush' }],
  });
  expect(harness.mails().map((mail) => mail.subject)).toEqual([
    'doorlist dev: developers: first flush announced',
  ]);
  await harness.run('flush', { ...scheduled, scheduledAt: '2026-08-22T18:00:00Z' });
  expect(harness.holds(developersV4)).not.toContain(foreignCidr);
  expect(harness.mails()).toHaveLength(2);
});

test('the announcement is not taken for a flush by its own retry or twin', async () => {
  const harness = await setUp({ ipSets: withForeign });
  const scheduled = {
    list: 'developers',
    schedule: 'arn:aws:scheduler:…',
    scheduledAt: '2026-08-22T06:00:00Z',
  };
  harness.world.faults.inject({ service: 'sns', operation: 'Publish', times: 4 }, { kind: 'internal-error' });
  harness.world.lambda.duplicateNext();
  harness.world.lambda.invokeAsync('doorlist-dev-flush', scheduled);
  await harness.world.clock.drive(harness.world.lambda.settled());
  await harness.run('flush', scheduled);
  expect(harness.holds(developersV4)).toContain(foreignCidr);
  expect(harness.mails()).toHaveLength(1);
  await harness.run('flush', { ...scheduled, scheduledAt: '2026-08-22T18:00:00Z' });
  expect(harness.holds(developersV4)).not.toContain(foreignCidr);
});

test('ten lists flushed in the same minute share the one write a second and all come through', async () => {
  expect(await flushAtOnce(10)).toEqual(allWell(10));
});

const isSweep = (event: unknown) => (event as { sweep?: true }).sweep === true;

test('the schedule of a list flushes it at six in the morning of its own time zone', async () => {
  const text = estateText.replace(
    "{ cron: '0 6,18 * * ? *' }",
    "{ cron: '0 6,18 * * ? *', timezone: Europe/London }",
  );
  const harness = await setUp({ text, ipSets: withForeign, scheduled: true });
  const flushes = () =>
    harness.world.record
      .of('invoke')
      .filter(({ function: name, event }) => name === 'doorlist-dev-flush' && !isSweep(event));
  await harness.world.clock.advanceTo(start + hour - 1);
  expect(flushes()).toEqual([]);
  await harness.world.clock.advanceTo(start + hour + 60_000);
  expect(flushes()).toMatchObject([{ event: { list: 'developers' } }]);
});

test('a dry run says what it would do, with the very call, and does, remembers and mails nothing', async () => {
  const harness = await setUp({ ipSets: withForeign });
  const { report } = await harness.run('flush', { list: 'developers', dryRun: true });
  const [v4] = report.lists[0]?.targets ?? [];
  expect(v4).toMatchObject({ outcome: 'planned', removed: [{ cidr: foreignCidr }] });
  expect(v4?.requests).toMatchObject([
    {
      operation: 'wafv2:UpdateIPSet',
      input: {
        Name: 'developers-v4',
        Scope: 'REGIONAL',
        Description: 'kept by the team',
        Addresses: ['81.2.69.0/24'],
      },
    },
  ]);
  expect(harness.writes()).toEqual({});
});

test('a refresh leaves a foreign entry where it is, and the people’s lists alone', async () => {
  const harness = await setUp({ ipSets: [...withForeign, { arn: edgeV4, addresses: ['9.9.9.9/32'] }] });
  await harness.run('refresh');
  expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '4.0.0.0/24', '9.9.9.9/32']);
  expect(harness.holds(developersV4)).toContain(foreignCidr);
});

test('a feed list that adopts its sets removes what it did not put there', async () => {
  const text = `
alerts: { email: [platform@example.com] }
lists:
  edge:
    adopt: true
    feed: { services: [CLOUDFRONT] }
    targets: [{ arn: '${edgeV4}' }]
`;
  const harness = await setUp({ text, ipSets: [{ arn: edgeV4, addresses: ['9.9.9.9/32'] }] });
  await harness.run('refresh');
  expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '4.0.0.0/24']);
});

test('if the table is lost, what the wants cover is ours and the rest is foreign', async () => {
  const harness = await setUp({
    ipSets: [{ arn: edgeV4, addresses: ['3.0.0.0/25', '3.0.0.128/25', '8.8.8.0/24'] }],
  });
  await harness.run('refresh');
  expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '4.0.0.0/24', '8.8.8.0/24']);
});

test.each([
  [
    { lst: 'developers' },
    'unknown key "lst" (did you mean list?); the keys are list, dryRun, force, endLeases',
  ],
  [
    { list: 'developer' },
    'There is no list "developer"; did you mean developers? Lists that flush takes: developers.',
  ],
  [{ list: 'edge' }, 'The list edge has no flush in doorlist.yml. Lists that flush takes: developers.'],
  [{ force: true }, 'force needs a list'],
  [{ dryRun: 'yes' }, 'dryRun in the payload is "yes"; it must be true or false'],
  ['flush', 'not a JSON object'],
  [[], 'not a JSON object'],
])('the payload %j is refused with a sentence and changes nothing', async (payload, sentence) => {
  const harness = await setUp({ ipSets: withForeign });
  const { ok, error } = await harness.run('flush', payload);
  expect(ok).toBe(false);
  expect(error).toContain(sentence);
  expect(harness.world.record.countCalls()).toEqual({});
});
