import type { Day } from './day.js';
import type { OutsideEvent } from './day/context.js';
import type { DayRun } from './day/runs.js';
import { outsideEventLines } from './actions.js';
import type { Palette } from './layout.js';
import { createRunLines, isSweep } from './runs.js';

/** Runs that start within this time of one another, from the same kind of trigger, are told together. */
const together = 5 * 60_000;

type Item = { at: number } & ({ event: OutsideEvent } | { runs: DayRun[] });

/** What happened, in its order. */
export function timeline(day: Day, palette: Palette): string[] {
  const linesOf = createRunLines(day, palette);
  return itemsOf(day).flatMap((item) =>
    'event' in item ? outsideEventLines(item.event, day, palette) : linesOf(item.runs),
  );
}

function itemsOf({ outsideEvents, runs }: Day): Item[] {
  const all = [
    ...outsideEvents.map((event) => ({ at: event.at, event })),
    ...runs.map((run) => ({ at: run.at, run })),
  ].sort((a, b) => a.at - b.at);
  const items: Item[] = [];
  for (const each of all) {
    const last = items.at(-1);
    if ('event' in each) items.push(each);
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
