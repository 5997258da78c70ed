import { allTargets, type Report } from '../lib/report.js';
import type { Paint } from './paint.js';

export const exits = { ok: 0, failed: 1, usage: 2, refused: 3 } as const;
export type Exit = (typeof exits)[keyof typeof exits];

/** What a command answers with: printed in one place, as text or as one JSON document, never both. */
export interface Result {
  exit: Exit;
  /** The document of --json. */
  json: object;
  /** Lines for stdout and stderr. */
  out?: (paint: Paint) => string[];
  err?: (paint: Paint) => string[];
}

/** Failed before refused: what could not be looked at may have been refused, too. */
export function exitOf(...reports: Report[]): Exit {
  const outcomes = new Set(reports.flatMap(allTargets).map((target) => target.outcome));
  if (outcomes.has('failed')) return exits.failed;
  return outcomes.has('refused') ? exits.refused : exits.ok;
}
