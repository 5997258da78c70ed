import pRetry from 'p-retry';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { Conflict, Unavailable, isAws } from '../errors.js';

export type Item = Record<string, unknown>;

/** Single-item conditional operations on one table with the string key `pk`. */
export interface Table {
  get(pk: string): Promise<Item | undefined>;
  /** Consistent; a missing key is missing from the answer. */
  getAll(pks: readonly string[]): Promise<Map<string, Item>>;
  /** @returns the item that was there before. @throws Conflict where the condition does not hold */
  put(pk: string, item: Item, condition: Condition): Promise<Item | undefined>;
  /** Sets attributes of an item. @throws Conflict where the condition does not hold */
  set(pk: string, attributes: Item, condition: Condition): Promise<void>;
  /** @throws Conflict where the condition does not hold */
  remove(pk: string, condition: Condition): Promise<void>;
}

/** A DynamoDB condition expression; names and values without their # and : */
export interface Condition {
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
    let keys: Item[] = pks.map((pk) => ({ pk }));
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
    get: async (pk) =>
      (
        await client
          .send(new GetCommand({ TableName: name, Key: { pk }, ConsistentRead: true }))
          .catch(refused)
      ).Item,

    async getAll(pks) {
      const batches = Array.from({ length: Math.ceil(pks.length / maxBatch) }, (_, i) =>
        pks.slice(i * maxBatch, (i + 1) * maxBatch),
      );
      const items = (await Promise.all(batches.map(batch))).flat();
      return new Map(items.map((item) => [String(item['pk']), item]));
    },

    put: async (pk, item, condition) =>
      (
        await client
          .send(
            new PutCommand({
              TableName: name,
              Item: { pk, ...item },
              ReturnValues: 'ALL_OLD',
              ...conditional(condition),
            }),
          )
          .catch(refused)
      ).Attributes,

    async set(pk, attributes, condition) {
      const keys = Object.keys(attributes);
      const { ExpressionAttributeNames, ExpressionAttributeValues, ...check } = conditional(condition);
      await client
        .send(
          new UpdateCommand({
            TableName: name,
            Key: { pk },
            UpdateExpression: `SET ${keys.map((_, i) => `#set${i} = :set${i}`).join(', ')}`,
            ...check,
            ExpressionAttributeNames: {
              ...ExpressionAttributeNames,
              ...Object.fromEntries(keys.map((key, i) => [`#set${i}`, key])),
            },
            ExpressionAttributeValues: {
              ...ExpressionAttributeValues,
              ...Object.fromEntries(keys.map((key, i) => [`:set${i}`, attributes[key]])),
            },
          }),
        )
        .catch(refused);
    },

    async remove(pk, condition) {
      await client
        .send(new DeleteCommand({ TableName: name, Key: { pk }, ...conditional(condition) }))
        .catch(refused);
    },
  };
}

function conditional({ expression, names, values }: Condition) {
  const marked = (mark: string, entries: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [mark + key, value]));
  return {
    ConditionExpression: expression,
    ...(names ? { ExpressionAttributeNames: marked('#', names) as Record<string, string> } : {}),
    ...(values ? { ExpressionAttributeValues: marked(':', values) } : {}),
  };
}
