import { compose } from '../lib/compose.js';
import { BadRequest, failure, Unavailable } from '../lib/errors.js';
import { editionOf } from '../lib/estate/edition.js';
import type { Estate } from '../lib/estate/estate.js';
import { silent } from '../lib/report/log.js';
import type { Deps } from '../lib/deps.js';
import { checkCaller } from './caller.js';
import { deployedAt } from './deployed.js';
import { transportOf } from './feed-file.js';
import { lostState } from './lost-state.js';
import type { StackName } from './stack-name.js';
import type { Context } from './surroundings.js';

export interface LocalOptions {
  feed?: string;
  table?: string;
  topic?: string;
}

/** doorlist in this process, with the caller's credentials. */
export interface Local {
  deps: Deps;
  /** Under whose name rules and entries are marked as doorlist's own. */
  service: string;
  /** Why the state table cannot be read; `deps` then see it as lost. */
  lost?: string;
}

/** @throws Unavailable where the credentials are no good, or are another account's */
export async function localOf(
  estate: Estate,
  stack: StackName,
  context: Context<LocalOptions>,
  named = context.options.feed,
): Promise<Local> {
  const { aws, now, transport } = context;
  const feed = await transportOf(named, transport);
  await checkCaller(estate, stack.region, context);
  const { stage, region } = stack;
  const names = await namesOf(estate, stack, context).catch((error: unknown) => ({
    service: stack.service,
    table: '',
    alertsTopic: '',
    lost: reason(error),
  }));
  const { service, table, alertsTopic } = names;
  const { deps } = compose(
    estate,
    {
      ...{ service, stage, region, account: estate.account, table, alertsTopic },
      edition: editionOf(estate, context.root),
    },
    { aws, transport: feed, now, log: silent },
  );
  const lost =
    'lost' in names
      ? names.lost
      : await deps.state.read([], []).then(
          () => undefined,
          (error: unknown) => reason(error),
        );
  return lost === undefined ? { deps, service } : { deps: { ...deps, state: lostState() }, service, lost };
}

/** @throws Unavailable rather than judging ownership without the table */
export async function localWithTable(
  estate: Estate,
  stack: StackName,
  context: Context<LocalOptions>,
): Promise<Local> {
  const found = await localOf(estate, stack, context);
  if (found.lost === undefined) return found;
  throw new Unavailable(
    'table/unavailable',
    `Nothing was done, since --local needs the state table, which knows what is doorlist's own. ${found.lost}`,
  );
}

interface Names {
  service: string;
  table: string;
  alertsTopic: string;
}

/**
 * CloudFormation names table and topic, and the deployed functions know them. With --table and --topic nobody has to
 * be asked, for the day that Lambda is what is broken.
 */
async function namesOf(estate: Estate, stack: StackName, context: Context<LocalOptions>): Promise<Names> {
  const { service } = stack;
  const { table, topic } = context.options;
  if (table !== undefined && topic !== undefined) return { service, table, alertsTopic: topic };
  const deployed = deployedAt(stack, estate, context);
  const environment = await deployed.environment('flush');
  const { DOORLIST_SERVICE, DOORLIST_TABLE, DOORLIST_ALERTS_TOPIC } = environment;
  if (!DOORLIST_TABLE || !DOORLIST_ALERTS_TOPIC)
    throw new BadRequest(
      'environment',
      `${deployed.nameOf('flush')} does not tell its table and topic; name them with --table and --topic.`,
    );
  return {
    service: DOORLIST_SERVICE || service,
    table: table ?? DOORLIST_TABLE,
    alertsTopic: topic ?? DOORLIST_ALERTS_TOPIC,
  };
}

function reason(error: unknown): string {
  return failure(error).message;
}
