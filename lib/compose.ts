import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { WAFV2Client, type WAFV2ClientConfig } from '@aws-sdk/client-wafv2';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDeployedEdition } from './commit/deployed-edition.js';
import { createAlerts } from './report/alerts.js';
import { BadRequest, Unavailable } from './errors.js';
import type { Estate, List, SecurityGroupsRef, TargetRef } from './estate/estate.js';
import { editionsFunction, functionName } from './function-name.js';
import { createLog, type Log } from './report/log.js';
import { createPace, createReservations, createQueues } from './targets/rate-limit.js';
import type { Deps } from './deps.js';
import type { Transport } from './sources/feed/download.js';
import { createFeed } from './sources/feed/feed.js';
import { httpsTransport } from './sources/feed/https.js';
import { createState } from './state/dynamo-state.js';
import type { Every } from './state/lock.js';
import { createTable } from './state/table.js';
import { createIpSet } from './targets/ip-set.js';
import { createMark } from './targets/mark.js';
import { createPrefixList } from './targets/prefix-list.js';
import { createEc2Reader } from './targets/ec2-reader.js';
import { createSecurityGroups } from './targets/security-groups.js';
import { siblingsOf } from './targets/siblings.js';
import type { Target } from './targets/target.js';
import { kinds } from './targets/kinds.js';

/** Where a deployed doorlist lives: what serverless.yml puts into the environment of its functions. */
export interface DeployedStack {
  service: string;
  stage: string;
  account: string;
  table: string;
  alertsTopic: string;
  region: string;
  /** Of the packaged code and estate: lib/estate/edition.ts. */
  edition: string;
}

/** What stands between doorlist and the world; the simulator and the command line put their own here. */
export interface ComposeOptions {
  aws: Pick<WAFV2ClientConfig, 'requestHandler' | 'credentials' | 'maxAttempts'>;
  transport: Transport;
  now: () => number;
  random: () => number;
  every: Every;
  log: Log;
  /** People wait for what this does. */
  interactive: boolean;
}

export interface Composition {
  estate: Estate;
  deps: Deps;
}

const attempts = 8;

/** Five reads of IP sets a second are for every caller of an account: many lists flushed at six o'clock wait some minutes. */
const wafAttempts = 16;

/** The SDK would send again what was planned before: a write that AWS throttled is planned anew by the commit. */
const once = { maxAttempts: 1 };

/** Of a call that a person waits for the end of: AWS away is told within seconds, and the sweep sees to the rest. */
const interactiveAttempts = 4;

/** A mail is out, or given back, within the time that its claim lasts: lib/commit/claim.ts. */
const mailAttempts = 4;

/** A deployment that is under way keeps Lambda from answering for longer than anybody should wait. */
const editionAttempts = 4;

/** Without the quota, the one that every account has is good enough. */
const quotaAttempts = 3;

