import { randomBytes } from 'node:crypto';
import pRetry from 'p-retry';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { Conflict, Unavailable, isAws } from '../errors.js';

export type Item = Record<string, unknown>;

/** Of a row that stands for itself the name, of one of many its group's and its own. */
export type Key = string | { pk: string; sk: string };

/**
 * Single-item conditional operations on one table with the string keys `pk` and `sk`; all reads are consistent.
 *
 * A write whose answer is lost is sent again by the SDK, and its condition then fails for its own sake. So each write
 * leaves a nonce in the row, by which it recognises itself; what was to be gone and is gone needs none.
 */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** A missing key is missing from the answer. */
  getAll(pks: readonly string[]): Promise<Map<string, Item>>;
  /** Every row of a group, by `sk`. */
  group(pk: string): Promise<Item[]>;
  /**
   * `item` keeps the `nonces` of the row that it replaces, where they are known: then whoever wrote that row recognises
   * it in this one, too.
   *
   * @throws Conflict where the condition does not hold
   */
  put(key: Key, item: Item, condition: WriteCondition): Promise<void>;
  /** Sets attributes of an item, by a condition that holds afterwards, too. @throws Conflict where it does not hold */
  set(key: Key, attributes: Item, condition: WriteCondition): Promise<void>;
  /** @throws Conflict where the condition does not hold */
  remove(key: Key, condition: WriteCondition): Promise<void>;
}

/** A DynamoDB condition expression; names and values without their # and : */
export interface WriteCondition {
  expression: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const maxBatch = 100;

/** More writes of one row than overtake the second try of another. */
const mostNonces = 8;

/** DynamoDB hands back what it had no time or room for. */
const patience = { retries: 6, minTimeout: 50, factor: 2, randomize: true };

export function createTable(client: DynamoDBDocumentClient, name: string): Table {
  const refused = (error: unknown): never => {
    if (isAws('conditionFailed', error))
      throw new Conflict('table/condition', `Somebody else changed a row of ${name} first.`, {
        cause: error,
      });
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Unavailable('table/unavailable', `The table ${name} cannot be read or written: ${what}`, {
      cause: error,
    });
  };
  const batch = async (pks: readonly string[]): Promise<Item[]> => {
    const items: Item[] = [];
    let keys: Item[] = pks.map(keyOf);
    const readOnce = async () => {
      const RequestItems = { [name]: { Keys: keys, ConsistentRead: true } };
      const answer = await client.send(new BatchGetCommand({ RequestItems })).catch(refused);
      items.push(...(answer.Responses?.[name] ?? []));
      keys = answer.UnprocessedKeys?.[name]?.Keys ?? [];
      if (keys.length > 0) throw new Conflict('table/unprocessed', `${name} is busy.`);
    };
    await pRetry(readOnce, { ...patience, shouldRetry: ({ error }) => error instanceof Conflict });
    return items;
  };
  const get = async (key: Key): Promise<Item | undefined> =>
    (
      await client
        .send(new GetCommand({ TableName: name, Key: keyOf(key), ConsistentRead: true }))
        .catch(refused)
    ).Item;
  /** `isDone`: whether the row looks as if the write had been made, should it have been sent before. */
  const unlessDone =
    (key: Key, isDone: (row: Item | undefined) => boolean) =>
    async (error: unknown): Promise<void> => {
      if (isAws('conditionFailed', error) && mayBeSecondTry(error) && isDone(await get(key))) return;
      refused(error);
    };
  return {
    get,

    async getAll(pks) {
      const batches = Array.from({ length: Math.ceil(pks.length / maxBatch) }, (_, i) =>
        pks.slice(i * maxBatch, (i + 1) * maxBatch),
      );
      const items = (await Promise.all(batches.map(batch))).flat();
      return new Map(items.map((item) => [String(item['pk']), item]));
    },

    async group(pk) {
      const items: Item[] = [];
      let after: Item | undefined;
      do {
        const page = await client
          .send(
            new QueryCommand({
              TableName: name,
              ConsistentRead: true,
              KeyConditionExpression: '#pk = :pk',
              ExpressionAttributeNames: { '#pk': 'pk' },
              ExpressionAttributeValues: { ':pk': pk },
              ...(after ? { ExclusiveStartKey: after } : {}),
            }),
          )
          .catch(refused);
        items.push(...(page.Items ?? []));
        after = page.LastEvaluatedKey;
      } while (after);
      return items;
    },

    async put(key, { nonces: earlier = [], ...item }, condition) {
      const nonce = randomBytes(9).toString('base64url');
      const nonces = [nonce, ...noncesOf({ nonces: earlier })].slice(0, mostNonces);
      await client
        .send(
          new PutCommand({
            TableName: name,
            Item: { ...item, nonces, ...keyOf(key) },
            ...conditional(condition),
          }),
        )
        .then(
          () => undefined,
          unlessDone(key, (row) => row !== undefined && noncesOf(row).includes(nonce)),
        );
    },

    async set(key, attributes, condition) {
      const names = Object.keys(attributes);
      const { ExpressionAttributeNames, ExpressionAttributeValues, ...check } = conditional(condition);
      await client
        .send(
          new UpdateCommand({
            TableName: name,
            Key: keyOf(key),
            UpdateExpression: `SET ${names.map((_, i) => `#set${i} = :set${i}`).join(', ')}`,
            ...check,
            ExpressionAttributeNames: {
              ...ExpressionAttributeNames,
              ...Object.fromEntries(names.map((each, i) => [`#set${i}`, each])),
            },
            ExpressionAttributeValues: {
              ...ExpressionAttributeValues,
              ...Object.fromEntries(names.map((each, i) => [`:set${i}`, attributes[each]])),
            },
          }),
        )
        .catch(refused);
    },

    async remove(key, condition) {
      await client
        .send(new DeleteCommand({ TableName: name, Key: keyOf(key), ...conditional(condition) }))
        .then(
          () => undefined,
          unlessDone(key, (row) => row === undefined),
        );
    },
  };
}

function noncesOf({ nonces }: Item): string[] {
  return Array.isArray(nonces) ? nonces.filter((each) => typeof each === 'string') : [];
}

/** The SDK counts how often it has sent a call. */
function mayBeSecondTry(error: unknown): boolean {
  const { attempts = Infinity } = (error as { $metadata?: { attempts?: number } }).$metadata ?? {};
  return attempts > 1;
}

function keyOf(key: Key): { pk: string; sk: string } {
  return typeof key === 'string' ? { pk: key, sk: '-' } : key;
}

function conditional({ expression, names, values }: WriteCondition) {
  const marked = (mark: string, entries: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [mark + key, value]));
  return {
    ConditionExpression: expression,
    ...(names ? { ExpressionAttributeNames: marked('#', names) as Record<string, string> } : {}),
    ...(values ? { ExpressionAttributeValues: marked(':', values) } : {}),
  };
}
