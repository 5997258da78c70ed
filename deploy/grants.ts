import { joinTagOf, markTag } from '../lib/targets/mark.js';
import type { PrefixListRef, SecurityGroupsRef, TargetRef } from '../lib/estate/estate.js';

/** One right: these actions on this resource. */
export interface Grant {
  Action: string[];
  Resource: string;
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** What writing a target takes, and no more; two targets may ask for the same. */
export function grantsOf(target: TargetRef): Grant[] {
  switch (target.kind) {
    case 'ip-set':
      return [{ Action: ['wafv2:GetIPSet', 'wafv2:UpdateIPSet'], Resource: target.arn }];
    case 'security-groups':
      return securityGroups(target);
    case 'prefix-list':
      return prefixList(target);
  }
}

function securityGroups({ arn, groups, leaving }: SecurityGroupsRef): Grant[] {
  const arnOf = (id: string) => arn.replace(/[^/]*$/, id);
  // A rule that does not exist yet has no ARN of its own.
  const rules = arnOf('*').replace(':security-group/', ':security-group-rule/');
  return [
    ...groups.map((id) => ({
      Action: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      Resource: arnOf(id),
    })),
    ...leaving.map((id) => ({ Action: ['ec2:RevokeSecurityGroupIngress'], Resource: arnOf(id) })),
    { Action: ['ec2:AuthorizeSecurityGroupIngress'], Resource: rules },
    { Action: ['ec2:CreateTags', 'ec2:DeleteTags'], Resource: rules, Condition: ownTags },
    ...capacityOfGroups,
    general('ec2:DescribeSecurityGroups'),
    ...(groups.length > 1 ? [general('ec2:DescribeSecurityGroupVpcAssociations')] : []),
  ];
}

/**
 * A rule bears a tag of each list that wants it, and no other tag is touched. The second condition keeps out a call that
 * names no tag, which would take all of them off:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const ownTags = {
  'ForAllValues:StringLike': { 'aws:TagKeys': [markTag, joinTagOf('*')] },
  Null: { 'aws:TagKeys': 'false' },
};

function prefixList({ arn, resize }: PrefixListRef): Grant[] {
  return [
    {
      Action: [
        'ec2:GetManagedPrefixListAssociations',
        'ec2:GetManagedPrefixListEntries',
        'ec2:ModifyManagedPrefixList',
      ],
      Resource: arn,
    },
    general('ec2:DescribeManagedPrefixLists'),
    // A larger list has to have room in every security group that refers to it.
    ...(resize ? capacityOfGroups : []),
  ];
}

/**
 * AWS knows no resource level for these:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html and list_servicequotas.html
 */
function general(action: string): Grant {
  return { Action: [action], Resource: '*' };
}

const capacityOfGroups = [
  general('ec2:DescribeSecurityGroupRules'),
  general('ec2:DescribeManagedPrefixLists'),
  general('servicequotas:GetServiceQuota'),
];
