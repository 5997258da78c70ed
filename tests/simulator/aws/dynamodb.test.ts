import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { createCapacity } from '../../../simulator/aws/dynamodb/capacity.js';
import { metered } from '../../../simulator/aws/dynamodb/metered.js';
import type { AwsCall } from '../../../simulator/aws/protocols/wire.js';
import { tearDown } from '../../harness/world.js';
import { clientOptions, setUp, refusal, START } from '../world/harness.js';
import type { World } from '../../../simulator/world/world.js';

const TableName = 'doorlist';

let world: World;
let table: DynamoDBDocumentClient;
beforeEach(async () => {
  world = await setUp();
  table = DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...clientOptions(world, 'refresh-1'), maxAttempts: 1 }),
  );
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

const long = (pk: string) => ({ pk, sk: '-', packed: new Uint8Array(390_000) });
test('the rows of one partition key take 1,000 write units of 1 KB a second, and others do not pay for it', async () => {
  for (const _ of [1, 2, 3]) await put(long('busy'));
  expect(await refusal(put(long('busy')))).toBe('ThrottlingException');
  await put(long('other'));
  await world.clock.advanceTo(Date.now() + 1_000);
  await put(long('busy'));
});

test('and 3,000 read units of 4 KB, all of them together four times as much', async () => {
  const capacity = createCapacity();
  capacity.take('busy', 'read', 2_999);
  expect(capacity.hasAny('busy', 'read')).toBe(true);
  capacity.take('busy', 'read', 1);
  expect([capacity.hasAny('busy', 'read'), capacity.hasAny('other', 'read')]).toEqual([false, true]);
  for (const pk of ['b', 'c', 'd']) capacity.take(pk, 'read', 3_000);
  expect(capacity.hasAny('other', 'read')).toBe(false);
  await world.clock.advanceTo(Date.now() + 1);
  expect([capacity.hasAny('busy', 'read'), capacity.hasAny('other', 'read')]).toEqual([true, true]);
});

test('of several keys those whose partition has no units come back', async () => {
  const capacity = createCapacity();
  capacity.take('busy', 'read', 5_000);
  const ask = (...pks: string[]) => {
    const Keys = pks.map((pk) => ({ pk: { S: pk }, sk: { S: '-' } }));
    const input = { RequestItems: { [TableName]: { Keys, ConsistentRead: true } } };
    const call = { operation: 'BatchGetItem', input } as unknown as AwsCall;
    return metered(call, capacity, (asked) =>
      Promise.resolve({ Responses: { [TableName]: [] }, UnprocessedKeys: {}, asked }),
    );
  };
  const keys = (...pks: string[]) => ({
    [TableName]: { Keys: pks.map((pk) => ({ pk: { S: pk }, sk: { S: '-' } })), ConsistentRead: true },
  });
  const answer = await ask('busy', 'other');
  expect(answer).toMatchObject({
    asked: { RequestItems: keys('other') },
    UnprocessedKeys: keys('busy'),
  });
  await expect(ask('busy')).rejects.toMatchObject({ code: 'ThrottlingException' });
});

test('a condition that fails costs a unit, too', async () => {
  for (const [sk, kilobytes] of [
    ['a', 390],
    ['b', 390],
    ['c', 235],
  ] as const)
    await put({ pk: 'lock', sk, packed: new Uint8Array(kilobytes * 1_000) });
  const again = () => refusal(put({ pk: 'lock', sk: 'a' }, 'attribute_not_exists(pk)'));
  const answers = await Promise.all(Array.from({ length: 100 }, again));
  expect(new Set(answers)).toEqual(new Set(['ConditionalCheckFailedException', 'ThrottlingException']));
});
