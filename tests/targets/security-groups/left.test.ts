import type { EC2Client } from '@aws-sdk/client-ec2';
import type { SecurityGroupsRef } from '../../../lib/estate/estate.js';
import { createPace } from '../../../lib/targets/rate-limit.js';
import type { Ec2Reader } from '../../../lib/targets/ec2-reader.js';
import { createMark } from '../../../lib/targets/mark.js';
import { createSecurityGroups } from '../../../lib/targets/security-groups.js';

const ref: SecurityGroupsRef = {
  kind: 'security-groups',
  key: 'sg-1 origin IPV4',
  arn: 'arn:aws:ec2:eu-west-2:111122223333:security-group/sg-00000001',
  account: '111122223333',
  region: 'eu-west-2',
  name: 'sg-00000001 IPv4',
  family: 'IPV4',
  groups: ['sg-00000001'],
  leaving: [],
  doors: [{ protocol: 'tcp', from: 443, to: 443 }],
};

/** What IAM answers where the role does not name the group: the simulator decides nothing by roles. */
const forbids = {
  send: () =>
    Promise.reject(Object.assign(new Error('You are not authorized.'), { name: 'UnauthorizedOperation' })),
} as unknown as EC2Client;
const reader: Ec2Reader = {
  rules: async () => [],
  groups: async () => [{ GroupId: 'sg-00000001', VpcId: 'vpc-1' }],
  associations: async () => [],
  lists: async () => [],
  quota: async () => ({ unread: 'forbidden' }),
  weights: async () => new Map(),
};
const target = createSecurityGroups(ref, createMark('doorlist', 'dev', 'origin'), {
  writes: forbids,
  reader,
  pace: createPace(),
});
const revoke = (GroupId: string) => ({
  operation: 'ec2:RevokeSecurityGroupIngress',
  input: { GroupId, SecurityGroupRuleIds: ['sgr-1'] },
});

test('rules in a group that the file names no more, and the role neither: the failure says how to let go of them', async () => {
  await expect(target.write(await target.read(), [revoke('sg-00000009')])).rejects.toMatchObject({
    code: 'security-groups/left',
    message: expect.stringContaining('name the group under `leaving` in doorlist.yml') as string,
  });
});

test('a group of the file that may not be written is a failure of its own', async () => {
  await expect(target.write(await target.read(), [revoke('sg-00000001')])).rejects.toMatchObject({
    code: 'security-groups/forbidden',
  });
});