const internet = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** The only place that makes SDK clients. */
export function compose(
  estate: Estate,
  deployment: DeployedStack,
  world: Partial<ComposeOptions> = {},
): Composition {
  const {
    transport = httpsTransport,
    now = Date.now,
    random = Math.random,
    every = setInterval,
    log = createLog(logger, metrics),
    interactive = false,
  } = world;
  const tries = (usual: number) => (interactive ? Math.min(usual, interactiveAttempts) : usual);
  const aws = { requestHandler: internet, ...world.aws };
  const pace = createPace();
  const dynamo = DynamoDBDocumentClient.from(
    new DynamoDBClient({ maxAttempts: tries(attempts), ...aws, region: deployment.region }),
    {
      marshallOptions: { removeUndefinedValues: true },
    },
  );
  const state = createState(createTable(dynamo, deployment.table), now, random, every);
  const reservations = createReservations(state.reserve);
  const sns = new SNSClient({ maxAttempts: mailAttempts, ...aws, region: deployment.region });
  const lambda = new LambdaClient({ maxAttempts: editionAttempts, ...aws, region: deployment.region });
  const waf = perRegion((region) => ({
    reads: new WAFV2Client({ maxAttempts: tries(wafAttempts), ...aws, region }),
    writes: new WAFV2Client({ ...aws, ...once, region }),
  }));
  const ec2 = perRegion((region) => {
    const reads = new EC2Client({ maxAttempts: tries(attempts), ...aws, region });
    const writes = new EC2Client({ ...aws, ...once, region });
    const quotas = new ServiceQuotasClient({ maxAttempts: quotaAttempts, ...aws, region });
    const reader = createEc2Reader({ ec2: reads, quotas }, { account: deployment.account, region }, pace);
    return { reads, writes, reader, pace };
  });
  const markOf = ({ id }: List) => createMark(deployment.service, deployment.stage, id);
  const siblings = (list: List, ref: SecurityGroupsRef) =>
    siblingsOf(estate.lists, list, ref).map((sibling) => ({ ...sibling, mark: markOf(sibling.list) }));
  const targetOf = (list: List, ref: TargetRef): Target => {
    if (ref.account !== deployment.account) return elsewhere(ref, deployment.account);
    const mark = markOf(list);
    switch (ref.kind) {
      case 'ip-set':
        return createIpSet(ref, waf(ref.region), pace, reservations);
      case 'security-groups':
        return createSecurityGroups(ref, mark, ec2(ref.region), siblings(list, ref));
      case 'prefix-list':
        return createPrefixList(ref, mark, ec2(ref.region));
    }
  };
  const publish = async ({ subject, body }: { subject: string; body: string }) => {
    await sns.send(new PublishCommand({ TopicArn: deployment.alertsTopic, Subject: subject, Message: body }));
  };
  return {
    estate,
    deps: {
      feed: createFeed(transport),
      target: targetOf,
      edition: {
        own: deployment.edition,
        deployed: createDeployedEdition(lambda, functionName(deployment, editionsFunction), pace),
      },
      inQueue: createQueues(),
      state,
      alerts: createAlerts({ publish, state, place: deployment, now }),
      log,
      now,
      random,
    },
  };
}

/** @throws BadRequest naming the variable that is missing */
export function deploymentOf(edition: string, env: NodeJS.ProcessEnv = process.env): DeployedStack {
  const value = (name: string): string => {
    const found = env[name];
    if (!found)
      throw new BadRequest(
        'environment',
        `${name} is not set; serverless.yml sets it for the deployed functions.`,
      );
    return found;
  };
  return {
    service: value('DOORLIST_SERVICE'),
    stage: value('DOORLIST_STAGE'),
    account: value('DOORLIST_ACCOUNT'),
    table: value('DOORLIST_TABLE'),
    alertsTopic: value('DOORLIST_ALERTS_TOPIC'),
    region: value('AWS_REGION'),
    edition,
  };
}

/** Named by POWERTOOLS_SERVICE_NAME and POWERTOOLS_METRICS_NAMESPACE, which serverless.yml sets. */
export const logger = new Logger();
export const metrics = new Metrics();

function perRegion<C>(make: (region: string) => C): (region: string) => C {
  const clients = new Map<string, C>();
  return (region) => {
    const client = clients.get(region) ?? make(region);
    clients.set(region, client);
    return client;
  };
}

function elsewhere(ref: TargetRef, account: string): Target {
  const refuse = (): never => {
    throw new Unavailable(
      `${ref.kind}/account`,
      `${ref.arn} is in account ${ref.account}, but doorlist runs in ${account} and changes nothing elsewhere; deploy a doorlist there, too.`,
    );
  };
  return {
    key: ref.key,
    arn: ref.arn,
    queue: ref.key,
    fenced: kinds[ref.kind].fenced,
    settlesAfter: 0,
    read: async () => refuse(),
    requests: refuse,
    write: async () => refuse(),
  };
}
