import type { Estate, FlushSchedule, IpSetRef, List, TargetRef } from '../../lib/estate.js';

export const deployment = { service: 'doorlist', stage: 'prod' };

export function estate(...lists: List[]): Estate {
  return { account: '111122223333', alerts: { email: ['platform@example.com'] }, lists };
}

const twiceADay: FlushSchedule = { cron: '0 6,18 * * ? *', timezone: 'Europe/London', leases: 'keep' };

export function peoplesList(
  name: string,
  flush: FlushSchedule = twiceADay,
  targets: TargetRef[] = [ipSet(name)],
): List {
  return { ...list(name, targets), flush };
}

export function feedList(name: string, targets: TargetRef[] = [ipSet(name)]): List {
  return { ...list(name, targets), feed: { services: ['CLOUDFRONT'] } };
}

function list(name: string, targets: TargetRef[]): List {
  return {
    name,
    id: name,
    pins: [],
    guards: { emptied: 'refuse', coverageLost: 25, entriesLost: 50, minEntries: 10 },
    hold: 86_400_000,
    aggregate: true,
    adopt: false,
    foreign: 'keep',
    targets,
  };
}

export function ipSet(name: string): IpSetRef {
  const id = 'a1b2c3d4-0001-4000-8000-000000000001';
  const arn = `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/${name}/${id}`;
  return {
    kind: 'ip-set',
    key: arn,
    arn,
    account: '111122223333',
    region: 'eu-west-2',
    scope: 'REGIONAL',
    name,
    id,
  };
}

export function ipSets(count: number): IpSetRef[] {
  return Array.from({ length: count }, (_, index) => ipSet(`developers-of-team-${index}-v4`));
}
