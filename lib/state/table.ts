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

/** Single-item conditional operations on one table with the string keys `pk` and `sk`; all reads are consistent. */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** A missing key is missing from the answer. */
  getAll(pks: readonly string[]): Promise<Map<string, Item>>;
  /** Every row of a group, by `sk`. */
  group(pk: string): Promise<Item[]>;
  /** @returns the item that was there before. @throws Conflict where the condition does not hold */
  put(key: Key, item: Item, condition: WriteCondition): Promise<Item | undefined>;
  /** Sets attributes of an item. @throws Conflict where the condition does not hold */
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
  return {
    get: async (key) =>
      (
        await client
          .send(new GetCommand({ TableName: name, Key: keyOf(key), ConsistentRead: true }))
          .catch(refused)
      ).Item,

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

    put: async (key, item, condition) =>
      (
        await client
          .send(
            new PutCommand({
              TableName: name,
              Item: { ...item, ...keyOf(key) },
              ReturnValues: 'ALL_OLD',
              ...conditional(condition),
            }),
          )
          .catch(refused)
      ).Attributes,

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
        .catch(refused);
    },
  };
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
