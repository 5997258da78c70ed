import { groupArn, groupId, listArn, listId, minute } from '../../harness/account.js';
import { edge, reported, setUpEc2, type Ec2Harness } from '../../harness/ec2.js';
import { fed, many } from '../../harness/networks.js';
import { tearDown } from '../../harness/world.js';

afterEach(tearDown);

/* What AWS refuses again after a fresh read is no race: it lasts, and is told as what it is. */

const networks = (n: number) => many(n, fed, 'IPV4');
const lists = { edge: { ...edge, hold: '0', targets: [{ arn: groupArn(1), ports: [443] }] } };
const opened = (harness: Ec2Harness) => harness.rules(1).filter((rule) => rule.includes('doorlist/')).length;
const answers = (harness: Ec2Harness, operation: string) =>
  harness.world.record
    .of('call')
    .filter((call) => call.operation === operation && call.actor.startsWith('doorlist-'))
    .map(({ outcome }) => outcome);

/** Service Quotas tells of more rules than EC2 takes, as where a list weighs more than is told of it. */
async function heavier(feed: readonly string[]): Promise<Ec2Harness> {
  return setUpEc2(lists, {
    feed,
    quotas: { rulesPerGroup: 250 },
    prefixLists: [
      {
        arn: `arn:aws:ec2:eu-west-2:aws:prefix-list/${listId(1)}`,
        name: 'com.amazonaws.global.cloudfront.origin-facing',
        family: 'IPV4',
        maxEntries: 120,
        awsWeight: 120,
      },
    ],
    securityGroups: [{ arn: groupArn(1), rules: [{ source: listId(1), from: 22, to: 22 }] }],
  });
}

test('no room where AWS tells of some is a refusal, and what was opened before it is mailed', async () => {
  const harness = await heavier(networks(180));
  const target = reported(await harness.run('refresh'));
  expect(target).toMatchObject({ outcome: 'refused', added: { length: 100 } });
  expect(target.refusals[0]?.message).toContain(
    `AWS takes no more rules in ${groupId(1)} than stand there (RulesPerSecurityGroupLimitExceeded), though it tells of room for more.`,
  );
  expect(target.refusals[0]?.message).not.toContain('a quota of');
  expect(opened(harness)).toBe(100);
  const [mail, ...more] = harness.mails();
  expect(mail?.subject).toBe('doorlist dev: edge: REFUSED: more than a target takes; 100 added');
  expect(mail?.body.match(/ added /g)).toHaveLength(100);
  expect(mail?.body).toContain('100 entries now.');
  expect(more).toEqual([]);
  expect(answers(harness, 'AuthorizeSecurityGroupIngress')).toEqual([
    'ok',
    'RulesPerSecurityGroupLimitExceeded',
    'RulesPerSecurityGroupLimitExceeded',
  ]);
});

test('and the same refusal lasts: one episode, no failure, and what comes in the place of others is written', async () => {
  const harness = await heavier(networks(180));
  await harness.run('refresh');
  await harness.later(10 * minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'refused', added: [] });
  expect(harness.mails()).toHaveLength(1);
  await harness.later(10 * minute);
  harness.publish(...networks(100));
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'unchanged' });
  expect(harness.mails().at(-1)?.subject).toContain('no longer refused');
});

test('somebody who fills the group for a moment is a race, and it is won', async () => {
  const harness = await setUpEc2(lists, { feed: networks(60), securityGroups: [{ arn: groupArn(1) }] });
  harness.world.actors.meanwhile(
    { who: 'doorlist-dev-refresh', operation: 'AuthorizeSecurityGroupIngress', when: 'before' },
    () => harness.world.console.allow(groupArn(1), { source: '9.9.9.9/32', from: 22, to: 22 }, 'alice'),
  );
  harness.world.actors.meanwhile(
    { who: 'doorlist-dev-refresh', operation: 'AuthorizeSecurityGroupIngress', when: 'after' },
    () => harness.world.console.revokeRule(groupArn(1), '9.9.9.9/32', 'alice'),
  );
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'applied', refusals: [] });
  expect(opened(harness)).toBe(60);
});

describe('a rule that AWS says is there and does not describe', () => {
  const hidden = fed('IPV4', 1);
  const planted = [
    { arn: groupArn(1), rules: [{ source: hidden, undescribed: true as const }, { source: '9.9.9.9/32' }] },
  ];

  test('is refused by itself, and the others are opened', async () => {
    const harness = await setUpEc2(lists, { feed: networks(5), securityGroups: planted });
    const target = reported(await harness.run('refresh'));
    expect(target).toMatchObject({ outcome: 'refused', added: { length: 4 } });
    expect(target.refusals[0]?.message).toBe(
      `1 entry (${hidden}) cannot be doorlist's own here, since AWS says that the same is there already, and does not describe all of it; look for it in the console and take it away.`,
    );
    expect(opened(harness)).toBe(4);
    expect(harness.mails().map(({ subject }) => subject)).toEqual([
      'doorlist dev: edge: REFUSED: entries that AWS does not describe; 4 added',
    ]);
    await harness.later(minute);
    await harness.world.clock.drive(takeAway(harness));
    expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'applied', refusals: [] });
    expect(opened(harness)).toBe(5);
  });

  test('of several all are found out in one run', async () => {
    const rules = networks(5).map((source) => ({ source, undescribed: true as const }));
    const harness = await setUpEc2(lists, {
      feed: networks(7),
      securityGroups: [{ arn: groupArn(1), rules }],
    });
    expect(reported(await harness.run('refresh'))).toMatchObject({
      added: { length: 2 },
      refusals: [{ reason: 'occupied', entries: 5, undescribed: true }],
    });
  });

  /** By its properties, since nobody is shown its id. */
  async function takeAway({ world }: Ec2Harness): Promise<unknown> {
    const { EC2Client, RevokeSecurityGroupIngressCommand } = await import('@aws-sdk/client-ec2');
    const client = new EC2Client({
      region: 'eu-west-2',
      ...world.clientConfig('cli'),
    });
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: hidden }] }];
    return client.send(new RevokeSecurityGroupIngressCommand({ GroupId: groupId(1), IpPermissions }));
  }
});

describe('a prefix list', () => {
  const planted = { arn: listArn(1), family: 'IPV4' as const, maxEntries: 10 };
  const on = { edge: { ...edge, targets: [{ arn: listArn(1) }] } };

  test.each([
    [
      'create-failed' as const,
      `AWS could not create ${listId(1)} (create-failed: it went wrong), so nothing can be written to it; delete it and make another, or take it out of doorlist.yml.`,
    ],
    [
      'delete-failed' as const,
      `Somebody wanted ${listId(1)} deleted, and AWS could not do it (delete-failed: it went wrong). It stays as it is, and doorlist writes no more to it; delete it once nothing refers to it, or take it out of doorlist.yml.`,
    ],
  ])('in the state %s fails the run with what it is, and nothing is sent', async (state, sentence) => {
    const harness = await setUpEc2(on, {
      feed: networks(3),
      prefixLists: [{ ...planted, state, stateMessage: 'it went wrong' }],
    });
    const begun = harness.world.clock.now();
    const { ok, error } = await harness.run('refresh');
    expect([ok, error]).toEqual([false, expect.stringContaining(sentence)]);
    expect(answers(harness, 'ModifyManagedPrefixList')).toEqual([]);
    expect(harness.world.clock.now() - begun).toBeLessThan(5_000);
  });
});
