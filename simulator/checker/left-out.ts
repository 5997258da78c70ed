import { familyOf } from '../aws/protocols/network.js';
import { lineOf, shared, spoken, without, type Addresses } from './addresses.js';
import type { SpecList, SpecTarget } from './spec.js';
import { believedIn } from './believed.js';
import type { CheckerContext, Violation } from './context.js';
import { targetsOf, type RecordedRun } from './run.js';
import { atPorts, portRangesOf, openAt } from './targets.js';
import { refusalsSince, reminderMs } from './told.js';

/** Whoever calls a run a success has let in everybody who is wanted, at every port range, or mailed what was refused. */
export function leftOut(context: CheckerContext, run: RecordedRun): Violation[] {
  const { returned } = run;
  if (returned?.outcome !== 'ok' || run.dryRun || run.trigger === 'access') return [];
  return targetsOf(run).flatMap(({ list, target }) => {
    if (list.feed && run.trigger !== 'sweep' && context.wants.trusted(run) === undefined) return [];
    const line = lineOfTarget(context, target);
    const seen = believedIn(context, run, target);
    if (line === undefined || seen === undefined) return [];
    const wanted = shared(context.wants.surely(run, list, returned.index), line);
    return portRangesOf(target).flatMap((portRange): Violation[] => {
      const missing = without(wanted, openAt(target, seen, portRange));
      if (missing.length === 0 || mayBeRefused(context, run, list)) return [];
      const message = `left out ${spoken(missing)} that are wanted${atPorts(portRange)}, and called it a success`;
      return [{ rule: 6, at: returned.at, actor: run.actor, target: target.key, message }];
    });
  });
}

function mayBeRefused(context: CheckerContext, run: RecordedRun, list: SpecList): boolean {
  return refusalsSince(context, list, run.begun.at - reminderMs) !== 'untold';
}

/** Unknown of a set or list that never held anything. */
export function lineOfTarget({ trace }: CheckerContext, target: SpecTarget): Addresses | undefined {
  if (target.kind === 'security-groups') return lineOf[target.family];
  const write = trace.writes.find(({ container, after }) => container === target.arn && after.length > 0);
  const [entry] = write?.after ?? [];
  return entry && lineOf[familyOf(entry.source)];
}
