import type { Part } from './disturbed/parts.js';
import type { Counted } from './disturbed/text.js';
import { randomHistory } from './histories/random-histories.js';
import { realVersions } from './histories/real-versions.js';
import { runHistory, type HistoryOptions } from './histories/run-history.js';
import { shortened } from './histories/shorten.js';
import {
  callFaults,
  faultKinds,
  type FaultKind,
  type Leavable,
  type RandomHistory,
} from './histories/step.js';
import { told } from './histories/told.js';

export interface HistoriesOptions {
  seeds: number;
  steps: number;
  /** The first seed. */
  from?: number;
  without?: readonly Leavable[];
  part?: Part;
  /** How long to look for the shortest history that fails. */
  shortenMs?: number;
  mutate?: HistoryOptions['mutate'];
}

/** `points`: histories. */
export interface HistoriesResult extends Counted<FaultKind> {
  /** Each history in which something broke: its seed, and the shortest part of it that breaks the same rule. */
  found: string[];
}

/** Random histories of a deployed doorlist, a seed each, and what they broke. */
export async function histories(options: HistoriesOptions): Promise<HistoriesResult> {
  const {
    seeds,
    steps,
    from = 1,
    without = [],
    part = { index: 0, of: 1 },
    shortenMs = 60_000,
    mutate,
  } = options;
  const faults = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  const result: HistoriesResult = { steps: 0, points: 0, faults, violations: {}, found: [] };
  const setting: HistoryOptions = {
    versions: realVersions(),
    withoutSkew: without.includes('skew'),
    ...(mutate && { mutate }),
  };
  for (let seed = from + part.index; seed < from + seeds; seed += part.of) {
    const history = randomHistory(seed, steps, without);
    const { violations, faults: those } = await runHistory(history, setting);
    result.points += 1;
    result.steps += history.steps.length;
    for (const kind of faultKinds) faults[kind] += those[kind];
    for (const { rule } of violations) result.violations[rule] = (result.violations[rule] ?? 0) + 1;
    const [first] = violations;
    if (!first) continue;
    const shortest = await shortestOf(history, first.rule, setting, shortenMs);
    result.found.push(`seed ${seed}:\n${shortest}`);
  }
  return result;
}

async function shortestOf(
  history: RandomHistory,
  rule: number,
  setting: HistoryOptions,
  shortenMs: number,
): Promise<string> {
  const over = performance.now() + shortenMs;
  const breaks = async (steps: RandomHistory['steps']) => {
    const { violations } = await runHistory({ ...history, steps }, setting).catch(() => ({ violations: [] }));
    return violations.some((each) => each.rule === rule);
  };
  const steps = await shortened(history.steps, breaks, () => performance.now() > over);
  const short = { ...history, steps };
  return told(short, (await runHistory(short, setting)).violations);
}

/** What no history of many had often enough to say anything of. */
export function rareFaults({ points, faults }: HistoriesResult, without: readonly Leavable[]): FaultKind[] {
  if (points < 200) return [];
  return faultKinds.filter(
    (kind) => faults[kind] < 100 && !without.some((name) => leftOutWith[name].includes(kind)),
  );
}

const leftOutWith: Record<Leavable, readonly FaultKind[]> = {
  shared: [],
  deployments: ['deployment'],
  console: ['edit at the console'],
  kills: ['killed before', 'killed after'],
  pauses: ['paused'],
  faults: [...callFaults, 'feed failure'],
  skew: ['clock skew'],
  people: [],
};
