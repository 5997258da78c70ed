import { addressesOf, type Addresses } from './addresses.js';
import type { ChargedList } from './charge.js';
import type { Evidence, Write } from './evidence.js';
import type { Ownership } from './ownership.js';
import { listOf, type Run } from './run.js';
import type { Wishes } from './wishes.js';

/** Of design.md, "Rules that never bend". */
export type RuleNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface Violation {
  rule: RuleNumber;
  at: number;
  actor: string;
  target?: string;
  message: string;
}

/** A rule looks at everything that is known and says what broke it. */
export type Rule = (court: Court) => Violation[];

export interface Court {
  evidence: Evidence;
  wishes: Wishes;
  ownership: Ownership;
}

/** A write by a run to a target of one of its lists. */
export interface RunWrite extends Write {
  run: Run;
  list: ChargedList;
}

export function writesOfRuns({ evidence }: Court): RunWrite[] {
  return evidence.writes.flatMap((write) => {
    const list = write.run && listOf(write.run, write.target);
    return write.run && list ? [{ ...write, run: write.run, list }] : [];
  });
}

export function blame(rule: RuleNumber, { at, actor, target }: Write, message: string): Violation {
  return { rule, at, actor, target, message };
}

/** What a run left in a target, as far as it knew: its last write, or its last look if that came later. */
export function leftBy(
  { evidence }: Court,
  run: Run,
  target: string,
): { index: number; entries: readonly string[] } | undefined {
  const read = run.reads.findLast((each) => each.target === target);
  const write = evidence.writes.findLast((each) => each.run === run && each.target === target);
  if (write === undefined || (read !== undefined && read.index > write.index)) return read;
  return { index: write.index, entries: write.after };
}

/** Everything a list ever had pinned. */
export function pinsEver({ evidence }: Court, { name }: ChargedList): Addresses {
  return addressesOf(
    evidence.charge.editions.flatMap(({ lists }) =>
      lists.filter((list) => list.name === name).flatMap((list) => list.pins),
    ),
  );
}

/** Whether the target was so full that what no source wants had to give way. */
export function neededRoom({ before, after }: Write): boolean {
  const there = new Set(after);
  return after.length + before.filter((entry) => !there.has(entry)).length > capacity;
}

/** Of an IP set: docs.aws.amazon.com/waf/latest/developerguide/limits.html */
export const capacity = 10_000;

/** Whether the selection may have been edited since the target was last settled, which lifts holding and shares. */
export function isEdited({ evidence }: Court, { run, list, target, index }: RunWrite): boolean {
  const others = evidence.writes.filter(
    (write) => write.target === target && write.run !== run && write.index < index,
  );
  const settled = others.findLast((write) => write.run !== undefined);
  const saves = evidence
    .recordOf(target)
    .filter(
      (change) => change.index < index && change.index > (settled?.index ?? -1) && change.actor !== run.actor,
    );
  const authors = new Set([...saves.map((change) => change.actor), ...(settled ? [settled.actor] : [])]);
  const selection = JSON.stringify(list.feed);
  return evidence.runs.some(
    (other) => authors.has(other.actor) && JSON.stringify(listOf(other, target)?.feed) !== selection,
  );
}
