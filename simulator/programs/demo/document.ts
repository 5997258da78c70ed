import { ofFamily, type Cidr } from '../../../lib/cidr.js';
import type { List, TargetRef } from '../../../lib/estate/estate.js';
import type { TargetReport } from '../../../lib/report/report.js';
import type { Day } from './day.js';
import type { DayTarget } from './day/targets.js';
import { writtenTo } from './written.js';

type PerFamily = Record<'IPV4' | 'IPV6', number>;

/** What `--json` prints. */
export interface Document {
  /** Of the handlers. */
  runs: number;
  lists: Record<string, { selection: Selection | null; targets: TargetDocument[] }>;
  /** Calls of doorlist's own, by service and operation. */
  calls: Record<string, number>;
  mails: { subject: string; body: string }[];
  violations: number;
}

export interface Selection {
  services: string[];
  regions?: string[];
  borderGroups?: string[];
  /** As the given file lists them. */
  entries: PerFamily;
  aggregated: PerFamily;
}

/** Security groups are two, one a family. */
export interface TargetDocument {
  /** Of the first, where it is several security groups. */
  arn: string;
  kind: TargetRef['kind'];
  family: 'IPV4' | 'IPV6';
  /** This and the counts below are of the last run that took the target. */
  outcome: TargetReport['outcome'];
  wanted: number;
  held: number;
  /** Over the whole day. */
  added: number;
  removed: number;
  kept: number;
  /** Why it was refused, or failed. */
  reason?: string;
}

export function documentOf(day: Day): Document {
  const last = lastReports(day);
  return {
    runs: day.runs.length,
    lists: Object.fromEntries(
      day.estate.lists.map((list) => [
        list.name,
        {
          selection: selectionOf(list, day),
          targets: day.targets
            .filter((target) => target.list === list)
            .map((target) => targetOf(target, last.get(target.ref.key), day)),
        },
      ]),
    ),
    calls: ownCalls(day),
    mails: day.record.of('mail').map(({ subject, body }) => ({ subject, body })),
    violations: day.findings.violations.length,
  };
}

/** People at the console make calls, too. */
export function ownCalls({ record }: Day): Record<string, number> {
  const calls = Object.entries(record.countCalls((call) => call.actor.startsWith('doorlist-')));
  return Object.fromEntries(calls.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function selectionOf({ feed }: List, { choices }: Day): Selection | null {
  if (!feed) return null;
  const { rows, aggregated } = choices(feed);
  return { ...feed, entries: perFamily(rows), aggregated: perFamily(aggregated) };
}

function perFamily(cidrs: readonly Cidr[]): PerFamily {
  return { IPV4: ofFamily(cidrs, 'IPV4').length, IPV6: ofFamily(cidrs, 'IPV6').length };
}

function targetOf(target: DayTarget, report: TargetReport | undefined, { record }: Day): TargetDocument {
  const { ref, family } = target;
  const { outcome, wanted, held, kept, refusals, error } = report ?? neverReported;
  const reasons = [...refusals.map((refusal) => refusal.message), ...(error ? [error.message] : [])];
  return {
    arn: ref.arn,
    kind: ref.kind,
    family,
    outcome,
    wanted,
    held,
    ...writtenTo(target, record),
    kept: kept.length,
    ...(reasons.length > 0 ? { reason: reasons.join(' ') } : {}),
  };
}

const neverReported: Pick<TargetReport, 'outcome' | 'wanted' | 'held' | 'kept' | 'refusals' | 'error'> = {
  outcome: 'failed',
  wanted: 0,
  held: 0,
  kept: [],
  refusals: [],
  error: { code: 'run/unfinished', message: 'No run came to an end that took this target.' },
};

function lastReports({ runs }: Day): Map<string, TargetReport> {
  const reports = runs.flatMap(({ report }) => report?.lists.flatMap((list) => list.targets) ?? []);
  return new Map(reports.map((report) => [report.target.key, report]));
}
