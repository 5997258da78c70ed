import { forceCommands } from '../../../lib/report/render.js';
import type { TargetReport } from '../../../lib/report/report.js';
import type { DayRun } from './day/runs.js';
import { atMost, margin, wrap, type Palette } from './layout.js';

export const mostRemarks = 3;

/** Why something was refused or failed, each reason once a list, with the way past it. */
export function remarks(targets: readonly TargetReport[], run: DayRun, palette: Palette): string[] {
  const all = targets.flatMap(({ list, refusals, error }) => [
    ...refusals.map(({ reason, message, forcible }) => ({
      keys: [`${list} ${reason}`, message],
      lines: [
        ...wrap(`${reason}: ${message}`, 2, margin.room),
        ...(forcible
          ? [
              `To force it: ${forceCommands(triggerOf(run), list, { stage: 'dev', region: 'eu-west-2' })[0] ?? ''}`,
            ]
          : []),
      ],
    })),
    ...(error
      ? [{ keys: [error.message], lines: wrap(`${error.code}: ${error.message}`, 2, margin.room) }]
      : []),
  ]);
  return atMost(firsts(all), mostRemarks, ({ lines }) => lines.map(palette.bad), 'reasons');
}

/** Without those of which any key was there before. */
function firsts<T extends { keys: string[] }>(all: readonly T[]): T[] {
  const seen = new Set<string>();
  return all.filter(({ keys }) => {
    const fresh = keys.every((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    return fresh;
  });
}

function triggerOf(run: DayRun): 'flush' | 'refresh' {
  return run.function.endsWith('-flush') ? 'flush' : 'refresh';
}
