import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { hour, start } from '../harness/account.js';
import { setUp, type Harness } from '../harness/deployed.js';
import { feedFile, someV6 } from '../harness/feed-file.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const good = feedFile(start / 1000 + 600, ['3.0.0.0/24', '4.0.0.0/24', someV6]);
const emptied = feedFile(start / 1000 + 2, [{ prefix: '52.0.0.0/16', service: 'EC2' }, someV6]);
const wait = (harness: Harness, hours: number) =>
  harness.world.clock.advanceTo(harness.world.clock.now() + hours * hour);

interface Row {
  episodes: Record<string, Record<string, unknown>>;
}

/** The row of the list as it is, or, with `change`, as another version would have left it. */
async function listRow(harness: Harness, change?: (row: Row) => Row): Promise<Row> {
  const { world } = harness;
  const table = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'eu-west-2',
      credentials: world.credentials('cli'),
      requestHandler: world.requestHandler('cli'),
    }),
  );
  const at = { TableName: 'doorlist', ConsistentRead: true };
  const Key = { pk: 'list#edge', sk: '-' };
  const { Item } = await world.clock.drive(table.send(new GetCommand({ ...at, Key })));
  const row = Item as unknown as Row;
  if (change)
    await world.clock.drive(
      table.send(new PutCommand({ TableName: 'doorlist', Item: { ...row, ...change(row) } })),
    );
  return row;
}

const changed = (by: (episode: Record<string, unknown>) => Record<string, unknown>) => (row: Row) => ({
  episodes: Object.fromEntries(Object.entries(row.episodes).map(([key, episode]) => [key, by(episode)])),
});

/** A target that a broken feed would empty, which has been mailed. */
async function refused(): Promise<Harness> {
  const harness = await setUp();
  await harness.run('refresh');
  harness.world.feed.publish(emptied);
  await harness.run('refresh');
  expect(harness.mails()).toHaveLength(2);
  return harness;
}

/** What is mailed once the feed is right again, after `hours` in which it was not. */
async function mailsUntilItEnds(harness: Harness, hours: number): Promise<string[]> {
  if (hours > 0) {
    await wait(harness, hours);
    await harness.run('refresh');
  }
  harness.world.feed.publish(good);
  await harness.run('refresh');
  await harness.run('refresh');
  return harness
    .mails()
    .slice(2)
    .map(({ subject, body }) => `${subject}\n${body}`);
}

const ended = 'doorlist dev: edge: no longer refused: would leave a target empty';
const words =
  'edge-v4 (eu-west-2): The feed no longer lists any address for this target, which holds 2 entries of the feed’s.';

test('the row of a list keeps a refusal with its numbers, and no sentence', async () => {
  const { episodes } = await listRow(await refused());
  const [episode] = Object.values(episodes);
  expect(episode).toMatchObject({ refusal: { reason: 'emptied', fed: 2 }, target: 'edge-v4 (eu-west-2)' });
  expect(episode).not.toHaveProperty('text');
});

test.each([
  ['is over at once, in the words of that version', 0, 'It was: Nothing left.'],
  ['lasts, and is then over in the words of this one', 6, `It was: ${words.replace('’', "'")}`],
])('an episode whose text an older version kept %s: one mail, at its end', async (_, hours, said) => {
  const harness = await refused();
  await listRow(
    harness,
    changed(({ refusal, target, ...episode }) => ({ ...episode, text: 'Nothing left.' })),
  );
  const mails = await mailsUntilItEnds(harness, hours);
  expect(mails).toEqual([expect.stringContaining(ended)]);
  expect(mails[0]).toContain(said);
});

test('an episode of a refusal that only another version knows goes on and ends: one mail, at its end', async () => {
  const harness = await refused();
  await listRow(
    harness,
    changed((episode) => ({ ...episode, refusal: { reason: 'mood' } })),
  );
  expect(await mailsUntilItEnds(harness, 0)).toEqual([expect.stringContaining(ended)]);
});
