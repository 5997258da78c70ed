import { allTargets, type Report } from '../lib/report/report.js';

/** A word about credentials that may not do all that a run in this process does, where some target was refused them. */
export function mayNot(reports: readonly Report[], command: string): string[] {
  const refused = reports
    .flatMap(allTargets)
    .some(({ error }) => /\/(forbidden|AccessDenied(Exception)?)$/.test(error?.code ?? ''));
  return refused
    ? [`Your credentials may not do all of this; doorlist ${command} --help tells what they need.`]
    : [];
}
