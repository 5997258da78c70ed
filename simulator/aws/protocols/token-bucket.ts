/**
 * A rate limit. Where AWS publishes a rate but no burst, as for WAFv2, the harsh reading is a bucket that holds one
 * second's worth and no more, so one write a second means one.
 */
export function createTokenBuckets() {
  const buckets = new Map<string, { level: number; at: number }>();

  /** Takes one token of `key`'s bucket, refilled at `perSecond` up to `burst`, or says that there was none. */
  return function take(key: string, perSecond: number, burst = perSecond): boolean {
    const now = Date.now();
    const last = buckets.get(key) ?? { level: burst * 1000, at: now };
    // In thousandths of a token, so that whole milliseconds refill exactly.
    const level = Math.min(burst * 1000, last.level + (now - last.at) * perSecond);
    const granted = level >= 1000;
    buckets.set(key, { level: granted ? level - 1000 : level, at: now });
    return granted;
  };
}
