import { parseEstate } from '../../lib/estate/parse.js';
import { deploy } from '../../simulator/world/deployed.js';
import { ipSetArn, hour, start } from '../harness/account.js';
import { setUp, type Harness } from '../harness/deployed.js';
import { developersV4, edgeV4 } from '../harness/developers.js';
import { feedFile, someV6 } from '../harness/feed-file.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const refresh = 'doorlist-dev-refresh';
const subjects = (harness: Harness) => harness.mails().map((mail) => mail.subject);
const wait = (harness: Harness, hours: number) =>
  harness.world.clock.advanceTo(harness.world.clock.now() + hours * hour);
const nets = (n: number, first = 0) => Array.from({ length: n }, (_, i) => `44.${2 * (i + first)}.0.0/24`);
const token = start / 1000 - 600;

/** Twelve entries of which the feed drops six: a share that is refused once the hold is over. */
async function refused(): Promise<Harness> {
  const harness = await setUp({ feed: feedFile(token, [...nets(12), someV6]) });
  await harness.run('refresh');
  harness.world.feed.publish(feedFile(token + 60, [...nets(6), someV6]));
  await harness.run('refresh');
  await wait(harness, 25);
  await harness.run('refresh');
  expect(harness.holds(edgeV4)).toHaveLength(12);
  return harness;
}

const edit = (harness: Harness) =>
  harness.world.actors.meanwhile({ who: refresh, operation: 'UpdateIPSet', when: 'before', nth: 1 }, () =>
    harness.world.console.add(edgeV4, '8.8.8.8/32', 'alice'),
  );

test('a lost race does not make a forced removal, nor a hold that is over, begin anew', async () => {
  const harness = await refused();
  edit(harness);
  await harness.run('refresh', { list: 'edge', force: true });
  expect([...harness.holds(edgeV4)].sort()).toEqual(['8.8.8.8/32', ...nets(6)].sort());
});

test('a selection that was edited goes in one run, though a race was lost in it', async () => {
  const text = (services: string) => `
alerts: { email: [platform@example.com] }
lists:
  edge:
    feed: { services: [${services}] }
    targets: [{ arn: '${edgeV4}' }]
`;
  const others = nets(12, 50).map((prefix) => ({ prefix, service: 'S3' }));
  const harness = await setUp({
    text: text('CLOUDFRONT, S3'),
    feed: feedFile(token, [...nets(12), ...others, someV6]),
  });
  await harness.run('refresh');
  expect(harness.holds(edgeV4)).toHaveLength(24);
  deploy(harness.world, parseEstate(text('CLOUDFRONT')).estate, { scheduled: false });
  edit(harness);
  await harness.run('refresh');
  expect([...harness.holds(edgeV4)].sort()).toEqual(['8.8.8.8/32', ...nets(12)].sort());
});

test('a list whose feed is taken out of the file gives its entries up at once', async () => {
  const text = (feed: string) => `
alerts: { email: [platform@example.com] }
lists:
  edge:
    flush: {}
    ${feed}
    targets: [{ arn: '${edgeV4}' }]
`;
  const harness = await setUp({
    text: text('feed: { services: [CLOUDFRONT] }'),
    feed: feedFile(token, [...nets(12), someV6]),
  });
  await harness.run('refresh');
  deploy(harness.world, parseEstate(text('pins: [5.5.5.0/24]')).estate, { scheduled: false });
  await harness.run('flush');
  expect(harness.holds(edgeV4)).toEqual(['5.5.5.0/24']);
});

test('an episode is not over because another refusal hides it', async () => {
  const harness = await refused();
  harness.world.feed.publish(feedFile(start / 1000 + 300 * 24 * 3600, [...nets(6), someV6]));
  await harness.run('refresh');
  expect(subjects(harness).filter((subject) => subject.includes('over:'))).toEqual([]);
});

