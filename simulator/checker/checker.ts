import type { Spec } from './spec.js';
import type { CheckerContext, CheckerRule, RuleNumber, Violation } from './context.js';
import { indexTrace } from './trace-index.js';
import { failedRunsFail } from './failed-runs-fail.js';
import { foreignStays } from './foreign-stays.js';
import { guardsHold } from './guards-hold.js';
import { neverWidens } from './never-widens.js';
import { noIdleWrite } from './no-idle-write.js';
import { oneWriter } from './one-writer.js';
import { openBeforeClose } from './open-before-close.js';
import { establishOwnership } from './ownership.js';
import { unknownIsNotEmpty } from './unknown-is-not-empty.js';
import { createWants } from './wants.js';
import { attribute } from './writes.js';
import type { HistoryEvent } from '../world/record.js';

export type { Spec, SpecList, SpecTarget, Edition } from './spec.js';
export type { RuleNumber, Violation } from './context.js';

export interface CheckResult {
  /** In the order of time. */
  violations: Violation[];
  counts: Record<RuleNumber, number>;
}

const rules: Record<RuleNumber, CheckerRule> = {
  1: openBeforeClose,
  2: unknownIsNotEmpty,
  3: oneWriter,
  4: noIdleWrite,
  5: foreignStays,
  6: failedRunsFail,
  7: neverWidens,
  8: guardsHold,
};

/**
 * Compares the record of a run with rules 1 to 8 of docs/rules.md. It imports nothing of lib/: it reads the feed, the selections
 * and the networks for itself. Where the record leaves a doubt, nothing counts as a violation.
 */
export function check({ history, spec }: { history: readonly HistoryEvent[]; spec: Spec }): CheckResult {
  const trace = indexTrace(history, spec);
  const wants = createWants(trace);
  const ownership = establishOwnership(trace, wants);
  const context: CheckerContext = { trace, wants, ownership, ...attribute(trace) };
  const found = mapRules((rule) => rule(context));
  return {
    violations: Object.values(found)
      .flat()
      .toSorted((a, b) => a.at - b.at),
    counts: mapRules((_, number) => found[number].length),
  };
}

function mapRules<T>(each: (rule: CheckerRule, number: RuleNumber) => T): Record<RuleNumber, T> {
  const numbers = Object.keys(rules).map(Number) as RuleNumber[];
  return Object.fromEntries(numbers.map((number) => [number, each(rules[number], number)])) as Record<
    RuleNumber,
    T
  >;
}
