import { networksIn } from './addresses.js';
import type { ChargedGroups, ChargedTarget } from './spec.js';
import type { Court } from './context.js';
import type { Evidence } from './trace-index.js';
import { isChange, placeOf } from './run.js';
import { familyOf, isNetwork, type Slot } from './rules.js';
import { counts, doorsOf, isAbout, isLeaving, placesOf } from './targets.js';
import type { RunWrite } from './writes.js';

/** Of an IP set: docs.aws.amazon.com/waf/latest/developerguide/limits.html */
export const ipSetCapacity = 10_000;

/** Of all groups of an interface: docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const rulesPerInterface = 1_000;

/** Whether the target may have been so full that what no source wants had to give way. */
export function mayNeedRoom(court: Court, write: RunWrite): boolean {
  const { run, target, is, closed } = write;
  if (target.kind === 'ip-set') return is.length + closed.length > mostIn(court, target, write.index);
  const mine = court.writes.filter((other) => other.run === run && other.target.key === target.key);
  const before = (mine[0]?.was ?? []).filter((slot) => !isLeaving(target, slot));
  const room = mostIn(court, target, write.index);
  const opened = mine.reduce((sum, { opened }) => sum + opened.length, 0);
  return before.length + (wentStraight(write) ? opened : mostOpenings(court, write, before)) > room;
}

/** How many entries a target takes, at whatever door. */
export function mostIn({ evidence }: Court, target: ChargedTarget, index: number): number {
  switch (target.kind) {
    case 'ip-set':
      return ipSetCapacity;
    case 'prefix-list':
      return evidence.sizeOf(target.arn, index) ?? Infinity;
    case 'security-groups':
      return roomOf(evidence, target, index);
  }
}

/** How many rules the groups take of what the target is about, beside everything else that stands in them. */
function roomOf(evidence: Evidence, target: ChargedGroups, index: number): number {
  const { rulesPerGroup } = evidence.charge;
  const most = Math.min(rulesPerGroup, Math.floor(rulesPerInterface / target.groups.length));
  const weight = (slot: Slot): number => {
    if (isNetwork(slot)) return familyOf(slot) === target.family ? 1 : 0;
    if (!slot.source.startsWith('pl-')) return 1;
    const list = slot.place.replace(/security-group\/.*/, `prefix-list/${slot.source}`);
    return evidence.sizeOf(list, index) ?? most;
  };
  return target.groups.reduce((sum, group) => {
    const others = evidence.heldIn(group, index).filter((slot) => !isAbout(target, slot));
    return sum + most - others.reduce((total, slot) => total + weight(slot), 0);
  }, 0);
}

/** Whether a run did all that it set out to do at a target, so that what it opened is all that it wanted to. */
function wentStraight({ run, target }: RunWrite): boolean {
  const asked = run.calls.filter((call) => isChange(call) && placesOf(target).includes(placeOf(call) ?? ''));
  return run.returned?.outcome === 'ok' && asked.every(({ outcome }) => outcome === 'ok');
}

/** How many entries a run may have been about to open, however it merges them. */
function mostOpenings(
  { wishes }: Court,
  { run, list, target, index }: RunWrite,
  before: readonly Slot[],
): number {
  const open = new Set(
    before.filter((slot) => counts(target, slot)).map(({ source, door }) => `${source} ${door}`),
  );
  const networks = wishes.networks(run, list, index);
  const missing = doorsOf(target).flatMap((door) =>
    networks.filter((source) => !open.has(`${source} ${door}`)),
  );
  return missing.length + doorsOf(target).length * networksIn(wishes.perhaps(run, list, index));
}
