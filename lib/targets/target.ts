import type { Layout } from '../plan/layout.js';
import type { Cidr, Family } from '../cidr.js';
import type { Plan } from '../plan/guarded-plan.js';
import type { Sibling } from './siblings.js';

/** What a target holds at one instant, and what AWS wants to see again when it is written. */
export interface Snapshot {
  family: Family;
  /** Everything that lets somebody in, be it at some port ranges only; canonical, whatever spelling AWS used. */
  entries: Cidr[];
  /** Of these, what carries doorlist's mark, or is known for doorlist's by its id; absent where AWS keeps no marks. */
  marked?: Cidr[];
  /** Of these, what has lost its mark. */
  unmarked?: Cidr[];
  /** Of these, what is not open at every port range. */
  partial?: Cidr[];
  layout: Layout;
  /** `layout` counts all that `measureCapacity` could find out. */
  measured?: true;
  /** Something stands in the target whose weight only `measureCapacity` finds out. */
  uncertain?: true;
  /** What stands there for targets of other lists that share entries with this one. */
  siblings?: SiblingView[];
  /** What makes the next `read` cheaper or more complete, to be kept in the table. */
  known?: Known;
}

/** What carries the mark of a sibling, in all of its own containers. */
export interface SiblingView {
  sibling: Sibling;
  marked: Cidr[];
  /** Of these, what is not open at every port range of the sibling's. */
  partial: Cidr[];
  /** By port range. */
  open: ReadonlyMap<string, readonly Cidr[]>;
}

/** Plain JSON. */
export type Known = Readonly<Record<string, unknown>>;

/** What a request is built of. */
export type Change = Pick<Plan, 'after' | 'add' | 'keep' | 'steps' | 'grow'>;

/** One AWS call, as it is sent, logged and printed. */
export interface Request {
  operation: string;
  input: object;
}

/**
 * Where a list's entries must hold. Implementations must not decide anything: which entries go where is the plan's.
 * `write` must not change anything where the target is no longer as the requests suppose it.
 */
export interface Target<S extends Snapshot = Snapshot> {
  readonly key: string;
  readonly arn: string;
  /** Targets of one queue are committed a few at a time: their writes wait for one another at AWS. */
  readonly queue: string;
  /**
   * Whether AWS refuses a write that was made on an old snapshot, and every write voids the older ones. Where it does
   * not, nobody else may write until a dead writer can no longer be alive.
   */
  readonly fenced: boolean;
  /** Targets of other lists that may want the very same entries. */
  readonly siblings?: readonly Sibling[];
  /** The locks of what it shares with them: taken in their order, after the target's own. */
  readonly shares?: readonly string[];
  /** How long after a write AWS may still describe what was before it, in milliseconds. */
  readonly settlesAfter: number;
  /** @throws Unavailable */
  read(known?: Known): Promise<S>;
  /** The costly part of reading, for a plan that is short of room: how much there really is. @throws Unavailable */
  measureCapacity?(snapshot: S): Promise<S>;
  /** The calls that bring a change about, in their order. Pure. */
  requests(snapshot: S, change: Change): Request[];
  /**
   * Waits until AWS takes a `write`, where that may be long. The caller calls it first, then reads and plans.
   *
   * @throws Late, at once, where that would be later than `by`
   */
  reserve?(by: number | undefined): Promise<void>;
  /**
   * Sends the requests, each once the one before has taken effect and `beforeCall` has resolved. No call is sent
   * twice: one that AWS throttled or that got lost is for the caller to plan anew.
   *
   * @returns what is `known` from now on
   * @throws Conflict where the target is no longer as the snapshot has it. @throws Transient where AWS may take it a
   * little later, and what `beforeCall` throws. @throws Unavailable
   */
  write(
    snapshot: S,
    requests: readonly Request[],
    beforeCall?: () => Promise<void>,
  ): Promise<Known | undefined>;
}
