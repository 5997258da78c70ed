import { createHash } from 'node:crypto';
import { minute } from '../../harness/account.js';
import { tearDown } from '../../harness/world.js';
import { setUp, type Harness, type News } from './harness.js';
import { lines } from './good-feed.js';
import { event2017, eventOf, message2022, message2024 } from './genuine.js';
import { bytesOf, fileOf, written } from '../../harness/ip-ranges.js';
import { real, snapshot, version } from './snapshots.js';

/** What AWS really sent, given to the real handler with the file that was really served, or a later one. */

afterEach(tearDown);

const own = (syncToken: number) => written(syncToken, lines);
const harness = (syncToken: number): Promise<Harness> =>
  setUp({
    start: syncToken * 1000 + 8 * minute,
    lists: { edge: { feed: { services: ['CLOUDFRONT'] } } },
  });
const wasApplied = { outcomes: ['ok'], deadLetters: 0, fetches: 1, writes: 2 };
const added = (news: News) => news.mails.map(({ subject }) => subject.replace(/\d+/g, '#'));

/** Where the file is ours, so is its md5. */
const told = (message: string, file: Uint8Array) =>
  real ? message : message.replace(/[0-9a-f]{32}/, createHash('md5').update(file).digest('hex'));

test('the event of 2017 is understood, and the file of that day refused for its shape', async () => {
  const then = await harness(1512067332);
  const bare = fileOf(1512067332, lines).prefixes.map((entry) => ({
    ...entry,
    network_border_group: undefined,
  }));
  then.publish(version(1512067332, () => bytesOf({ ...fileOf(1512067332, lines), prefixes: bare })));
  const news = await then.deliver(event2017);
  expect(news).toMatchObject({
    outcomes: ['error', 'error', 'error'],
    deadLetters: 1,
    fetches: 3,
    writes: 0,
  });
  expect(news.mails.map(({ body }) => body)).toEqual([
    expect.stringContaining('has not the shape that AWS documents: prefixes.0.network_border_group'),
  ]);
});

test('the event of 2017 is accepted as it stands where a newer file is served', async () => {
  const later = await harness(1613994252);
  later.publish(version(1613994252, own));
  const news = await later.deliver(event2017);
  expect(news).toMatchObject(wasApplied);
  expect(added(news)).toEqual(['doorlist dev: edge: # added']);
});

const iso = (message: string) =>
  message.replace(/(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)/, '$1T$2:$3:$4+00:00');

test.each([
  ['of 2022', 1651086206, (message: string) => message],
  ['of 2024', 1720490589, (message: string) => message],
  ['of 2024 with the create-time that is documented', 1720490589, iso],
])('the message %s is accepted with the very file it tells of', async (_, syncToken, spelled) => {
  const file = version(syncToken, own);
  const then = await harness(syncToken);
  then.publish(file);
  const message = spelled(told(syncToken === 1651086206 ? message2022 : message2024, file));
  expect(await then.deliver(eventOf(message))).toMatchObject(wasApplied);
});

test('the message of 2024 with a file that differs in a byte is a failure', async () => {
  const file = real ? snapshot(1720490589) : own(1720490589);
  const then = await harness(1720490589);
  then.publish(Buffer.concat([file, Buffer.from('\n')]));
  const news = await then.deliver(eventOf(told(message2024, file)));
  expect(news).toMatchObject({ outcomes: ['error', 'error', 'error'], deadLetters: 1, writes: 0 });
  expect(news.mails.map(({ body }) => body)).toEqual([expect.stringContaining('was announced')]);
  // The next check has no message to compare with, and takes the file as TLS vouches for it.
  expect(await then.check()).toMatchObject(wasApplied);
});

test('a message that nobody understands is still a hint to look', async () => {
  const then = await harness(1720490589);
  then.publish(own(1720490589));
  expect(await then.deliver(eventOf('IP space changed'))).toMatchObject(wasApplied);
});

test('of several messages in one event the newest counts, whatever their order', async () => {
  const then = await harness(1720490589);
  then.publish(own(1651086206));
  const news = await then.deliver(eventOf(message2024, message2022));
  expect(news).toMatchObject({ outcomes: ['error', 'error', 'error'], writes: 0 });
  expect(news.mails[0]?.body).toContain('older than the announced 1720490589');
});
