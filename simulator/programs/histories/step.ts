import type { Moment } from '../../world/actors.js';
import type { FeedFault } from '../../world/feed/faults.js';
import type { Asking } from '../disturbed/people.js';

/** Of one function's calls of AWS. */
export const callFaults = [
  'throttled',
  'internal error',
  'answer lost',
  'timed out after the effect',
  'connection broken',
  'mail refused',
] as const;
export type CallFault = (typeof callFaults)[number];

/** What can go wrong of itself; each is counted when it happens, and none may be missing from many histories. */
export const faultKinds = [
  'killed before',
  'killed after',
  'paused',
  ...callFaults,
  'clock skew',
  'feed failure',
  'edit at the console',
  'deployment',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export type FunctionName = 'refresh' | 'flush' | 'access';
export type When = Pick<Moment, 'operation' | 'when'> & { nth: number };

/** Of an estate: which of its variants. */
export interface Variant {
  edgeAt: number;
  peopleAt: number;
  pins: readonly string[];
  hold: string;
  aggregate: boolean;
}

export type Action =
  | { kind: 'fire'; trigger: 'refresh' | 'flush' | 'sweep' }
  | { kind: 'by hand'; trigger: 'refresh' | 'flush'; force: boolean; dryRun: boolean }
  | ({ kind: 'join' } & Required<Asking>)
  | { kind: 'leave'; who: string }
  /** `version`: of the real feed where its history is at hand, else these networks. */
  | { kind: 'publish'; networks: readonly string[]; version?: number; announced: boolean }
  | { kind: 'edit'; place: string; cidr: string; adds: boolean; port: number }
  | { kind: 'deploy'; variant: Variant }
  | { kind: 'wait'; ms: number }
  | { kind: 'wait for an end'; byMs: number }
  | { kind: 'kill'; who: FunctionName; at: When }
  | { kind: 'pause'; who: FunctionName; at: When; ms: number }
  | { kind: 'fail'; who: FunctionName; operation: string; nth: number; times: number; fault: CallFault }
  | { kind: 'fail the feed'; fault: FeedFault; times: number }
  | { kind: 'deliver twice' };

/** `then`: how long until the next one; or when everything has ended. */
export type Step = Action & { then: number | 'done' };

/** Kinds of steps that can be left out by name. */
export const leavable = [
  'shared',
  'deployments',
  'console',
  'kills',
  'pauses',
  'faults',
  'skew',
  'people',
] as const;
export type Leavable = (typeof leavable)[number];

export interface RandomHistory {
  /** Which targets the lists have: an index into `targetSets`. */
  targetSet: number;
  variant: Variant;
  feed: readonly string[];
  rules: number;
  maxEntries: number;
  lagMs: number;
  seed: number;
  steps: readonly Step[];
}
