import { terminalTable } from '../../../lib/report/terminal-table.js';

/** What a program of disturbed runs counts. */
export interface Counted<Fault extends string = string> {
  steps: number;
  points: number;
  faults: Record<Fault, number>;
  /** Of the checker's rules, by number. */
  violations: Record<string, number>;
}

/** The result, for a person. */
export function resultText({ steps, points, faults, violations }: Counted, what: string): string {
  const broken = Object.entries(violations);
  const rows = [
    ['steps', String(steps), ''],
    ['points', String(points), what],
    ...Object.entries(faults).map(([kind, count]) => [kind, String(count), 'times']),
    ...broken.map(([rule, count]) => [`rule ${rule}`, String(count), 'violations']),
    ...(broken.length === 0 ? [['violations', '0', 'of the rules']] : []),
  ];
  return terminalTable([], rows).join('\n');
}
