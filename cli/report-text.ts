import { utc } from '../lib/text/utc.js';
import { triggers } from '../lib/triggers/triggers.js';
import { fullness } from '../lib/report/fullness.js';
import type { List } from '../lib/estate/estate.js';
import { addressTable, count, entryRows, targetName, tellable } from '../lib/report/render.js';
import { reportText } from '../lib/report/report-text.js';
import { fullnessWords } from '../lib/report/words.js';
import { terminalTable } from '../lib/report/terminal-table.js';
import { allTargets, type Report, type TargetReport } from '../lib/report/report.js';
import type { Request } from '../lib/targets/target.js';
import type { Paint } from './paint.js';

/** A terminal's worth; --json has all of them. */
const shownRows = 30;
const shownAddresses = 4;

/** A run as a person reads it in a terminal: the targets in short, then each that changes or would. */
export function reportLines(report: Report, stage: string, paint: Paint): string[] {
  return [
    paint('bold', heading(report, stage)),
    '',
    ...summary(report, paint),
    ...allTargets(report).flatMap((target) => targetLines(target, report, paint)),
    ...fullLines(report, paint),
    ...forceLines(report, stage),
  ];
}

function heading({ trigger, now, feed, dryRun }: Report, stage: string): string {
  const run = `The ${trigger} of ${stage} at ${utc(now)}`;
  const what = dryRun ? 'would change this:' : 'did this:';
  return feed
    ? `${run} read ip-ranges.json ${feed.syncToken} of ${utc(feed.syncToken * 1000)}. It ${what}`
    : `${run} ${what}`;
}

function summary(report: Report, paint: Paint): string[] {
  const colours = { refused: 'yellow', failed: 'red', applied: 'green', planned: 'green' } as const;
  const outcomes = report.lists.flatMap(({ targets }) => tellable(targets)).map(({ outcome }) => outcome);
  return reportText(report)
    .split('\n')
    .map((line, i) => {
      if (i === 0) return paint('dim', line);
      const outcome = outcomes[i - 1];
      return outcome === undefined || outcome === 'unchanged' ? line : paint(colours[outcome], line);
    });
}

function targetLines(target: TargetReport, report: Report, paint: Paint): string[] {
  if (target.added.length + target.removed.length + target.moved.length === 0) return [];
  const kept = triggers[report.trigger].tellsLeases ? target.kept : [];
  const rows = entryRows(target, kept, report.dryRun);
  const colours: Record<string, 'red' | 'green' | undefined> = {
    removed: 'red',
    remove: 'red',
    added: 'green',
    add: 'green',
  };
  const [heads = '', ...lines] = addressTable(rows, terminalTable);
  const rest = lines.length - shownRows;
  return [
    '',
    paint('bold', `${target.list}: ${targetName(target.target)}`),
    paint('dim', heads),
    ...lines.slice(0, shownRows).map((line, i) => {
      const colour = colours[rows[i]?.what ?? ''];
      return colour ? paint(colour, line) : line;
    }),
    ...(rest > 0 ? [`... and ${rest} more; --json has them all`] : []),
    ...target.requests.flatMap(requestLines),
  ];
}

/** `wafv2:UpdateIPSet {"Name": ...`, with so many addresses that one sees what they are. */
function requestLines({ operation, input }: Request): string[] {
  const text = JSON.stringify(input, shorten, 2).replace(innermost, inOneLine);
  const [first = '', ...lines] = text.split('\n');
  return ['', `${operation} ${first}`, ...lines];
}

/** An object without lists or objects in it, such as a rule's address with its description. */
const innermost = /\{[^{}[\]]+\}/g;

function inOneLine(object: string): string {
  return object.replace(/\n\s*/g, ' ');
}

function shorten(_: string, value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= shownAddresses) return value;
  const items: unknown[] = value;
  return [...items.slice(0, shownAddresses), `... ${items.length - shownAddresses} more of ${items.length}`];
}

/** What is mailed once, each time that somebody looks. */
function fullLines(report: Report, paint: Paint): string[] {
  const full = allTargets(report).flatMap((target) => {
    const told = fullness(target, report.now);
    return told === undefined ? [] : [`${target.list}: ${fullnessWords(targetName(target.target), told)}`];
  });
  return full.length === 0 ? [] : ['', ...full.map((line) => paint('yellow', line))];
}

function forceLines(report: Report, stage: string): string[] {
  const lists = report.lists.filter(({ targets }) =>
    targets.some((target) => target.refusals.some((refusal) => refusal.forcible)),
  );
  if (lists.length === 0) return [];
  return [
    '',
    `If what was refused is right, force it:`,
    ...lists.map(({ list }) => `  npx doorlist ${report.trigger} ${list} --force --stage ${stage}`),
  ];
}

/** `2 lists, 5 targets`, of security groups both families as one. */
export function sizeOf(lists: readonly List[]): string {
  const targets = lists.reduce((sum, list) => sum + new Set(list.targets.map(({ arn }) => arn)).size, 0);
  return `${count(lists.length, 'list')}, ${count(targets, 'target')}`;
}
