import { addressesOf, type Addresses } from './addresses.js';
import type { SpecList, SpecTarget } from './spec.js';
import type { TraceIndex } from './trace-index.js';
import type { Ownership } from './ownership.js';
import { held } from './held.js';
import { listOf, type RecordedRun } from './run.js';
import type { RecordedEntry } from './entry.js';
import type { WantsOfRuns } from './wants.js';
import type { RunWrite, OutsideWrite } from './writes.js';

/** Of docs/rules.md. */
export type RuleNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface Violation {
  rule: RuleNumber;
  at: number;
  actor: string;
  target?: string;
  message: string;
}

/** A rule looks at everything that is known and says what broke it. */
export type CheckerRule = (context: CheckerContext) => Violation[];

export interface CheckerContext {
  trace: TraceIndex;
  wants: WantsOfRuns;
  ownership: Ownership;
  /** What runs did to the targets of their lists, in order. */
  writes: readonly RunWrite[];
  /** What they did besides. */
  outsideWrites: readonly OutsideWrite[];
}

export function violationBy(rule: RuleNumber, { at, actor, target }: RunWrite, message: string): Violation {
  return { rule, at, actor, target: target.key, message };
}

/** What a run left in a target, as far as it knew: its last write, or its last look if that came later. */
export function leftBy(
  { trace, writes }: CheckerContext,
  run: RecordedRun,
  target: SpecTarget,
): { index: number; entries: readonly RecordedEntry[] } | undefined {
  const read = run.reads.findLast((each) => each.target === target.key);
  const write = writes.findLast((each) => each.run === run && each.target.key === target.key);
  const index = Math.max(read?.index ?? -1, write?.index ?? -1);
  return index < 0 ? undefined : { index, entries: held(trace, target, index + 1) };
}

/** Everything a list ever had that was not the feed's: pins and leases. */
export function unfedEver({ trace }: CheckerContext, { name, id }: SpecList): Addresses {
  const pins = trace.spec.editions.flatMap(({ lists }) =>
    lists.filter((list) => list.name === name).flatMap((list) => list.pins),
  );
  return addressesOf([...pins, ...trace.leasesOf(id).map(({ network }) => network)]);
}

/** Whether the selection may have been edited since the target was last settled, which lifts holding and shares. */
export function isEdited({ trace, writes }: CheckerContext, { run, list, target, index }: RunWrite): boolean {
  const settled = writes.findLast(
    (write) => write.target.key === target.key && write.run !== run && write.index < index,
  );
  const saves = trace
    .recordOf(target.key)
    .filter(
      (change) => change.index < index && change.index > (settled?.index ?? -1) && change.actor !== run.actor,
    );
  const authors = new Set([...saves.map((change) => change.actor), ...(settled ? [settled.actor] : [])]);
  const selection = JSON.stringify(list.feed);
  return trace.runs.some(
    (other) => authors.has(other.actor) && JSON.stringify(listOf(other, target.key)?.feed) !== selection,
  );
}
