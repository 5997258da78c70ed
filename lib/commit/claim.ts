/** Which run is about to mail something, so that no other mails it, too. */
export interface Claim extends Claimant {
  /** In milliseconds. */
  at: number;
}

export interface Claimant {
  /** One invocation. */
  run: string;
  /** What it was invoked for: the same in a retry, and in the twin of an event that is delivered twice. */
  event: string;
}

/** Of a run that knows that it cannot mail: it falls to whoever comes next. */
export const givenUp: Claim = { run: '', event: '', at: 0 };

/**
 * Lambda tries a failed event again after a minute, and a twin comes at once:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 *
 * The twin may come later, too, while the first is still at work. So a claim is made right before its mail is sent, and
 * SNS is given less time than this: `mailAttempts` in lib/compose.ts.
 */
const retriedAfterMs = 45_000;

/** Longer than any function lives. */
const abandonedAfterMs = 15 * 60_000;

/** Whether it falls to this run to mail what was claimed: its own, its dead first try's, or anybody's who is long dead. */
export function fallsTo(claimant: Claimant, claim: Claim, now: number): boolean {
  if (claim.run === claimant.run) return true;
  const age = now - claim.at;
  return age > abandonedAfterMs || (claim.event === claimant.event && age > retriedAfterMs);
}
