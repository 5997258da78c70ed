import { AwsError, type AwsCall, type Fields } from '../protocols/wire.js';
import { throttled, type Capacity, type Way } from './capacity.js';

/** One item or key as DynamoDB spells it. */
type Spelled = Record<string, { S?: string; B?: string }>;

interface Keys extends Fields {
  Keys: Spelled[];
}

type Ask = (input: Fields) => Promise<Fields>;

const ways: Readonly<Record<string, Way>> = {
  GetItem: 'read',
  Query: 'read',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
};

/** Asks for what the partitions have units for. @throws AwsError where that is nothing */
export async function metered(call: AwsCall, capacity: Capacity, ask: Ask): Promise<Fields> {
  if (call.operation === 'BatchGetItem') return meteredBatch(call, capacity, ask);
  const way = ways[call.operation];
  if (way === undefined) return ask(call.input);
  const pk = partitionOf(call.input);
  if (!capacity.hasAny(pk, way)) throw throttled(way);
  const { ConsumedCapacity, ...answer } = await ask({ ...call.input, ReturnConsumedCapacity: 'TOTAL' }).catch(
    (error: unknown) => {
      // A condition that fails costs at least a unit.
      if (error instanceof AwsError) capacity.take(pk, way, 1);
      throw error;
    },
  );
  capacity.take(pk, way, (ConsumedCapacity as { CapacityUnits: number }).CapacityUnits);
  return answer;
}

/** Keys that no partition has units for come back unprocessed. */
async function meteredBatch({ input }: AwsCall, capacity: Capacity, ask: Ask): Promise<Fields> {
  const [[table, { Keys, ...rest }]] = Object.entries(input['RequestItems'] as Record<string, Keys>) as [
    [string, Keys],
  ];
  const admitted = Keys.filter((key) => capacity.hasAny(pkOf(key), 'read'));
  if (admitted.length === 0) throw throttled('read');
  const answer = await ask({ RequestItems: { [table]: { ...rest, Keys: admitted } } });
  const responses = answer['Responses'] as Record<string, Spelled[]>;
  const found = new Map((responses[table] ?? []).map((item) => [pkOf(item), item]));
  for (const key of admitted) capacity.take(pkOf(key), 'read', readUnits(found.get(pkOf(key))));
  if (admitted.length === Keys.length) return answer;
  const back = Keys.filter((key) => !admitted.includes(key));
  const unprocessed = (answer['UnprocessedKeys'] as Record<string, Keys> | undefined)?.[table]?.Keys ?? [];
  return { ...answer, UnprocessedKeys: { [table]: { ...rest, Keys: [...unprocessed, ...back] } } };
}

function readUnits(item: Spelled | undefined): number {
  return item === undefined ? 1 : Math.ceil(JSON.stringify(item).length / 4_096);
}

function partitionOf({ Item, Key, ExpressionAttributeValues }: Fields): string {
  const key = (Item ?? Key) as Spelled | undefined;
  if (key) return pkOf(key);
  const [value] = Object.values(ExpressionAttributeValues as Spelled);
  return value?.S ?? '';
}

const pkOf = (item: Spelled): string => item['pk']?.S ?? '';
