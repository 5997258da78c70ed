import type { Composition } from '../../lib/compose.js';
import type { List } from '../../lib/estate/estate.js';
import type { Deps } from '../../lib/deps.js';
import type { Report, TargetReport } from '../../lib/report/report.js';
import type { State } from '../../lib/state/state.js';
import type { Target } from '../../lib/targets/target.js';
import type { RuleNumber } from '../checker/checker.js';

/** A change of doorlist that breaks one rule on purpose, as a hasty edit of its code might. */
export interface Mutant {
  rule: RuleNumber;
  /** What the mutant does, as a sentence goes on: "the mutant that …". */
  story: string;
  mutate: Mutation;
}

type Mutation = (composition: Composition) => Composition;

export function onDeps(change: (deps: Deps) => Partial<Deps>): Mutation {
  return ({ estate, deps }) => ({ estate, deps: { ...deps, ...change(deps) } });
}

export function onTargets(change: (target: Target) => Partial<Target>): Mutation {
  return onDeps((deps) => ({
    target: (list, ref) => {
      const target = deps.target(list, ref);
      return { ...target, ...change(target) };
    },
  }));
}

export function onState(change: (state: State) => Partial<State>): Mutation {
  return onDeps(({ state }) => ({ state: { ...state, ...change(state) } }));
}

export function onLists(change: (list: List) => List): Mutation {
  return ({ estate, deps }) => ({ estate: { ...estate, lists: estate.lists.map(change) }, deps });
}

/** What the mails are made of. */
export function onReports(change: (targets: TargetReport[]) => TargetReport[]): Mutation {
  return onDeps(({ alerts }) => ({
    alerts: { send: (report, recalled) => alerts.send(retold(report, change), recalled) },
  }));
}

function retold(report: Report, change: (targets: TargetReport[]) => TargetReport[]): Report {
  return { ...report, lists: report.lists.map((list) => ({ ...list, targets: change(list.targets) })) };
}
