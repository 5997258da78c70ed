import { joinable, type Layout } from './layout.js';
import { parted } from './parted.js';
import { nesting, subtract, type Cidr } from '../cidr.js';
import type { Plan } from './guarded-plan.js';
import { judge, type GuardPolicy } from './judge.js';
import type { Missing } from './memory.js';
import type { Proposal } from './plan.js';
import type { CapacityRefusal } from './refusals.js';
import { withholdAll } from './untouched.js';
import { inOrder, type WantedEntry } from './wanted.js';

/**
 * Where what is wanted has no room, nothing is opened but what siblings have opened already, and what nothing wants is
 * closed. An entry of which a part is
 * wanted stays whole, since what takes its place has no room.
 */
export function withoutAdditions(proposal: Proposal, policy: GuardPolicy, refusal: CapacityRefusal): Plan {
  const there = new Set(proposal.actual);
  const joins = joinable(policy.layout);
  const [standing, lacking] = parted(proposal.wanted, ({ cidr }) => there.has(cidr) || joins.has(cidr));
  const whole = standInsOf(proposal, cidrsOf(standing), cidrsOf(lacking));
  const isApart = ({ cidr }: Missing) => there.has(cidr) && !whole.some((each) => each.cidr === cidr);
  const reduced: Proposal = {
    ...proposal,
    wanted: inOrder([...standing, ...whole]),
    held: proposal.held.filter(isApart),
    withheld: proposal.withheld.filter(isApart),
    due: proposal.due.filter(isApart),
    syncToken: proposal.before?.syncToken,
    fingerprint: proposal.before?.fingerprint,
  };
  const plan = judge(reduced, { ...policy, layout: withoutMoves(policy.layout) });
  if ('lacking' in plan) return withholdAll(proposal, { ...refusal, stuck: true });
  return { ...plan, wanted: proposal.wanted.length, refusals: [...plan.refusals, refusal] };
}

/** Of doorlist's entries those that hold addresses which are wanted and open in no other way. */
function standInsOf(
  { ours, fedBefore }: Proposal,
  standing: readonly Cidr[],
  lacking: readonly Cidr[],
): WantedEntry[] {
  const fed = new Set(fedBefore);
  const isWanted = new Set(standing);
  const open = nesting(subtract(lacking, standing).map((cidr) => ({ cidr })));
  return ours
    .filter((cidr) => !isWanted.has(cidr) && open(cidr).length > 0)
    .map((cidr) => ({ cidr, origin: fed.has(cidr) ? 'feed' : 'pin', reason: { kind: 'stands-in' } }));
}

/** Nothing moves out of a group that the target leaves, since nothing is opened elsewhere. */
function withoutMoves(layout: Layout): Layout {
  const containers = layout.containers.map(({ leaving, ...container }) =>
    leaving ? { ...container, room: container.rules.length } : container,
  );
  return { ...layout, containers };
}

const cidrsOf = (entries: readonly WantedEntry[]) => entries.map(({ cidr }) => cidr);
