import { addressesOf, nowhere, shared, spoken, together, without, type Addresses } from './addresses.js';
import { violationBy, type CheckerContext, type CheckerRule, type Violation } from './context.js';
import { feedTimes } from './feed-times.js';
import { clockMs, type RecordedLease } from './leases.js';
import { atPorts, portRangesOf, isMarked } from './targets.js';
import type { RunWrite, OutsideWrite } from './writes.js';

/** Rule 7: whatever a write opens is wanted at that moment, and at that port range. */
export const neverWidens: CheckerRule = (context) => [
  ...context.writes.flatMap((write) => widened(context, write)),
  ...context.outsideWrites.flatMap(opened),
];

function widened(context: CheckerContext, write: RunWrite): Violation[] {
  const { run, list, target, index, was, opened } = write;
  const isCurrent = (lease: RecordedLease) => mayBeMeant(context, write, lease);
  const wanted = together(context.wants.perhaps(run, list, index, isCurrent), keptOf(context, write));
  const portRanges = [...new Set(opened.map(({ portRange }) => portRange))];
  return portRanges.flatMap((portRange) => {
    if (!portRangesOf(target).includes(portRange))
      return [violationBy(7, write, `opened ${portRange}, which is none of its port ranges`)];
    const at = (entries: typeof was) =>
      addressesOf(entries.filter((entry) => entry.portRange === portRange).map(({ source }) => source));
    const unwanted = without(without(at(opened), at(was)), wanted);
    return unwanted.length > 0
      ? [violationBy(7, write, `opened ${spoken(unwanted)} that nobody wants${atPorts(portRange)}`)]
      : [];
  });
}

/** A write leaves within five seconds of its reading; the rest is its way to AWS. */
const readingMs = 6_000;
const wayMs = 1_000;

/** A lease that was not over when the write left, and that nobody had ended when its writer read it. */
function mayBeMeant({ trace }: CheckerContext, { run, sent }: RunWrite, lease: RecordedLease): boolean {
  const at = trace.timeAt(sent) - run.frozenMs;
  return lease.from.index < sent && lease.until + clockMs >= at - wayMs && lease.to.at + readingMs >= at;
}

/**
 * What the feed has listed and an entry of doorlist's still lets in at some port range: it may be held, and may move with
 * the rest to another. Where a target has one port range only, it is there.
 */
function keptOf(context: CheckerContext, { target, index, was }: RunWrite): Addresses {
  const ours = was.filter((entry) => isMarked(target, entry)).map(({ source }) => source);
  return ours.length === 0
    ? nowhere
    : shared(addressesOf(ours), feedTimes(context, target.key, index).listed);
}

function opened({ at, actor, container, opened }: OutsideWrite): Violation[] {
  const [first] = opened;
  if (first === undefined) return [];
  const message = `opened ${first.source}${atPorts(first.portRange)}, which no list of its estate is about`;
  return [{ rule: 7, at, actor, target: container, message }];
}
