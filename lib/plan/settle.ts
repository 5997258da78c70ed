import { isDeepStrictEqual } from 'node:util';
import { nesting, sorted, type Cidr } from '../cidr.js';
import type { Adopted } from './adopted.js';
import { remadeOf } from './remade.js';
import type { Placed, Step } from './schedule.js';
import type { Entry, Plan } from './guarded-plan.js';
import type { Proposal } from './plan.js';
import type { Memory, Missing, Size } from './memory.js';
import { putBack } from './put-back.js';
import type { Reason } from './reason.js';
import type { Refusal } from './refusals.js';
import type { Room } from './capacity.js';
import type { ForeignEntry } from './foreign.js';

/** What a guard leaves of a proposal: the entries that stay though no source wants them, and those that make room. */
export interface Leave extends Room {
  foreign: readonly Cidr[];
  /** The next flush takes the foreign ones away. */
  removedAtNextFlush: boolean;
  /** Entries of the target that are not open at all of its port ranges. */
  partial: readonly Cidr[];
  place: Memory['place'];
  adopted: readonly Adopted[];
}

/** What is written, kept and remembered of what a guard leaves of a proposal; pure. */
export function settle(proposal: Proposal, leave: Leave, refusals: Refusal[]): Plan {
  const { foreign, removedAtNextFlush, kept, arranged } = leave;
  const reason: Reason = { kind: removedAtNextFlush ? 'removed-at-next-flush' : 'foreign' };
  const { actual, wanted, fingerprint } = proposal;
  const removal = removals(proposal, leave);
  const foreignEntry = knownForeign(proposal);
  const tooWide = new Set(proposal.tooWide);
  const staying = new Map<Cidr, Entry>();
  for (const cidr of foreign)
    staying.set(cidr, {
      cidr,
      reason,
      ...foreignEntry(cidr),
      ...(tooWide.has(cidr) ? { tooWide: true } : {}),
    });
  for (const { cidr, since, withheld } of kept)
    staying.set(cidr, {
      cidr,
      since,
      reason: withheld ? { kind: 'withheld', by: withheld } : { kind: 'held' },
    });
  for (const { origin, ...entry } of wanted)
    staying.set(entry.cidr, { ...entry, ...(origin === 'lease' ? { lease: true } : {}) });
  for (const cidr of arranged.lent)
    if (!staying.has(cidr)) staying.set(cidr, { cidr, reason: { kind: 'lent' } });
  for (const cidr of arranged.unopened) staying.delete(cidr);
  for (const cidr of arranged.unclosed) staying.set(cidr, { cidr, reason: { kind: 'stands-in' } });

  const after = sorted(staying.keys());
  const there = new Set(actual);
  const oursBefore = new Set(proposal.ours);
  const foreignKept = new Set(foreign);
  const cidrsIn = (placed: (step: Step) => readonly Placed[]) =>
    new Set(arranged.steps.flatMap(placed).map(({ cidr }) => cidr));
  const opened = cidrsIn(({ open, join = [] }) => [...open, ...join]);
  // What others keep from opening at some port range is as open as it gets.
  const asItGets = new Set(
    [...arranged.blocked, ...arranged.unclosed, ...arranged.lent].filter((cidr) => !opened.has(cidr)),
  );
  const isPartial = new Set(leave.partial.filter((cidr) => !asItGets.has(cidr)));
  const isWhole = (cidr: Cidr) => there.has(cidr) && (foreignKept.has(cidr) || !isPartial.has(cidr));
  const isOurs = (cidr: Cidr) => oursBefore.has(cidr) || !there.has(cidr) || opened.has(cidr);
  const ours = after.filter((cidr) => !foreignKept.has(cidr) && isOurs(cidr));
  const fed = new Set(
    [...wanted.filter((entry) => entry.origin === 'feed'), ...kept].map((entry) => entry.cidr),
  );
  for (const cidr of arranged.unclosed) fed.add(cidr);
  const { place } = leave;
  const fedBefore = new Set(proposal.fedBefore);
  for (const cidr of arranged.lent.filter((each) => fedBefore.has(each))) fed.add(cidr);
  const touched = cidrsIn(({ open, close, join = [], part = [] }) => [...open, ...close, ...join, ...part]);
  const staysFor = cidrsIn(({ part = [] }) => part);
  const isLent = nesting(arranged.lent.map((cidr) => ({ cidr })));
  const overdue = proposal.due.filter(({ cidr }) => isLent(cidr).length > 0);
  const entry = (cidr: Cidr): Entry => staying.get(cidr) ?? { cidr, ...removal(cidr) };
  const keep = after.filter(isWhole).map((cidr): Entry => {
    const kept = entry(cidr);
    return foreignKept.has(cidr) || isOurs(cidr) ? kept : { ...kept, notOurs: true };
  });
  const [adopted, remarked] = [new Set(arranged.adopted), new Set(arranged.remarked)];
  const move = keep.flatMap((kept): Entry[] => {
    if (!touched.has(kept.cidr)) return [];
    if (adopted.has(kept.cidr)) return [{ ...kept, marked: 'adopted' }];
    return [remarked.has(kept.cidr) ? { ...kept, marked: 'again' } : kept];
  });
  // What is closed by this very write stood there for nobody any more.
  const remade = remadeOf(proposal, ours, leave.place).filter((cidr) => staying.has(cidr));
  const remembered = new Map([...overdue, ...kept].map((part) => [part.cidr, part]));
  return {
    after,
    add: after
      .filter((cidr) => !isWhole(cidr))
      .map(entry)
      .map(putBack(proposal, leave.place)),
    remove: actual
      .filter((cidr) => !staying.has(cidr))
      .map(entry)
      .map((gone) => (staysFor.has(gone.cidr) ? { ...gone, shared: true as const } : gone)),
    keep,
    move,
    steps: arranged.steps,
    ...(arranged.grow === undefined ? {} : { grow: arranged.grow }),
    wanted: wanted.length,
    held: kept.length,
    gaveWay: leave.gaveWay.length,
    foreign: after.length - ours.length,
    refusals,
    memory: remember(proposal, {
      ours,
      fed: ours.filter((cidr) => fed.has(cidr)),
      missing: sorted(remembered.keys()).flatMap((cidr) => remembered.get(cidr) ?? []),
      ...(proposal.perhapsLeased.length > 0 ? { perhapsLeased: proposal.perhapsLeased } : {}),
      ...foreignLeft(proposal.foreignEntries, after),
      ...(leave.adopted.length > 0 ? { adopted: [...leave.adopted] } : {}),
      ...(remade.length > 0 ? { remade } : {}),
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(proposal.unfed ? { unfed: true as const } : {}),
      ...(place ? { place } : {}),
    }),
  };
}

