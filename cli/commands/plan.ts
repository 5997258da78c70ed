import { kinds } from '../../lib/targets/kinds.js';
import { dryRuns } from '../dry-runs.js';
import { estateOf } from '../estate-file.js';
import type { Estate } from '../../lib/estate/estate.js';
import { feedToRead } from '../feed-file.js';
import { localOf, type LocalOptions } from '../local.js';
import { mayNot } from '../may-not.js';
import { stackNameOf, type StackName, type StackOptions } from '../stack-name.js';
import { reportLines } from '../report-text.js';
import { exitOf, type Result } from '../result.js';
import { runLocally } from '../run-locally.js';
import type { Context } from '../surroundings.js';

export type PlanOptions = LocalOptions & StackOptions & { flush?: boolean };

/** Reads everything, plans everything, and writes nothing. */
export async function plan(context: Context<PlanOptions>): Promise<Result> {
  const { options, list } = context;
  const stack = stackNameOf(context);
  const { estate, file } = estateOf(context);
  const runs = dryRuns(estate, list, options.flush === true);
  const { deps, service, lost } = await localOf(estate, stack, context, feedToRead(context));
  const ran = await Promise.all(runs.map((run) => runLocally(run, deps)));
  const reports = ran.map(({ report }) => report);
  const errors = ran.flatMap(({ error }) => error ?? []);
  const [error] = errors;
  return {
    exit: exitOf(...reports),
    json: {
      ...(error && { error }),
      file,
      ...stack,
      service,
      account: estate.account,
      table: lost === undefined ? 'read' : { lost },
      reports,
    },
    out: (paint) =>
      reports.flatMap((report, i) => [...(i > 0 ? [''] : []), ...reportLines(report, options.stage, paint)]),
    err: (paint) => [
      ...(lost === undefined
        ? []
        : [paint('yellow', `warning: ${asIfLost(estate, { ...stack, service })} ${lost}`)]),
      ...errors.map(({ message }) => `${paint('red', 'error:')} ${message}`),
      ...mayNot(reports, 'plan'),
    ],
  };
}

/** AWS keeps the marks of security groups and prefix lists, whatever became of the table. */
function asIfLost({ lists }: Estate, { service, stage }: StackName): string {
  const marks = lists.some(({ targets }) => targets.some(({ kind }) => kinds[kind].marked))
    ? ` In security groups and prefix lists its own is what is marked ${service}/${stage}; --service names another service.`
    : '';
  return `ownership is judged as if the state table were lost: what a list wants counts as doorlist's own, the rest as foreign.${marks}`;
}
