import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { hour, start } from '../harness/account.js';
import { setUp, type Harness } from '../harness/deployed.js';
import { developersV4, edgeV4 } from '../harness/developers.js';
import { feedFile, someV6 } from '../harness/feed-file.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const token = start / 1000 - 600;
const wait = (harness: Harness, hours: number) =>
  harness.world.clock.advanceTo(harness.world.clock.now() + hours * hour);

function put({ world }: Harness, pk: string, fields: object): Promise<unknown> {
  const table = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'eu-west-2',
      credentials: world.credentials('cli'),
      requestHandler: world.requestHandler('cli'),
    }),
  );
  const Item = { pk, sk: '-', version: 1, ...fields };
  return world.clock.drive(table.send(new PutCommand({ TableName: 'doorlist', Item })));
}

describe('a list’s row that cannot be read', () => {
  const foreign = '198.51.100.7/32';
  const at = (day: number) => ({
    list: 'developers',
    schedule: 's',
    scheduledAt: `2026-08-2${day}T06:00:00Z`,
  });

  test.each<[string, object]>([
    ['says nothing', {}],
    ['says that the flush was announced', { announced: '2026-08-22T06:00:00Z', episodes: 'none' }],
  ])('and %s has the next scheduled flush announced again, and the one after it done', async (_, fields) => {
    const harness = await setUp({ ipSets: [{ arn: developersV4, addresses: [foreign] }] });
    await harness.run('flush', at(2));
    await put(harness, 'list#developers', fields);
    await harness.run('flush', at(3));
    expect(harness.holds(developersV4)).toContain(foreign);
    expect(harness.mails().at(-1)?.subject).toContain('first flush announced');
    await harness.run('flush', at(4));
    expect(harness.holds(developersV4)).not.toContain(foreign);
  });
});

describe('a feed row that cannot be read closes nothing in a refresh', () => {
  const text = `
alerts: { email: [platform@example.com] }
lists:
  edge:
    feed: { services: [CLOUDFRONT, S3] }
    targets: [{ arn: '${edgeV4}' }]
`;
  const both = ['3.0.0.0/24', '4.0.0.0/24'];
  const s3 = { prefix: '4.0.0.0/24', service: 'S3' };
  const known = { services: ['CLOUDFRONT', 'S3'], regions: [], borderGroups: [] };

  async function fed(): Promise<Harness> {
    const harness = await setUp({ text, feed: feedFile(token, ['3.0.0.0/24', s3, someV6]) });
    await harness.run('refresh');
    expect(harness.holds(edgeV4)).toEqual(both);
    await put(harness, 'feed', { applied: { edge: { syncToken: 'new', known } } });
    return harness;
  }

  test('of a name that the file lacks', async () => {
    const harness = await fed();
    harness.world.feed.publish(feedFile(token + 60, ['3.0.0.0/24', someV6]));
    await harness.run('refresh');
    await wait(harness, 25);
    const { report } = await harness.run('refresh');
    expect(report.lists[0]?.targets[0]?.refusals).toMatchObject([{ reason: 'unknown-name' }]);
    expect(harness.holds(edgeV4)).toEqual(both);
  });

  test('of an entry that an older file lacks', async () => {
    const harness = await fed();
    harness.world.feed.publish(
      feedFile(token - 60, ['3.0.0.0/24', { prefix: '5.0.0.0/24', service: 'S3' }, someV6]),
    );
    await harness.run('refresh');
    await wait(harness, 25);
    await harness.run('refresh');
    expect(harness.holds(edgeV4)).toEqual(both);
  });
});
