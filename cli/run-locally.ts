import type { Deps } from '../lib/deps.js';
import { reconcile } from '../lib/reconcile.js';
import { RunFailed, type Report } from '../lib/report/report.js';
import type { Run } from '../lib/triggers/run.js';

export interface LocalRun {
  report: Report;
  /** Why the run failed, as a sentence. */
  error?: { code: string; message: string };
}

/** A run in this process. A report is not lost, even where the run fails after it. */
export async function runLocally(run: Run, deps: Deps): Promise<LocalRun> {
  try {
    return { report: await reconcile(run, deps) };
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    return { report: error.report, error: { code: 'run/failed', message: error.message } };
  }
}
