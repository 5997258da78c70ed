import type { Family } from '../../lib/cidr.js';
import type { JoinAnswer, LeaseAnswer } from './answers.js';
import type { OverBoth } from './families.js';

/** What is let in of this machine, as the API last said. */
export type HeldNetworks = ReadonlyMap<Family, JoinAnswer>;

export interface HeldChange {
  held: HeldNetworks;
  /** Addresses that took the place of others, or came in beside them. */
  moved: { family: Family; from?: string; to: string }[];
  /** Leases that began anew on the same address: the one before had run out. */
  fresh: LeaseAnswer[];
  /** Those that no renewal makes longer. */
  capped: LeaseAnswer[];
}

/** What an answer changes of what was held; a family that did not answer is held as before. */
export function heldChange(before: HeldNetworks, { done }: OverBoth<JoinAnswer>): HeldChange {
  const held = new Map(before);
  const change: HeldChange = { held, moved: [], fresh: [], capped: [] };
  for (const { family, answer } of done) {
    const last = before.get(family);
    held.set(family, answer);
    const [from, to] = [last && heldNetwork(last), heldNetwork(answer)];
    if (from !== to) change.moved.push({ family, ...(from !== undefined && { from }), to });
    else if (
      answer.state !== 'pinned' &&
      last?.state !== 'pinned' &&
      last?.lease.since !== answer.lease.since
    )
      change.fresh.push(answer);
    if (answer.state !== 'pinned' && answer.capped) change.capped.push(answer);
  }
  return change;
}

/** When the first of what is held ends, and the last; neither where all of it is pinned. */
export function ends(held: HeldNetworks): { first: number; last: number } | undefined {
  const times = [...held.values()].flatMap((answer) =>
    answer.state === 'pinned' ? [] : [Date.parse(answer.lease.until)],
  );
  return times.length === 0 ? undefined : { first: Math.min(...times), last: Math.max(...times) };
}

export function heldNetwork(answer: JoinAnswer): string {
  return answer.state === 'pinned' ? answer.pin.cidr : answer.lease.network;
}
