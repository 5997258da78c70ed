import { failure } from '../../lib/errors.js';
import { troubled as asSentence } from '../aws-trouble.js';
import type { Context } from '../surroundings.js';
import type { JoinAnswer, EndAnswer } from './answers.js';
import type { OverBoth } from './families.js';
import type { HeldChange } from './held-networks.js';
import { joinedJson, joinedLines, missedLines } from './joined-text.js';
import { localTime, untilText } from './times.js';

/** What a person hears of a lease that is held for a command: what changes, and no word while all is well. */
export interface LeaseMessages {
  taken(both: OverBoth<JoinAnswer>): void;
  renewed(change: HeldChange, both: OverBoth<JoinAnswer>): void;
  /** Told once, until all is well again. */
  troubled(error: unknown, until: number | undefined): void;
  ended(left: EndAnswer, networks: string[]): void;
  notEnded(error: unknown, until: number | undefined): void;
}

export function leaseMessages(
  { list, device }: { list: string; device: string },
  { tell: say, now }: Pick<Context, 'tell' | 'now'>,
): LeaseMessages {
  const mine = (text: string) => `doorlist: ${text}`;
  const at = (until: number) => localTime(until, now());
  let trouble: string | undefined;
  let toldCapped: string | undefined;
  let toldMissed = '';

  const missed = (both: OverBoth<JoinAnswer>): void => {
    const key = both.missed.map(({ family, error }) => `${family} ${error.code}`).join();
    if (key !== '' && key !== toldMissed)
      say({ event: 'missed', ...joinedJson(both) }, (paint) => missedLines(both, paint).map(mine).join('\n'));
    toldMissed = key;
  };

  return {
    taken(both) {
      say({ event: 'taken', list, device, ...joinedJson(both) }, (paint) =>
        joinedLines(both, now(), paint).map(mine).join('\n'),
      );
      missed(both);
    },

    renewed({ moved, fresh, capped }, both) {
      const wasTroubled = trouble !== undefined;
      trouble = undefined;
      if (moved.length + fresh.length === 0 && !wasTroubled) say({ event: 'renewed', ...joinedJson(both) });
      if (wasTroubled)
        say({ event: 'recovered', ...joinedJson(both) }, (paint) =>
          paint('green', mine(`the lease on ${list} is renewed again.`)),
        );
      for (const { family, from, to } of moved)
        say({ event: 'moved', family, from, to }, (paint) =>
          paint('green', mine(`${to} is in ${list}${from === undefined ? '' : ` in place of ${from}`}.`)),
        );
      for (const answer of fresh)
        say({ event: 'fresh', ...answer }, (paint) =>
          paint(
            'green',
            mine(`${answer.lease.network} is in ${list} anew, ${untilText(answer.lease.until, now())}.`),
          ),
        );
      for (const answer of capped) {
        if (toldCapped === answer.lease.since) continue;
        toldCapped = answer.lease.since;
        const { network, until } = answer.lease;
        say({ event: 'capped', network, until }, (paint) =>
          paint(
            'yellow',
            mine(
              `${network} has been in ${list} for as long as it grants; it goes out at ${at(Date.parse(until))}, and a fresh lease is taken then.`,
            ),
          ),
        );
      }
      missed(both);
    },

    troubled(error, until) {
      const { code, message } = failure(asSentence(error));
      const isOver = until !== undefined && until <= now();
      const news = `${code} ${isOver}`;
      if (news === trouble) return;
      trouble = news;
      const lease = `the lease on ${list}`;
      const state = isOver ? `ran out at ${at(until)}` : until ? `stands until ${at(until)}` : 'stands';
      say({ event: 'trouble', code, message, until }, (paint) =>
        paint('yellow', mine(`${lease} ${state}, but could not be renewed: ${message} Trying on.`)),
      );
    },

    ended({ state }, networks) {
      say({ event: 'ended', state, list, device, networks }, (paint) =>
        paint(
          'dim',
          mine(
            state === 'out'
              ? `the lease of ${networks.join(' and ')} on ${list} has ended.`
              : `the lease on ${list} has ended, and closes within five minutes.`,
          ),
        ),
      );
    },

    notEnded(error, until) {
      const { code, message } = failure(asSentence(error));
      say({ event: 'not-ended', code, message, until }, (paint) =>
        paint(
          'yellow',
          mine(
            `the lease on ${list} could not be ended: ${message.replace(/\.$/, '')}. It ends by itself${until === undefined ? '' : ` at ${at(until)}`}.`,
          ),
        ),
      );
    },
  };
}
