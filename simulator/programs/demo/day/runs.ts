import { silent } from '../../../../lib/report/log.js';
import type { Log } from '../../../../lib/report/log.js';
import type { Report } from '../../../../lib/report/report.js';
import type { EventOf, History } from '../../../world/record.js';

/** One run of a handler. */
export interface DayRun {
  at: number;
  function: string;
  requestId: string;
  attempt: number;
  /** `sns`, `schedule NAME` or `hand`. */
  trigger: string;
  event: unknown;
  /** What it logged in the end, also where it then failed. */
  report?: Report;
  /** What it threw. */
  error?: string;
  mails: EventOf<'mail'>[];
}

/** Keeps what runs report, which is told to nobody else where a run fails. */
export interface ReportLog {
  log: Log;
  reports: Report[];
}

export function createReportLog(): ReportLog {
  const reports: Report[] = [];
  return { reports, log: { ...silent, report: (report) => reports.push(report) } };
}

export function runsOf(record: History, reports: readonly Report[]): DayRun[] {
  const returns = new Map(record.of('return').map((event) => [event.actor, event]));
  return record.of('invoke').map(({ at, actor, function: name, requestId, attempt, trigger, event }) => {
    const end = returns.get(actor);
    const report = reports.find(
      ({ event: of, now }) => of === requestId && now >= at && now <= (end?.at ?? Infinity),
    );
    return {
      ...{ at, function: name, requestId, attempt, trigger, event },
      ...(report && { report }),
      ...(end && end.outcome !== 'ok' && { error: message(end.error) }),
      mails: record.of('mail').filter((mail) => mail.actor === actor),
    };
  });
}

function message(error: unknown): string {
  const { errorMessage } = (error ?? {}) as { errorMessage?: string };
  return errorMessage ?? 'unknown';
}
