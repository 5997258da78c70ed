import type { Violation } from '../../checker/checker.js';
import type { RandomHistory, Step } from './step.js';

/** For a person who is to understand how it came to this. */
export function told(history: RandomHistory, violations: readonly Violation[]): string {
  const { steps, ...rest } = history;
  return [
    JSON.stringify(rest),
    ...steps.map((step) => `- ${toldStep(step)}`),
    ...violations.map(
      ({ rule, at, actor, target = '', message }) =>
        `rule ${rule}, ${new Date(at).toISOString()}, ${actor}${target && ` at ${target}`}: ${message}`,
    ),
  ].join('\n');
}

function toldStep({ kind, then, ...rest }: Step): string {
  const details = Object.entries(rest).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const after = then === 'done' ? ', to its end' : then === 0 ? '' : `, and ${then} ms later:`;
  return `${[kind, ...details].join(', ')}${after}`;
}
