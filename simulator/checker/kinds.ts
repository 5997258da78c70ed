import type { SpecTarget } from './spec.js';

/** How one kind of target differs from the others in the eyes of the checker. */
interface KindRules {
  /** Whether AWS refuses a write that was made on an old look, and every write voids the older ones. */
  fenced: boolean;
  /** Whether a write replaces all that a target holds, and not entry by entry. */
  writtenWhole: boolean;
  /** Whether a flush takes out foreign entries unasked, and `adopt` may take them over. */
  flushOwnsForeign: boolean;
}

export const kindRules = {
  'ip-set': { fenced: true, writtenWhole: true, flushOwnsForeign: true },
  'prefix-list': { fenced: false, writtenWhole: false, flushOwnsForeign: false },
  'security-groups': { fenced: false, writtenWhole: false, flushOwnsForeign: false },
} satisfies Record<SpecTarget['kind'], KindRules>;
