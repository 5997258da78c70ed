import type { Claim } from '../commit/claim.js';
import type { Episodes } from '../report/episode.js';
import type { Entry } from '../plan/guarded-plan.js';
import type { Holding, LeaseRows, Person, StoredHolding } from '../leases/lease.js';
import type { Memory } from '../plan/memory.js';
import type { ToldBefore } from '../plan/refusals.js';
import type { KnownNames } from '../sources/feed/selection.js';
import type { Known } from '../targets/target.js';

/**
 * What doorlist remembers, in one table. Every row carries a version, and is saved only over the version that was
 * read, so that nobody's write is lost.
 */
export interface State {
  /** One consistent read of everything that a run needs. @throws Unavailable */
  read(lists: readonly string[], targets: readonly string[]): Promise<Recollection>;
  target(key: string): Promise<TargetRow>;
  /** @throws Conflict where the table holds another version by now */
  saveTarget(key: string, row: TargetRow): Promise<void>;
  /**
   * Saves what `next` makes of a row, and returns it; nothing is written where nothing differs. `next` is asked
   * again about the newer row where somebody else saved first.
   */
  updateTarget(key: string, next: (row: TargetRow) => TargetRow): Promise<TargetRow>;
  updateList(list: string, seen: ListRow, next: (row: ListRow) => ListRow): Promise<ListRow>;
  updateFeed(seen: FeedRow, next: (row: FeedRow) => FeedRow): Promise<FeedRow>;
  updateFailures(seen: FailuresRow, next: (row: FailuresRow) => FailuresRow): Promise<FailuresRow>;
  /** The leases of a list, by person, and which rows of them cannot be read. Lists are named by their ids here, so that a renamed one keeps them. */
  leases(list: string): Promise<Omit<LeaseRows, 'holdings'> & { holdings: readonly StoredHolding[] }>;
  /** One person's leases. @throws Unavailable where they cannot be read */
  holding(list: string, person: Person): Promise<Holding>;
  /**
   * As `updateTarget`, for one person's leases; a row without any is taken away. It is read first, unless `seen` is what
   * was read of it already.
   *
   * @throws Unavailable where it cannot be read
   */
  updateHolding(
    list: string,
    person: Person,
    next: (holding: Holding) => Holding,
    seen?: StoredHolding,
  ): Promise<StoredHolding>;
  /** Runs `work` as the only writer of a target, `fenced` by AWS or not. @throws Unavailable where the lock cannot be had in time */
  withLock<T>(target: Lockable, work: (lock: Lock) => Promise<T>): Promise<T>;
  /** As `withLock`, or nothing where somebody else has the lock. */
  tryLock<T>(target: Lockable, work: (lock: Lock) => Promise<T>): Promise<T | undefined>;
  commitSequence(key: string): Promise<CommitSequence>;
  /** As `updateTarget`. */
  updateCommitSequence(
    key: string,
    next: (sequence: CommitSequence) => CommitSequence,
  ): Promise<CommitSequence>;
  /**
   * Keeps a place for one call in a lane that all functions share, and says how long to wait for it, in milliseconds. No
   * place is kept, and nothing said, where one has to wait for longer than until `by`.
   */
  reserve: (lane: string, intervalMs: number, by?: number) => Promise<number | undefined>;
}

export interface Recollection {
  lists: ReadonlyMap<string, ListRow>;
  /** Or why a row cannot be read. */
  targets: ReadonlyMap<string, TargetRow | { error: unknown }>;
  feed: FeedRow;
  failures: FailuresRow;
}

/** 0: the table has no such row. */
type Version = number;

export interface TargetRow {
  version: Version;
  /** Of doorlist, which wrote the row last. */
  edition?: string;
  memory?: Memory;
  /** What the target wants to be told when it is read. */
  known?: Known;
  /** When it was last written, in milliseconds. */
  writtenAt?: number;
  /** That write has begun, and has not ended well. */
  unfinished?: true;
  /** What was written, or was about to be, and has not been mailed. */
  unreported: Written[];
}

/** A change to one target, kept until it is mailed. Long ones are cut; the counts are whole. */
export interface Written extends Claim {
  /** Who mails it, where that is not who wrote it. */
  claim?: Claim;
  added: Entry[];
  removed: Entry[];
  /** Entries that stayed open while their rules changed. */
  moved: Entry[];
  addedCount: number;
  removedCount: number;
  movedCount: number;
}

/** Of a change whose entries fell from a row that had no room for them, the counts are left. */
export function hasEntries({ added, removed, moved }: Written): boolean {
  return added.length + removed.length + moved.length > 0;
}

/** `unreadable`: it stands in the place of a row that cannot be read, and is saved over it. */
interface Replaceable {
  version: Version;
  unreadable?: true;
}

export interface ListRow extends Replaceable {
  /** The occasion at which the first flush was announced; the next one does it. */
  announced?: string;
  /** When the first of the lease rows was seen that cannot be read, as long as there are any. */
  unreadableSince?: number;
  episodes: Episodes;
}

/** Of every list: one row, since an announcement concerns all of them and mostly changes nothing else. */
export interface FeedRow extends Replaceable {
  /** By list. */
  applied: Record<string, Applied>;
}

/** The newest file that a list applied, and what its selection met in it. */
export interface Applied {
  syncToken: number;
  known: KnownNames;
}

export interface FailuresRow extends Replaceable {
  episodes: Episodes;
}

export interface Lockable {
  key: string;
  /** Whether AWS refuses whoever comes late. */
  fenced: boolean;
  /** Locks that it shares with other targets, in the order in which everybody takes them: after its own. */
  shares?: readonly string[];
}

/**
 * The commits that people wait for at a target. Each look at the lease requests has a number; a commit that has ended well is
 * `done` with its last look. So a lease request that was written before one saw `began` is served once `done` is more.
 */
export interface CommitSequence {
  began: number;
  done: number;
  /** What the last that was done would not write: of the networks that it left out, or at all. */
  refused?: ToldBefore;
  /** Whom it left out because somebody else has marked the same. */
  occupied?: ToldBefore;
}

export interface Lock {
  /** The lock was had only after somebody else let go of it: what was read before may be stale. */
  waited: boolean;
  /** The lock expired in somebody's hands: a dead writer may still hold a token, which one write voids. */
  takenOver: boolean;
}
