import { familyNames } from '../../lib/cidr.js';
import type { JoinAnswer } from './answers.js';
import { type OverBoth } from './families.js';
import type { Paint } from '../paint.js';
import { untilText } from './times.js';

/** Where this machine was let in, a line a family. */
export function joinedLines({ done }: OverBoth<JoinAnswer>, now: number, paint: Paint): string[] {
  return done.map(({ answer }) => line(answer, now, paint));
}

function line(answer: JoinAnswer, now: number, paint: Paint): string {
  const { list, address } = answer;
  if (answer.state === 'pinned') {
    const { cidr, note } = answer.pin;
    return paint(
      'green',
      `${address} is always in ${list} (pinned: ${[cidr, note].filter(Boolean).join(', ')}).`,
    );
  }
  const { lease, renewed, capped } = answer;
  const stands = `${lease.network} ${renewed ? 'stays' : 'is'} in ${list} ${untilText(lease.until, now)}.`;
  if (answer.state === 'accepted')
    return paint(
      'yellow',
      `${lease.network} is granted for ${list} ${untilText(lease.until, now)}, but AWS has not taken it yet: it opens within five minutes.`,
    );
  return capped
    ? `${paint('green', stands)} That is the longest that ${list} grants; after it, ask again.`
    : paint('green', stands);
}

/** The families that are there and could not be let in. */
export function missedLines({ missed }: OverBoth<unknown>, paint: Paint): string[] {
  return missed.map(
    ({ family, error }) => `${paint('yellow', 'warning:')} not over ${familyNames[family]}: ${error.message}`,
  );
}

export function joinedJson({ done, missed }: OverBoth<JoinAnswer>): object {
  return {
    families: done.map(({ family, answer }) => ({ family, ...answer })),
    missed: missed.map(({ family, error }) => ({ family, code: error.code, message: error.message })),
  };
}
