import { isForeignActor, isPerson } from '../../checker/actors.js';
import { addressesOf, holds } from '../../checker/addresses.js';
import type { EventOf, HistoryEvent, InvocationOutcome } from '../../world/record.js';
import { createConvergence } from './ledger/convergence.js';
import { gapsOf } from './ledger/gaps.js';
import { createHoldings } from './ledger/holdings.js';
import { wantedOf } from './ledger/knowledge.js';
import { lackingOf, type Lacking, type LastSaid } from './ledger/lacking.js';
import { createRefusals, type RefusalCount } from './ledger/refusals.js';
import { isAbout, isStopped, readReport, unsaid, type Saying } from './ledger/reported.js';
import { createRoom, isRefusedForRoom } from './ledger/room.js';
import { createRuns, type ReplayedRun } from './ledger/runs.js';
import { nameOf, sidesOf, type LedgerList, type Side } from './ledger/sides.js';
import { createTally, type Counts } from './ledger/tally.js';
import { createWants, type Published } from './ledger/wants.js';

export type { LedgerList, LedgerTarget, PortSpan } from './ledger/sides.js';

export interface LedgerFinding {
  wrong: Wrong;
  at: number;
  actor: string;
  list?: string;
  target: string;
  family?: Side['family'];
  message: string;
}

/**
 * - gaps: writes after which wanted addresses that were let in no longer were; each port range of a target counts
 * - overCapacity: states that hold more than fits, and calls that AWS refused for want of room
 * - foreignTouched: entries that went though doorlist had not put them there
 * - notConverged: runs that ended well and left one family of a target not as it should be, unsaid
 */
export type Wrong = 'gaps' | 'overCapacity' | 'foreignTouched' | 'notConverged';

export interface Balance extends Record<Wrong, number>, Counts {
  versions: number;
  runs: Record<InvocationOutcome, number>;
  /** How many of them ended with a report, and were checked by it. */
  judged: number;
  refusals: Record<string, RefusalCount>;
  lacking: Lacking[];
  /** The first of what is wrong. */
  findings: LedgerFinding[];
}

export interface Ledger {
  /** To be told of each version before any run can get it. */
  publish(version: Published): void;
  /** For `record.listen`, from the very first event on: what is there before it, somebody else put there. */
  hear(event: HistoryEvent): void;
  /** Plain JSON. */
  balance(): Balance;
}

const mostFindings = 100;

/**
 * Checks a replay of years as it happens, and keeps of it only what is still of use. It imports nothing of lib/: it
 * keeps the selections from the history's own changes and reads targets from the record.
 */
export function createLedger(lists: readonly LedgerList[]): Ledger {
  const sides = sidesOf(lists);
  const [wants, runs, tally, refusals] = [createWants(lists), createRuns(), createTally(), createRefusals()];
  const holdings = createHoldings(sides);
  const [overfull, convergence] = [createRoom(sides), createConvergence(holdings)];
  const said = new Map<Side, LastSaid>();
  const findings: LedgerFinding[] = [];
  const wrongs: Record<Wrong, number> = { gaps: 0, overCapacity: 0, foreignTouched: 0, notConverged: 0 };
  let [versions, judged] = [0, 0];

  const wanted = (side: Side, run: ReplayedRun | undefined) => wantedOf(side, run, { runs, wants });

  function find(
    wrong: Wrong,
    { at, actor }: HistoryEvent,
    target: string | Side,
    message: string,
    by = 1,
  ): void {
    wrongs[wrong] += by;
    if (findings.length === mostFindings) return;
    const where =
      typeof target === 'string'
        ? { target }
        : { list: target.list.name, target: nameOf(target), family: target.family };
    findings.push({ wrong, at, actor, ...where, message });
  }

  function hearState(event: EventOf<'state'> & HistoryEvent): void {
    const { actor, target } = event;
    const here = sides.filter(({ arns }) => arns.includes(target));
    const run = runs.of(actor);
    holdings.see(target, event.before);
    if (!isForeignActor(actor)) for (const side of here) meet(side, run);
    const over = overfull(event);
    const change = holdings.take(event);
    // What a person removes, or adds too much of, is not done by doorlist.
    if (change === undefined || isForeignActor(actor)) return;
    if (over !== undefined) find('overCapacity', event, target, over);
    const { foreign } = change;
    if (foreign.length > 0)
      find('foreignTouched', event, target, `took out ${foreign.slice(0, 3).join(', ')}`, foreign.length);
    if (change.removed.length === 0) return;
    for (const side of here) {
      const surely = wanted(side, run)?.surely ?? [];
      for (const gap of gapsOf(side, change, surely, holdings)) find('gaps', event, side, gap);
    }
  }

  /** What the wants cover of an IP set, when doorlist first reads or writes it, counts as doorlist's own from then on. */
  function meet(side: Side, run: ReplayedRun | undefined): void {
    holdings.meet(side, (cidr) => holds(wanted(side, run)?.surely ?? [], addressesOf([cidr])));
  }

  function hearReturn(event: EventOf<'return'> & HistoryEvent, run: ReplayedRun | undefined): void {
    const reports = readReport(event.result);
    if (!reports || !run) return;
    judged += 1;
    for (const reported of reports) if (sides.some((side) => isAbout(reported, side))) refusals.add(reported);
    for (const side of sides) {
      const reported = reports.find((each) => isAbout(each, side));
      if (reported !== undefined || run.isAbout(side.list.name))
        examine(side, event, run, reported ?? unsaid);
    }
  }

  function examine(side: Side, event: HistoryEvent, run: ReplayedRun, saying: Saying): void {
    said.set(side, { saying, syncToken: run.syncToken });
    const now = wanted(side, run);
    if (!now) return;
    if (!isStopped(saying)) meet(side, run);
    const times = { begunAt: run.begunAt, endedAt: event.at };
    const left = convergence(side, times, now, saying);
    if (left.length > 0) find('notConverged', event, side, left.join(', and '));
  }

  return {
    publish(version) {
      versions += 1;
      wants.publish(version);
    },
    hear(event) {
      const run = runs.of(event.actor);
      runs.hear(event);
      tally.hear(event);
      if (event.kind === 'state') hearState(event);
      if (event.kind === 'return') hearReturn(event, run);
      if (event.kind === 'call' && isRefusedForRoom(event) && !isPerson(event.actor))
        find('overCapacity', event, `${event.service}:${event.operation}`, `was refused: ${event.outcome}`);
    },
    balance: () => ({
      ...wrongs,
      versions,
      runs: runs.ended,
      judged,
      ...tally.counts,
      refusals: refusals.counts(),
      lacking: sides.flatMap((side) => lackingOf(side, said.get(side), { runs, wants, holdings })),
      findings,
    }),
  };
}
