import { hour } from '../../harness/account.js';
import { tearDown } from '../../harness/world.js';
import { reported, type Lists, type News } from './harness.js';
import { firstToken, followed, lines, lists, type Followed } from './good-feed.js';
import { fileOf, type FeedFile, type Line } from '../../harness/ip-ranges.js';

/*
 * A feed that is whole and true, and still must not be followed: nobody's run fails, nothing that is refused is
 * written, a mail has the reason, and what is not refused is brought up to date.
 */

afterEach(tearDown);

const subjects = (news: News) =>
  news.mails.map(({ subject }) => subject.replace('doorlist dev: ', '')).sort();
const outcomes = (news: News, list: string) => [
  reported(news, list, 'v4').outcome,
  reported(news, list, 'v6').outcome,
];
const reasons = (news: News, list: string) => [
  ...new Set(
    (['v4', 'v6'] as const).flatMap((family) =>
      reported(news, list, family).refusals.map(({ reason }) => reason),
    ),
  ),
];
const everything = (harness: Followed) =>
  Object.keys(lists).flatMap((list) => [...harness.contents(list, 'v4'), ...harness.contents(list, 'v6')]);

const drop =
  (gone: (line: Record<string, unknown>) => boolean) =>
  (file: FeedFile): FeedFile => ({
    ...file,
    prefixes: file.prefixes.filter((line) => !gone(line)),
    ipv6_prefixes: file.ipv6_prefixes.filter((line) => !gone(line)),
  });
const cloudfront = (line: Record<string, unknown>) => line['service'] === 'CLOUDFRONT';
/** One address of S3 more. */
const moreS3 = (file: FeedFile): FeedFile => ({
  ...file,
  prefixes: [...file.prefixes, ...fileOf(0, [['5.30.0.0/24', 'S3', 'eu-west-1']]).prefixes],
});

describe('a syncToken of next year', () => {
  const nextYear = (file: FeedFile) => ({
    ...file,
    syncToken: String(Number(file.syncToken) + 365 * 86_400),
  });

  test('is refused and told of once, list by list, until a file of today comes', async () => {
    const harness = await followed();
    const before = everything(harness);
    await harness.next(nextYear);
    const news = await harness.announce();
    expect(news).toMatchObject({ outcomes: ['ok'], deadLetters: 0, writes: 0 });
    expect(subjects(news)).toEqual([
      'edge: REFUSED: an ip-ranges.json from the future',
      's3: REFUSED: an ip-ranges.json from the future',
    ]);
    expect(news.mails[0]?.body).toContain('more than an hour ahead of now');
    expect([outcomes(news, 'edge'), outcomes(news, 's3')]).toEqual([
      ['refused', 'refused'],
      ['refused', 'refused'],
    ]);
    expect(subjects(await harness.check())).toEqual([]);
    expect(everything(harness)).toEqual(before);

    await harness.next();
    const good = await harness.announce();
    expect(subjects(good)).toEqual([
      'edge: 2 added; no longer refused: an ip-ranges.json from the future',
      's3: no longer refused: an ip-ranges.json from the future',
    ]);
  });

  test('is applied where a list is forced, and only there', async () => {
    const harness = await followed();
    await harness.next((file) => moreS3(nextYear(file)));
    const news = await harness.invoke({ list: 'edge', force: true });
    expect(news).toMatchObject({ outcomes: ['ok'], writes: 1 });
    expect(subjects(news)).toEqual(['edge: 1 added']);
    expect(harness.contents('s3', 'v4')).not.toContain('5.30.0.0/24');
  });

  test('is one from an hour ahead of now', async () => {
    const harness = await followed();
    const ahead = (minutes: number) => (file: FeedFile) => ({
      ...file,
      syncToken: String(Number(file.syncToken) + (8 + minutes) * 60),
    });
    await harness.next(ahead(61));
    expect(outcomes(await harness.check(), 'edge')).toEqual(['refused', 'refused']);
    await harness.next(ahead(59));
    expect(outcomes(await harness.check(), 'edge')).toEqual(['applied', 'unchanged']);
  });
});

