import type { Claimant } from '../commit/claim.js';
import { claimed as claimedIn, givenBack as unclaimed, withoutMailed } from '../commit/unreported.js';
import { failureConditions, failuresJudgedOf, judgedOf, listConditions } from './conditions.js';
import { follow, givenBack, mailed, type Episode, type Episodes, type Observer } from './episode.js';
import { failureMail, isNews, listMail, type Mail, type Place } from './mail.js';
import { triggers } from '../triggers/triggers.js';
import type { Recalled } from '../state/recalled.js';
import type { ListReport, Report, TargetReport } from './report.js';
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
  now: () => number;
}

/**
 * A mail is claimed in the table before it is sent and struck off afterwards: two runs at once send it once, and a
 * run that dies in between leaves it to the next.
 */
export function createAlerts({ publish, state, place, now }: AlertsDeps): Alerts {
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
    let followed: ListRow | undefined;
    const tells = triggers[report.trigger].tellsRefusals;
    // Who tells no episodes leaves what was put back to who does.
    const mine = list.targets.map((target) => ({
      ...target,
      written: target.written.filter((each) => tells || isNews(each)),
    }));
    const mailing = async (): Promise<ListReport> => {
      let due: Episode[] = [];
      if (tells)
        followed = await state.updateList(list.list, seen, (row) => {
          const next = follow(row.episodes, listConditions(list, report.now), {
            claimant: claimantOf(report),
            now: report.now,
            claimedAt: now(),
            judged: judgedOf(list, report.trigger),
          });
          due = next.due;
          return { ...withUnreadable(row, list, report.now), episodes: next.episodes };
        });
      const own = {
        ...list,
        targets: await Promise.all(mine.map((target) => claim(target, report))),
      };
      if (due.length > 0 || own.targets.some(({ written }) => written.some(isNews)))
        await publish(listMail(report, own, due, place));
      return own;
    };
    const { targets } = await mailing().catch(async (error: unknown) => {
      const row = followed;
      await giveUp([
        ...(row ? [() => state.updateList(list.list, row, giveBack(report))] : []),
        ...mine.filter(isWritten).map(
          ({ target }) =>
            () =>
              giveChangesBack(target.key, report),
        ),
      ]);
      throw error;
    });
    await Promise.all(
      targets
        .filter(isWritten)
        .map(({ target, written }) => state.updateTarget(target.key, (row) => withoutMailed(row, written))),
    );
    if (followed)
      await state.updateList(list.list, followed, (row) => ({
        ...row,
        ...announcedAfter(row, list, report),
        episodes: mailed(row.episodes, report.run, report.now),
      }));
  }

  /** A slow run finds that another has taken over to mail what it wrote. */
  async function claim(target: TargetReport, report: Report): Promise<TargetReport> {
    if (!isWritten(target)) return target;
    let mine: TargetReport['written'] = [];
    await state.updateTarget(target.target.key, (row) => {
      const next = claimedIn(row, target.written, { ...claimantOf(report), at: now() });
      const names = new Set(next.mine.map(({ run, at }) => `${run} ${at}`));
      mine = target.written.filter(({ run, at }) => names.has(`${run} ${at}`));
      return next.row;
    });
    return mine.length > 0
      ? { ...target, written: mine }
      : { ...target, written: mine, added: [], removed: [], moved: [] };
  }

  function giveChangesBack(key: string, { run }: Report): Promise<unknown> {
    return state.updateTarget(key, (row) => ({ ...row, unreported: unclaimed(row.unreported, run) }));
  }

  async function sendFailures(report: Report, seen: FailuresRow): Promise<void> {
    let due: Episode[] = [];
    const judged = failuresJudgedOf(report);
    const observer = () => ({ claimant: claimantOf(report), now: report.now, claimedAt: now(), judged });
    const claiming = state.updateFailures(seen, (row) => {
      const followed = follow(row.episodes, failureConditions(report), observer());
      due = followed.due;
      return { ...row, episodes: followed.episodes };
    });
    const claimed = await claiming.catch(async (error: unknown) => {
      await sendUnclaimed(report, seen, observer());
      throw error;
    });
    if (due.length === 0) return;
    await publish(failureMail(report, due, place)).catch(async (error: unknown) => {
      await giveUp([() => state.updateFailures(claimed, giveBack(report))]);
      throw error;
    });
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
  async function giveUp(claims: readonly (() => Promise<unknown>)[]): Promise<void> {
    await Promise.all(claims.map((giveOneUp) => giveOneUp().catch(() => undefined)));
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

function isWritten({ written }: TargetReport): boolean {
  return written.length > 0;
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
