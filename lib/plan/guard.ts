import { joinable } from './layout.js';
import type { Plan } from './guarded-plan.js';
import { judge, type GuardPolicy, type TooMuch } from './judge.js';
import type { Proposal } from './plan.js';
import { judgeEmptied } from './refusals.js';
import { withholdAll } from './untouched.js';
import { withoutAdditions } from './without-additions.js';

/** Judges a proposal and settles what is written of it; pure. The table of guards is in docs/architecture.md. */
export function guard(proposal: Proposal, policy: GuardPolicy): Plan {
  const emptied = judgeEmptied(proposal);
  if (emptied && policy.guards.emptied === 'refuse' && !policy.force) return withholdAll(proposal, emptied);

  const judged = judge(proposal, policy, emptied);
  if (!('lacking' in judged)) return judged;
  return withoutNewcomers(proposal, policy, judged) ?? withoutAdditions(proposal, policy, judged.refusal);
}

/**
 * Where there is no room for everybody who came, those who came last stay out, and what else is due is done: people
 * at a full port range must not keep it from closing behind others.
 */
function withoutNewcomers(
  proposal: Proposal,
  policy: GuardPolicy,
  { lacking, refusal }: TooMuch,
): Plan | undefined {
  const there = new Set([...proposal.actual, ...joinable(policy.layout)]);
  const newcomers = proposal.wanted
    .filter(({ cidr, origin }) => origin === 'lease' && !there.has(cidr))
    .toSorted((a, b) => (b.since ?? 0) - (a.since ?? 0));
  if (newcomers.length === 0) return undefined;
  const many = Math.max(1, Math.ceil(lacking / Math.max(1, policy.layout.portRanges.length)));
  const out = new Set(newcomers.slice(0, many).map(({ cidr }) => cidr));
  const plan = guard({ ...proposal, wanted: proposal.wanted.filter(({ cidr }) => !out.has(cidr)) }, policy);
  const earlier = plan.refusals.filter((each) => each.reason === 'capacity');
  if (earlier.some((each) => each.leftOut === undefined)) return undefined;
  const leftOut = [...out, ...earlier.flatMap((each) => each.leftOut ?? [])];
  const others = plan.refusals.filter(({ reason }) => reason !== 'capacity');
  return { ...plan, refusals: [...others, { ...refusal, leftOut }] };
}
