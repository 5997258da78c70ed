import { familyOf } from '../aws/protocols/network.js';
import { networksIn } from './addresses.js';
import { kindRules } from './kinds.js';
import type { SpecGroups, SpecTarget } from './spec.js';
import type { CheckerContext } from './context.js';
import type { TraceIndex } from './trace-index.js';
import { isChange, containerOf } from './run.js';
import { isNetwork, type RecordedEntry } from './entry.js';
import { counts, portRangesOf, isAbout, isLeaving, containersOf } from './targets.js';
import type { RunWrite } from './writes.js';

/** Of an IP set: docs.aws.amazon.com/waf/latest/developerguide/limits.html */
export const ipSetCapacity = 10_000;

/** Of all groups of an interface: docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const rulesPerInterface = 1_000;

/** Whether the target may have been so full that what no source wants had to give way. */
export function mayNeedRoom(context: CheckerContext, write: RunWrite): boolean {
  const { run, target, is, closed } = write;
  if (kindRules[target.kind].writtenWhole)
    return is.length + closed.length > mostIn(context, target, write.index);
  const mine = context.writes.filter((other) => other.run === run && other.target.key === target.key);
  const before = (mine[0]?.was ?? []).filter((entry) => !isLeaving(target, entry));
  const room = mostIn(context, target, write.index);
  const opened = mine.reduce((sum, { opened }) => sum + opened.length, 0);
  return before.length + (wentStraight(write) ? opened : mostOpenings(context, write, before)) > room;
}

/** How many entries a target takes, at whatever port range. */
export function mostIn({ trace }: CheckerContext, target: SpecTarget, index: number): number {
  switch (target.kind) {
    case 'ip-set':
      return ipSetCapacity;
    case 'prefix-list':
      return trace.sizeOf(target.arn, index) ?? Infinity;
    case 'security-groups':
      return roomOf(trace, target, index);
  }
}

/** How many rules the groups take of what the target is about, beside everything else that stands in them. */
function roomOf(trace: TraceIndex, target: SpecGroups, index: number): number {
  const { rulesPerGroup } = trace.spec;
  const most = Math.min(rulesPerGroup, Math.floor(rulesPerInterface / target.groups.length));
  const weight = (entry: RecordedEntry): number => {
    if (isNetwork(entry)) return familyOf(entry.source) === target.family ? 1 : 0;
    if (!entry.source.startsWith('pl-')) return 1;
    const list = entry.container.replace(/security-group\/.*/, `prefix-list/${entry.source}`);
    return trace.sizeOf(list, index) ?? most;
  };
  return target.groups.reduce((sum, group) => {
    const others = trace.heldIn(group, index).filter((entry) => !isAbout(target, entry));
    return sum + most - others.reduce((total, entry) => total + weight(entry), 0);
  }, 0);
}

/** Whether a run did all that it set out to do at a target, so that what it opened is all that it wanted to. */
function wentStraight({ run, target }: RunWrite): boolean {
  const asked = run.calls.filter(
    (call) => isChange(call) && containersOf(target).includes(containerOf(call) ?? ''),
  );
  return run.returned?.outcome === 'ok' && asked.every(({ outcome }) => outcome === 'ok');
}

/** How many entries a run may have been about to open, however it merges them. */
function mostOpenings(
  { wants }: CheckerContext,
  { run, list, target, index }: RunWrite,
  before: readonly RecordedEntry[],
): number {
  const open = new Set(
    before.filter((entry) => counts(target, entry)).map(({ source, portRange }) => `${source} ${portRange}`),
  );
  const networks = wants.networks(run, list, index);
  const missing = portRangesOf(target).flatMap((portRange) =>
    networks.filter((source) => !open.has(`${source} ${portRange}`)),
  );
  return missing.length + portRangesOf(target).length * networksIn(wants.perhaps(run, list, index));
}
