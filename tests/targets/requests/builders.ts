import { arrange, type Arranged } from '../../../lib/plan/arrange.js';
import type { Layout, Rule } from '../../../lib/plan/layout.js';
import { parseCidr, sorted, type Cidr } from '../../../lib/cidr.js';
import { parseEstate } from '../../../lib/estate/parse.js';
import type { TargetRef } from '../../../lib/estate/estate.js';
import { createIpSet, type IpSetSnapshot } from '../../../lib/targets/ip-set.js';
import { createMark } from '../../../lib/targets/mark.js';
import { createPrefixList, type PrefixListSnapshot } from '../../../lib/targets/prefix-list.js';
import { createSecurityGroups, type SecurityGroupsSnapshot } from '../../../lib/targets/security-groups.js';
import type { Change, Request, Target } from '../../../lib/targets/target.js';

const mark = createMark('doorlist', 'dev', 'edge');

/** No request may need anybody. */
const nobody = {} as never;

function refOf<K extends TargetRef['kind']>(kind: K, target: object): Extract<TargetRef, { kind: K }> {
  const list = { feed: { services: ['EC2'] }, targets: [target] };
  const text = { alerts: { email: ['platform@example.com'] }, lists: { edge: list } };
  const refs = parseEstate(JSON.stringify(text)).estate.lists.flatMap(({ targets }) => targets);
  const ref = refs.find((each): each is Extract<TargetRef, { kind: K }> => each.kind === kind);
  if (ref === undefined) throw new Error(`no ${kind}`);
  return ref;
}

const ipSetArn =
  'arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/edge-v4/a1b2c3d4-0001-4000-8000-000000000001';

export const ipSet: Target<IpSetSnapshot> = createIpSet(
  refOf('ip-set', { arn: ipSetArn }),
  nobody,
  nobody,
  nobody,
);

const list = refOf('prefix-list', {
  arn: 'arn:aws:ec2:eu-west-2:111122223333:prefix-list/pl-00000000000000001',
});
export const prefixList: Target<PrefixListSnapshot> = createPrefixList(list, mark, nobody);

/** IPv4 rules of these groups at these ports. */
export function securityGroups(groups: number, ports: number[]): Target<SecurityGroupsSnapshot> {
  const spreadOver = Array.from(
    { length: groups },
    (_, i) => `arn:aws:ec2:eu-west-2:111122223333:security-group/sg-0000000000000000${i + 1}`,
  );
  return createSecurityGroups(refOf('security-groups', { spreadOver, ports }), mark, nobody);
}

export const net = (text: string): Cidr => parseCidr(text);
export const nets = (...texts: readonly string[]): Cidr[] => sorted(texts.map(net));

/** Networks that do not overlap: as many as asked. */
export const many = (n: number, first = 44): Cidr[] =>
  sorted(Array.from({ length: n }, (_, i) => net(`${first}.${i >> 7}.${(2 * i) & 255}.0/24`)));

export const rule = (cidr: Cidr, over: Partial<Rule> = {}): Rule => ({
  cidr,
  portRange: '',
  owner: 'ours',
  ...over,
});

export function listLayout(room: number, rules: readonly Rule[]): Layout {
  return { grain: 'version', portRanges: [''], containers: [{ id: list.id, room, rules }] };
}

/** The change to `after`; nothing where there is no way to it. */
export function changeTo(layout: Layout, after: readonly Cidr[]): (Change & Arranged) | undefined {
  const arranged = arrange(layout, after);
  if ('lacking' in arranged) return undefined;
  const there = new Set(layout.containers.flatMap(({ rules }) => rules.map(({ cidr }) => cidr)));
  const entry = (cidr: Cidr) => ({ cidr, reason: { kind: 'pin' as const } });
  const [keep, add] = [after.filter((cidr) => there.has(cidr)), after.filter((cidr) => !there.has(cidr))];
  return { after: [...after], keep: keep.map(entry), add: add.map(entry), ...arranged };
}

export function requestsTo(layout: Layout, after: readonly Cidr[], version = 7): Request[] {
  const change = changeTo(layout, after);
  if (change === undefined) throw new Error('it does not fit');
  const snapshot: PrefixListSnapshot = { family: 'IPV4', entries: [], layout, version };
  return prefixList.requests(snapshot, change);
}
