import type { Context } from 'aws-lambda';
import { schedules as scheduleResources } from '../../deploy/schedules.js';
import { makeHandler as makeAccess } from '../../functions/access.js';
import { makeHandler as makeFlush } from '../../functions/flush.js';
import { makeHandler as makeRefresh } from '../../functions/refresh.js';
import { compose, type Composition, type DeployedStack } from '../../lib/compose.js';
import type { Estate } from '../../lib/estate/estate.js';
import type { HttpHandler } from '../../lib/handler.js';
import { silent, type Log } from '../../lib/report/log.js';
import { accessApi } from './access-api.js';
import { createApiClient, type ApiClient } from '../aws/api-gateway/client.js';
import type { Schedule } from '../aws/scheduler/scheduler.js';
import type { SdkRequest } from './sdk-handler.js';
import type { World } from './world.js';

export interface DeployOptions {
  stage?: string;
  log?: Log;
  /** Breaks a rule on purpose, for the checker to find. */
  mutate?: (composition: Composition) => Composition;
  /** Whether the schedules run; a test that fires its own events leaves them out. */
  scheduled?: boolean;
  /** An invocation finds a container that is free, as it mostly does; the harsh reading is that none ever does. */
  warm?: boolean;
  /** How far an invocation's clock is off. */
  skewMs?: (actor: string) => number;
  /** What answers the access API in place of the real function. */
  access?: MakeAccess;
}

type Entry<E, R> = (event: E, context: Context) => Promise<R>;

export type MakeAccess = (composition: Composition) => HttpHandler;

export interface DeployedEstate {
  deployment: DeployedStack;
  /** The functions' names. */
  flush: string;
  refresh: string;
  access: string;
  /** How people reach it; undefined where the estate has no access. */
  api: ApiClient | undefined;
}

/** As in serverless.yml. */
const settings = { timeoutMs: 300_000, memory: 512, retries: 2, maxAgeMs: 3_600_000 } as const;
/** Within API Gateway's 29 s, so that who waits hears of it. */
const synchronous = { timeoutMs: 28_000, memory: 512 } as const;

/** An estate as `serverless deploy` leaves it: the real handlers as functions, with topic, subscription and schedules. */
export function deploy(world: World, estate: Estate, options: DeployOptions = {}): DeployedEstate {
  const { stage = 'dev', log = silent, scheduled = true, warm = false, access = makeAccess } = options;
  const { skewMs } = options;
  const mutate = options.mutate ?? ((composition: Composition) => composition);
  const region = 'eu-west-2';
  const deployment: DeployedStack = {
    service: 'doorlist',
    stage,
    account: estate.account,
    region,
    table: 'doorlist',
    alertsTopic: `arn:aws:sns:${region}:${estate.account}:doorlist-${stage}-alerts`,
  };
  world.sns.plant(deployment.alertsTopic, estate.alerts.email);

  /** Speaks for whichever invocation `actor` names at the moment of a call. */
  const composed = (actor: () => string): Composition =>
    mutate(
      compose(estate, deployment, {
        aws: {
          requestHandler: {
            ...world.requestHandler(),
            handle: (request: SdkRequest, options?: { abortSignal?: unknown }) =>
              world.requestHandler(actor()).handle(request, options),
          },
          credentials: world.credentials(`doorlist-${stage}`),
        },
        transport: (request) => world.feed.transport(actor())(request),
        ...(skewMs && { now: () => Date.now() + skewMs(actor()) }),
        log,
      }),
    );
  const container = <E, R>(make: (composition: Composition) => Entry<E, R>) => {
    const idle: { actor: string; handler: Entry<E, R> }[] = [];
    const open = () => {
      const fresh = { actor: '' };
      return Object.assign(fresh, { handler: make(composed(() => fresh.actor)) });
    };
    return ({ actor }: { actor: string }): Entry<E, R> => {
      const here = (warm ? idle.pop() : undefined) ?? open();
      here.actor = actor;
      if (!warm) return here.handler;
      return (event, context) => here.handler(event, context).finally(() => idle.push(here));
    };
  };
  const names = {
    flush: `doorlist-${stage}-flush`,
    refresh: `doorlist-${stage}-refresh`,
    access: `doorlist-${stage}-access`,
  };
  const environment = {
    DOORLIST_SERVICE: deployment.service,
    DOORLIST_TABLE: deployment.table,
    DOORLIST_ALERTS_TOPIC: deployment.alertsTopic,
  };
  const queued = { ...settings, environment, onFailure: `doorlist-${stage}-failures` };
  world.lambda.register(names.flush, { ...queued, start: container(makeFlush) });
  world.lambda.register(names.refresh, { ...queued, start: container(makeRefresh) });
  if (estate.lists.some((list) => list.feed)) world.feedTopic.subscribe(names.refresh);
  if (scheduled) world.scheduler.start(schedulesOf(estate, stage, names));
  if (estate.access)
    world.lambda.register(names.access, { ...synchronous, environment, start: container(access) });
  return { deployment, ...names, api: apiOf(world, estate, { stage, name: names.access }) };
}

function apiOf(
  world: World,
  { access }: Estate,
  place: { stage: string; name: string },
): ApiClient | undefined {
  if (!access) return undefined;
  for (const { arn } of access.cognito?.pools ?? []) world.userPools.plant(arn);
  return createApiClient(world.apiGateway.deploy(accessApi(access, place)));
}

interface ScheduleProperties {
  Name: string;
  ScheduleExpression: string;
  ScheduleExpressionTimezone: string;
  Target: { Input: string };
}

/** The very schedules that the template has, so that what is packaged is what is tried. */
function schedulesOf(estate: Estate, stage: string, names: { flush: string; refresh: string }): Schedule[] {
  const resources = scheduleResources(estate, { service: 'doorlist', stage });
  return Object.entries(resources)
    .filter(([, resource]) => resource.Type === 'AWS::Scheduler::Schedule')
    .map(([id, resource]) => {
      const properties = resource.Properties as unknown as ScheduleProperties;
      return {
        name: properties.Name,
        expression: properties.ScheduleExpression,
        timezone: properties.ScheduleExpressionTimezone,
        function: /^(Flush|Sweep)/.test(id) ? names.flush : names.refresh,
        input: JSON.parse(properties.Target.Input) as unknown,
      };
    });
}