describe('a service that vanished', () => {
  test('is emptied, not unknown: nothing of it closes, and the others are brought up to date', async () => {
    const harness = await followed();
    const [v4, v6] = [harness.contents('edge', 'v4'), harness.contents('edge', 'v6')];
    await harness.next((file) => moreS3(drop(cloudfront)(file)));
    const news = await harness.announce();
    expect(news).toMatchObject({ outcomes: ['ok'], deadLetters: 0, writes: 1 });
    expect(subjects(news)).toEqual(['edge: REFUSED: would leave a target empty', 's3: 1 added']);
    expect(reasons(news, 'edge')).toEqual(['emptied']);
    expect(news.mails.map(({ body }) => body).join()).toContain("which holds 14 entries of the feed's");
    expect([harness.contents('edge', 'v4'), harness.contents('edge', 'v6')]).toEqual([v4, v6]);

    await harness.until(harness.world.clock.now() + 25 * hour);
    expect(subjects(await harness.check())).toEqual(['edge: REFUSED: would leave a target empty']);
    expect([harness.contents('edge', 'v4'), harness.contents('edge', 'v6')]).toEqual([v4, v6]);

    await harness.next();
    expect(subjects(await harness.announce())).toEqual([
      'edge: 2 added; no longer refused: would leave a target empty',
    ]);
  });

  test('empties the list at once when it is forced, and the mail says that it is no longer listed', async () => {
    const harness = await followed();
    await harness.next(drop(cloudfront));
    await harness.announce();
    await harness.until(harness.world.clock.now() + hour);
    const news = await harness.invoke({ list: 'edge', force: true });
    expect([harness.contents('edge', 'v4'), harness.contents('edge', 'v6')]).toEqual([[], []]);
    expect(subjects(news)).toEqual(['edge: 20 removed; no longer refused: would leave a target empty']);
    expect(news.mails[0]?.body).toContain('no longer in ip-ranges');
    // Nothing else needed the room.
    expect(news.mails[0]?.body).not.toContain('made room');
  });

  test('in one family is refused in that family only', async () => {
    const harness = await followed();
    await harness.next(drop((line) => cloudfront(line) && 'ipv6_prefix' in line));
    const news = await harness.announce();
    expect(outcomes(news, 'edge')).toEqual(['applied', 'refused']);
    expect(subjects(news)).toEqual(['edge: REFUSED: would leave a target empty; 1 added']);
    expect(harness.contents('edge', 'v6')).toHaveLength(6);
  });

  test('is held and goes after a day where the list allows to be emptied', async () => {
    const allowed: Lists = { ...lists, s3: { feed: { services: ['S3'] }, guards: { emptied: 'allow' } } };
    const harness = await followed({ lists: allowed });
    await harness.next(drop((line) => line['service'] === 'S3'));
    expect(outcomes(await harness.announce(), 's3')).toEqual(['unchanged', 'unchanged']);
    await harness.until(harness.world.clock.now() + 25 * hour);
    expect(subjects(await harness.check())).toEqual(['s3: 9 removed']);
    expect([harness.contents('s3', 'v4'), harness.contents('s3', 'v6')]).toEqual([[], []]);
  });
});

describe('a name that the feed does not have', () => {
  const local: Line = ['5.40.0.0/24', 'EC2', 'us-west-2', 'us-west-2-lax-1'];
  const typos: Record<string, [Lists[string]['feed'], string]> = {
    service: [
      { services: ['CLOUDFRNT'] },
      'service CLOUDFRNT is not in ip-ranges.json; did you mean CLOUDFRONT?',
    ],
    region: [
      { services: ['S3'], regions: ['eu-wst-1'] },
      'region eu-wst-1 is not in ip-ranges.json; did you mean eu-west-1?',
    ],
    group: [
      { services: ['EC2'], borderGroups: ['us-west-2-lax-2'] },
      'border group us-west-2-lax-2 is not in ip-ranges.json; did you mean us-west-2-lax-1?',
    ],
    one: [{ services: ['CLOUDFRONT', 'BATCH'] }, 'service BATCH is not in ip-ranges.json.'],
    two: [
      { services: ['S4'], regions: ['us-eest-1'] },
      'service S4 is not in ip-ranges.json; did you mean S3?; region us-eest-1 is not in ip-ranges.json; did you mean us-east-1 or us-west-2?',
    ],
  };
  const mistyped = Object.fromEntries(Object.entries(typos).map(([name, [feed]]) => [name, { feed }]));

  test('is refused with its near match, and force does not lift that; others are filled', async () => {
    const harness = await followed({ lists: { ...lists, ...mistyped } }, (file) => ({
      ...file,
      prefixes: [...file.prefixes, ...fileOf(0, [local]).prefixes],
    }));
    const mails = harness.world.record.of('mail');
    for (const [list, [, sentence]] of Object.entries(typos)) {
      const [mail, ...more] = mails.filter(({ subject }) => subject.startsWith(`doorlist dev: ${list}:`));
      expect([mail?.subject, more]).toEqual([
        `doorlist dev: ${list}: REFUSED: a name that ip-ranges.json lacks`,
        [],
      ]);
      expect(mail?.body).toContain(sentence);
      expect(mail?.body).toContain('Force does not lift this.');
      const forced = await harness.invoke({ list, force: true });
      expect(forced).toMatchObject({ outcomes: ['ok'], writes: 0, mails: [] });
      expect(reasons(forced, list)).toEqual(['unknown-name']);
    }
    expect(everything(harness)).toHaveLength(lines.length);

    harness.redeploy({ ...lists, ...mistyped, service: { feed: { services: ['CLOUDFRONT'] } } });
    expect(subjects(await harness.check())).toEqual([
      'service: 20 added; no longer refused: a name that ip-ranges.json lacks',
    ]);
  });
});

