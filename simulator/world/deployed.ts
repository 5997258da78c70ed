import type { Context } from 'aws-lambda';
import { schedules as scheduleResources } from '../../deploy/schedules.js';
import { makeHandler as makeAccess } from '../../functions/access.js';
import { makeHandler as makeFlush } from '../../functions/flush.js';
import { makeHandler as makeRefresh } from '../../functions/refresh.js';
import { editionVariable } from '../../lib/commit/deployed-edition.js';
import { compose, type Composition, type DeployedStack } from '../../lib/compose.js';
import type { Estate } from '../../lib/estate/estate.js';
import { editionOf } from '../../lib/estate/edition.js';
import type { HttpHandler } from '../../lib/handler.js';
import { silent, type Log } from '../../lib/report/log.js';
import { accessApi } from './access-api.js';
import { createApiClient, type ApiClient } from '../aws/api-gateway/client.js';
import type { Schedule } from '../aws/scheduler/scheduler.js';
import { projectRoot } from './project-root.js';
import type { SdkRequest } from './sdk-handler.js';
import type { World } from './world.js';

export interface DeployOptions {
  /** Of the code, where that is to differ from what is here. */
  edition?: string;
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
  /** Deploys over it. Runs that are under way go on with what they began with. */
  redeploy(estate: Estate, release?: Release): void;
}

export interface Release {
  edition?: string;
  /** How long Lambda takes to update a function. */
  takesMs?: number;
  /** As long as a deployment is under way, AWS has updated some functions and others not. */
  only?: readonly FunctionName[];
}

type FunctionName = 'flush' | 'refresh' | 'access';

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
  const stack = {
    service: 'doorlist',
    stage,
    account: estate.account,
    region,
    table: 'doorlist',
    alertsTopic: `arn:aws:sns:${region}:${estate.account}:doorlist-${stage}-alerts`,
  };
  const names = {
    flush: `doorlist-${stage}-flush`,
    refresh: `doorlist-${stage}-refresh`,
    access: `doorlist-${stage}-access`,
  };

  /** What is packaged of an estate, as settings of the three functions. */
  const packaged = (of: Estate, edition: string) => {
    /** Speaks for whichever invocation `actor` names at the moment of a call. */
    const composed = (actor: () => string, interactive: boolean): Composition =>
      mutate(
        compose(
          of,
          { ...stack, edition },
          {
            aws: {
              ...world.clientConfig(`doorlist-${stage}`),
              requestHandler: {
                ...world.requestHandler(),
                handle: (request: SdkRequest, options?: { abortSignal?: unknown }) =>
                  world.requestHandler(actor()).handle(request, options),
              },
            },
            transport: (request) => world.feed.transport(actor())(request),
            every: (work, ms) => world.actors.every(actor(), work, ms),
            ...(skewMs && { now: () => Date.now() + skewMs(actor()) }),
            log,
            interactive,
          },
        ),
      );
    const container = <E, R>(make: (composition: Composition) => Entry<E, R>, interactive = false) => {
      const idle: { actor: string; handler: Entry<E, R> }[] = [];
      const open = () => {
        const fresh = { actor: '' };
        return Object.assign(fresh, { handler: make(composed(() => fresh.actor, interactive)) });
      };
      return ({ actor }: { actor: string }): Entry<E, R> => {
        const here = (warm ? idle.pop() : undefined) ?? open();
        here.actor = actor;
        if (!warm) return here.handler;
        return (event, context) => here.handler(event, context).finally(() => idle.push(here));
      };
    };
    const environment = {
      DOORLIST_SERVICE: stack.service,
      DOORLIST_TABLE: stack.table,
      DOORLIST_ALERTS_TOPIC: stack.alertsTopic,
      [editionVariable]: edition,
    };
    const queued = { ...settings, environment, onFailure: `doorlist-${stage}-failures` };
    return {
      flush: { ...queued, start: container(makeFlush) },
      refresh: { ...queued, start: container(makeRefresh) },
      ...(of.access && { access: { ...synchronous, environment, start: container(access, true) } }),
    };
  };
  let subscribed = false;
  /** Everything of the stack but its functions. */
  const around = (of: Estate) => {
    world.sns.plant(stack.alertsTopic, of.alerts.email);
    if (!subscribed && of.lists.some((list) => list.feed)) {
      world.feedTopic.subscribe(names.refresh);
      subscribed = true;
    }
    if (scheduled) world.scheduler.start(schedulesOf(of, stage, names));
  };
  const editionFor = (of: Estate, { edition = editionOf(of, projectRoot()) }: Release) => edition;

  const edition = editionFor(estate, options);
  const first = packaged(estate, edition);
  world.lambda.register(names.flush, first.flush);
  world.lambda.register(names.refresh, first.refresh);
  if (first.access) world.lambda.register(names.access, first.access);
  around(estate);
  return {
    deployment: { ...stack, edition },
    ...names,
    api: apiOf(world, estate, { stage, name: names.access }),
    redeploy(of, release = {}) {
      const { takesMs = 0, only = ['flush', 'refresh', 'access'] } = release;
      const next = packaged(of, editionFor(of, release));
      for (const name of only) if (next[name]) world.lambda.update(names[name], next[name], takesMs);
      if (scheduled) world.scheduler.stop();
      around(of);
    },
  };
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
