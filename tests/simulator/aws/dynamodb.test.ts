import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { tearDown } from '../../harness/world.js';
import { clientOptions, setUp, refusal, START } from '../world/harness.js';
import type { World } from '../../../simulator/world/world.js';

const TableName = 'doorlist';

let world: World;
let table: DynamoDBDocumentClient;
beforeEach(async () => {
  world = await setUp();
  table = DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(world, 'refresh-1')));
});
afterEach(tearDown);

const put = (Item: { pk: string; sk: string } & Record<string, unknown>, ConditionExpression?: string) =>
  world.clock.drive(
    table.send(
      new PutCommand({ TableName, Item, ...(ConditionExpression !== undefined && { ConditionExpression }) }),
    ),
  );
const get = async (pk: string) =>
  (
    await world.clock.drive(
      table.send(new GetCommand({ TableName, Key: { pk, sk: '-' }, ConsistentRead: true })),
    )
  ).Item;

test('an item is kept as it was put, bytes included', async () => {
  const item = { pk: 'lock', sk: '-', until: 5, who: ['a'], gz: new Uint8Array([1, 2, 3]) };
  await put(item);
  expect(await get('lock')).toEqual(item);
});

test('a condition that does not hold is refused, and nothing changes', async () => {
  await put({ pk: 'lock', sk: '-', holder: 'a' }, 'attribute_not_exists(pk)');
  expect(await refusal(put({ pk: 'lock', sk: '-', holder: 'b' }, 'attribute_not_exists(pk)'))).toBe(
    'ConditionalCheckFailedException',
  );
  expect(await get('lock')).toMatchObject({ holder: 'a' });
});

test('so for updates and deletions', async () => {
  await put({ pk: 'lock', sk: '-', until: 5 });
  const condition = {
    TableName,
    Key: { pk: 'lock', sk: '-' },
    ConditionExpression: '#until = :seen',
    ExpressionAttributeNames: { '#until': 'until' },
  };
  const update = (seen: number) =>
    world.clock.drive(
      table.send(
        new UpdateCommand({
          ...condition,
          UpdateExpression: 'SET #until = :next',
          ExpressionAttributeValues: { ':seen': seen, ':next': 9 },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
  const remove = (seen: number) =>
    world.clock.drive(
      table.send(new DeleteCommand({ ...condition, ExpressionAttributeValues: { ':seen': seen } })),
    );
  expect((await update(5)).Attributes).toEqual({ pk: 'lock', sk: '-', until: 9 });
  expect(await refusal(update(5))).toBe('ConditionalCheckFailedException');
  expect(await refusal(remove(5))).toBe('ConditionalCheckFailedException');
  await remove(9);
  expect(await get('lock')).toBeUndefined();
});

test('many are read at once', async () => {
  await put({ pk: 'a', sk: '-' });
  const ask = new BatchGetCommand({
    RequestItems: {
      [TableName]: {
        Keys: [
          { pk: 'a', sk: '-' },
          { pk: 'b', sk: '-' },
        ],
        ConsistentRead: true,
      },
    },
  });
  expect((await world.clock.drive(table.send(ask))).Responses).toEqual({
    [TableName]: [{ pk: 'a', sk: '-' }],
  });
});

test('a read that AWS may answer with yesterday’s item is refused', async () => {
  const ask = table.send(new GetCommand({ TableName, Key: { pk: 'a', sk: '-' } }));
  expect(await refusal(world.clock.drive(ask))).toBe('ValidationException');
});

test('the table is in its own Region only', async () => {
  const elsewhere = DynamoDBDocumentClient.from(
    new DynamoDBClient(clientOptions(world, 'refresh-1', 'us-east-1')),
  );
  const ask = elsewhere.send(new GetCommand({ TableName, Key: { pk: 'a', sk: '-' }, ConsistentRead: true }));
  expect(await refusal(world.clock.drive(ask))).toBe('ResourceNotFoundException');
});

test('the database’s real time takes next to no virtual time', async () => {
  setInterval(() => undefined, 1);
  for (let n = 0; n < 5; n += 1) await put({ pk: `row-${n}`, sk: '-' });
  expect(world.clock.now() - START).toBeLessThan(5 * 40);
});

test('calls are on record, refusals by their name', async () => {
  await put({ pk: 'lock', sk: '-' }, 'attribute_not_exists(pk)');
  await refusal(put({ pk: 'lock', sk: '-' }, 'attribute_not_exists(pk)'));
  expect(world.record.of('call')).toMatchObject([
    { actor: 'refresh-1', service: 'dynamodb', operation: 'PutItem', outcome: 'ok', input: { TableName } },
    {
      actor: 'refresh-1',
      service: 'dynamodb',
      operation: 'PutItem',
      outcome: 'ConditionalCheckFailedException',
    },
  ]);
});