describe('a selection', () => {
  const of = (...regions: string[]) => ({ feed: { services: ['CLOUDFRONT'], regions } });

  test('that matches nothing is not filled, and one without its GLOBAL entries is warned of', async () => {
    const harness = await followed({
      lists: {
        nobody: of('eu-west-1'),
        east: of('us-east-1'),
        all: of('us-east-1', 'GLOBAL'),
        s3: { feed: { services: ['S3'] } },
      },
    });
    const news = await harness.check();
    expect(reasons(news, 'nobody')).toEqual(['emptied']);
    expect(news.report?.lists.map(({ list, warnings }) => [list, warnings])).toEqual([
      ['nobody', []],
      [
        'east',
        [
          'regions leaves out 18 GLOBAL entries of CLOUDFRONT, whose traffic can come from any region; add GLOBAL unless that is meant',
        ],
      ],
      ['all', []],
      ['s3', []],
    ]);
    expect(harness.world.record.of('mail').map(({ subject }) => subject)).toContain(
      'doorlist dev: nobody: REFUSED: would leave a target empty',
    );
  });

  test('that is edited to match nothing does not empty its targets', async () => {
    const harness = await followed();
    const before = everything(harness);
    harness.redeploy({ ...lists, edge: of('eu-west-1') });
    const news = await harness.check();
    expect(reasons(news, 'edge')).toEqual(['emptied']);
    expect(everything(harness)).toEqual(before);
  });

  test('that is narrowed takes away at once what it leaves out', async () => {
    const harness = await followed();
    harness.redeploy({
      ...lists,
      edge: { feed: { services: ['CLOUDFRONT'], regions: ['us-east-1', 'GLOBAL'] } },
    });
    expect(subjects(await harness.check())).toEqual([]);
    harness.redeploy({ ...lists, edge: { feed: { services: ['S3'] } } });
    expect(subjects(await harness.check())).toEqual(['edge: 20 removed, 9 added']);
  });
});

describe('a file that is older than the last one that was applied', () => {
  test('is ignored without a message: nothing closes, nobody is told', async () => {
    const harness = await followed();
    await harness.next();
    await harness.announce();
    const before = everything(harness);
    harness.world.feed.fail({ kind: 'stale' }, 1);
    const news = await harness.check();
    expect(news).toMatchObject({ outcomes: ['ok'], writes: 0, mails: [] });
    expect(outcomes(news, 'edge')).toEqual(['unchanged', 'unchanged']);
    expect(news.report?.lists[0]?.warnings).toEqual([
      `ip-ranges.json ${firstToken} is older than ${firstToken + 3600}, which was applied; it is ignored`,
    ]);
    expect(everything(harness)).toEqual(before);

    await harness.until(harness.world.clock.now() + 25 * hour);
    harness.world.feed.fail({ kind: 'stale' }, 1);
    expect(await harness.check()).toMatchObject({ writes: 0, mails: [] });
    expect(everything(harness)).toEqual(before);

    // Forced, it is followed, and what it lacks is held as ever.
    harness.world.feed.fail({ kind: 'stale' }, 1);
    const forced = await harness.invoke({ list: 'edge', force: true });
    expect(reported(forced, 'edge', 'v4')).toMatchObject({ outcome: 'unchanged', wanted: 14, held: 1 });
  });
});

test('force needs a list, and does not make a file out of a failure', async () => {
  const harness = await followed();
  expect(await harness.invoke({ force: true })).toMatchObject({ outcomes: ['error'], writes: 0, fetches: 0 });
  await harness.next();
  harness.world.feed.fail({ kind: 'status', status: 403 }, 1);
  const news = await harness.invoke({ list: 'edge', force: true });
  expect(news).toMatchObject({ outcomes: ['error'], writes: 0 });
  expect(subjects(news)).toEqual([expect.stringContaining('refresh FAILED')]);
});

test('entries that stand twice in the file, in any spelling, are one', async () => {
  const twice: Line[] = [...lines, ...lines, ['2600:9000:0:0::/48', 'CLOUDFRONT', 'GLOBAL']];
  const harness = await followed();
  await harness.next((file) => ({ ...fileOf(Number(file.syncToken), twice) }));
  expect(await harness.announce()).toMatchObject({ outcomes: ['ok'], writes: 0, mails: [] });
});
