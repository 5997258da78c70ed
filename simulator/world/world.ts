import { createActors, type Actors } from './actors.js';
import { createApiGateway, type ApiGateway } from '../aws/api-gateway/api-gateway.js';
import { createDynamo } from '../aws/dynamodb/dynamodb.js';
import { createEc2, type Ec2, type PlantedGroup, type PlantedPrefixList } from '../aws/ec2/ec2.js';
import { createFeedTopic, type FeedMessage, type FeedTopic } from '../aws/sns/feed-topic.js';
import { createIam, type Iam } from '../aws/iam/iam.js';
import { createLambdaApi } from '../aws/lambda/api.js';
import { createLambda, type Lambda } from '../aws/lambda/lambda.js';
import { familyOf, type Family } from '../aws/protocols/network.js';
import { createScheduler, type Scheduler } from '../aws/scheduler/scheduler.js';
import { createServiceQuotas, type Quotas } from '../aws/service-quotas/service-quotas.js';
import { createSns, type Sns } from '../aws/sns/sns.js';
import { createSts } from '../aws/sts/sts.js';
import { createUserPools, type UserPools } from '../aws/cognito/user-pools.js';
import { createWafv2, type Wafv2 } from '../aws/wafv2/wafv2.js';
import { installClock, type Clock } from './clock.js';
import { createConsole, type Console } from './console.js';
import { createEndpoint, type AwsEndpoint } from './endpoint.js';
import { createFaults, type Faults } from './faults.js';
import { createFeedServer, type FeedServer } from './feed/server.js';
import { createRandom } from './random.js';
import { createRecord, type History } from './record.js';
import { sdkHandler, settledConfig, type SdkHandler } from './sdk-handler.js';

export interface WorldIpSet {
  arn: string;
  addresses: readonly string[];
  description?: string;
  /** Else read from the addresses, or from a name that ends in v4 or v6. */
  family?: Family;
}

export interface WorldOptions {
  /** Where the virtual clock starts; a `clock` of one's own keeps its time. */
  start: number;
  seed: number;
  account?: string;
  /** Of the functions and the table. */
  region?: string;
  ipSets?: readonly WorldIpSet[];
  securityGroups?: readonly PlantedGroup[];
  prefixLists?: readonly PlantedPrefixList[];
  /** How old described rules may be, at most, and how long a change of a prefix list takes, least and most. */
  ec2?: { lagMs?: number; modifyMs?: [number, number] };
  /** Rules per security group; and whether nobody may ask for that number. */
  quotas?: { rulesPerGroup?: number; denied?: boolean };
  tableName?: string;
  /** Concurrent invocations of the account; 10 unless told. */
  concurrency?: number;
  ipv6Spelling?: 'expanded' | 'rfc5952';
  clock?: Clock;
  /** Else one that keeps everything. */
  record?: History;
}

/** The simulated AWS, with everything that happens in it on record. */
export interface World {
  clock: Clock;
  record: History;
  actors: Actors;
  faults: Faults;
  waf: Wafv2;
  ec2: Ec2;
  quotas: Quotas;
  sns: Sns;
  lambda: Lambda;
  scheduler: Scheduler;
  iam: Iam;
  userPools: UserPools;
  apiGateway: ApiGateway;
  feed: FeedServer;
  feedTopic: FeedTopic;
  console: Console;
  endpoint: AwsEndpoint;
  /** Tells AmazonIpSpaceChanged's subscribers of the newest version, or of what `changed` makes of it. */
  announceFeed(changed?: Partial<FeedMessage>): void;
  requestHandler(actor?: string): SdkHandler;
  credentials(actor: string, account?: string): { accessKeyId: string; secretAccessKey: string };
  /** Of a client of any service, whose calls are that actor's. */
  clientConfig(actor: string): ClientConfig;
  stop(): Promise<void>;
}

export type ClientConfig = typeof settledConfig & {
  requestHandler: SdkHandler;
  credentials: ReturnType<World['credentials']>;
};

export async function createWorld(options: WorldOptions): Promise<World> {
  const { account = '111122223333', region = 'eu-west-2', tableName = 'doorlist', ipSets = [] } = options;
  const clock = options.clock ?? installClock(options.start);
  const random = createRandom(options.seed);
  const record = options.record ?? createRecord();
  const actors = createActors();
  const faults = createFaults();

  const { ipv6Spelling = 'expanded', concurrency = 10 } = options;
  const waf = createWafv2({ record, random: random.stream('wafv2'), ipv6Spelling });
  const quotas = createServiceQuotas(options.quotas);
  const ec2 = createEc2({
    record,
    random,
    rulesPerGroup: (place) => quotas.rulesPerGroup(place),
    ...options.ec2,
  });
  const sns = createSns({ record, random: random.stream('sns') });
  const lambda = createLambda({
    record,
    actors,
    random: random.stream('lambda'),
    account,
    region,
    concurrency,
  });
  const dynamodb = createDynamo({ clock, region, tableName });
  const scheduler = createScheduler({ lambda, record, random: random.stream('scheduler') });
  const iam = createIam({ account, random: random.stream('iam') });
  const userPools = createUserPools({ clock, random: random.stream('user pools') });
  const apiGateway = createApiGateway({
    lambda,
    iam,
    userPools,
    record,
    random: random.stream('api gateway'),
    clock,
    account,
    region,
  });
  const feed = createFeedServer({ record, actors, random });
  const feedTopic = createFeedTopic(lambda, random.stream('feed topic'));

  const accounts = new Map<string, string>();
  const services = {
    wafv2: waf,
    ec2,
    servicequotas: quotas,
    sns,
    lambda: createLambdaApi(lambda),
    dynamodb,
    sts: createSts(iam),
  };
  const accountOf = (actor: string) => accounts.get(actor) ?? account;
  const endpoint = createEndpoint({ services, record, actors, faults, random, accountOf });

  for (const set of ipSets) waf.plant({ ...set, family: set.family ?? inferFamily(set) });
  for (const list of options.prefixLists ?? []) ec2.plantPrefixList(list);
  for (const group of options.securityGroups ?? []) ec2.plantGroup(group);

  const requestHandler = (actor?: string) => sdkHandler(endpoint, actor);
  const credentials = (actor: string, of = account) => {
    accounts.set(actor, of);
    return { accessKeyId: actor, secretAccessKey: 'unchecked' };
  };

  return {
    clock,
    record,
    actors,
    faults,
    waf,
    ec2,
    quotas,
    sns,
    lambda,
    scheduler,
    iam,
    userPools,
    apiGateway,
    feed,
    feedTopic,
    console: createConsole(endpoint, random.stream('console')),
    endpoint,
    announceFeed: (changed) => feedTopic.announce(feed.newest(), changed),
    requestHandler,
    credentials,
    clientConfig: (actor) => ({
      ...settledConfig,
      requestHandler: requestHandler(actor),
      credentials: credentials(actor),
    }),
    stop() {
      scheduler.stop();
      ec2.stop();
      if (!options.clock) clock.uninstall();
      return Promise.resolve();
    },
  };
}

function inferFamily({ arn, addresses }: WorldIpSet): Family {
  const [first] = addresses;
  if (first !== undefined) return familyOf(first);
  return /v6\/[^/]+$/i.test(arn) ? 'IPV6' : 'IPV4';
}
