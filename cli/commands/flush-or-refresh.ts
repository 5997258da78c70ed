import { triggers } from '../../lib/triggers/triggers.js';
import { randomUUID } from 'node:crypto';
import { BadRequest } from '../../lib/errors.js';
import { readTrigger } from '../../lib/triggers/read-trigger.js';
import type { Job } from '../../lib/triggers/triggers.js';
import { deployedAt } from '../deployed.js';
import { estateOf } from '../estate-file.js';
import { localWithTable, type LocalOptions } from '../local.js';
import { notDeployed } from '../not-deployed.js';
import { mayNot } from '../may-not.js';
import { stackNameOf, type StackOptions } from '../stack-name.js';
import { reportLines } from '../report-text.js';
import { exits } from '../exits.js';
import { exitOf, type Result } from '../result.js';
import { runLocally, type LocalRun } from '../run-locally.js';
import type { Context } from '../surroundings.js';

export type FlushOrRefreshOptions = LocalOptions &
  StackOptions & { dryRun?: boolean; force?: boolean; endLeases?: boolean; local?: boolean };

/** A flush or a refresh by hand: the deployed function's, or with --local one in this process. */
export async function flushOrRefresh(trigger: Job, context: Context<FlushOrRefreshOptions>): Promise<Result> {
  const { options, list } = context;
  checkOptions(trigger, context);
  const stack = stackNameOf(context);
  const { estate } = estateOf(context);
  const payload = {
    ...(list !== undefined && { list }),
    ...(options.dryRun && { dryRun: true }),
    ...(options.force && { force: true }),
    ...(options.endLeases && { endLeases: true }),
  };
  // Before anything is invoked, since a function that is asked for a list it does not know fails, and alarms.
  const asked = readTrigger(trigger, payload, randomUUID(), estate);
  if (asked.lists.length === 0) throw nothingToDo(trigger);

  if (options.local) {
    const { deps } = await localWithTable(estate, stack, context);
    const ran = await runLocally(asked, deps);
    const hints = [...mayNot([ran.report], trigger), ...notDeployed(ran.report, options.stage)];
    return shown(ran, options.stage, hints);
  }
  const functions = deployedAt(stack, estate, context);
  context.progress(`${functions.nameOf(trigger)} in ${stack.region} is running ...`);
  return shown({ report: await functions.invoke(trigger, payload) }, options.stage);
}

function shown({ report, error }: LocalRun, stage: string, hints: string[] = []): Result {
  return {
    exit: error ? exits.failed : exitOf(report),
    json: error ? { error, report } : report,
    out: (paint) => reportLines(report, stage, paint),
    err: (paint) => [...(error ? [`${paint('red', 'error:')} ${error.message}`] : []), ...hints],
  };
}

function checkOptions(trigger: Job, { options, list }: Context<FlushOrRefreshOptions>): void {
  if (options.force && list === undefined)
    throw new BadRequest(
      'usage/force',
      `--force needs a list, so that only what was looked at is forced: doorlist ${trigger} LIST --force`,
    );
  const elsewhere = (['feed', 'table', 'topic'] as const).find((name) => options[name] !== undefined);
  if (elsewhere !== undefined && !options.local)
    throw new BadRequest(
      `usage/${elsewhere}`,
      `--${elsewhere} is for --local; the deployed function has its own.`,
    );
}

function nothingToDo(trigger: Job): BadRequest {
  return new BadRequest(
    'request/list',
    `No list has a ${triggers[trigger].lacks}, so there is nothing to ${trigger}.`,
  );
}
