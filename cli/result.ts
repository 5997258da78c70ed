import { allTargets, type Report } from '../lib/report/report.js';
import { exits } from './exits.js';
import type { Paint } from './paint.js';

/** What a command answers with: printed in one place, as text or as one JSON document, never both. */
export interface Result {
  /** One of `exits`, or what the command ended with that was run. */
  exit: number;
  /** The document of --json. */
  json: object;
  /** Lines for stdout and stderr. */
  out?: (paint: Paint) => string[];
  err?: (paint: Paint) => string[];
  /** Everything has been told on the way, and stdout is not ours. */
  told?: true;
}

/** Failed before refused: what could not be looked at may have been refused, too. */
export function exitOf(...reports: Report[]): number {
  const outcomes = new Set(reports.flatMap(allTargets).map((target) => target.outcome));
  if (outcomes.has('failed')) return exits.failed;
  return outcomes.has('refused') ? exits.refused : exits.ok;
}
