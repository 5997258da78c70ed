import type { Report } from './report.js';
import { changeCounts, changesOf, targetName, tellable } from './render.js';
import { notOursWords } from './words.js';
import { terminalTable } from './terminal-table.js';

/** A run, a line a target, with its refusals, failures and warnings below. */
export function reportText(report: Report): string {
  const rows = report.lists.flatMap(({ list, targets }) =>
    tellable(targets).map((target) => [
      list,
      targetName(target.target),
      target.outcome,
      changeCounts(changesOf([target]), report.dryRun),
      `${target.wanted} wanted, ${target.held} held, ${target.kept.length} kept${target.foreign > 0 ? `, ${target.foreign} foreign` : ''}`,
    ]),
  );
  return [
    ...terminalTable(['LIST', 'TARGET', 'OUTCOME', 'CHANGE', 'ENTRIES'], rows),
    ...remarks(report),
  ].join('\n');
}

function remarks(report: Report): string[] {
  const lines = report.lists.flatMap(({ list, targets, warnings }) => [
    ...warnings.map((warning) => `${list}: warning: ${warning}.`),
    ...targets.flatMap(({ refusals }) =>
      refusals.map((refusal) => `${list}: refused (${refusal.reason}): ${refusal.message}`),
    ),
    ...targets.flatMap(({ notOurs, target }) =>
      notOurs ? [`${list}: ${notOursWords(targetName(target), notOurs)}`] : [],
    ),
    ...targets.flatMap(({ error }) => (error ? [`${list}: failed (${error.code}): ${error.message}`] : [])),
  ]);
  return lines.length > 0 ? ['', ...new Set(lines)] : [];
}
