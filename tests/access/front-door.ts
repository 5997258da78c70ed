import type { APIGatewayProxyResult } from 'aws-lambda';
import { makeHandler } from '../../functions/access.js';
import type { AuditRecord } from '../../lib/leases/audit.js';
import { compose } from '../../lib/compose.js';
import type { Access, Estate, List } from '../../lib/estate/estate.js';
import { silent } from '../../lib/report/log.js';
import { deploy } from '../../simulator/world/deployed.js';
import { createWorld, type World } from '../../simulator/world/world.js';
import { estateWithLeases } from '../leases/door.js';
import { developersV4, developersV6, feedFile, someV6, start } from '../reconcile/desk.js';
import { eventOf, type AskedOf } from './event.js';

export const pool = 'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_AbCdEf123';
export const otherPool = 'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Zz9876543';

const userPool = (issuer: string, groups: object) => ({
  arn: `arn:aws:cognito-idp:eu-west-2:111122223333:userpool/${issuer.split('/').at(-1) ?? ''}`,
  issuer,
  groups,
});

export const access: Access = {
  iam: true,
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
  wait: 8_000,
  throttle: { rate: 100, burst: 600 },
  allowFrom: [],
  auditDays: 365,
  accessLogs: 'off',
  cloudTrail: false,
};

export interface Replied {
  status: number;
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
}

export interface FrontDoor {
  world: World;
  audits: AuditRecord[];
  /** What API Gateway would hand on, once it knows who calls. */
  call(asked: AskedOf): Promise<Replied>;
  run(event: object): Promise<unknown>;
  /** Lists these for CLOUDFRONT, beside what is always listed, and refreshes. */
  publish(prefixes: string[]): Promise<unknown>;
  holds(family?: 'IPV4' | 'IPV6'): readonly string[];
}

let world: World | undefined;

export async function open(
  options: { there?: string[]; change?: (list: List) => List } = {},
): Promise<FrontDoor> {
  const base = estateWithLeases();
  const change = options.change ?? ((list: List) => list);
  const estate: Estate = { ...base, access, lists: base.lists.map(change) };
  const here = await createWorld({
    start,
    seed: 1,
    ipSets: [
      { arn: developersV4, addresses: options.there ?? [] },
      { arn: developersV6, addresses: [] },
      { arn: estate.lists[1]?.targets[0]?.arn ?? '', addresses: [] },
    ],
  });
  world = here;
  here.feed.publish(feedFile(start / 1000 - 600, ['3.0.0.0/24', someV6]));
  const audits: AuditRecord[] = [];
  const log = { ...silent, audit: (record: AuditRecord) => void audits.push(record) };
  const deployed = deploy(here, estate, { scheduled: false, log });
  here.lambda.register('access', {
    timeoutMs: 28_000,
    memory: 512,
    retries: 0,
    maxAgeMs: 60_000,
    start: ({ actor }) =>
      makeHandler(
        compose(estate, deployed.deployment, {
          aws: { requestHandler: here.requestHandler(actor), credentials: here.credentials('access') },
          transport: here.feed.transport(actor),
          random: () => 0.5,
          log,
        }),
      ),
  });
  return {
    world: here,
    audits,
    publish(prefixes) {
      here.feed.publish(feedFile(start / 1000 - 60, ['3.0.0.0/24', ...prefixes, someV6]));
      return here.clock.drive(here.lambda.invoke(deployed.refresh, {}));
    },
    async call(asked) {
      const { outcome, payload } = await here.clock.drive(here.lambda.invoke('access', eventOf(asked)));
      if (outcome !== 'ok') throw new Error(JSON.stringify(payload));
      const { statusCode, headers = {}, body } = payload as APIGatewayProxyResult;
      return { status: statusCode, headers, body: JSON.parse(body) as Record<string, unknown> };
    },
    async run(event) {
      const { outcome, payload } = await here.clock.drive(here.lambda.invoke(deployed.flush, event));
      if (outcome !== 'ok') throw new Error(JSON.stringify(payload));
      return payload;
    },
    holds: (family = 'IPV4') => here.waf.contents(family === 'IPV4' ? developersV4 : developersV6),
  };
}

export async function close(): Promise<void> {
  await world?.stop();
  world = undefined;
}
