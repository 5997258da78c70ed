import { AwsError } from '../protocols/wire.js';

export type Way = 'read' | 'write';

/**
 * Units a second: a write unit is 1 KB, a read unit of a consistent read 4 KB. All rows of one partition key are in one
 * partition (docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html), and a new on-demand
 * table has four (…/on-demand-capacity-mode.html). DynamoDB mostly lends more for a while and divides what is hot; it
 * promises neither, so here it does neither.
 */
const ofPartition: Record<Way, number> = { read: 3_000, write: 1_000 };
const ofTable: Record<Way, number> = { read: 12_000, write: 4_000 };

/** What a table takes a second. A call is admitted while anything is left, and costs what it turns out to cost. */
export function createCapacity() {
  const buckets = new Map<string, { level: number; at: number }>();

  function bucket(key: string, perSecond: number): { level: number; at: number } {
    const now = Date.now();
    const last = buckets.get(key) ?? { level: perSecond, at: now };
    const next = { level: Math.min(perSecond, last.level + ((now - last.at) * perSecond) / 1000), at: now };
    buckets.set(key, next);
    return next;
  }

  const bucketsOf = (pk: string, way: Way) => [
    bucket(`${way} of all`, ofTable[way]),
    bucket(`${way} of ${pk}`, ofPartition[way]),
  ];

  return {
    hasAny: (pk: string, way: Way): boolean => bucketsOf(pk, way).every(({ level }) => level > 0),
    take(pk: string, way: Way, units: number): void {
      for (const each of bucketsOf(pk, way)) each.level -= units;
    },
  };
}

export type Capacity = ReturnType<typeof createCapacity>;

export function throttled(way: Way): AwsError {
  const reason =
    way === 'read' ? 'TableReadKeyRangeThroughputExceeded' : 'TableWriteKeyRangeThroughputExceeded';
  return new AwsError(
    'ThrottlingException',
    'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.',
    400,
    { ThrottlingReasons: [{ reason }] },
  );
}
