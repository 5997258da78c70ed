import { familyOf } from '../../../aws/protocols/network.js';
import { isForeignActor } from '../../../checker/actors.js';
import { shared, type Addresses } from '../../../checker/addresses.js';
import type { EventOf, HistoryEvent } from '../../../world/record.js';
import { createCoverage, type Coverage } from './coverage.js';
import { readers, type EntryReader } from './entries.js';
import type { PortSpan, Side } from './sides.js';

/** What a write took out of one thing that holds entries, named by its ARN. */
export interface Removal {
  arn: string;
  removed: readonly string[];
  /** Of these, what doorlist had not put there. */
  foreign: readonly string[];
}

/** What targets hold, from one recorded state to the next. */
export interface Holdings {
  /** What is there though no state told of it, somebody else put there. */
  see(arn: string, entries: readonly string[]): void;
  /** Undefined for what belongs to no list. */
  take(event: EventOf<'state'> & HistoryEvent): Removal | undefined;
  /** What a side lets in through one of its port ranges, whoever put it there. */
  open(side: Side, portRange: PortSpan | undefined): Addresses;
  /** What it lets in through every one of them. */
  present(side: Side): Addresses;
  ours(side: Side): Addresses;
  /** Grows with every change to what the side holds. */
  revision(side: Side): number;
  /** What doorlist meets, and finds to be what it wants, it takes for its own, once. */
  meet(side: Side, wanted: (cidr: string) => boolean): void;
}

/** One thing that holds entries. */
interface Holder {
  reader: EntryReader;
  entries: readonly string[];
  there: ReadonlySet<string>;
  /** Of entries that bear no mark: those that doorlist put there. */
  put: Set<string>;
  /** The marks of all lists that have a target here. */
  marks: Set<string>;
  met: boolean;
}

/** One family of all that the holders of a target hold. */
interface Sum {
  side: Side;
  open: { portRange: PortSpan | undefined; coverage: Coverage }[];
  ours: Coverage;
  revision: number;
}

export function createHoldings(sides: readonly Side[]): Holdings {
  const holders = new Map<string, Holder>();
  for (const { target, arns } of sides)
    for (const arn of arns) {
      const holder = holders.get(arn) ?? emptyHolder(readers[target.kind]);
      holder.marks.add(target.kind === 'security-groups' ? target.tag : 'doorlist');
      holders.set(arn, holder);
    }
  const sums = new Map(sides.map((side) => [side, emptySum(side)]));

  function sumOf(side: Side): Sum {
    const sum = sums.get(side);
    if (!sum) throw new Error('the ledger has no such side');
    return sum;
  }

  function open(side: Side, portRange: PortSpan | undefined): Addresses {
    return (
      sumOf(side)
        .open.find((each) => each.portRange === portRange)
        ?.coverage.addresses() ?? []
    );
  }

  /** Whose an entry is must be as it was while it goes, and as it is when it comes. */
  function shift(
    arn: string,
    holder: Holder,
    move: { gone: readonly string[]; came: readonly string[] },
  ): void {
    for (const sum of sums.values()) {
      const { side, ours } = sum;
      if (!side.arns.includes(arn)) continue;
      const mine = (entry: string) => isOfSide(side, holder, entry);
      for (const { portRange, coverage } of sum.open)
        coverage.change(networksOf(side, move.gone, portRange), networksOf(side, move.came, portRange));
      ours.change(networksOf(side, move.gone.filter(mine)), networksOf(side, move.came.filter(mine)));
      sum.revision += 1;
    }
  }

  /** The entries of a holder are now these; `claim` says who put there what came. */
  function replace(
    arn: string,
    holder: Holder,
    entries: readonly string[],
    claim: 'ours' | 'foreign',
  ): Removal {
    const there = new Set(entries);
    const removed = holder.entries.filter((entry) => !there.has(entry));
    const added = entries.filter((entry) => !holder.there.has(entry));
    const foreign = removed.filter((entry) => !isOurs(holder, entry));
    if (removed.length > 0) shift(arn, holder, { gone: removed, came: [] });
    for (const entry of removed) holder.put.delete(entry);
    if (claim === 'ours') for (const entry of added) holder.put.add(entry);
    if (added.length > 0) shift(arn, holder, { gone: [], came: added });
    Object.assign(holder, { entries, there });
    return { arn, removed, foreign };
  }

  return {
    see(arn, entries) {
      const holder = holders.get(arn);
      // A record hands on the very value that it was given.
      if (holder && entries !== holder.entries) replace(arn, holder, entries, 'foreign');
    },
    take({ target: arn, actor, after }) {
      const holder = holders.get(arn);
      return holder && replace(arn, holder, after, isForeignActor(actor) ? 'foreign' : 'ours');
    },
    open,
    present: (side) =>
      side.portRanges.map((portRange) => open(side, portRange)).reduce((all, one) => shared(all, one)),
    ours: (side) => sumOf(side).ours.addresses(),
    revision: (side) => sumOf(side).revision,
    meet(side, wanted) {
      for (const arn of side.arns) {
        const holder = holders.get(arn);
        if (!holder || holder.met || holder.reader.mark) continue;
        holder.met = true;
        const found = holder.entries.filter(wanted);
        for (const entry of found) holder.put.add(entry);
        const sum = sumOf(side);
        sum.ours.change([], found);
        sum.revision += 1;
      }
    },
  };
}

/** The networks that some of a side's entries let in, through one of its port ranges or any. */
export function networksOf(
  { target, family }: Side,
  entries: readonly string[],
  portRange?: PortSpan,
): string[] {
  const reader = readers[target.kind];
  return entries.flatMap((entry) => {
    const network = reader.cidr(entry);
    const fits = network !== undefined && familyOf(network) === family;
    return fits && (portRange === undefined || reader.opens(entry, portRange)) ? [network] : [];
  });
}

const emptyHolder = (reader: EntryReader): Holder => ({
  reader,
  entries: [],
  there: new Set(),
  put: new Set(),
  marks: new Set(),
  met: false,
});

const emptySum = (side: Side): Sum => ({
  side,
  open: side.portRanges.map((portRange) => ({ portRange, coverage: createCoverage() })),
  ours: createCoverage(),
  revision: 0,
});

function isOurs({ reader, marks, put }: Holder, entry: string): boolean {
  return reader.mark ? marks.has(reader.mark(entry)) : put.has(entry);
}

/** Several lists may have rules in one group. */
function isOfSide({ target }: Side, holder: Holder, entry: string): boolean {
  return target.kind === 'security-groups'
    ? holder.reader.mark?.(entry) === target.tag
    : isOurs(holder, entry);
}
