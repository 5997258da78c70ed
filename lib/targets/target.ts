import type { Cidr, Family } from '../cidr.js';

/** What a target holds at one instant, and what AWS wants to see again when it is written. */
export interface Snapshot {
  family: Family;
  /** Canonical, whatever spelling AWS used. */
  entries: Cidr[];
  /** The most entries that the target takes. */
  capacity: number;
}

/** The entries that a target should hold, and the difference to its snapshot. */
export interface Change {
  after: readonly Cidr[];
  add: readonly { cidr: Cidr }[];
  remove: readonly { cidr: Cidr }[];
}

/** One AWS call, as it is sent, logged and printed. */
export interface Request {
  operation: string;
  input: object;
}

/**
 * Where a list's entries must hold. Implementations must not decide anything: which entries go where is the plan's.
 * `write` must be fenced by the snapshot: if anybody wrote in between, it throws Conflict and changes nothing.
 */
export interface Target<S extends Snapshot = Snapshot> {
  readonly arn: string;
  /** Whose AWS rate limits its calls share. */
  readonly lane: string;
  /** @throws Unavailable */
  read(): Promise<S>;
  /** The calls that `write` makes, in their order. Pure. */
  requests(snapshot: S, change: Change): Request[];
  /** @throws Conflict where the snapshot is no longer what AWS holds. @throws Unavailable */
  write(snapshot: S, change: Change): Promise<void>;
}
