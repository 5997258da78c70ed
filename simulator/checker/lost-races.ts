import { familyOf } from '../aws/protocols/network.js';
import { addressesOf, holds, lineOf, networksIn, shared, together } from './addresses.js';
import type { CheckerContext, Violation } from './context.js';
import { held } from './held.js';
import { kindRules } from './kinds.js';
import { mostIn } from './room.js';
import { isChange, containerOf, targetsOf, type RecordedRun } from './run.js';
import { containersOf } from './targets.js';

/** How AWS says that a target is no longer as the writer saw it. */
export const lostRace = [
  'WAFOptimisticLockException',
  'InvalidPermission.Duplicate',
  'InvalidPermission.NotFound',
  'InvalidSecurityGroupRuleId.NotFound',
  'RulesPerSecurityGroupLimitExceeded',
  'PrefixListVersionMismatch',
  'PrefixListMaxEntriesExceeded',
  'IncorrectState',
  'ConcurrentMutationLimitExceeded',
];

/** A run that lost its last race for a target may only call itself a success if it has looked again and found the work done. */
export function lostInSilence(context: CheckerContext, run: RecordedRun): Violation[] {
  // What a person is told is looked at by itself: an access run may leave the rest to the sweep.
  if (run.returned?.outcome !== 'ok' || run.trigger === 'access') return [];
  const { index, at } = run.returned;
  return targetsOf(run).flatMap(({ list, target }): Violation[] => {
    const last = run.calls.findLast(
      (call) => isChange(call) && containersOf(target).includes(containerOf(call) ?? ''),
    );
    if (last === undefined || !lostRace.includes(last.outcome)) return [];
    const look = run.reads.findLast((read) => read.target === target.key);
    if (look && look.index > last.index && (!kindRules[target.kind].writtenWhole || isDone(look.index)))
      return [];
    const message = 'lost its last race and called it a success';
    return [{ rule: 3, at, actor: run.actor, target: target.key, message }];

    /** Everything is there that is wanted, or there is no room for it. */
    function isDone(looked: number): boolean {
      const entries = held(context.trace, target, looked).map(({ source }) => source);
      const there = addressesOf(entries);
      const line = entries.some((entry) => familyOf(entry) === 'IPV6') ? lineOf.IPV6 : lineOf.IPV4;
      const wanted = context.wants.surely(run, list, index);
      const mine = entries.length === 0 ? [] : shared(wanted, line);
      return (
        mine.length === 0 ||
        networksIn(together(there, wanted)) > mostIn(context, target, looked) ||
        holds(there, mine)
      );
    }
  });
}
