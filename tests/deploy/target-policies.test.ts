import { describe, expect, test } from '@jest/globals';
import { targetPolicies, type Statement } from '../../deploy/target-policies.js';
import type { TargetRef } from '../../lib/estate/estate.js';
import { ec2Id, groupArn, groups, ipSet, ipSets, ofEc2, prefixList } from './estates.js';

const policies = (targets: readonly TargetRef[]) => targetPolicies(targets, 'FlushRole');
const statements = (targets: readonly TargetRef[]) => policies(targets).flatMap(({ Statement }) => Statement);
const allow = (Action: string | string[], ...Resource: string[]): Statement => ({
  Effect: 'Allow',
  Action: [Action].flat(),
  Resource,
});

const [one, two, left] = ['sg-00000001', 'sg-00000002', 'sg-00000003'] as const;
const authorize = 'ec2:AuthorizeSecurityGroupIngress';
const revoke = 'ec2:RevokeSecurityGroupIngress';
const rules = 'arn:aws:ec2:eu-west-2:111122223333:security-group-rule/*';
const tags = {
  ...allow(['ec2:CreateTags', 'ec2:DeleteTags'], rules),
  Condition: {
    'ForAllValues:StringLike': { 'aws:TagKeys': ['doorlist', 'doorlist:*'] },
    Null: { 'aws:TagKeys': 'false' },
  },
};
const capacity = [
  allow('ec2:DescribeSecurityGroupRules', '*'),
  allow('ec2:DescribeManagedPrefixLists', '*'),
  allow('servicequotas:GetServiceQuota', '*'),
];
const listActions = [
  'ec2:GetManagedPrefixListAssociations',
  'ec2:GetManagedPrefixListEntries',
  'ec2:ModifyManagedPrefixList',
];

describe('the policies for', () => {
  test('IP sets read and write them', () => {
    const [a, b] = [ipSet('a'), ipSet('b')];
    expect(statements([a, b])).toEqual([allow(['wafv2:GetIPSet', 'wafv2:UpdateIPSet'], a.arn, b.arn)]);
  });

  test('security groups open and close them, close only those that are left, and change no tag but doorlist’s own', () => {
    expect(statements(groups([one, two], [left]))).toEqual([
      allow([authorize, revoke], groupArn(one), groupArn(two)),
      allow(revoke, groupArn(left)),
      allow(authorize, rules),
      tags,
      ...capacity,
      allow('ec2:DescribeSecurityGroups', '*'),
      allow('ec2:DescribeSecurityGroupVpcAssociations', '*'),
    ]);
  });

  test('groups of several lists and Regions repeat nothing', () => {
    const elsewhere = groups([two]).map((ref) => ({
      ...ref,
      arn: ref.arn.replace('eu-west-2', 'eu-west-1'),
    }));
    expect(statements([...groups([one]), ...groups([one], [left]), ...elsewhere])).toEqual([
      allow([authorize, revoke], groupArn(one), groupArn(two).replace('eu-west-2', 'eu-west-1')),
      allow(authorize, rules, rules.replace('eu-west-2', 'eu-west-1')),
      { ...tags, Resource: [rules, rules.replace('eu-west-2', 'eu-west-1')] },
      ...capacity,
      allow('ec2:DescribeSecurityGroups', '*'),
      allow(revoke, groupArn(left)),
    ]);
  });

  test('prefix lists read and write them', () => {
    const list = prefixList('pl-00000001');
    expect(statements([list])).toEqual([
      allow(listActions, list.arn),
      allow('ec2:DescribeManagedPrefixLists', '*'),
    ]);
  });

  test('prefix lists that may grow look at the groups that refer to them', () => {
    const list = prefixList('pl-00000001', true);
    expect(statements([list])).toEqual(expect.arrayContaining([allow(listActions, list.arn), ...capacity]));
    expect(statements([list])).toHaveLength(4);
  });
});

describe('the documents', () => {
  test.each<[string, number, TargetRef[]]>([
    ['nothing', 0, []],
    ['1 IP set', 1, ipSets(1)],
    ['52 IP sets', 1, ipSets(52)],
    ['53 IP sets', 2, ipSets(53)],
    ['300 IP sets', 6, ipSets(300)],
    ['100 groups and 100 prefix lists', 3, ofEc2()],
    ['all of these', 9, [...ipSets(300), ...ofEc2()]],
  ])('of %s are %i, each below the limit', (_about, documents, targets) => {
    const split = policies(targets);
    expect(split).toHaveLength(documents);
    for (const policy of split) expect(JSON.stringify(policy).length).toBeLessThan(6144);
  });

  test('grant the same as if they were one', () => {
    const targets = [...ipSets(60), ...ofEc2()];
    const rights = (of: Statement[]) =>
      of.flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((on) => `${action} ${on}`)),
      );
    const split = rights(statements(targets));
    expect(split).toHaveLength(new Set(split).size);
    expect(new Set(split)).toEqual(new Set(targets.flatMap((target) => rights(statements([target])))));
    expect(split.filter((right) => right.endsWith(ec2Id('sg', 7)))).toEqual([
      `${authorize} ${groupArn(ec2Id('sg', 7))}`,
      `${revoke} ${groupArn(ec2Id('sg', 7))}`,
    ]);
  });

  test.each<[string, TargetRef[], TargetRef[]]>([
    ['an IP set', ipSets(120), ipSets(121)],
    ['a group', [...ofEc2()], [...ofEc2(), ...groups([one])]],
  ])('but the last stay as they are when %s is added at the end', (_about, before, after) => {
    const unchanged = policies(before).length - 1;
    expect(policies(after).slice(0, unchanged)).toEqual(policies(before).slice(0, unchanged));
  });

  test('more than a role can have are refused, with the numbers and the way out', () => {
    expect(() => policies([...ipSets(600), ...groups([one])])).toThrow(
      'The 601 targets of FlushRole need 12 managed policies, and IAM attaches at most 10 to a role: ' +
        'move some lists to another stage.',
    );
  });
});
