import type { Day } from './day.js';
import type { Doing } from './day/stage.js';
import type { DayRun } from './day/runs.js';
import { doingLines } from './actions.js';
import type { Ink } from './paper.js';
import { createNarrator, isSweep } from './runs.js';

/** Runs that start within this time of one another, from the same kind of trigger, are told together. */
const together = 5 * 60_000;

type Item = { at: number } & ({ doing: Doing } | { runs: DayRun[] });

/** What happened, in its order. */
export function timeline(day: Day, ink: Ink): string[] {
  const narrate = createNarrator(day, ink);
  return itemsOf(day).flatMap((item) =>
    'doing' in item ? doingLines(item.doing, day, ink) : narrate(item.runs),
  );
}

function itemsOf({ doings, runs }: Day): Item[] {
  const all = [
    ...doings.map((doing) => ({ at: doing.at, doing })),
    ...runs.map((run) => ({ at: run.at, run })),
  ].sort((a, b) => a.at - b.at);
  const items: Item[] = [];
  for (const each of all) {
    const last = items.at(-1);
    if ('doing' in each) items.push(each);
    else if (last && 'runs' in last && goTogether(last.runs, each.run)) last.runs.push(each.run);
    else items.push({ at: each.at, runs: [each.run] });
  }
  return items;
}

function goTogether(runs: readonly DayRun[], next: DayRun): boolean {
  const [first] = runs;
  return (
    first !== undefined &&
    next.at - first.at < together &&
    first.function === next.function &&
    kindOf(first) === kindOf(next)
  );
}

/** `schedule`, `sns` or `hand`, or of the schedules the sweep's. */
function kindOf(run: DayRun): string | undefined {
  return isSweep(run) ? 'sweep' : run.trigger.split(' ')[0];
}
