import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { developersV4, edgeV4, enter, feedFile, hour, leave, someV6, start, type Desk } from './desk.js';

afterEach(leave);

const token = start / 1000 - 600;
const wait = (desk: Desk, hours: number) => desk.world.clock.advanceTo(desk.world.clock.now() + hours * hour);

function put({ world }: Desk, pk: string, fields: object): Promise<unknown> {
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
    const desk = await enter({ ipSets: [{ arn: developersV4, addresses: [foreign] }] });
    await desk.run('flush', at(2));
    await put(desk, 'list#developers', fields);
    await desk.run('flush', at(3));
    expect(desk.holds(developersV4)).toContain(foreign);
    expect(desk.mails().at(-1)?.subject).toContain('first flush announced');
    await desk.run('flush', at(4));
    expect(desk.holds(developersV4)).not.toContain(foreign);
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

  async function fed(): Promise<Desk> {
    const desk = await enter({ text, feed: feedFile(token, ['3.0.0.0/24', s3, someV6]) });
    await desk.run('refresh');
    expect(desk.holds(edgeV4)).toEqual(both);
    await put(desk, 'feed', { applied: { edge: { syncToken: 'new', known } } });
    return desk;
  }

  test('of a name that the file lacks', async () => {
    const desk = await fed();
    desk.world.feed.publish(feedFile(token + 60, ['3.0.0.0/24', someV6]));
    await desk.run('refresh');
    await wait(desk, 25);
    const { report } = await desk.run('refresh');
    expect(report.lists[0]?.targets[0]?.refusals).toMatchObject([{ reason: 'unknown-name' }]);
    expect(desk.holds(edgeV4)).toEqual(both);
  });

  test('of an entry that an older file lacks', async () => {
    const desk = await fed();
    desk.world.feed.publish(
      feedFile(token - 60, ['3.0.0.0/24', { prefix: '5.0.0.0/24', service: 'S3' }, someV6]),
    );
    await desk.run('refresh');
    await wait(desk, 25);
    await desk.run('refresh');
    expect(desk.holds(edgeV4)).toEqual(both);
  });
});
