import * as z from 'zod/mini';
import type { Side } from './sides.js';

/** What a run says that it did to one target. */
export interface Reported {
  list: string;
  target: { key?: string | undefined; arn: string };
  /** Absent where the target could not be read. */
  family?: 'IPV4' | 'IPV6' | undefined;
  outcome: string;
  refusals: { reason: string; withholds: string }[];
}

const target = z.object({
  target: z.object({ key: z.optional(z.string()), arn: z.string() }),
  family: z.optional(z.enum(['IPV4', 'IPV6'])),
  outcome: z.string(),
  refusals: z.array(z.object({ reason: z.string(), withholds: z.string() })),
});

const shape = z.object({
  dryRun: z.optional(z.boolean()),
  lists: z.array(z.object({ list: z.string(), targets: z.array(target) })),
});

/** Undefined where a function returned something else, or did nothing of what it reports. */
export function readReport(result: unknown): Reported[] | undefined {
  const parsed = shape.safeParse(result);
  if (!parsed.success || parsed.data.dryRun) return undefined;
  return parsed.data.lists.flatMap(({ list, targets }) => targets.map((each) => ({ list, ...each })));
}

export type Saying = Pick<Reported, 'outcome' | 'refusals'>;

/** What a run that should have said something of a side has said: nothing that would excuse anything. */
export const unsaid: Saying = { outcome: 'unsaid', refusals: [] };

export function isAbout({ list, target, family }: Reported, side: Side): boolean {
  if (list !== side.list.name || (family !== undefined && family !== side.family)) return false;
  const { key } = side.target;
  return key === undefined ? side.arns.includes(target.arn) : key === target.key;
}

/** What was to be added was not written. */
export function isStopped({ outcome, refusals }: Saying): boolean {
  return (
    outcome === 'failed' ||
    refusals.some(({ withholds }) => withholds === 'everything' || withholds === 'additions')
  );
}
