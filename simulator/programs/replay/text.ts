import { count } from '../../../lib/report/render.js';
import { terminalTable } from '../../../lib/report/terminal-table.js';
import type { Replay } from '../replay.js';

/** A replay for a person to read: what went wrong, if anything, and every refusal from its first run to its last. */
export function replayText({ episodes, refusals, missing, findings, ...done }: Replay): string {
  const { versions, runs, ended, writes, mails, seconds } = done;
  const { gaps, overCapacity, foreignTouched, notConverged } = done;
  return [
    `${count(versions, 'version')}, ${count(runs, 'run')} (${runs - ended.ok} failed), ${count(writes, 'write')}, ${count(mails, 'mail')}, ${seconds.toFixed(0)} s.`,
    `Gaps ${gaps}, over capacity ${overCapacity}, foreign entries touched ${foreignTouched}, not converged ${notConverged}.`,
    ...findings.map(({ wrong, at, target, message }) => `  ${wrong} ${utc(at)} ${target}: ${message}`),
    '',
    ...terminalTable(
      ['REFUSED', 'RUNS', 'EPISODES'],
      Object.entries(refusals).map(([reason, { runs: of, episodes: n }]) => [reason, String(of), String(n)]),
    ),
    '',
    ...terminalTable(
      ['FROM', 'TO', 'LIST', 'TARGET', 'REASON', 'RUNS', 'WHY'],
      episodes.map(({ from, to, list, target, reason, runs: n, first }) => [
        from,
        to ?? 'the end',
        list,
        target,
        reason,
        String(n),
        first,
      ]),
    ),
    '',
    missing.length === 0 ? 'No wanted address is missing at the end.' : 'Wanted and missing at the end:',
    ...missing.map(
      ({ list, target, family, addresses, reason }) =>
        `  ${list} ${target} ${family}: ${addresses} addresses (${reason})`,
    ),
  ].join('\n');
}

function utc(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16);
}