test('a first flush that another refusal hid is still to be announced', async () => {
  const text = `
alerts: { email: [platform@example.com] }
lists:
  mixed:
    flush: {}
    feed: { services: [CLOUDFRONTT] }
    targets: [{ arn: '${edgeV4}' }]
`;
  const harness = await setUp({ text, ipSets: [{ arn: edgeV4, addresses: ['9.9.9.9/32'] }] });
  const at = (n: number) => ({ list: 'mixed', schedule: 's', scheduledAt: `2026-08-2${n}T06:00:00Z` });
  await harness.run('flush', at(2));
  harness.world.feed.publish(
    feedFile(token + 60, [{ prefix: '3.0.0.0/24', service: 'CLOUDFRONTT' }, someV6]),
  );
  await harness.run('flush', at(3));
  expect(harness.holds(edgeV4)).toEqual(['3.0.0.0/24', '9.9.9.9/32']);
  expect(harness.mails().at(-1)?.body).toContain('not pinned: goes at the next flush');
});

test('an older file takes nothing from a set of which nothing is remembered', async () => {
  const second = ipSetArn('edge-two-v4', 9);
  const list = (targets: string[]) => `
alerts: { email: [platform@example.com] }
lists:
  edge:
    flush: {}
    feed: { services: [CLOUDFRONT] }
    targets: [${targets.map((target) => `{ arn: '${target}' }`).join(', ')}]
`;
  const harness = await setUp({
    text: list([edgeV4, second]),
    ipSets: [{ arn: second, addresses: ['3.0.0.0/24'] }],
  });
  harness.world.faults.inject(
    { who: `${refresh}-1`, operation: 'GetIPSet', nth: 2, times: 20 },
    { kind: 'internal-error' },
  );
  await harness.run('refresh');
  await harness.run('refresh');
  harness.world.feed.publish(feedFile(token - 7200, ['3.0.0.0/24', someV6]));
  await harness.run('flush');
  expect(harness.holds(second)).toContain('3.0.0.0/24');
});

test('what one run wrote is mailed once, though another read the set before and came after', async () => {
  const harness = await setUp();
  harness.world.actors.meanwhile(
    { who: `${refresh}-1`, operation: 'FetchFeed', when: 'before', nth: 1 },
    async () => {
      await harness.world.lambda.invoke(refresh, {});
    },
  );
  await harness.run('refresh');
  expect(subjects(harness)).toEqual(['doorlist dev: edge: 2 added']);
});

test('an entry that no pin could be, put in by hand, does not keep a set from being flushed', async () => {
  const v6 = ipSetArn('guests-v6', 7);
  const text = `
alerts: { email: [platform@example.com] }
lists:
  guests:
    flush: {}
    targets: [{ arn: '${v6}' }]
`;
  const harness = await setUp({ text, ipSets: [{ arn: v6, addresses: ['::ffff:c633:6407/128'] }] });
  const { ok } = await harness.run('flush');
  expect(ok).toBe(true);
  expect(harness.holds(v6)).toEqual([]);
});

test('a feed whose only entry is pinned as well is not empty', async () => {
  const text = `
alerts: { email: [platform@example.com] }
lists:
  edge:
    feed: { services: [CLOUDFRONT] }
    pins: [3.0.0.0/24, 5.5.5.0/24]
    targets: [{ arn: '${edgeV4}' }]
`;
  const harness = await setUp({ text, feed: feedFile(token, ['3.0.0.0/24', '4.0.0.0/24', someV6]) });
  await harness.run('refresh');
  harness.world.feed.publish(feedFile(token + 60, ['3.0.0.0/24', someV6]));
  const { report } = await harness.run('refresh');
  expect(report.lists[0]?.targets[0]?.refusals).toEqual([]);
});

test('a row that cannot be read fails its own target only', async () => {
  const harness = await setUp({ ipSets: [{ arn: developersV4, addresses: ['9.9.9.9/32'] }] });
  await harness.run('flush');
  await harness.world.clock.drive(harness.spoilRow(developersV4));
  const { ok, error } = await harness.run('flush');
  expect(ok).toBe(false);
  expect(error).toContain('failed for 1 of 2 targets');
  expect(error).toContain(`The row target#${developersV4} of the table cannot be read`);
});

test('names from the feed that could forge a line are no names', async () => {
  const harness = await setUp();
  harness.world.feed.publish(
    feedFile(token + 60, ['3.0.0.0/24', { prefix: '5.0.0.0/24', service: 'S3\n\nAll is well.' }, someV6]),
  );
  const { error } = await harness.run('refresh');
  expect(error).toContain('has not the shape that AWS documents: prefixes.1.service');
  expect(harness.mails().every((mail) => !mail.body.includes('All is well'))).toBe(true);
});
