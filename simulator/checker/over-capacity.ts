import { type CheckerContext, type Violation } from './context.js';
import { surelySeen } from './looks.js';
import { ipSetCapacity } from './room.js';
import { askedToOpen, markIn } from './ec2-calls.js';
import type { SpecTarget } from './spec.js';
import { containerOf, targetsOf, type RecordedRun, type RunCall } from './run.js';
import { isAbout, containersOf } from './targets.js';

/** How AWS says that there is no room. */
export const noRoom = ['RulesPerSecurityGroupLimitExceeded', 'PrefixListMaxEntriesExceeded'];

/** Nothing is sent that AWS has no room for, unless somebody else has filled it since it was looked at. */
export function overCapacity(context: CheckerContext, run: RecordedRun): Violation[] {
  return run.calls.flatMap((call) => {
    const target = containerOf(call);
    const message =
      tooMany(call) ??
      (isFilledByOthers(context, run, call)
        ? undefined
        : `asked for more than there is room for: ${call.outcome}`);
    if (message === undefined) return [];
    return [{ rule: 8, at: call.at, actor: run.actor, ...(target ? { target } : {}), message }];
  });
}

function tooMany({ operation, input }: RunCall): string | undefined {
  const { Addresses: sent = [] } = input as { Addresses?: unknown[] };
  if (operation !== 'UpdateIPSet' || sent.length <= ipSetCapacity) return undefined;
  return `sent ${sent.length} entries for a set that takes ${ipSetCapacity}`;
}

/** True also where there was room. */
function isFilledByOthers({ trace, writes }: CheckerContext, run: RecordedRun, call: RunCall): boolean {
  if (!noRoom.includes(call.outcome)) return true;
  const container = containerOf(call) ?? '';
  const target = targetOf(run, call);
  if (target === undefined) return false;
  const look = run.reads.findLast((read) => read.target === target.key && read.index < call.index);
  const since = surelySeen(target, look);
  const mine = new Set(
    writes.filter((write) => write.run === run && write.target.key === target.key).map(({ index }) => index),
  );
  return trace.writes.some(
    (write) =>
      write.container === container &&
      write.actor !== 'aws' &&
      write.at >= since &&
      write.index < call.index &&
      write.opened.length > 0 &&
      !mine.has(write.index),
  );
}

/** For which of its targets a run made a call: lists may share a group, and either family is a target of its own. */
function targetOf(run: RecordedRun, call: RunCall): SpecTarget | undefined {
  const container = containerOf(call) ?? '';
  const [asked] = askedToOpen(call);
  const mark = markIn(call);
  const marks = mark === undefined ? [] : [mark];
  const entry = { container, source: '', portRange: '', ...asked, marks, tagged: false, identity: '' };
  const targets = targetsOf(run).map(({ target }) => target);
  return targets.find((target) => containersOf(target).includes(container) && isAbout(target, entry));
}
