import { EC2Client, ModifyManagedPrefixListCommand } from '@aws-sdk/client-ec2';
import type { WorldOptions } from '../../../simulator/world/world.js';
import { account, groupArn, listArn, listId, minute } from '../../harness/account.js';
import { edge, reported, setUpEc2, type Ec2Harness } from '../../harness/ec2.js';
import { fed, foreignRule, many } from '../../harness/networks.js';
import { tearDown } from '../../harness/world.js';

afterEach(tearDown);

/* A refusal names the prefix lists that take a group's room, and each way out of it is true when it is followed. */

const lists = { edge: { ...edge, targets: [{ arn: groupArn(1), ports: [443] }] } };
const networks = (n: number) => many(n, fed, 'IPV4');
const prefixList = (n: number, maxEntries: number) => ({
  arn: listArn(n),
  family: 'IPV4' as const,
  maxEntries,
});
const references = (...ports: number[]) => ports.map((port) => ({ source: listId(1), from: port, to: port }));
const group = (...ports: number[]) => [{ arn: groupArn(1), rules: references(...ports) }];

const refused = async (harness: Ec2Harness) =>
  reported(await harness.run('refresh')).refusals[0]?.message ?? '';

async function refresh(feed: readonly string[], world: Partial<WorldOptions>): Promise<Ec2Harness> {
  return setUpEc2(lists, { feed, ...world });
}

async function resize({ world }: Ec2Harness, MaxEntries: number): Promise<void> {
  const client = new EC2Client({
    region: 'eu-west-2',
    ...world.clientConfig('cli'),
  });
  await world.clock.drive(
    client.send(new ModifyManagedPrefixListCommand({ PrefixListId: listId(1), MaxEntries })),
  );
}

async function expectApplied(harness: Ec2Harness): Promise<void> {
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'applied', refusals: [] });
}

test('an empty list that fills a group is named with its weight, and once resized as told everything fits', async () => {
  const harness = await refresh(networks(3), { prefixLists: [prefixList(1, 60)], securityGroups: group(22) });
  expect(await refused(harness)).toBe(
    `3 entries are wanted, but the group has room for 0 rules of this family: 3 too few; a MaxEntries of 57 for ${listId(1)} or 1 more group or a quota of 63 rules per group would fit. The prefix list ${listId(1)}, which rules of the group refer to, counts as 60 rules there, by its MaxEntries and not by its entries, so it can be made smaller as far as its entries have room.`,
  );
  await resize(harness, 57);
  await expectApplied(harness);
});

test('one that two rules refer to counts twice, and a size one larger than the one that is named does not fit', async () => {
  const world = { prefixLists: [prefixList(1, 30)], securityGroups: group(22, 80) };
  const harness = await refresh(networks(3), world);
  expect(await refused(harness)).toContain(`a MaxEntries of 28 for ${listId(1)}`);
  expect(await refused(harness)).toContain('counts as 60 rules there');
  await resize(harness, 29);
  await harness.later(minute);
  expect(await refused(harness)).toContain('1 too few');
  await resize(harness, 28);
  await expectApplied(harness);
});

test('a list of somebody else’s or of AWS’s own is named, and only its owner can resize it', async () => {
  const aws = {
    ...prefixList(3, 55),
    arn: `arn:aws:ec2:eu-west-2:aws:prefix-list/${listId(3)}`,
    name: 'com.amazonaws.global.cloudfront.origin-facing',
    awsWeight: 55,
  };
  const theirs = {
    ...prefixList(1, 4),
    arn: listArn(1).replace(account, '444455556666'),
    sharedWith: [account],
  };
  const harness = await refresh(networks(3), {
    prefixLists: [aws, theirs],
    securityGroups: [
      { arn: groupArn(1), rules: [...references(80), { source: listId(3), from: 22, to: 22 }] },
    ],
  });
  const message = await refused(harness);
  expect(message).not.toContain('a MaxEntries of');
  expect(message).toContain(`no rule that refers to ${listId(3)} or no rule that refers to ${listId(1)} or `);
  expect(message).toContain(`${listId(3)}, which rules of the group refer to, counts as 55 rules there.`);
  await harness.world.clock.drive(harness.world.console.revokeRule(groupArn(1), listId(1), 'alice'));
  await expectApplied(harness);
});

test('beside a list of unknown weight none that is made smaller leaves any room', async () => {
  const theirs = {
    ...prefixList(2, 4),
    arn: listArn(2).replace(account, '444455556666'),
    sharedWith: [account],
  };
  const harness = await refresh(networks(3), {
    prefixLists: [prefixList(1, 30), theirs],
    securityGroups: [
      { arn: groupArn(1), rules: [...references(22), { source: listId(2), from: 80, to: 80 }] },
    ],
  });
  harness.world.ec2.unshare(theirs.arn);
  const message = await refused(harness);
  expect(message).not.toContain('a MaxEntries of');
  expect(message).toContain(`no rule that refers to ${listId(2)} or 1 more group would fit`);
  await harness.world.clock.drive(harness.world.console.revokeRule(groupArn(1), listId(2), 'alice'));
  await expectApplied(harness);
});

describe('a quota that could not be read', () => {
  const full = { quotas: { rulesPerGroup: 100, denied: true }, securityGroups: [{ arn: groupArn(1) }] };

  test('for want of a permission is said to be assumed, and the permission is enough', async () => {
    const harness = await refresh(networks(61), full);
    expect(await refused(harness)).toContain(
      'a quota of 61 rules per group that doorlist may read would fit. The quota of 60 rules per group is assumed, since doorlist lacks the permission servicequotas:GetServiceQuota to read it.',
    );
    harness.world.quotas.allow();
    await expectApplied(harness);
  });

  test('since nobody answered is the one that was read before, and is said to be assumed', async () => {
    const world = { quotas: { rulesPerGroup: 70 }, securityGroups: [{ arn: groupArn(1) }] };
    const harness = await refresh(networks(65), world);
    await harness.run('refresh');
    await harness.later(minute);
    harness.publish(...networks(71));
    const fault = { service: 'servicequotas', operation: 'GetServiceQuota', times: 3 };
    harness.world.faults.inject(fault, { kind: 'internal-error' });
    expect(await refused(harness)).toMatch(
      /1 too few; 1 more group or a quota of 71 rules per group would fit\. The quota of 70 rules per group is assumed, since Service Quotas did not answer\.$/,
    );
  });
});

test('what keeps a list from growing in a group that refers to it is named, too', async () => {
  const rules = [
    ...references(22),
    { source: listId(2) },
    ...many(10, foreignRule, 'IPV4').map((source) => ({ source })),
  ];
  const harness = await setUpEc2(
    { edge: { ...edge, targets: [{ arn: listArn(2), resize: true }] } },
    {
      feed: networks(30),
      quotas: { denied: true },
      prefixLists: [prefixList(1, 30), prefixList(2, 10)],
      securityGroups: [{ arn: groupArn(1), rules }],
    },
  );
  expect(await refused(harness)).toBe(
    `30 entries are wanted, but the prefix list takes 10, 30 would fit, and the security groups that refer to it have room for 20. The prefix list ${listId(1)}, which rules of the group refer to, counts as 30 rules there. The quota of 60 rules per group is assumed, since doorlist lacks the permission servicequotas:GetServiceQuota to read it.`,
  );
});
