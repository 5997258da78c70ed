import { AwsError } from '../protocols/wire.js';
import type { Location } from './arn.js';
import type { Ec2Context, Operations } from './context.js';
import { invalidCombination, invalidValue, missing, need } from './errors.js';
import { permissionSet } from './permission-set.js';
import { permissions, readPermissions, type References } from './permissions.js';
import { keyOf, type Opening, type SimRule } from './rule.js';
import { described, revoked } from './rule-answer.js';
import { checkQuota } from './rule-quota.js';
import type { SecurityGroup } from './security-groups.js';
import { list, readRequest, text } from './shape.js';
import { readTags, tagSpecifications } from './tags.js';

/** GroupName, for default VPCs only, and a single permission without IpPermissions are not in the simulator. */
const authorizeShape = { GroupId: text, IpPermissions: permissions, TagSpecification: tagSpecifications };
const revokeShape = { GroupId: text, IpPermissions: permissions, SecurityGroupRuleId: list(text) };

export function ingress(context: Ec2Context): Operations {
  const { groups } = context;

  return {
    AuthorizeSecurityGroupIngress(call) {
      const input = readRequest(call, authorizeShape);
      const group = groups.find(call, need(input.GroupId, 'GroupId'));
      const openings = readPermissions(some(input.IpPermissions, 'IpPermissions'), references(context, call));
      const tags = readTags(input.TagSpecification, 'security-group-rule');
      const known = new Set(ingressOf(group).map(keyOf));
      const twice = openings.find((opening) => known.has(keyOf(opening)));
      if (twice) throw duplicate(twice);

      const added = openings.map((opening) => ({
        ...opening,
        id: context.newId('sgr'),
        isEgress: false,
        tags,
      }));
      const rules = [...group.rules, ...added];
      checkQuota({ before: group.rules, after: rules }, context.quotaOf(call), (id) =>
        context.lists.weight(call, id),
      );
      groups.put(call.actor, call.operation, { ...group, rules });
      return { return: true, securityGroupRuleSet: added.map((rule) => described(group, rule)) };
    },

    RevokeSecurityGroupIngress(call) {
      const input = readRequest(call, revokeShape);
      const group = groups.find(call, need(input.GroupId, 'GroupId'));
      const { SecurityGroupRuleId: ids, IpPermissions } = input;
      if (ids && IpPermissions)
        throw invalidCombination('IpPermissions and SecurityGroupRuleIds exclude each other');
      const { gone, unknown } = ids
        ? { gone: rulesById(group, some(ids, 'SecurityGroupRuleId')), unknown: [] }
        : rulesByProperties(
            group,
            readPermissions(some(input.IpPermissions, 'IpPermissions'), references(context, call)),
          );
      const rules = group.rules.filter((rule) => !gone.includes(rule));
      if (gone.length > 0) groups.put(call.actor, call.operation, { ...group, rules });
      return {
        return: true,
        unknownIpPermissionSet: permissionSet(unknown, call.account),
        revokedSecurityGroupRuleSet: gone.map((rule) => revoked(group, rule)),
      };
    },
  };
}

const ingressOf = (group: SecurityGroup) => group.rules.filter((rule) => !rule.isEgress);

function references({ groups, lists }: Ec2Context, location: Location): References {
  return {
    familyOf: (id) => lists.find(location, id).family,
    checkGroup(id, owner = location.account) {
      const { account } = groups.find(location, id);
      // Peered VPCs of other accounts are not in the simulator.
      if (owner !== account)
        throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    },
  };
}

function some<T>(given: readonly T[] | undefined, parameter: string): readonly T[] {
  if (!given || given.length === 0) throw missing(parameter);
  return given;
}

function rulesById(group: SecurityGroup, ids: readonly string[]): SimRule[] {
  // Undocumented; the harsh reading, so that a client that sends one twice is found out.
  if (new Set(ids).size < ids.length) throw invalidValue('The same rule ID must not appear multiple times');
  return ids.map((id) => {
    const rule = ingressOf(group).find((each) => each.id === id);
    if (rule) return rule;
    throw new AwsError(
      'InvalidSecurityGroupRuleId.NotFound',
      `The security group rule ID '${id}' does not exist`,
    );
  });
}

/** In a default VPC what does not match is told; in any other the whole call is refused (the service model). */
function rulesByProperties(
  group: SecurityGroup,
  openings: readonly Opening[],
): { gone: SimRule[]; unknown: Opening[] } {
  const found = openings.map((opening) => ({ opening, rule: ingressOf(group).find(isMetBy(opening)) }));
  const unknown = found.filter(({ rule }) => !rule).map(({ opening }) => opening);
  if (unknown.length > 0 && !group.defaultVpc)
    throw new AwsError(
      'InvalidPermission.NotFound',
      'The specified rule does not exist in this security group.',
    );
  return { gone: found.flatMap(({ rule }) => rule ?? []), unknown };
}

/** A description need not be given; where it is, it is one of the values that must match. */
const isMetBy =
  (opening: Opening) =>
  (rule: SimRule): boolean =>
    keyOf(rule) === keyOf(opening) &&
    (opening.description === undefined || opening.description === rule.description);

function duplicate({ source, protocol, from, to }: Opening): AwsError {
  const peer = `peer: ${source}, ${protocol.toUpperCase()}, from port: ${from}, to port: ${to}, ALLOW`;
  return new AwsError('InvalidPermission.Duplicate', `the specified rule "${peer}" already exists`);
}
