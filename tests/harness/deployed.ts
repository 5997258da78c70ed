import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Estate } from '../../lib/estate/estate.js';
import { parseEstate } from '../../lib/estate/parse.js';
import { deploy, type DeployOptions, type DeployedEstate } from '../../simulator/world/deployed.js';
import type { EventOf } from '../../simulator/world/record.js';
import type { World, WorldIpSet, WorldOptions } from '../../simulator/world/world.js';
import { start } from './account.js';
import { estateText } from './developers.js';
import { feedFile, someV6 } from './feed-file.js';
import { runFunction, setUpWorld, type Ended } from './world.js';

/** An estate that is deployed in an account of its own; `tearDown` takes it down. */
export interface Harness {
  world: World;
  deployed: DeployedEstate;
  run(trigger: 'flush' | 'refresh', event?: unknown): Promise<Ended>;
  /** Makes the row of a target one that no version of doorlist wrote. */
  spoilRow(arn: string): Promise<unknown>;
  holds(arn: string): readonly string[];
  mails(): EventOf<'mail'>[];
  writes(): Record<string, number>;
}

export interface Setting extends DeployOptions, Partial<WorldOptions> {
  text?: string;
  /** In place of what the text says. */
  estate?: Estate;
  /** Of the estate's IP sets, those that differ from an empty one. */
  ipSets?: WorldIpSet[];
  absent?: string[];
  feed?: string;
}

export async function setUp(setting: Setting = {}): Promise<Harness> {
  const { text = estateText, estate = parseEstate(text).estate, ...options } = setting;
  const { absent = [], ipSets: told = [] } = options;
  const empty = estate.lists
    .flatMap((list) => list.targets)
    .filter((ref) => ref.kind === 'ip-set')
    .filter(({ arn }) => !absent.includes(arn) && !told.some((other) => other.arn === arn))
    .map(({ arn }): WorldIpSet => ({ arn, addresses: [], description: 'kept by the team' }));
  const world = await setUpWorld({ ...options, ipSets: [...empty, ...told] });
  world.feed.publish(options.feed ?? feedFile(start / 1000 - 600, ['3.0.0.0/24', '4.0.0.0/24', someV6]));
  const deployed = deploy(world, estate, { scheduled: false, ...options });
  return {
    world,
    deployed,
    run: (trigger, event = {}) => runFunction(world, deployed[trigger], event),
    spoilRow: (of) =>
      new DynamoDBClient({
        region: 'eu-west-2',
        credentials: world.credentials('cli'),
        requestHandler: world.requestHandler('cli'),
      }).send(
        new PutItemCommand({
          TableName: 'doorlist',
          Item: { pk: { S: `target#${of}` }, sk: { S: '-' }, version: { N: '1' } },
        }),
      ),
    holds: (of) => world.waf.contents(of),
    mails: () => world.record.of('mail'),
    writes: () =>
      world.record.countCalls((call) => !call.actor.startsWith('console-') && !/Get/.test(call.operation)),
  };
}
