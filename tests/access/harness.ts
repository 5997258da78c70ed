import type { APIGatewayProxyResult } from 'aws-lambda';
import { makeHandler } from '../../functions/access.js';
import { makeHandler as makeFlush } from '../../functions/flush.js';
import type { Access, Estate, List } from '../../lib/estate/estate.js';
import type { AuditRecord } from '../../lib/leases/audit.js';
import { silent } from '../../lib/report/log.js';
import type { World } from '../../simulator/world/world.js';
import { account, start } from '../harness/account.js';
import { setUp } from '../harness/deployed.js';
import { developersV4, developersV6 } from '../harness/developers.js';
import { feedFile, someV6 } from '../harness/feed-file.js';
import { registerFunction } from '../harness/function.js';
import { estateWithLeases } from '../harness/leases.js';
import { answerOfFunction } from '../harness/world.js';
import { access as settings } from '../harness/access.js';
import { eventOf, type AskedOf } from './event.js';

export const pool = 'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_AbCdEf123';
export const otherPool = 'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Zz9876543';

const userPool = (issuer: string, groups: object) => ({
  arn: `arn:aws:cognito-idp:eu-west-2:${account}:userpool/${issuer.split('/').at(-1) ?? ''}`,
  issuer,
  groups,
});

export const access: Access = {
  ...settings,
  cognito: {
    scopes: [],
    pools: [
      userPool(pool, {
        developers: { join: ['developers'], administer: [] },
        admins: { join: [], administer: ['developers'] },
      }),
      userPool(otherPool, { admins: { join: [], administer: [] } }),
    ] as NonNullable<Access['cognito']>['pools'],
  },
};

export interface Replied {
  status: number;
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
}

/** A deployed estate with the access function, called as API Gateway calls it. */
export interface AccessHarness {
  world: World;
  audits: AuditRecord[];
  /** What API Gateway would hand on, once it knows who calls. */
  call(asked: AskedOf): Promise<Replied>;
  run(event: object): Promise<unknown>;
  /** The same on somebody's own machine, which keeps no records. */
  runLocally(event: object): Promise<unknown>;
  /** Lists these for CLOUDFRONT, beside what is always listed, and refreshes. */
  publish(prefixes: string[]): Promise<unknown>;
  holds(family?: 'IPV4' | 'IPV6'): readonly string[];
}

export async function setUpAccess(
  options: { there?: string[]; change?: (list: List) => List } = {},
): Promise<AccessHarness> {
  const { there = [], change = (list: List) => list } = options;
  const base = estateWithLeases();
  const estate: Estate = { ...base, access, lists: base.lists.map(change) };
  const audits: AuditRecord[] = [];
  const log = { ...silent, audit: (record: AuditRecord) => void audits.push(record) };
  const ipSets = [{ arn: developersV4, addresses: there }];
  const feed = feedFile(start / 1000 - 600, ['3.0.0.0/24', someV6]);
  const { world, deployed } = await setUp({ estate, ipSets, feed, log });
  const { deployment, refresh, flush } = deployed;
  registerFunction(world, 'access', { estate, deployment, timeoutMs: 28_000, log }, makeHandler);
  return {
    world,
    audits,
    publish(prefixes) {
      world.feed.publish(feedFile(start / 1000 - 60, ['3.0.0.0/24', ...prefixes, someV6]));
      return world.clock.drive(world.lambda.invoke(refresh, {}));
    },
    async call(asked) {
      const answer = await world.clock.drive(answerOfFunction(world, 'access', eventOf(asked)));
      const { statusCode, headers = {}, body } = answer as APIGatewayProxyResult;
      return { status: statusCode, headers, body: JSON.parse(body) as Record<string, unknown> };
    },
    runLocally(event) {
      registerFunction(world, 'local', { estate, deployment, timeoutMs: 300_000 }, makeFlush);
      return world.clock.drive(answerOfFunction(world, 'local', event));
    },
    run: (event) => world.clock.drive(answerOfFunction(world, flush, event)),
    holds: (family = 'IPV4') => world.waf.contents(family === 'IPV4' ? developersV4 : developersV6),
  };
}
