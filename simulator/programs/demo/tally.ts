import { count } from '../../../lib/report/render.js';
import type { Day } from './day.js';
import { ownCalls } from './document.js';
import { atMost, wrap, type Palette } from './layout.js';

export function tally(day: Day, seconds: number, palette: Palette): string[] {
  const { runs, record, findings } = day;
  const { violations } = findings;
  const calls = Object.entries(ownCalls(day)).map(([call, times]) => `${times} ${call}`);
  return [
    `${count(runs.length, 'run')} and ${count(record.of('mail').length, 'mail')} in a day that took ${seconds.toFixed(1)} s here.`,
    ...wrap(`doorlist's calls of AWS: ${calls.join(', ')}.`, 2),
    ...checkerSummary(day)
      .flatMap((sentence) => wrap(sentence))
      .map(violations.length === 0 ? palette.good : palette.bad),
    ...atMost(
      violations,
      5,
      ({ rule, actor, message }) => wrap(`Rule ${rule}, ${actor}: ${message}`, 2),
      'violations',
    ),
  ];
}

function checkerSummary({ record, findings }: Day): string[] {
  const states = record.of('state').length;
  const found = `${count(findings.violations.length, 'violation')} of doorlist's rules (docs/rules.md)`;
  return [
    `The checker looked at all ${states} states that the targets ever had, and at what led to each: ${found}.`,
  ];
}
