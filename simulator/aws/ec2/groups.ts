import { AwsError } from '../protocols/wire.js';
import { ec2Arn } from './arn.js';
import type { Ec2Context, Operations } from './context.js';
import { invalidValue, need } from './errors.js';
import { filters, passing } from './filters.js';
import { page } from './page.js';
import { permissionSet } from './permission-set.js';
import type { SimRule } from './rule.js';
import type { SecurityGroup } from './security-groups.js';
import { integer, list, readRequest, text } from './shape.js';
import { readTags, tagSet, tagSpecifications } from './tags.js';

const createShape = {
  GroupName: text,
  GroupDescription: text,
  VpcId: text,
  TagSpecification: tagSpecifications,
};
const describeShape = { Filter: filters, GroupId: list(text), MaxResults: integer, NextToken: text };

/** The service model. */
const LIMITS = { least: 5, most: 1000 };
/** "a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*", up to 255, from the service model; a name may not begin like an id. */
const TEXT = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

export function groupOperations(context: Ec2Context): Operations {
  const { groups } = context;

  return {
    CreateSecurityGroup(call) {
      const input = readRequest(call, createShape);
      const name = need(input.GroupName, 'GroupName');
      const description = need(input.GroupDescription, 'GroupDescription');
      // No account in the simulator has a default VPC.
      if (input.VpcId === undefined) throw new AwsError('VPCIdNotSpecified', 'No default VPC for this user');
      const vpcId = input.VpcId;
      if (!/^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(vpcId))
        throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`);
      if (!TEXT.test(name) || name.startsWith('sg-')) throw invalidValue(`Invalid group name '${name}'`);
      if (!TEXT.test(description)) throw invalidValue('Invalid security group description');
      if (groups.of(call).some((group) => group.name === name && group.vpcId === vpcId))
        throw new AwsError(
          'InvalidGroup.Duplicate',
          `The security group '${name}' already exists for VPC '${vpcId}'`,
        );
      const tags = readTags(input.TagSpecification, 'security-group');
      const id = context.newId('sg');
      const { account, region } = call;
      const arn = ec2Arn(call, 'security-group', id);
      const rules = [egressToAll(context.newId('sgr'))];
      const group = {
        ...{ arn, id, account, region, vpcId, associations: [] },
        ...{ defaultVpc: false, name, description, tags, rules },
      };
      groups.put(call.actor, call.operation, group);
      return { groupId: id, tagSet: tagSet(tags), securityGroupArn: arn };
    },

    DeleteSecurityGroup(call) {
      const group = groups.find(call, need(readRequest(call, { GroupId: text }).GroupId, 'GroupId'));
      const others = groups.of(call).filter(({ id }) => id !== group.id);
      if (others.some(({ rules }) => rules.some(({ source }) => source === group.id)))
        throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object`);
      groups.remove(call.actor, group);
      return { return: true, groupId: group.id };
    },

    /** Groups are shown at once, their rules as old as the answer happens to be. */
    DescribeSecurityGroups(call) {
      const input = readRequest(call, describeShape);
      const at = Date.now() - context.drawAge();
      const asked = input.GroupId?.map((id) => groups.find(call, id));
      const passes = passing<SecurityGroup>(input.Filter, {
        'group-id': ({ id }) => id,
        'group-name': ({ name }) => name,
        'vpc-id': ({ vpcId }) => vpcId,
      });
      const found = groups.of(call).filter((group) => (asked?.includes(group) ?? true) && passes(group));
      const { shown, nextToken } = page(found, ({ id }) => id, input, LIMITS);
      return {
        securityGroupInfo: shown.map((group) => described(group, groups.rulesAt(group.arn, at))),
        nextToken,
      };
    },
  };
}

/** What a new group allows: docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html */
export function egressToAll(id: string): SimRule {
  const anywhere = { source: '0.0.0.0/0', family: 'IPV4', protocol: '-1', from: -1, to: -1 } as const;
  return { id, isEgress: true, ...anywhere, description: undefined, tags: {} };
}

function described(group: SecurityGroup, rules: readonly SimRule[]) {
  const { id, arn, account, vpcId, name, description, tags } = group;
  const each = (isEgress: boolean) => rules.filter((rule) => rule.isEgress === isEgress);
  return {
    groupId: id,
    securityGroupArn: arn,
    ownerId: account,
    vpcId,
    groupName: name,
    groupDescription: description,
    ipPermissions: permissionSet(each(false), account),
    ipPermissionsEgress: permissionSet(each(true), account),
    tagSet: tagSet(tags),
  };
}
