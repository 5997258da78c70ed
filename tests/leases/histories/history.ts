/** When something happens to an invocation: at its n-th call of an operation of AWS. */
export interface Moment {
  operation: string;
  nth: number;
  when: 'before' | 'after';
}

export type Trouble =
  | { kind: 'freezes'; ms: number; at: Moment }
  | { kind: 'dies'; at: Moment }
  /** AWS does what it asks, and the answers from the nth on are lost. */
  | { kind: 'unheard'; operation: string; nth: number; times: number }
  /** AWS refuses every write of a set that it sends. */
  | { kind: 'fails' };

/** What an invocation is to do. */
export type Operation =
  | { kind: 'join'; who: string; from: string; device: string; for: string }
  | { kind: 'leave'; who: string; device?: string }
  | { kind: 'flush'; endLeases: boolean }
  | { kind: 'sweep' }
  | { kind: 'refresh' };

export type Action =
  | { kind: 'call'; operation: Operation; skewMs: number; trouble?: Trouble }
  /** Until this long after, or before, the next end of a lease. */
  | { kind: 'expire'; byMs: number }
  | { kind: 'redeploy'; pins: readonly string[] }
  | { kind: 'edit'; adds: boolean; network: string };

/** The next step does not wait for the end of this one, unless `then` is `done`. */
export type Step = Action & { then: 'done' | number };

export interface RandomHistory {
  pins: readonly string[];
  there: readonly string[];
  takesFeed: boolean;
  /** How long an answer may wait, in milliseconds. */
  wait: number;
  seed: number;
  steps: readonly Step[];
}
