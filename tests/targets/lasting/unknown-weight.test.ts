import type { PlantedRule } from '../../../simulator/aws/ec2/ec2.js';
import type { WorldOptions } from '../../../simulator/world/world.js';
import { account, groupArn, listArn, listId, minute } from '../../harness/account.js';
import { edge, reported, setUpEc2, type Ec2Harness } from '../../harness/ec2.js';
import { fed, foreignRule, many } from '../../harness/networks.js';
import { tearDown } from '../../harness/world.js';

afterEach(tearDown);

/*
 * A prefix list that its owner shared once and shares no more: nobody can describe it, and the references of security
 * groups go on and count as many rules as its MaxEntries.
 */

const theirs = listArn(1).replace(account, '444455556666');
const shared = (maxEntries: number, family: 'IPV4' | 'IPV6' = 'IPV4') => ({
  arn: theirs,
  family,
  maxEntries,
  sharedWith: [account],
});
const lists = (hold = '24h') => ({ edge: { ...edge, hold, targets: [{ arn: groupArn(1), ports: [443] }] } });
const networks = (n: number) => many(n, fed, 'IPV4');
const reference: PlantedRule = { source: listId(1), from: 22, to: 22 };

async function unshared(
  feed: readonly string[],
  { hold, list = shared(100), ...world }: Partial<WorldOptions> & { hold?: string; list?: object } = {},
): Promise<Ec2Harness> {
  const harness = await setUpEc2(lists(hold), {
    feed,
    prefixLists: [list as ReturnType<typeof shared>],
    securityGroups: [{ arn: groupArn(1), rules: [reference] }],
    ...world,
  });
  harness.world.ec2.unshare(theirs);
  return harness;
}

const sent = (harness: Ec2Harness) =>
  harness.world.record.of('call').filter(({ operation }) => operation === 'AuthorizeSecurityGroupIngress');
const opened = (harness: Ec2Harness) => harness.rules(1).filter((rule) => rule.includes('doorlist/')).length;

test('counts as the most that it can be, and is named: nothing is sent, and nothing waits for a race', async () => {
  const harness = await unshared(networks(180), { quotas: { rulesPerGroup: 250 } });
  const begun = harness.world.clock.now();
  const target = reported(await harness.run('refresh'));
  expect(target).toMatchObject({ outcome: 'refused', added: [] });
  expect(target.refusals[0]?.message).toBe(
    `180 entries are wanted, but the group has room for 0 rules of this family: 180 too few; no rule that refers to ${listId(1)} or 1 more group would fit. AWS does not describe the prefix list ${listId(1)}, which rules of the group refer to, so it counts as the most that it can be, 250 rules; its owner may have ceased to share it with this account.`,
  );
  expect([sent(harness), opened(harness)]).toEqual([[], 0]);
  expect(harness.world.clock.now() - begun).toBeLessThan(10_000);
  expect(harness.mails().map(({ subject }) => subject)).toEqual([
    'doorlist dev: edge: REFUSED: more than a target takes',
  ]);
});

test('what is in stays, and as many as go may come', async () => {
  const harness = await setUpEc2(lists('0'), {
    feed: networks(30),
    prefixLists: [shared(20)],
    securityGroups: [{ arn: groupArn(1), rules: [reference] }],
  });
  await harness.run('refresh');
  harness.world.ec2.unshare(theirs);
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'unchanged', refusals: [] });
  await harness.later(minute);
  harness.publish(...networks(31).slice(1));
  expect(reported(await harness.run('refresh'))).toMatchObject({
    outcome: 'applied',
    added: { length: 1 },
    removed: { length: 1 },
  });
  await harness.later(minute);
  harness.publish(...networks(32).slice(1));
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'refused', removed: [] });
  expect(opened(harness)).toBe(30);
});

test('whoever takes out the rule that refers to it, as the refusal says, finds that the next run applies', async () => {
  const harness = await unshared(networks(60));
  expect(reported(await harness.run('refresh')).refusals[0]?.message).toContain(
    `no rule that refers to ${listId(1)} or 1 more group would fit`,
  );
  await harness.world.clock.drive(harness.world.console.revokeRule(groupArn(1), listId(1), 'alice'));
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'applied', refusals: [] });
});

test('a larger quota is not named, since all of it may be the list’s', async () => {
  const harness = await unshared(networks(60));
  const [refusal] = reported(await harness.run('refresh')).refusals;
  expect(refusal).not.toHaveProperty('remedy.largerQuota');
  expect(refusal?.message).not.toContain('a quota of');
});

test('counts in both families, and beside other lists that are described', async () => {
  const harness = await unshared([...networks(1), ...many(1, fed, 'IPV6')], {
    prefixLists: [shared(5, 'IPV6'), { arn: listArn(2), family: 'IPV4', maxEntries: 10 }],
    securityGroups: [
      { arn: groupArn(1), rules: [reference, { ...reference, source: listId(2), from: 80, to: 80 }] },
    ],
  });
  const outcome = await harness.run('refresh');
  const weights = (['IPV4', 'IPV6'] as const).map((family) => reported(outcome, family).refusals[0]?.message);
  expect(weights[0]).toContain('the most that it can be, 50 rules');
  expect(weights[1]).toContain('the most that it can be, 60 rules');
});

test('one that EC2 answers for with an error leaves the weight of the others known', async () => {
  const harness = await unshared(networks(1), {
    prefixLists: [shared(5), { arn: listArn(2), family: 'IPV4', maxEntries: 10 }],
    securityGroups: [
      { arn: groupArn(1), rules: [reference, { ...reference, source: listId(2), from: 80, to: 80 }] },
    ],
  });
  harness.world.ec2.unshare(theirs, 'error');
  expect(reported(await harness.run('refresh')).refusals[0]?.message).toContain(
    'the most that it can be, 50 rules',
  );
});

test('a prefix list does not grow beside it in a group that refers to both', async () => {
  const harness = await setUpEc2(
    { edge: { ...edge, targets: [{ arn: listArn(2), resize: true }] } },
    {
      feed: networks(30),
      prefixLists: [shared(20), { arn: listArn(2), family: 'IPV4', maxEntries: 10 }],
      securityGroups: [
        {
          arn: groupArn(1),
          rules: [
            reference,
            { source: listId(2) },
            ...many(20, foreignRule, 'IPV4').map((source) => ({ source })),
          ],
        },
      ],
    },
  );
  harness.world.ec2.unshare(theirs);
  expect(reported(await harness.run('refresh'))).toMatchObject({
    outcome: 'refused',
    refusals: [{ reason: 'capacity' }],
  });
  expect(harness.world.ec2.prefixList(listArn(2)).maxEntries).toBe(10);
});
