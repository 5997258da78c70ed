import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { Ec2Reader } from '../../lib/targets/ec2-reader.js';
import { roomToGrow, type Growth } from '../../lib/targets/growth.js';
import type { Weight } from '../../lib/targets/weights.js';

const [own, other] = ['pl-1', 'pl-2'];
const group = 'sg-1';

const referring = (PrefixListId: string): SecurityGroupRule => ({
  GroupId: group,
  IsEgress: false,
  PrefixListId,
});
const network = (CidrIpv4: string): SecurityGroupRule => ({ GroupId: group, IsEgress: false, CidrIpv4 });

/** What AWS is asked to weigh, and how large the list may grow where groups have these rules. */
async function growing(...rules: SecurityGroupRule[]): Promise<Growth & { weighed: readonly string[] }> {
  let weighed: readonly string[] = [];
  const reader = {
    rules: () => Promise.resolve(rules),
    quota: () => Promise.resolve({ rules: 60 }),
    weights: (lists: readonly string[]) => {
      weighed = lists;
      return Promise.resolve(new Map<string, Weight>(lists.map((list) => [list, { rules: 20 }])));
    },
  } as unknown as Ec2Reader;
  return { ...(await roomToGrow({ reader, list: own, size: 10, family: 'IPV4', groups: [group] })), weighed };
}

test('AWS is asked what the other lists weigh that a group refers to, once each, and nothing else', async () => {
  const { weighed, most } = await growing(referring(own), referring(other), network('192.0.2.0/24'));
  expect(weighed).toEqual([other]);
  expect(most).toBe(60 - 20 - 1);
  expect((await growing(referring(own), referring(other), referring(other))).weighed).toEqual([other]);
});

test('a group that refers to the list twice has room for half as much', async () => {
  expect((await growing(referring(own), referring(own))).most).toBe(30);
});
