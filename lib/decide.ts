import type { Decide } from './commit.js';
import type { IpSetRef, List } from './estate.js';
import { guard, untouched, type Plan, type Refusal } from './guard.js';
import { plan } from './plan.js';
import type { Failed, Recalled, Seen } from './reading.js';
import { familyWarnings, wantsOf, type Answer, type FeedFile } from './sources/wants.js';
import type { TargetRow } from './state/state.js';
import type { Snapshot, Target } from './targets/target.js';
import type { Run } from './trigger.js';

/** Everything that was read for a run, before anything is written. */
export interface Readings {
  feed: FeedFile;
  targets: ReadonlyMap<string, Seen>;
  recalled: Recalled;
  now: number;
}

export interface PlannedList {
  list: List;
  answer: Answer;
  warnings: string[];
  targets: PlannedTarget[];
}

export type PlannedTarget = { ref: IpSetRef } & (Failed | Planned);

export interface Planned {
  target: Target;
  snapshot: Snapshot;
  row: TargetRow;
  plan: Plan;
  /** Plans anew, should the target turn out to hold something else. */
  decide: Decide;
}

/** A guarded plan for each target of a list, or why there is none. Pure. */
export function planList(list: List, run: Run, { feed, targets, recalled, now }: Readings): PlannedList {
  if ('error' in recalled) return failedList(list, recalled.error);
  const answer = wantsOf(list, feed, recalled.lists.get(list.name)?.applied, { force: run.force, now });
  if (answer.kind === 'failed') return failedList(list, answer.error);

  const row = (ref: IpSetRef) =>
    recalled.targets.get(ref.arn) ?? { error: new Error(`${ref.arn} was not recalled.`) };
  const decide = decider(list, answer, run, isFirstFlush(run, recalled.lists.get(list.name)?.announced));
  const planned = list.targets.map((ref): PlannedTarget => {
    const seen = targets.get(ref.arn) ?? { error: new Error(`${ref.arn} was not read.`) };
    if ('error' in seen) return { ref, error: seen.error };
    const remembered = row(ref);
    if ('error' in remembered) return { ref, error: remembered.error };
    return { ref, ...seen, row: remembered, decide, plan: decide(seen.snapshot, remembered.memory, now) };
  });
  return { list, answer, targets: planned, warnings: warningsOf(answer, planned) };
}

function decider(
  list: List,
  answer: Exclude<Answer, { kind: 'failed' }>,
  run: Run,
  announceOnly: boolean,
): Decide {
  const { force } = run;
  const removeForeign = run.trigger === 'flush' || list.adopt;
  return ({ family, entries, capacity }, memory, now) => {
    if (answer.kind === 'refused') return untouched(entries, memory, [answer.refusal]);
    if (answer.wants.feed === 'last-applied' && memory?.fingerprint === undefined)
      return untouched(entries, memory, [olderFile]);
    const policy = { removeForeign, hold: list.hold, force };
    const proposal = plan({ family, actual: entries, wants: answer.wants, memory, policy, now });
    return guard(proposal, { guards: list.guards, capacity, force, announceOnly });
  };
}

/** Nobody was told yet of what a flush of this list takes away, unless by this same event's twin or first try. */
function isFirstFlush({ trigger, by, occasion }: Run, announced: string | undefined): boolean {
  return trigger === 'flush' && by === 'schedule' && (announced === undefined || announced === occasion);
}

/** What an older file lacks is not known to be unwanted, and nothing tells what this target was fed before. */
const olderFile: Refusal = {
  reason: 'older-file',
  scope: 'target',
  withholds: 'everything',
  message:
    'ip-ranges.json is older than the file that the list last applied, and nothing is remembered of what this target was fed; a newer file mends it.',
  forcible: true,
};

function warningsOf(answer: Answer, planned: readonly PlannedTarget[]): string[] {
  const families = planned.flatMap((target) => ('snapshot' in target ? [target.snapshot.family] : []));
  return families.length === planned.length ? familyWarnings(answer, families) : [];
}

function failedList(list: List, error: unknown): PlannedList {
  const targets = list.targets.map((ref) => ({ ref, error }));
  return { list, answer: { kind: 'failed', error }, warnings: [], targets };
}
