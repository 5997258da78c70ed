import { parseEstate } from '../../lib/estate/parse.js';
import { deploy } from '../../simulator/world/deployed.js';
import { arn, developersV4, edgeV4, enter, feedFile, hour, leave, someV6, start, type Desk } from './desk.js';

afterEach(leave);

const refresh = 'doorlist-dev-refresh';
const subjects = (desk: Desk) => desk.mails().map((mail) => mail.subject);
const wait = (desk: Desk, hours: number) => desk.world.clock.advanceTo(desk.world.clock.now() + hours * hour);
const nets = (n: number, first = 0) => Array.from({ length: n }, (_, i) => `44.${2 * (i + first)}.0.0/24`);
const token = start / 1000 - 600;

/** Twelve entries of which the feed drops six: a share that is refused once the hold is over. */
async function refused(): Promise<Desk> {
  const desk = await enter({ feed: feedFile(token, [...nets(12), someV6]) });
  await desk.run('refresh');
  desk.world.feed.publish(feedFile(token + 60, [...nets(6), someV6]));
  await desk.run('refresh');
  await wait(desk, 25);
  await desk.run('refresh');
  expect(desk.holds(edgeV4)).toHaveLength(12);
  return desk;
}

const edit = (desk: Desk) =>
  desk.world.actors.meanwhile({ who: refresh, operation: 'UpdateIPSet', when: 'before', nth: 1 }, () =>
    desk.world.console.add(edgeV4, '8.8.8.8/32', 'alice'),
  );

test('a lost race does not make a forced removal, nor a hold that is over, begin anew', async () => {
  const desk = await refused();
  edit(desk);
  await desk.run('refresh', { list: 'edge', force: true });
  expect([...desk.holds(edgeV4)].sort()).toEqual(['8.8.8.8/32', ...nets(6)].sort());
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
  const desk = await enter({
    text: text('CLOUDFRONT, S3'),
    feed: feedFile(token, [...nets(12), ...others, someV6]),
  });
  await desk.run('refresh');
  expect(desk.holds(edgeV4)).toHaveLength(24);
  deploy(desk.world, parseEstate(text('CLOUDFRONT')).estate, { scheduled: false });
  edit(desk);
  await desk.run('refresh');
  expect([...desk.holds(edgeV4)].sort()).toEqual(['8.8.8.8/32', ...nets(12)].sort());
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
  const desk = await enter({
    text: text('feed: { services: [CLOUDFRONT] }'),
    feed: feedFile(token, [...nets(12), someV6]),
  });
  await desk.run('refresh');
  deploy(desk.world, parseEstate(text('pins: [5.5.5.0/24]')).estate, { scheduled: false });
  await desk.run('flush');
  expect(desk.holds(edgeV4)).toEqual(['5.5.5.0/24']);
});

test('an episode is not over because another refusal hides it', async () => {
  const desk = await refused();
  desk.world.feed.publish(feedFile(start / 1000 + 300 * 24 * 3600, [...nets(6), someV6]));
  await desk.run('refresh');
  expect(subjects(desk).filter((subject) => subject.includes('over:'))).toEqual([]);
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
  const desk = await enter({ text, ipSets: [{ arn: edgeV4, addresses: ['9.9.9.9/32'] }] });
  const at = (n: number) => ({ list: 'mixed', schedule: 's', scheduledAt: `2026-08-2${n}T06:00:00Z` });
  await desk.run('flush', at(2));
  desk.world.feed.publish(feedFile(token + 60, [{ prefix: '3.0.0.0/24', service: 'CLOUDFRONTT' }, someV6]));
  await desk.run('flush', at(3));
  expect(desk.holds(edgeV4)).toEqual(['3.0.0.0/24', '9.9.9.9/32']);
  expect(desk.mails().at(-1)?.body).toContain('not pinned: goes at the next flush');
});

test('an older file takes nothing from a set of which nothing is remembered', async () => {
  const second = arn('edge-two-v4', 9);
  const list = (targets: string[]) => `
alerts: { email: [platform@example.com] }
lists:
  edge:
    flush: {}
    feed: { services: [CLOUDFRONT] }
    targets: [${targets.map((target) => `{ arn: '${target}' }`).join(', ')}]
`;
  const desk = await enter({
    text: list([edgeV4, second]),
    ipSets: [{ arn: second, addresses: ['3.0.0.0/24'] }],
  });
  desk.world.faults.inject(
    { who: `${refresh}-1`, operation: 'GetIPSet', nth: 2, times: 20 },
    { kind: 'internal-error' },
  );
  await desk.run('refresh');
  await desk.run('refresh');
  desk.world.feed.publish(feedFile(token - 7200, ['3.0.0.0/24', someV6]));
  await desk.run('flush');
  expect(desk.holds(second)).toContain('3.0.0.0/24');
});

test('what one run wrote is mailed once, though another read the set before and came after', async () => {
  const desk = await enter();
  desk.world.actors.meanwhile(
    { who: `${refresh}-1`, operation: 'FetchFeed', when: 'before', nth: 1 },
    async () => {
      await desk.world.lambda.invoke(refresh, {});
    },
  );
  await desk.run('refresh');
  expect(subjects(desk)).toEqual(['doorlist dev: edge: 2 added']);
});

test('an entry that no pin could be, put in by hand, does not keep a set from being flushed', async () => {
  const v6 = arn('guests-v6', 7);
  const text = `
alerts: { email: [platform@example.com] }
lists:
  guests:
    flush: {}
    targets: [{ arn: '${v6}' }]
`;
  const desk = await enter({ text, ipSets: [{ arn: v6, addresses: ['::ffff:c633:6407/128'] }] });
  const { ok } = await desk.run('flush');
  expect(ok).toBe(true);
  expect(desk.holds(v6)).toEqual([]);
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
  const desk = await enter({ text, feed: feedFile(token, ['3.0.0.0/24', '4.0.0.0/24', someV6]) });
  await desk.run('refresh');
  desk.world.feed.publish(feedFile(token + 60, ['3.0.0.0/24', someV6]));
  const { report } = await desk.run('refresh');
  expect(report.lists[0]?.targets[0]?.refusals).toEqual([]);
});

test('a row that cannot be read fails its own target only', async () => {
  const desk = await enter({ ipSets: [{ arn: developersV4, addresses: ['9.9.9.9/32'] }] });
  await desk.run('flush');
  await desk.world.clock.drive(desk.spoilRow(developersV4));
  const { ok, error } = await desk.run('flush');
  expect(ok).toBe(false);
  expect(error).toContain('failed for 1 of 2 targets');
  expect(error).toContain(`The row target#${developersV4} of the table cannot be read`);
});

test('names from the feed that could forge a line are no names', async () => {
  const desk = await enter();
  desk.world.feed.publish(
    feedFile(token + 60, ['3.0.0.0/24', { prefix: '5.0.0.0/24', service: 'S3\n\nAll is well.' }, someV6]),
  );
  const { error } = await desk.run('refresh');
  expect(error).toContain('has not the shape that AWS documents: prefixes.1.service');
  expect(desk.mails().every((mail) => !mail.body.includes('All is well'))).toBe(true);
});
