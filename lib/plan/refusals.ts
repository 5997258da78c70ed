import { capacityOf, type Arranged, type Layout } from './arrange.js';
import { addresses, type Cidr } from '../cidr.js';
import type { Guards } from '../estate/estate.js';
import type { Missing, Proposal, ShareReason } from './plan.js';
import { remedy, type Shortage } from './capacity.js';

/** What policy or capacity forbids in a plan. */
export interface Refusal {
  reason: RefusalReason;
  /** Whether it holds for the whole list or for the one target. */
  scope: 'list' | 'target';
  withholds: 'everything' | 'removals' | 'entries' | 'leases';
  /** Of leases that are withheld: the networks. */
  leftOut?: Cidr[];
  /** One sentence with the numbers. */
  message: string;
  /** Whether `force` lifts it. */
  forcible: boolean;
}

export type RefusalReason =
  | ShareReason
  | 'unknown-name'
  | 'future-file'
  | 'older-file'
  | 'emptied'
  | 'capacity'
  | 'occupied'
  | 'first-flush';

/** A selection that was edited in the file may shrink at will, but a slip of the keyboard must not empty a target. */
export function judgeEmptied({ fedBefore, feedLists, feed }: Proposal): Refusal | undefined {
  if (feed === 'none' || fedBefore.length === 0 || feedLists) return undefined;
  return {
    reason: 'emptied',
    scope: 'target',
    withholds: 'everything',
    message: `The feed no longer lists any address for this target, which holds ${count(fedBefore.length, 'entry', 'entries')} of the feed's.`,
    forcible: true,
  };
}

export function judgeFirstFlush({ foreign, removeForeign }: Proposal): Refusal | undefined {
  if (!removeForeign || foreign.length === 0) return undefined;
  return {
    reason: 'first-flush',
    scope: 'target',
    withholds: 'removals',
    message: `This is the first scheduled flush that doorlist knows of, so it is announced, not done: it would remove ${count(foreign.length, 'entry', 'entries')}. The next one removes what is not pinned by then; a flush by hand does so at once.`,
    forcible: false,
  };
}

export function judgeShares(
  { ours, fedBefore, wanted, held, withheld, due, exempt }: Proposal,
  guards: Guards,
): Share | undefined {
  if (exempt || due.length === 0 || ours.length < guards.minEntries) return undefined;
  const staying = new Set([...wanted, ...held, ...withheld].map((entry) => entry.cidr));
  const gone = fedBefore.filter((entry) => !staying.has(entry)).length;
  const coverageLost = (100 * Number(addresses(due.map((part) => part.cidr)))) / Number(addresses(ours));
  const entriesLost = (100 * gone) / ours.length;
  const loss = `This would take away ${coverageLost.toFixed(1)} % of its addresses and ${gone} of its ${ours.length} entries`;
  if (coverageLost > guards.coverageLost)
    return refuseShare('coverage-lost', `${loss}; the limit is ${guards.coverageLost} % of the addresses.`);
  if (entriesLost > guards.entriesLost && coverageLost > 1)
    return refuseShare(
      'entries-lost',
      `${loss}; the limit is ${guards.entriesLost} % of the entries where more than 1 % of the addresses go.`,
    );
  return undefined;
}

export type Share = Refusal & { reason: ShareReason };

function refuseShare(reason: ShareReason, message: string): Share {
  return { reason, scope: 'target', withholds: 'removals', message, forcible: true };
}

/** What an earlier run withheld stays refused, and its episode open, until it is forced or listed again. */
export function standing(withheld: readonly Missing[], fresh: Share | undefined): Share[] {
  return (['coverage-lost', 'entries-lost'] as const).flatMap((reason) => {
    const parts = withheld.filter((part) => part.withheld === reason).length;
    if (parts === 0 || fresh?.reason === reason) return [];
    return [
      refuseShare(
        reason,
        `${count(parts, 'network', 'networks')} that the feed no longer lists stay, since their removal was refused earlier.`,
      ),
    ];
  });
}

export function overCapacity(
  { wanted }: Proposal,
  foreign: number,
  layout: Layout,
  { lacking }: Shortage,
): Refusal {
  const others = foreign === 0 ? '' : ` beside ${foreign} that doorlist did not put there`;
  const portRanges = layout.portRanges.length;
  const rules = portRanges > 1 ? ` at ${portRanges} ports each (${wanted.length * portRanges} rules)` : '';
  const fits = wanted.length + foreign <= capacityOf(layout);
  const but = fits ? ', and would fit, but not at every instant of the way there:' : ', but';
  return {
    reason: 'capacity',
    scope: 'target',
    withholds: 'everything',
    message: `${count(wanted.length, 'entry is', 'entries are')} wanted${rules}${others}${but} ${remedy(layout, lacking)}.`,
    forcible: false,
  };
}

/** AWS takes one rule for a network at a port range of a group, and one entry of a prefix list. */
export function judgeOccupied({ blocked, unopened }: Arranged): Refusal | undefined {
  if (blocked.length === 0) return undefined;
  const some = blocked.slice(0, 5).join(', ') + (blocked.length > 5 ? ' and others' : '');
  const where = unopened.length < blocked.length ? ' at every port' : '';
  return {
    reason: 'occupied',
    scope: 'target',
    withholds: 'entries',
    message: `${count(blocked.length, 'entry', 'entries')} (${some}) cannot be doorlist's own here${where}, since another list or another doorlist has marked the same as its own; what that one has opened is open until it takes it away.`,
    forcible: false,
  };
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
