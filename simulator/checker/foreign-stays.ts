import { addressesOf, holds } from './addresses.js';
import { blame, type Court, type Rule, type Violation } from './context.js';
import { isFirst } from './first-flush.js';
import { outstayed } from './outstayed.js';
import { targetsOf } from './run.js';
import type { Slot } from './rules.js';
import { atDoor, mayBeFlushed } from './targets.js';
import { unflushed } from './unflushed.js';
import type { RunWrite, Stray } from './writes.js';

/** Rule 5: what doorlist did not put there stays until a flush; what it did put there bears its mark, and goes when nobody wants it. */
export const foreignStays: Rule = (court) => [
  ...court.writes.flatMap((write) => [...removedForeign(court, write), ...unmarked(write)]),
  ...court.strays.flatMap(removedStrange),
  ...court.evidence.runs.flatMap((run) =>
    targetsOf(run).flatMap(({ list, target }) => [
      ...outstayed(court, run, list, target),
      ...unflushed(court, run, list, target),
    ]),
  ),
];

function removedForeign(court: Court, write: RunWrite): Violation[] {
  const { run, list, target, index, closed } = write;
  const foreign = closed.filter((slot) => court.ownership.isForeign(target, slot, index));
  const wanted = court.wishes.perhaps(run, list, index);
  const known =
    target.kind === 'ip-set' ? foreign.filter((slot) => !holds(wanted, addressesOf([slot.source]))) : foreign;
  if (known.length === 0) return [];
  const what = `removed ${known.slice(0, 3).map(spelled).join(', ')}, which it never put there`;
  if (known.some((slot) => !mayRemove(write, slot))) return [blame(5, write, what)];
  if (run.trigger === 'flush' && !run.byHand && isFirst(court, write))
    return [blame(5, write, `${what}, in the first scheduled flush of a list without a record`)];
  return [];
}

function mayRemove({ run, list, target }: RunWrite, slot: Slot): boolean {
  const adopts = target.kind === 'ip-set' && list.adopt;
  return adopts || (run.trigger === 'flush' && mayBeFlushed(list, target, slot));
}

/** What is opened without the mark is nobody's, and stays for ever. */
function unmarked(write: RunWrite): Violation[] {
  const { target, opened } = write;
  if (target.kind === 'ip-set') return [];
  const [first] = opened.filter(({ mark }) => mark !== target.mark);
  return first === undefined
    ? []
    : [blame(5, write, `opened ${spelled(first)} without the mark of its list`)];
}

function removedStrange({ at, actor, place, closed }: Stray): Violation[] {
  const [first] = closed;
  if (first === undefined) return [];
  return [
    {
      rule: 5,
      at,
      actor,
      target: place,
      message: `removed ${spelled(first)}, which is none of its business`,
    },
  ];
}

const spelled = ({ source, door }: Slot): string => `${source}${atDoor(door)}`;
