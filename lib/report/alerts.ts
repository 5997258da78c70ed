import type { Claimant } from '../commit/claim.js';
import { withoutMailed } from '../commit/commit.js';
import { failureConditions, failuresJudgedOf, judgedOf, listConditions } from './conditions.js';
import { follow, givenBack, mailed, type Episode, type Episodes, type Observer } from './episode.js';
import { failureMail, isNews, listMail, type Mail, type Place } from './mail.js';
import { triggers } from '../triggers/triggers.js';
import type { Recalled } from '../state/recalled.js';
import type { ListReport, Report } from './report.js';
import type { Applied, FailuresRow, FeedRow, ListRow, State } from '../state/state.js';

export interface Alerts {
  /**
   * Mails what a run changed, refused and failed at, each once, and remembers what was mailed and applied.
   *
   * @throws where a mail could not be sent or remembered; the others are out all the same
   */
  send(report: Report, recalled: Recalled): Promise<void>;
}

export interface AlertsDeps {
  /** Hands a mail to everybody who is to have it. */
  publish: (mail: Mail) => Promise<void>;
  state: State;
  place: Place;
}

/**
 * A mail is claimed in the table before it is sent and struck off afterwards: two runs at once send it once, and a
 * run that dies in between leaves it to the next.
 */
export function createAlerts({ publish, state, place }: AlertsDeps): Alerts {
  return {
    async send(report, recalled) {
      const tellsRows = triggers[report.trigger].tellsRefusals;
      if ('error' in recalled) return tellsRows ? sendUnremembered(report) : undefined;
      // A row that cannot be read is written anew by whoever mails that.
      const failures =
        recalled.failures.unreadable && !tellsRows ? undefined : sendFailures(report, recalled.failures);
      const lists = report.lists.map((list) =>
        sendList(list, report, recalled.lists.get(list.list) ?? { version: 0, episodes: {} }),
      );
      const applied =
        recalled.feed.unreadable && !tellsRows
          ? undefined
          : state.updateFeed(recalled.feed, (row) => ({
              ...row,
              applied: appliedAfter(row.applied, report),
            }));
      const sent = await Promise.allSettled([failures, applied, ...lists]);
      const failed = sent.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };

  async function sendList(list: ListReport, report: Report, seen: ListRow): Promise<void> {
    let due: Episode[] = [];
    const observer = {
      claimant: claimantOf(report),
      now: report.now,
      judged: judgedOf(list, report.trigger),
    };
    const tells = triggers[report.trigger].tellsRefusals;
    const claimed = tells
      ? await state.updateList(list.list, seen, (row) => {
          const followed = follow(row.episodes, listConditions(list, report.now), observer);
          due = followed.due;
          return { ...withUnreadable(row, list, report.now), episodes: followed.episodes };
        })
      : undefined;
    // Who tells no episodes leaves what was put back to who does.
    const unmailed = list.targets
      .map(({ target, written }) => ({ target, written: written.filter((each) => tells || isNews(each)) }))
      .filter(({ written }) => written.length > 0);
    const isDue = due.length > 0 || unmailed.some(({ written }) => written.some(isNews));
    if (isDue)
      await publishOr(listMail(report, list, due, place), async () => {
        if (claimed) await state.updateList(list.list, claimed, giveBack(report));
      });
    await Promise.all(
      unmailed.map(({ target, written }) =>
        state.updateTarget(target.key, (row) => withoutMailed(row, written)),
      ),
    );
    if (claimed)
      await state.updateList(list.list, claimed, (row) => ({
        ...row,
        ...announcedAfter(row, list, report),
        episodes: mailed(row.episodes, report.run, report.now),
      }));
  }

  async function sendFailures(report: Report, seen: FailuresRow): Promise<void> {
    let due: Episode[] = [];
    const observer = { claimant: claimantOf(report), now: report.now, judged: failuresJudgedOf(report) };
    const claiming = state.updateFailures(seen, (row) => {
      const followed = follow(row.episodes, failureConditions(report), observer);
      due = followed.due;
      return { ...row, episodes: followed.episodes };
    });
    const claimed = await claiming.catch(async (error: unknown) => {
      await sendUnclaimed(report, seen, observer);
      throw error;
    });
    if (due.length === 0) return;
    await publishOr(failureMail(report, due, place), () => state.updateFailures(claimed, giveBack(report)));
    await state.updateFailures(claimed, (row) => ({
      ...row,
      episodes: mailed(row.episodes, report.run, report.now),
    }));
  }

  /**
   * What cannot be claimed is mailed all the same by whoever tells refusals, as far as it was not mailed before. An end
   * waits until it can be remembered.
   */
  async function sendUnclaimed(report: Report, seen: FailuresRow, observer: Observer): Promise<void> {
    if (!triggers[report.trigger].tellsRefusals) return;
    const { due } = follow(seen.episodes, failureConditions(report), observer);
    const began = due.filter((episode) => !episode.over);
    if (began.length > 0) await publish(failureMail(report, began, place));
  }

  /** Whoever comes next need not wait until this run is taken for dead. A claim that stays is given up by age. */
  async function publishOr(mail: Mail, giveUp: () => Promise<unknown>): Promise<void> {
    await publish(mail).catch(async (error: unknown) => {
      await giveUp().catch(() => undefined);
      throw error;
    });
  }

  /** Without the table nobody knows what was mailed: better twice than never. */
  async function sendUnremembered(report: Report): Promise<void> {
    const due = failureConditions(report).map((condition) => ({ ...condition, since: report.now }));
    if (due.length > 0) await publish(failureMail(report, due, place));
  }
}

/** The first sight of rows of leases that cannot be read counts for all that come while there are any. */
function withUnreadable(
  { unreadableSince, ...row }: ListRow,
  { unreadable }: ListReport,
  now: number,
): ListRow {
  if (unreadable === undefined || unreadable.leases.length === 0) return row;
  return { ...row, unreadableSince: unreadableSince ?? now };
}

/** The last applied file advances where every target of a list took it, and never goes back unless forced. */
function appliedAfter(before: FeedRow['applied'], { lists, force }: Report): FeedRow['applied'] {
  const taken = lists.flatMap(({ list, targets, applied }): [string, Applied][] => {
    const all = targets.every(({ outcome }) => outcome === 'unchanged' || outcome === 'applied');
    if (!all || applied === undefined) return [];
    return force || applied.syncToken >= (before[list]?.syncToken ?? 0) ? [[list, applied]] : [];
  });
  return { ...before, ...Object.fromEntries(taken) };
}

/** Once a flush of the list went well and its mail is out, later ones need no announcement. */
function announcedAfter(
  row: ListRow,
  { targets }: ListReport,
  { trigger, by, occasion }: Report,
): Pick<ListRow, 'announced'> {
  const told = targets.every(
    ({ outcome, refusals }) =>
      outcome !== 'failed' && refusals.every(({ reason }) => reason === 'first-flush'),
  );
  if (!triggers[trigger].announcesFirst || !told || row.announced !== undefined) return {};
  return { announced: by === 'schedule' ? (occasion ?? '') : 'by hand' };
}

function giveBack({ run }: Report) {
  return <R extends { episodes: Episodes }>(row: R): R => ({
    ...row,
    episodes: givenBack(row.episodes, run),
  });
}

function claimantOf({ run, event }: Report): Claimant {
  return { run, event };
}
