import { createHash } from 'node:crypto';
import { familyOf, prefixOf, type Cidr, type Family } from '../cidr.js';

/** Who is asking, as AWS vouches for it. */
export interface Person {
  /** `iam` with the account, or a user pool: two pools may both have an `ana`. */
  issuer: string;
  subject: string;
  /** For a reader: what the issuer calls them. */
  name: string;
}

/** A network that is let in for a while, for one device of a person. Times are in milliseconds. */
export interface Lease {
  network: Cidr;
  device: string;
  why: string;
  since: number;
  /** It is live before this instant. */
  until: number;
}

/** All leases of one person on one list, ended ones too until their networks are closed: one row of the table. */
export interface Holding {
  person: Person;
  leases: readonly Lease[];
  /** When leases were granted anew lately. */
  grants?: readonly number[];
  /** What became of them and is perhaps not on record yet, the oldest first. */
  unrecorded?: readonly LeaseRecord[];
}

/**
 * What became of a lease. `ended` by whoever is named in `by`, else by its person; `flushed` by a flush that ends
 * leases; `closed` once its address is out, or somebody else's.
 */
export const leaseEvents = ['granted', 'renewed', 'replaced', 'ended', 'flushed', 'closed'] as const;
export type LeaseEvent = (typeof leaseEvents)[number];

/** Who asked for what became of a lease, from where and when. */
export interface LeaseRecord {
  what: LeaseEvent;
  lease: Lease;
  /** In milliseconds. */
  at: number;
  by?: Person;
  /** Where the call came from, as API Gateway saw it. */
  address?: string;
  /** API Gateway's name for the call, or the run's. */
  request: string;
}

/** What the table says of a list's leases. */
export interface LeaseRows {
  holdings: readonly Holding[];
  /** The same as the table has them, where the list's policy has cut them since. */
  stored?: readonly StoredHolding[];
  /** The rows that cannot be read, each by its name: whoever's they are, they open nothing. */
  unreadable: readonly string[];
  /** Who has a lease of other lists that share entries with this one, by the id of the list. */
  ofSiblings?: ReadonlyMap<string, readonly Holding[]>;
}

export type StoredHolding = Holding & { version: number };

export type HeldLease = Lease & { person: Person };

/** How a list grants leases. Lengths are in milliseconds. */
export interface LeasePolicy {
  default: number;
  longest: number;
  /** Of live leases, in each family. */
  perPerson: number;
  /** What of an IPv6 caller's address is let in: home networks change the rest. */
  ipv6Prefix: number;
}

export interface LeaseRequest {
  network: Cidr;
  device: string;
  why: string;
  /** In milliseconds. */
  duration: number;
}

export type Granted =
  | { kind: 'granted' | 'renewed'; lease: Lease; holding: Holding; ended: Lease[] }
  | { kind: 'refused'; limit: LeaseLimit };

/** Why a lease is not granted; `lib/report/words.ts` speaks it. */
export type LeaseLimit =
  | { reason: 'too-many'; grants: number }
  /** The live leases of one family, of which `most` are allowed. */
  | { reason: 'per-person'; family: Family; leases: Lease[]; most: number };

/**
 * How often one person may come and go: each time costs everybody a write to AWS, which takes one a second. Who
 * follows a machine from network to network is far below.
 */
const mostGrants = { count: 30, withinMs: 10 * 60_000 };

/**
 * What a lease request makes of a person's leases; pure.
 *
 * - the same network and device is live = renewed: `until` moves on, never back and never past `since` + `longest`
 * - else                                = granted anew; what the same device held in that family ends
 * - more than `perPerson` in a family   = refused
 * - granted anew too often of late       = refused
 */
