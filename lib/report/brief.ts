import type { Report, TargetReport } from './report.js';

/** A synchronous response may have 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostAnswerBytes = 6_000_000;

/**
 * A report that Lambda takes as an answer: of a very long one what stayed and calls that were not made are left out, then
 * entries, whose counts stay, then all but the numbers of the run.
 */
export function brief(report: Report, most = mostAnswerBytes): Report | Shortest {
  for (const each of [(target: TargetReport) => target, withoutKept, counted]) {
    const lists = report.lists.map((list) => ({ ...list, targets: list.targets.map(each) }));
    const shorter = { ...report, lists };
    if (bytesOf(shorter) <= most) return shorter;
  }
  const targets = report.lists.flatMap((list) => list.targets);
  const outcomes: Record<string, number> = {};
  for (const { outcome } of targets) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return { ...report, lists: [], left: { lists: report.lists.length, outcomes } };
}

/** Of the lists of a run only how many there are, and how many targets came to what. */
export type Shortest = Report & { left: { lists: number; outcomes: Record<string, number> } };

export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function withoutKept(target: TargetReport): TargetReport {
  return { ...target, kept: [], requests: [] };
}

function counted(target: TargetReport): TargetReport {
  const { added, removed, moved } = target;
  const counts = { added: added.length, removed: removed.length, moved: moved.length };
  return { ...withoutKept(target), added: [], removed: [], moved: [], written: [], counts };
}
