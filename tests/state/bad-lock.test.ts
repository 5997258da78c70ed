import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createState } from '../../lib/state/dynamo-state.js';
import type { State } from '../../lib/state/state.js';
import { createTable } from '../../lib/state/table.js';
import { createWorld, type World } from '../../simulator/world/world.js';

const start = Date.UTC(2026, 7, 22);
/** Nothing fences its writes, as those to security groups: its lock lasts 310 s. */
const target = { key: 'arn:aws:ec2:eu-west-2:111122223333:security-group/sg-1 edge IPV4', fenced: false };
const longest = 310_000;
const skew = 5_000;

let world: World;
let state: State;
let documents: DynamoDBDocumentClient;

beforeEach(async () => {
  world = await createWorld({ start, seed: 1 });
  const client = new DynamoDBClient({
    region: 'eu-west-2',
    credentials: world.credentials('one'),
    requestHandler: world.requestHandler('one'),
  });
  documents = DynamoDBDocumentClient.from(client);
  state = createState(
    createTable(documents, 'doorlist'),
    () => Date.now(),
    () => 0.5,
  );
});
afterEach(() => world.stop());

const lockRow = (fields: object) =>
  world.clock.drive(
    documents.send(
      new PutCommand({ TableName: 'doorlist', Item: { pk: `lock#${target.key}`, sk: '-', ...fields } }),
    ),
  );
const waiting = () => world.clock.drive(state.withLock(target, async (lock) => lock));
const trying = () => world.clock.drive(state.tryLock(target, async (lock) => lock));

test.each<[string, object]>([
  ['until 2100', { owner: 'x', expires: Date.UTC(2100, 0, 1) }],
  ['for longer than such a lock can last', { owner: 'x', expires: start + longest + 2 * skew }],
  ['until a word', { owner: 'x', expires: 'later' }],
  ['of nobody', { owner: 7, expires: start + longest }],
])('a lock %s of a target that nothing fences is taken over at once', async (_, fields) => {
  await lockRow(fields);
  expect(await waiting()).toEqual({ waited: false, takenOver: true });
  await lockRow(fields);
  expect(await trying()).toEqual({ waited: false, takenOver: true });
  expect(Date.now() - start).toBeLessThan(skew);
});

test('one that such a lock can be is held to its end, and no longer', async () => {
  await lockRow({ owner: 'x', expires: start + longest });
  expect(await trying()).toBeUndefined();
  await expect(waiting()).rejects.toThrow('Another run has been writing');
  await world.clock.advanceTo(start + longest - 1_000);
  expect(await trying()).toBeUndefined();
  await world.clock.advanceTo(start + longest + 1_000);
  expect(await trying()).toEqual({ waited: false, takenOver: true });
});
