import type { Estate } from '../../../lib/estate/estate.js';
import { changeCounts, changesOf, count, targetName } from '../../../lib/report/render.js';
import { terminalTable } from '../../../lib/report/terminal-table.js';
import type { TargetReport } from '../../../lib/report/report.js';
import type { Day } from './day.js';
import type { DayRun } from './day/runs.js';
import { atMost, indent, margin, short, stamped, wrap, type Palette } from './layout.js';
import { mostRemarks, remarks } from './remarks.js';

const mostRows = 5;

/** Tells runs in their order, and of each only what the ones before did not say already. */
export function createRunLines({ estate }: Day, palette: Palette): (runs: readonly DayRun[]) => string[] {
  const standing = new Map<string, string>();
  const warned = new Set<string>();

  /** Each of a list's warnings once a day, whatever its numbers. */
  function warnings(runs: readonly DayRun[]): string[] {
    const lists = runs.flatMap(({ report }) => report?.lists ?? []);
    const all = lists.flatMap(({ list, warnings }) =>
      warnings.map((text) => `Warning for ${list}: ${text}.`),
    );
    const fresh = all.filter((text) => {
      const key = text.replace(/\d+/g, '');
      return !warned.has(key) && warned.add(key);
    });
    return atMost(fresh, mostRemarks, (text) => wrap(text, 2, margin.room).map(palette.bad), 'warnings');
  }

  /** A target is news where something was written, went wrong, or stands otherwise than before. */
  function isNews(target: TargetReport): boolean {
    const state = [target.outcome === 'failed', ...target.refusals.map(({ reason }) => reason)].join(' ');
    const before = standing.get(target.target.key) ?? 'false';
    standing.set(target.target.key, state);
    return state !== before || target.added.length + target.removed.length + target.moved.length > 0;
  }

  return (runs) => {
    const [first] = runs;
    if (!first) return [];
    const targets = runs.flatMap(({ report }) => report?.lists.flatMap((list) => list.targets) ?? []);
    const news = targets.filter(isNews);
    const mails = runs.reduce((sum, run) => sum + run.mails.length, 0);
    const post = mails > 0 ? `${count(mails, 'mail')} sent.` : 'No mail.';
    const unreported = runs.flatMap(({ report, error }) => (report === undefined && error ? [error] : []));
    if (news.length === 0 && unreported.length === 0 && mails === 0 && runs.every(isSweep)) return [];
    if (news.length === 0 && unreported.length === 0)
      return stamped(first.at, `${title(runs, estate)} ${quietly(targets)} ${post}`, palette);
    return [
      ...stamped(first.at, `${title(runs, estate)} ${post}`, palette),
      ...indent(atMost(table(news, palette), mostRows, (line) => [line], 'targets')),
      ...indent(remarks(news, first, palette)),
      ...indent(warnings(runs)),
      ...indent(unreported.flatMap((error) => wrap(error, 2, margin.room))),
    ];
  };
}

function title(runs: readonly DayRun[], estate: Estate): string {
  const [first] = runs;
  if (!first) return '';
  const again = first.attempt > 1 ? `, attempt ${first.attempt}` : '';
  if (first.trigger === 'sns') return `The refresh that SNS started${again}.`;
  if (!first.function.endsWith('-flush')) return `The 6-hourly check of the feed${again}.`;
  if (isSweep(first)) return `The sweep${again}.`;
  const names = [...new Set(runs.map(({ event }) => String((event as { list?: unknown }).list)))];
  const whose = names.length > 3 ? `${names.length} lists` : names.join(', ');
  if (first.trigger === 'hand') return `The flush of ${whose}, by hand${again}.`;
  return `The flush of ${whose}, at ${localTime(first, names, estate)}${again}.`;
}

/** It comes every five minutes, so it is told only where it found something. */
export function isSweep({ event }: DayRun): boolean {
  return (event as { sweep?: unknown } | null)?.sweep === true;
}

/** `18:00 in Europe/London` */
function localTime({ at }: DayRun, names: readonly string[], { lists }: Estate): string {
  const timeZone = lists.find(({ name }) => name === names[0])?.flush?.timezone ?? 'UTC';
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
  return `${time} in ${timeZone}`;
}

function quietly(targets: readonly TargetReport[]): string {
  const refused = new Set(targets.filter(({ outcome }) => outcome === 'refused').map(({ list }) => list));
  const failed = targets.some(({ outcome }) => outcome === 'failed');
  if (failed) return 'What failed still fails.';
  return refused.size === 0 ? 'Nothing to do.' : `Still refused: ${short([...refused].join(', '), 30)}.`;
}

function table(targets: readonly TargetReport[], palette: Palette): string[] {
  if (targets.length === 0) return [];
  return terminalTable(
    [],
    targets.map((report) => [
      shortName(report, targets),
      (report.outcome === 'refused' || report.outcome === 'failed' ? palette.bad : palette.good)(
        report.outcome,
      ),
      changeCounts(changesOf([report])),
      `${report.kept.length} kept`,
    ]),
  );
}

/** The Region is what a narrow terminal can do without; where lists share a group, the list says which is meant. */
function shortName({ list, target }: TargetReport, all: readonly TargetReport[]): string {
  const room = 40;
  const name = targetName(target);
  if (all.some((other) => other.list !== list && targetName(other.target) === name))
    return short(`${list}: ${target.name}`, room);
  return name.length <= room ? name : short(target.name, room);
}
