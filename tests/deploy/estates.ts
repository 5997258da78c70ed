import type { Cidr } from '../../lib/cidr.js';
import type {
  Access,
  Estate,
  FlushSchedule,
  IpSetRef,
  List,
  PrefixListRef,
  SecurityGroupsRef,
  TargetRef,
} from '../../lib/estate/estate.js';

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

export function leasedList(name: string, targets: TargetRef[] = [ipSet(name)]): List {
  const hour = 3_600_000;
  return {
    ...list(name, targets),
    leases: { default: 4 * hour, longest: 12 * hour, perPerson: 3, ipv6Prefix: 64 },
  };
}

export function access(more: Partial<Access> = {}): Access {
  return {
    iam: true,
    wait: 8000,
    throttle: { rate: 100, burst: 600 },
    allowFrom: [],
    auditDays: 365,
    accessLogs: 'role',
    cloudTrail: false,
    ...more,
  };
}

export const cognito: NonNullable<Access['cognito']> = {
  scopes: [],
  pools: ['eu-west-2_a', 'eu-west-2_b'].map((id) => ({
    arn: `arn:aws:cognito-idp:eu-west-2:111122223333:userpool/${id}`,
    issuer: `https://cognito-idp.eu-west-2.amazonaws.com/${id}`,
    groups: { developers: { join: ['people'], administer: [] } },
  })),
};

/** With everything that there can be of it. */
export const fullAccess = access({
  cognito,
  usagePlan: { rate: 10, burst: 20, perDay: 1000 },
  allowFrom: ['203.0.113.0/24' as Cidr],
  domain: {
    name: 'doors.example.com',
    certificate: 'arn:aws:acm:eu-west-2:111122223333:certificate/a',
    truststore: 's3://bucket/truststore.pem',
  },
  cloudTrail: true,
});

export function estateWith(access: Access, ...lists: List[]): Estate {
  return { ...estate(...lists), access };
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
    tooWide: { IPV4: 24, IPV6: 48 },
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

const place = { account: '111122223333', region: 'eu-west-2' };

/** Both families of a target that is spread over these groups. */
export function groups(ids: string[], leaving: string[] = []): SecurityGroupsRef[] {
  const arn = groupArn(ids[0] ?? '');
  return (['IPV4', 'IPV6'] as const).map((family) => ({
    kind: 'security-groups',
    key: `${arn} list ${family}`,
    arn,
    ...place,
    name: `${ids.join(' and ')} ${family}`,
    family,
    groups: ids,
    leaving,
    doors: [{ protocol: 'tcp', from: 443, to: 443 }],
  }));
}

export function groupArn(id: string): string {
  return `arn:aws:ec2:eu-west-2:111122223333:security-group/${id}`;
}

export function prefixList(id: string, resize = false): PrefixListRef {
  const arn = `arn:aws:ec2:eu-west-2:111122223333:prefix-list/${id}`;
  return { kind: 'prefix-list', key: arn, arn, ...place, name: id, id, resize };
}

/** `sg-00000000000000001` */
export function ec2Id(start: 'sg' | 'pl', n: number): string {
  return `${start}-${String(n).padStart(17, '0')}`;
}

/** A hundred groups, in spreads of five, and a hundred prefix lists. */
export function ofEc2(): TargetRef[] {
  return Array.from({ length: 20 }, (_, i) => {
    const five = [0, 1, 2, 3, 4].map((n) => 5 * i + n);
    return [
      ...groups(five.map((n) => ec2Id('sg', n))),
      ...five.map((n) => prefixList(ec2Id('pl', n), n % 2 === 0)),
    ];
  }).flat();
}
