import { awaitCommit, type CommitAnswer } from './shared-commit.js';
import { allEnded } from '../all-ended.js';
import { familyOf, type Family } from '../cidr.js';
import { Unavailable } from '../errors.js';
import type { List, TargetRef } from '../estate/estate.js';
import { toRecord } from './audit.js';
import {
  end,
  grant,
  isLive,
  withinPolicy,
  type Granted,
  type Lease,
  type LeaseEvent,
  type LeaseLimit,
  type LeaseRecord,
  type LeaseRequest,
  type Person,
} from './lease.js';
import type { Deps } from '../deps.js';
import { record } from './record.js';
import type { ToldBefore } from '../plan/refusals.js';
import { unlessReadable } from '../state/rows/row.js';
import { policyOf } from '../targets/kinds.js';

/** What a person asks of a list. */
export interface Requester {
  list: List;
  person: Person;
  /** What AWS invoked the function for. */
  event: string;
  /** Where the call comes from, and what API Gateway calls it: for the record. */
  address: string;
  request: string;
  /** Who ends it, where that is not the person. */
  by?: Person;
}

export type Joined =
  | { kind: 'in' | 'accepted'; lease: Lease; renewed: boolean }
  /** The lease would be more than the list grants. */
  | { kind: 'limit'; limit: LeaseLimit }
  /** The lease stands, but the targets do not take it. */
  | { kind: 'full'; lease: Lease; refusal: ToldBefore }
  /** Somebody ended the lease before the answer, or it was replaced, or its time was over. */
  | { kind: 'ended'; lease: Lease }
  | { kind: 'no-target'; family: Family };

export type Left =
  /** The address is closed, or somebody else's by now. */
  | { kind: 'out' | 'accepted'; leases: Lease[] }
  /** The same person was let in there again before the answer. */
  | { kind: 'overtaken'; lease: Lease };

export interface AccessDeps extends Deps {
  /** How long an answer may wait, in milliseconds. */
  timeoutMs: number;
}

/**
 * Lets a network in: the lease is written first, then the targets of its family are committed, by this call or by
 * somebody else's. `in` means that it was in all of them at some instant of the call, and that the lease has not ended
 * since.
 *
 * @throws RunFailed, Unavailable: the lease stands, and the next sweep lets it in
 */
export async function join(requester: Requester, request: LeaseRequest, deps: AccessDeps): Promise<Joined> {
  const { list, person, event } = requester;
  const policy = list.leases;
  if (policy === undefined) throw new Unavailable('access/leases', `${list.name} grants no leases.`);
  const family = familyOf(request.network);
  const refs = await targetsOf(list, family, deps);
  if (refs.length === 0) return { kind: 'no-target', family };

  const until = deps.now() + deps.timeoutMs;
  let granted: Granted | undefined;
  const written = await deps.state.updateHolding(list.id, person, (holding) => {
    const now = deps.now();
    granted = grant(withinPolicy(holding, policy), request, policy, now);
    if (granted.kind === 'refused') return holding;
    const { kind, lease, ended } = granted;
    const replaced = ended.map((each) => recordOf(requester, 'replaced', each, now));
    return toRecord(granted.holding, [recordOf(requester, kind, lease, now), ...replaced]);
  });
  if (granted === undefined) throw new Error('a lease request was neither granted nor refused');
  if (granted.kind === 'refused') return { kind: 'limit', limit: granted.limit };

  const { lease, kind } = granted;
  await record(list, requester.request, written, deps);
  const all = await allEnded(refs.map((ref) => awaitCommit(list, ref, event, deps, until, request.network)));
  // Of a target that nobody had looked at, only the commit could tell the family.
  if ((await targetsOf(list, family, deps)).length === 0) {
    await endOnRecord(requester, (each) => isSame(each, lease), deps);
    return { kind: 'no-target', family };
  }
  if (!(await stands(requester, lease, deps))) return { kind: 'ended', lease };
  const refused = all.find((each) => each.kind === 'refused');
  if (refused) return { kind: 'full', lease, refusal: refused.refusal };
  return { kind: isDone(all) ? 'in' : 'accepted', lease, renewed: kind === 'renewed' };
}

