import type { Cidr } from '../../../lib/cidr.js';
import type { Estate } from '../../../lib/estate/estate.js';
import { specOf } from '../../world/spec-of-estate.js';
import { deploy } from '../../world/deployed.js';
import { check, type CheckResult } from '../../checker/checker.js';
import type { History } from '../../world/record.js';
import { createWorld } from '../../world/world.js';
import { createChoices, type Choices } from './day/choices.js';
import { hoursOf } from './day/hours.js';
import { mistakeOf } from './day/mistake.js';
import { plantedFor } from './day/planted.js';
import { createReportLog, runsOf, type DayRun } from './day/runs.js';
import { flushByHand, publish, visit, type OutsideEvent, type DayContext } from './day/context.js';
import { targetsOf, type DayTarget } from './day/targets.js';
import { earlier, repaired, type GivenFile } from './day/versions.js';
import { visitsOf } from './day/visits.js';

/** A day of doorlist's, over: a value. */
export interface Day {
  estate: Estate;
  given: GivenFile;
  choices: Choices;
  targets: DayTarget[];
  outsideEvents: OutsideEvent[];
  /** The networks that the first file lacks and the given one has. */
  news: Cidr[];
  runs: DayRun[];
  record: History;
  findings: CheckResult;
}

/**
 * A day in the life of an estate, through the real handlers: the first fill, hand-made entries, a change of the
 * feed, a feed that would empty a list, its repair, and the flushes, each when and as AWS would start it.
 */
export async function runDay(estate: Estate, given: GivenFile): Promise<Day> {
  const choices = createChoices(given.file);
  const hours = hoursOf(estate, given.file.syncToken);
  const targets = targetsOf(estate, choices);
  const planted = plantedFor(estate, targets);
  const { log, reports } = createReportLog();
  const world = await createWorld({ start: hours.start, seed: 1, account: estate.account, ...planted });
  try {
    const context: DayContext = {
      world,
      outsideEvents: [{ at: hours.start, kind: 'deployed' }],
      published: [],
    };
    const deployed = deploy(world, estate, { log });
    const first = earlier(given, token(hours.start), estate.lists, choices);
    publish(context, 'earlier', first.text);
    await visit(context, hours.visits, visitsOf(targets));

    await world.clock.advanceTo(hours.given);
    publish(context, 'given', given.bytes);
    await world.clock.advanceTo(hours.gone);
    const mistake = mistakeOf(world, estate, targets, given, token(hours.gone), choices);
    if (mistake) {
      publish(context, 'gone', mistake.text, mistake.list);
      await world.clock.advanceTo(hours.mended);
      publish(context, 'mended', repaired(given, token(hours.mended)));
    }
    await world.clock.advanceTo(hours.end);
    world.scheduler.stop();
    await flushByHand(context, estate, deployed);
    await world.clock.drive(world.lambda.settled());

    const { record } = world;
    const findings = check({ history: record.events, spec: specOf(estate, context.published) });
    const runs = runsOf(record, reports);
    const { outsideEvents } = context;
    return { estate, given, choices, targets, outsideEvents, news: first.lacks, runs, record, findings };
  } finally {
    await world.stop();
  }
}

/** syncTokens are in seconds. */
const token = (ms: number) => Math.floor(ms / 1000);
