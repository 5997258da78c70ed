import { hour, start } from '../harness/account.js';
import { setUp, type Harness } from '../harness/deployed.js';
import { developersV4, developersV6, edgeV4 } from '../harness/developers.js';
import { feedFile, someV6 } from '../harness/feed-file.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const flush = 'doorlist-dev-flush';
const foreignCidr = '198.51.100.7/32';
const ipSets = [
  { arn: developersV4, addresses: ['81.2.69.0/24', foreignCidr] },
  { arn: developersV6, addresses: ['2a02:c7d::/48'] },
];
const subjects = (harness: Harness) => harness.mails().map((mail) => mail.subject);
const wait = (harness: Harness, hours: number) =>
  harness.world.clock.advanceTo(harness.world.clock.now() + hours * hour);
const emptied = (n: number) =>
  feedFile(start / 1000 + n, [{ prefix: '52.0.0.0/16', service: 'EC2' }, someV6]);

test('a failure is mailed once, not once a retry, and once more when it is over', async () => {
  const harness = await setUp({ ipSets });
  harness.world.faults.inject(
    { service: 'wafv2', operation: 'GetIPSet', times: 96 },
    { kind: 'internal-error' },
  );
  harness.world.lambda.invokeAsync(flush, { list: 'developers' });
  await harness.world.clock.drive(harness.world.lambda.settled());
  expect(harness.world.record.of('return').map((end) => end.outcome)).toEqual(['error', 'error', 'error']);
  expect(harness.world.record.of('dead-letter')).toHaveLength(1);
  expect(subjects(harness)).toHaveLength(1);
  expect(subjects(harness)[0]).toMatch(/^doorlist dev: flush FAILED: AWS WAF refused or failed/);
  await wait(harness, 1);
  const { ok } = await harness.run('flush', { list: 'developers' });
  expect(ok).toBe(true);
  expect(subjects(harness).slice(1).sort()).toEqual([
    'doorlist dev: developers: 1 removed',
    expect.stringMatching(/^doorlist dev: flush works again: /),
  ]);
});

test('one target’s trouble does not stop another’s work, and the run still fails', async () => {
  const text = `
alerts: { email: [platform@example.com] }
lists:
  edge:
    feed: { services: [CLOUDFRONT] }
    targets: [{ arn: '${edgeV4}' }, { arn: '${edgeV4.replace('000000000003', '000000000099')}' }]
`;
  const harness = await setUp({ text });
  harness.world.faults.inject(
    { service: 'wafv2', operation: 'GetIPSet', nth: 2, times: 60 },
    { kind: 'internal-error' },
  );
  const { ok, error } = await harness.run('refresh');
  expect(ok).toBe(false);
  expect(error).toContain('refresh failed for 1 of 2 targets');
  expect(harness.world.record.of('state').filter((state) => state.operation === 'UpdateIPSet')).toHaveLength(
    1,
  );
});

test('a set that is not there is named, with what to do', async () => {
  const harness = await setUp({ ipSets: ipSets.slice(1), absent: [developersV4] });
  const { error } = await harness.run('flush');
  expect(error).toContain(
    `There is no IP set ${developersV4}; correct its ARN in doorlist.yml or take the target out.`,
  );
});

test('a refusal mails at its start, once a day while it lasts, and at its end', async () => {
  const harness = await setUp();
  await harness.run('refresh');
  expect(subjects(harness)).toEqual(['doorlist dev: edge: 2 added']);
  harness.world.feed.publish(emptied(2));
  for (let n = 0; n < 5; n++) {
    const { ok, report } = await harness.run('refresh');
    expect(ok).toBe(true);
    expect(report.lists[0]?.targets[0]?.refusals).toMatchObject([{ reason: 'emptied' }]);
    await wait(harness, 6);
  }
  expect(subjects(harness)).toEqual([
    'doorlist dev: edge: 2 added',
    'doorlist dev: edge: REFUSED: would leave a target empty',
    'doorlist dev: edge: REFUSED: would leave a target empty',
  ]);
  expect(harness.mails()[1]?.body).toContain('npx doorlist refresh edge --force --stage dev');
  expect(harness.mails()[1]?.body).toContain(
    `npx serverless invoke -f refresh --stage dev --data '{"list":"edge","force":true}'`,
  );
  harness.world.feed.publish(feedFile(start / 1000 + 7200, ['3.0.0.0/24', '4.0.0.0/24', someV6]));
  await harness.run('refresh');
  expect(subjects(harness).at(-1)).toBe('doorlist dev: edge: no longer refused: would leave a target empty');
  expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '4.0.0.0/24']);
});