/**
 * Ends a person's live leases that `is` names: `until` is set to now, and their targets are committed. An address that
 * others have a lease of stays open for them. What had ended before and is perhaps not closed yet is waited for, too.
 *
 * `out` means that all of it was out, or somebody else's, at some instant of the call, and that the person has not been
 * let in there again since.
 *
 * @throws RunFailed, Unavailable: the leases have ended, and the next sweep closes what they opened
 */
export async function leave(
  requester: Requester,
  is: (lease: Lease) => boolean,
  deps: AccessDeps,
): Promise<Left> {
  const { list, person, event } = requester;
  const until = deps.now() + deps.timeoutMs;
  const { ended, closing } = await endOnRecord(requester, is, deps);
  if (closing.length === 0) return { kind: 'out', leases: [] };
  const families = [...new Set(closing.map(({ network }) => familyOf(network)))];
  const refs = (await Promise.all(families.map((family) => targetsOf(list, family, deps)))).flat();
  const all = await allEnded(refs.map((ref) => awaitCommit(list, ref, event, deps, until)));
  const { leases } = await deps.state.holding(list.id, person);
  const again = leases.find(
    (lease) => isLive(lease, deps.now()) && closing.some((old) => isSame(old, lease)),
  );
  if (again) return { kind: 'overtaken', lease: again };
  return { kind: isDone(all) ? 'out' : 'accepted', leases: ended };
}

/**
 * Whether a lease has not ended since it was granted. Nothing but an end moves `until` back, so one by a function whose
 * clock is ahead is seen, too.
 */
async function stands({ list, person }: Requester, granted: Lease, { state, now }: Deps): Promise<boolean> {
  const { leases } = await state.holding(list.id, person);
  const { since, until } = granted;
  return leases.some(
    (each) => isSame(each, granted) && each.since === since && each.until >= until && isLive(each, now()),
  );
}

/** @returns the leases that it ended, and with them those that had ended before */
async function endOnRecord(
  requester: Requester,
  is: (lease: Lease) => boolean,
  deps: AccessDeps,
): Promise<{ ended: Lease[]; closing: readonly Lease[] }> {
  const { list, person, request } = requester;
  let ended: Lease[] = [];
  const written = await deps.state.updateHolding(list.id, person, (holding) => {
    const now = deps.now();
    ended = holding.leases.filter((lease) => isLive(lease, now) && is(lease));
    const records = ended.map((lease) => recordOf(requester, 'ended', lease, now));
    return toRecord(end(holding, is, now), records);
  });
  await record(list, request, written, deps);
  return { ended, closing: written.leases.filter(is) };
}

function isSame(one: Lease, other: Lease): boolean {
  return one.network === other.network && one.device === other.device;
}

function recordOf(
  { address, request, by }: Requester,
  what: LeaseEvent,
  lease: Lease,
  at: number,
): LeaseRecord {
  return { what, lease, at, address, request, ...(by ? { by } : {}) };
}

function isDone(answers: readonly CommitAnswer[]): boolean {
  return answers.every(({ kind }) => kind === 'done');
}

/**
 * The targets of a list that take a family. Which one an IP set or prefix list takes only AWS says, so it is
 * remembered; one that nobody has committed yet may be of either. AWS is asked where the row cannot be read, so that a
 * target of the other family keeps nobody out.
 */
export async function targetsOf(list: List, family: Family, deps: Deps): Promise<TargetRef[]> {
  const familyOfTarget = async (ref: TargetRef) => {
    const row = await deps.state.target(ref.key).catch(unlessReadable);
    return row ? row.known?.['family'] : (await deps.target(list, ref).read()).family;
  };
  const takes = list.targets.map(async (ref) => {
    const told = policyOf(ref).family(ref) ?? (await familyOfTarget(ref));
    return told === undefined || told === family;
  });
  const taken = await Promise.all(takes);
  return list.targets.filter((_, i) => taken[i]);
}