export function grant(
  before: Holding,
  request: LeaseRequest,
  { longest, perPerson }: Pick<LeasePolicy, 'longest' | 'perPerson'>,
  now: number,
): Granted {
  const { leases, grants = [] } = before;
  const { network, device, why, duration: length } = request;
  const asked = Math.min(length, longest);
  const isSame = (lease: Lease) => lease.network === network && lease.device === device;
  const mine = leases.find(isSame);
  if (mine !== undefined && isLive(mine, now)) {
    const until = Math.max(mine.until, Math.min(now + asked, mine.since + longest));
    const lease = { ...mine, why: why === '' ? mine.why : why, until };
    const renewed = leases.map((each) => (each === mine ? lease : each));
    return { kind: 'renewed', lease, holding: { ...before, leases: renewed, grants }, ended: [] };
  }
  const lately = grants.filter((at) => now - at < mostGrants.withinMs);
  if (lately.length >= mostGrants.count)
    return { kind: 'refused', limit: { reason: 'too-many', grants: lately.length } };
  const isReplaced = (lease: Lease) =>
    lease.device === device && familyOf(lease.network) === familyOf(network) && isLive(lease, now);
  const ended = leases.filter(isReplaced).map((lease) => ({ ...lease, until: now }));
  const others = leases.filter((lease) => !isSame(lease) && !isReplaced(lease));
  const alike = others.filter((each) => isLive(each, now) && familyOf(each.network) === familyOf(network));
  if (alike.length >= perPerson)
    return {
      kind: 'refused',
      limit: { reason: 'per-person', family: familyOf(network), leases: alike, most: perPerson },
    };
  const lease = { network, device, why, since: now, until: now + asked };
  return {
    kind: 'granted',
    lease,
    holding: { ...before, leases: [...others, ...ended, lease], grants: [...lately, now] },
    ended,
  };
}

/** Ends what `is` says of the live leases: their networks go at the next commit, unless somebody else holds them. */
export function end(holding: Holding, is: (lease: Lease) => boolean, now: number): Holding {
  const leases = holding.leases.map((lease) =>
    isLive(lease, now) && is(lease) ? { ...lease, until: now } : lease,
  );
  return { ...holding, leases };
}

/** Without what ended before `settled`, when a commit that knew of it had begun, in the families that it settled. */
export function forget(holding: Holding, settled: number, families: readonly Family[]): Holding {
  const leases = holding.leases.filter(
    (lease) => isLive(lease, settled) || !families.includes(familyOf(lease.network)),
  );
  const grants = holding.grants?.filter((at) => settled - at < mostGrants.withinMs) ?? [];
  const same = leases.length === holding.leases.length && grants.length === (holding.grants?.length ?? 0);
  return same ? holding : { ...holding, leases, grants };
}

/**
 * What a list grants today of leases that it granted under another policy; pure. They end when `longest` is over. One of
 * a network that is wider than `ipv6Prefix` opens nothing, since nobody knows which part of it its person has; as long as
 * its row is not written anew, it is itself again where the policy is.
 */
export function withinPolicy(
  { leases, ...holding }: Holding,
  { longest, ipv6Prefix }: Pick<LeasePolicy, 'longest' | 'ipv6Prefix'>,
): Holding {
  const isTooWide = ({ network }: Lease) => familyOf(network) === 'IPV6' && prefixOf(network) < ipv6Prefix;
  const cut = (lease: Lease): Lease => {
    const latest = isTooWide(lease) ? lease.since : lease.since + longest;
    return lease.until > latest ? { ...lease, until: latest } : lease;
  };
  return { ...holding, leases: leases.map(cut) };
}

/** What names a lease to people and programs: the same as long as it is the same device in the same network. */
export function leaseId({ issuer, subject }: Person, { network, device }: Lease): string {
  const name = JSON.stringify([issuer, subject, network, device]);
  return createHash('sha256').update(name).digest('base64url').slice(0, 22);
}

export function isLive({ until }: Lease, now: number): boolean {
  return now < until;
}

export function live(holdings: readonly Holding[], now: number): HeldLease[] {
  return held(holdings).filter((lease) => isLive(lease, now));
}

/** Ended, and perhaps not closed yet. */
export function expired(holdings: readonly Holding[], now: number): HeldLease[] {
  return held(holdings).filter((lease) => !isLive(lease, now));
}

function held(holdings: readonly Holding[]): HeldLease[] {
  return holdings.flatMap(({ person, leases }) => leases.map((lease) => ({ ...lease, person })));
}
