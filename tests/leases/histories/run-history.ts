import type { Estate } from '../../../lib/estate/estate.js';
import { createRandom } from '../../../simulator/world/random.js';
import { createRecord } from '../../../simulator/world/record.js';
import { createWorld } from '../../../simulator/world/world.js';
import { minute } from '../../harness/account.js';
import { feedOf } from '../../harness/feed-file.js';
import type { Call } from './call.js';
import { edge4, estateWith, fed, people4, people6, setOf } from './estate.js';
import { createInvoker } from './invoker.js';
import type { Step, RandomHistory } from './history.js';
import { createModel } from './model.js';

const start = Date.UTC(2026, 7, 22, 6);

export interface HistoryResult {
  violations: readonly string[];
  /** In the order of their ends. */
  calls: readonly Call[];
  /** Writes that AWS refused since somebody else had written first. */
  lostRaces: number;
}

/** Runs a history in a world of its own, and tells what was wrong in it. The same history always ends the same. */
export async function runHistory({
  pins,
  there,
  seed,
  steps,
  ...options
}: RandomHistory): Promise<HistoryResult> {
  const world = await createWorld({
    start,
    seed,
    concurrency: 1000,
    record: createRecord({ keep: false }),
    ipSets: [people4, people6, edge4].map((arn) => ({
      arn,
      addresses: arn === edge4 ? ['81.2.99.0/24'] : there.filter((network) => setOf(network) === arn),
    })),
  });
  const random = createRandom(seed).stream('every pause');
  const chance = Math.random;
  // The SDK and p-retry draw their pauses from it.
  Math.random = () => random.int(0, 2 ** 30 - 1) / 2 ** 30;
  try {
    world.feed.publish(feedOf(start - 10 * minute, fed));
    let estate: Estate = estateWith(pins, options);
    const model = createModel(world, there, estate);
    const calls: Call[] = [];
    let lostRaces = 0;
    world.record.listen((event) => {
      if (event.kind === 'call' && event.outcome === 'WAFOptimisticLockException') lostRaces += 1;
    });
    const invoker = createInvoker(
      world,
      (call) => model.began(call),
      (call) => {
        calls.push(call);
        model.ended(call);
      },
      (record) => model.recorded(record),
    );
    const under: Promise<unknown>[] = [];
    const { clock } = world;
    const nextEnd = () =>
      Math.min(
        ...model.ledger
          .current()
          .map(({ until }) => until)
          .filter((until) => until > Date.now()),
      );

    const begin = (step: Step): Promise<unknown> => {
      switch (step.kind) {
        case 'call':
          return invoker.invoke(step.operation, estate, step);
        case 'edit':
          return world.console[step.adds ? 'add' : 'remove'](setOf(step.network), step.network, 'eve');
        case 'expire': {
          const at = nextEnd() + step.byMs;
          return Number.isFinite(at) ? clock.advanceTo(Math.max(at, Date.now())) : Promise.resolve();
        }
        case 'redeploy':
          estate = estateWith(step.pins, options);
          model.deployed(estate);
          return Promise.resolve();
      }
    };
    const calm = { skewMs: 0 };
    for (const step of steps) {
      const doing = begin(step);
      if (step.kind === 'expire') await doing;
      else if (step.then === 'done') await clock.drive(doing);
      else {
        under.push(doing);
        await clock.advanceTo(Date.now() + step.then);
      }
    }
    await clock.drive(Promise.all(under));
    await clock.advanceTo(Date.now() + minute);
    if (options.takesFeed) await clock.drive(invoker.invoke({ kind: 'refresh' }, estate, calm));
    await clock.drive(invoker.invoke({ kind: 'sweep' }, estate, calm));
    model.rests(false);
    await clock.drive(invoker.invoke({ kind: 'flush', endLeases: false }, estate, calm));
    model.rests(true);
    return { violations: model.violations, calls, lostRaces };
  } finally {
    Math.random = chance;
    await world.stop();
  }
}
