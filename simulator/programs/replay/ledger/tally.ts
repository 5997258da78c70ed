import type { HistoryEvent } from '../../../world/record.js';
import { isForeignActor } from '../../../checker/actors.js';

/** What doorlist and its readers are put to. */
export interface Counts {
  /** States that targets took. */
  writes: number;
  mails: number;
  /** By name: `{ "wafv2:UpdateIPSet": 3 }`, whatever came of them. */
  calls: Record<string, number>;
  /** Of these, what AWS refused: `{ "wafv2:UpdateIPSet WAFOptimisticLockException": 1 }`. */
  refusedCalls: Record<string, number>;
}

export function createTally() {
  const counts: Counts = { writes: 0, mails: 0, calls: {}, refusedCalls: {} };
  const add = (to: Record<string, number>, name: string) => (to[name] = (to[name] ?? 0) + 1);

  function hear(event: HistoryEvent): void {
    if (event.kind === 'mail') counts.mails += 1;
    if (isForeignActor(event.actor)) return;
    if (event.kind === 'state') counts.writes += 1;
    if (event.kind !== 'call') return;
    const name = `${event.service}:${event.operation}`;
    add(counts.calls, name);
    if (event.outcome !== 'ok') add(counts.refusedCalls, `${name} ${event.outcome}`);
  }

  return { hear, counts };
}