function foreignLeft(
  entries: readonly ForeignEntry[],
  after: readonly Cidr[],
): Pick<Memory, 'foreignEntries'> {
  const stays = new Set(after);
  const left = entries.filter(({ cidr }) => stays.has(cidr));
  return left.length > 0 ? { foreignEntries: left } : {};
}

/** Since when a foreign entry is there, and whose it is. One that is seen for the first time may be old, so nothing is said of it. */
function knownForeign({ foreignEntries, before }: Proposal): (cidr: Cidr) => Pick<Entry, 'who' | 'since'> {
  const known = new Set(before?.foreignEntries?.map(({ cidr }) => cidr));
  const told = foreignEntries.filter(({ cidr, by }) => by !== undefined || known.has(cidr));
  const byCidr = new Map(
    told.map(({ cidr, since, by }) => [cidr, { since, ...(by ? { who: by.who } : {}) }]),
  );
  return (cidr) => byCidr.get(cidr) ?? {};
}

/** A file that made no difference is not remembered: most versions concern nobody. */
function remember({ before, syncToken, month, wanted }: Proposal, memory: Memory): Memory {
  const { syncToken: earlier, sizes = [], ...rest } = before ?? {};
  const same = isDeepStrictEqual(memory, rest);
  const token = same ? earlier : syncToken;
  const grown = same ? sizes : measured(sizes, { month, wanted: wanted.length });
  return {
    ...memory,
    ...(grown.length > 0 ? { sizes: grown } : {}),
    ...(token === undefined ? {} : { syncToken: token }),
  };
}

/** A year, and the month that it is compared with. */
const monthsKept = 13;

function measured(sizes: readonly Size[], size: Size): Size[] {
  return [...sizes.filter(({ month }) => month !== size.month), size].slice(-monthsKept);
}

/** Why an entry goes. */
function removals(proposal: Proposal, { gaveWay }: Leave): (cidr: Cidr) => Omit<Entry, 'cidr'> {
  const dates = (parts: readonly Missing[]) => new Map(parts.map((part) => [part.cidr, part.since]));
  const [due, room, held] = [dates(proposal.due), dates(gaveWay), dates(proposal.held)];
  const [ours, fedBefore] = [new Set(proposal.ours), new Set(proposal.fedBefore)];
  const leases = new Map(proposal.endedLeases.map(({ cidr, ...holders }) => [cidr, holders]));
  const kept = new Map(proposal.before?.perhapsLeased?.map(({ cidr, since }) => [cidr, since]));
  const foreignEntry = knownForeign(proposal);
  return (cidr) => {
    const [gone, squeezed] = [due.get(cidr), room.get(cidr)];
    if (gone !== undefined) return { reason: { kind: 'missing' }, since: gone };
    if (squeezed !== undefined) return { reason: { kind: 'missing', madeRoom: true }, since: squeezed };
    if (held.has(cidr)) return { reason: { kind: 'missing' } };
    if (!ours.has(cidr)) return { reason: { kind: 'unwanted' }, ...foreignEntry(cidr) };
    const lease = leases.get(cidr);
    if (lease !== undefined) return { reason: { kind: 'lease-ended' }, ...lease, lease: true };
    const keptSince = kept.get(cidr);
    if (keptSince !== undefined) return { reason: { kind: 'perhaps-lease-ended', since: keptSince } };
    if (!fedBefore.has(cidr)) return { reason: { kind: 'pin-ended' } };
    return { reason: { kind: proposal.edited ? 'selection-ended' : 'covered' } };
  };
}
