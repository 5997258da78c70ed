import { AwsError, type AwsCall } from '../protocols/wire.js';
import { isAt } from './arn.js';
import type { Ec2Context, Operations } from './context.js';
import { invalidValue, need } from './errors.js';
import type { SimRule } from './rule.js';
import type { SecurityGroup } from './security-groups.js';
import { list, readRequest, struct, text } from './shape.js';
import { checkCount, readTagList, type Tags } from './tags.js';

const shape = { ResourceId: list(text), Tag: list(struct({ Key: text, Value: text })) };

/** "Up to 1000 resource IDs": docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html */
const MOST_RESOURCES = 1000;

/**
 * Tags of security-group rules; those of nothing else are in the simulator. Undocumented is what becomes of a call of
 * which one resource does not exist: the harsh reading is that it changes nothing.
 */
export function ruleTagging({ groups }: Ec2Context): Operations {
  function tagged(call: AwsCall, ids: readonly string[], change: (tags: Tags) => Tags): object {
    const found = ids.map((id) => ({ id, group: groupOf(call, id) }));
    const changed = new Map<SecurityGroup, SimRule[]>();
    for (const { id, group } of found) {
      const rules = changed.get(group) ?? [...group.rules];
      changed.set(
        group,
        rules.map((rule) => (rule.id === id ? { ...rule, tags: change(rule.tags) } : rule)),
      );
    }
    for (const [group, rules] of changed) groups.put(call.actor, call.operation, { ...group, rules });
    return { return: true };
  }

  function groupOf(call: AwsCall, id: string): SecurityGroup {
    if (!/^sgr-[0-9a-f]{17}$/.test(id)) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
    const group = groups.of(call).find(({ rules }) => rules.some((rule) => rule.id === id));
    if (group && isAt(group, call)) return group;
    throw new AwsError(
      'InvalidSecurityGroupRuleId.NotFound',
      `The security group rule ID '${id}' does not exist`,
    );
  }

  return {
    /** "Adds or overwrites only the specified tags." */
    CreateTags(call) {
      const input = readRequest(call, shape);
      const given = readTagList(need(input.Tag, 'Tag'));
      return tagged(call, resources(input.ResourceId), (tags) => checkCount({ ...tags, ...given }));
    },

    /**
     * Of a tag with a value only one with that value goes, "" too; without any tag all go:
     * docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
     */
    DeleteTags(call) {
      const input = readRequest(call, shape);
      const goes = ([key, value]: [string, string]) =>
        input.Tag?.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value)) ?? true;
      return tagged(call, resources(input.ResourceId), (tags) =>
        Object.freeze(Object.fromEntries(Object.entries(tags).filter((tag) => !goes(tag)))),
      );
    },
  };
}

function resources(given: readonly string[] | undefined): readonly string[] {
  const ids = need(given, 'ResourceId');
  if (ids.length === 0 || ids.length > MOST_RESOURCES)
    throw invalidValue(`The number of resources must be from 1 to ${MOST_RESOURCES}`);
  return [...new Set(ids)];
}