test('if SNS fails the run fails, and the retry mails what the first try wrote', async () => {
  const harness = await setUp({ ipSets });
  harness.world.faults.inject({ service: 'sns', operation: 'Publish', times: 4 }, { kind: 'internal-error' });
  harness.world.lambda.invokeAsync(flush, { list: 'developers' });
  await harness.world.clock.drive(harness.world.lambda.settled());
  expect(harness.world.record.of('return').map((end) => end.outcome)).toEqual(['error', 'ok']);
  expect(subjects(harness)).toEqual(['doorlist dev: developers: 1 removed']);
});

test('without the table nothing is written, and that is mailed', async () => {
  const harness = await setUp({ ipSets });
  harness.world.faults.inject({ service: 'dynamodb', times: 100 }, { kind: 'internal-error' });
  const { ok, error } = await harness.run('flush', { list: 'developers' });
  expect(ok).toBe(false);
  expect(error).toContain('The table doorlist cannot be read');
  expect(harness.holds(developersV4)).toContain(foreignCidr);
  expect(subjects(harness)).toEqual([
    expect.stringMatching(/^doorlist dev: flush FAILED: The table doorlist/),
  ]);
});

/** Networks that do not merge. */
const many = (n: number) =>
  Array.from({ length: n }, (_, i) => `44.${Math.floor(i / 128)}.${(2 * i) % 256}.0/24`);

test('a set that is nearly full is told of once, and one that is full is refused with the numbers', async () => {
  const others = many(9_000);
  const feed = (token: number, n: number) =>
    feedFile(start / 1000 + token, [...many(n).map((prefix) => prefix.replace(/^44/, '45')), someV6]);
  const harness = await setUp({ ipSets: [{ arn: edgeV4, addresses: others }], feed: feed(-600, 10) });
  await harness.run('refresh');
  await harness.run('refresh');
  expect(subjects(harness)).toEqual(['doorlist dev: edge: 10 added; nearly full']);
  harness.world.feed.publish(feed(-400, 1_500));
  const { report } = await harness.run('refresh');
  const [target] = report.lists[0]?.targets ?? [];
  expect(target).toMatchObject({
    outcome: 'refused',
    added: [],
    refusals: [{ reason: 'capacity', withholds: 'additions' }],
  });
  expect(target?.refusals[0]?.message).toBe(
    '1500 entries are wanted beside 9000 that doorlist did not put there, but the target takes 10000: 500 too many.',
  );
});

test('a mail beyond what SNS takes is cut with a count, not dropped', async () => {
  const services = Array.from({ length: 12 }, (_, n) => `A_SERVICE_WITH_A_LONG_NAME_${n}`);
  const text = `
alerts: { email: [platform@example.com] }
lists:
  edge:
    feed: { services: [${services.join(', ')}] }
    targets: [{ arn: '${edgeV4}' }]
`;
  const entries = many(1_200).map((prefix, i) => ({ prefix, service: services[i % 12] ?? '' }));
  const harness = await setUp({ text, feed: feedFile(start / 1000 - 600, [...entries, someV6]) });
  const { ok } = await harness.run('refresh');
  expect(ok).toBe(true);
  const [mail] = harness.mails();
  expect(mail?.subject).toBe('doorlist dev: edge: 1200 added');
  expect(Buffer.byteLength(mail?.body ?? '')).toBeLessThanOrEqual(262_144);
  const shown = mail?.body.match(/ added /g)?.length ?? 0;
  expect(shown).toBeGreaterThan(500);
  expect(mail?.body).toContain(`and ${1_200 - shown} more lines`);
});

test('a pin’s note may hold any letter; a subject is ASCII and short', async () => {
  const text = `
alerts: { email: [platform@example.com] }
lists:
  developers:
    flush: {}
    pins: [{ cidr: 81.2.69.0/24, note: Büro Zürich }]
    targets: [{ arn: '${developersV4}' }]
`;
  const harness = await setUp({ text });
  await harness.run('flush');
  expect(harness.mails()[0]?.body).toContain('Büro Zürich  pinned');
  expect(subjects(harness)[0]).toMatch(/^[\x20-\x7e]{1,100}$/);
});
