import { silent } from '../../lib/report/log.js';
import type { Estate } from '../../lib/estate/estate.js';
import type { Log } from '../../lib/report/log.js';
import type { Report } from '../../lib/report/report.js';
import { deploy } from '../world/deployed.js';
import { createRecord } from '../world/record.js';
import { historyAhead } from './replay/ahead.js';
import { ledgerLists } from './replay/spec-of-estate.js';
import { createEpisodes, type ReplayEpisode } from './replay/episodes.js';
import { replayEstate } from './replay/estate.js';
import { createLedger, type Balance } from './replay/ledger.js';
import type { HistoryVersion } from './replay/history.js';
import type { Span } from './replay/span.js';
import { createWorld, type World, type WorldOptions } from '../world/world.js';

export interface ReplayOptions extends Span {
  /** The history: a line of JSON for each version, plain or gzipped. */
  history: string;
  seed: number;
  /** Told after each version. */
  progress?: (done: { versions: number; syncToken: string }) => void;
}

export interface Replay extends Omit<Balance, 'runs' | 'lacking'> {
  runs: number;
  /** How they ended. */
  ended: Balance['runs'];
  /** By list and target, the wanted addresses that are missing at the end, and why. */
  missing: Balance['lacking'];
  episodes: ReplayEpisode[];
  seconds: number;
}

/** How long after a version's making it is announced: 7 min 44 s in the one genuine event that is whole. */
const announcedAfterMs = 464_000;

/**
 * Ten years of the real feed through the real refresh handler: a run for each version when it is announced, and one
 * whenever a hold falls due. Nobody forces anything.
 */
export async function replay({ history, seed, progress, ...span }: ReplayOptions): Promise<Replay> {
  const began = performance.now();
  const { estate, planted } = replayEstate();
  const families = new Map(
    [...planted.ipSets, ...planted.prefixLists].map(({ arn, family = 'IPV4' }) => [arn, family]),
  );
  const ledger = createLedger(ledgerLists(estate, families, { service: 'doorlist', stage: 'dev' }));
  const episodes = createEpisodes();
  const record = createRecord({ keep: false });
  record.listen((event) => ledger.hear(event));
  let due = Infinity;
  const log: Log = {
    ...silent,
    report(report) {
      episodes.hear(report);
      due = nextDue(report, estate);
    },
  };

  let session: Session | undefined;
  let count = 0;
  const io = <T>(work: () => Promise<T>) => session?.world.clock.io(work) ?? work();
  try {
    for await (const version of historyAhead(history, { clock: { io }, ...span })) {
      const at = Number(version.syncToken) * 1000 + announcedAfterMs;
      session ??= await setUp({ start: at - 1, seed, record, ...planted }, estate, log);
      while (due < at) await runAt(session, due);
      ledger.publish(version);
      await runWith(session, version, at);
      count += 1;
      progress?.({ versions: count, syncToken: version.syncToken });
    }
  } finally {
    await session?.world.stop();
  }
  const { runs: ended, lacking: missing, ...balance } = ledger.balance();
  const runs = Object.values(ended).reduce((sum, n) => sum + n, 0);
  const seconds = (performance.now() - began) / 1000;
  return { ...balance, runs, ended, missing, episodes: episodes.all(), seconds };
}

interface Session {
  world: World;
  refresh: string;
}

async function setUp(options: WorldOptions, estate: Estate, log: Log): Promise<Session> {
  const world = await createWorld(options);
  const { refresh } = deploy(world, estate, { scheduled: false, warm: true, log });
  return { world, refresh };
}

/** AWS publishes a version, and tells of it. */
async function runWith({ world }: Session, version: HistoryVersion, at: number): Promise<void> {
  await world.clock.advanceTo(at);
  world.feed.publish(version);
  world.announceFeed();
  await world.clock.drive(world.lambda.settled());
}

async function runAt({ world, refresh }: Session, at: number): Promise<void> {
  await world.clock.advanceTo(at);
  const scheduledAt = new Date(at).toISOString();
  await world.clock.drive(
    world.lambda.invoke(refresh, { schedule: 'hold falls due', scheduledAt }, 'scheduler'),
  );
}

/** When the next held address has been missing for as long as its list holds it. */
function nextDue({ lists, now }: Report, estate: Estate): number {
  const holds = lists.flatMap(({ list, targets }) => {
    const hold = estate.lists.find(({ name }) => name === list)?.hold ?? 0;
    return targets.flatMap(({ kept, added }) =>
      [...kept, ...added].flatMap(({ why, since }) =>
        why === 'held' && since !== undefined ? since + hold : [],
      ),
    );
  });
  const next = Math.min(...holds.filter((at) => at > now));
  return next === Infinity ? next : next + 1;
}
