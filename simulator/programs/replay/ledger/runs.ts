import type { EventOf, HistoryEvent, InvocationOutcome } from '../../../world/record.js';

/** One invocation, and the file that it got. */
export interface ReplayedRun {
  begunAt: number;
  /** Whether it was about a list, as far as its event says. */
  isAbout(list: string): boolean;
  /** Of the last file that it got whole; absent as long as it has none. */
  syncToken?: number;
}

/** Which run knows which version of the file. */
export interface Runs {
  hear(event: HistoryEvent): void;
  of(actor: string): ReplayedRun | undefined;
  /** Of the newest file that any run got. */
  newest(): number | undefined;
  ended: Record<InvocationOutcome, number>;
  last(): InvocationOutcome | undefined;
}

export function createRuns(): Runs {
  const open = new Map<string, ReplayedRun>();
  const ended: Runs['ended'] = { ok: 0, error: 0, timeout: 0, crash: 0 };
  let newest: number | undefined;
  let last: InvocationOutcome | undefined;

  return {
    hear(event) {
      const run = open.get(event.actor);
      if (event.kind === 'invoke') open.set(event.actor, { begunAt: event.at, isAbout: scopeOf(event) });
      if (event.kind === 'fetch') {
        const syncToken = gotten(event);
        if (syncToken === undefined) return;
        if (run) run.syncToken = syncToken;
        newest = Math.max(newest ?? 0, syncToken);
      }
      if (event.kind === 'return') {
        open.delete(event.actor);
        ended[event.outcome] += 1;
        last = event.outcome;
      }
    },
    of: (actor) => open.get(actor),
    newest: () => newest,
    ended,
    last: () => last,
  };
}

/** A refresh is about every list with a feed, or about the one that it names. */
function scopeOf({ event, function: name }: EventOf<'invoke'>): ReplayedRun['isAbout'] {
  const only = (event as { list?: unknown } | null)?.list;
  return (list) => !name.endsWith('flush') && (only === undefined || only === list);
}

/** The version, where it came as it is, be it that of before. */
function gotten({ status, syncToken, fault }: EventOf<'fetch'>): number | undefined {
  const whole = status === 200 && (fault === undefined || fault === 'stale');
  return whole && syncToken !== undefined ? Number(syncToken) : undefined;
}
