import { AwsError } from '../protocols/wire.js';
import type { Ec2Context, Operations } from './context.js';
import { filters, passing } from './filters.js';
import { page } from './page.js';
import { described } from './rule-answer.js';
import { integer, list, readRequest, text } from './shape.js';

const shape = { Filter: filters, SecurityGroupRuleId: list(text), MaxResults: integer, NextToken: text };

/** The service model. */
const LIMITS = { least: 5, most: 1000 };

export function ruleListing(context: Ec2Context): Operations {
  return {
    /** Each answer, so each page, is as old as it happens to be. Sorted by rule id, an order that nobody sent. */
    DescribeSecurityGroupRules(call) {
      const input = readRequest(call, shape);
      const at = Date.now() - context.drawAge();
      const all = context.groups
        .of(call)
        .flatMap((group) =>
          context.groups
            .rulesAt(group.arn, at)
            .filter(({ undescribed }) => !undescribed)
            .map((rule) => ({ group, rule, tags: rule.tags })),
        )
        .sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
      const passes = passing<(typeof all)[number]>(input.Filter, {
        'group-id': ({ group }) => group.id,
        'security-group-rule-id': ({ rule }) => rule.id,
      });
      const asked = input.SecurityGroupRuleId;
      const unknown = asked?.find((id) => !all.some(({ rule }) => rule.id === id));
      if (unknown !== undefined)
        throw new AwsError(
          'InvalidSecurityGroupRuleId.NotFound',
          `The security group rule ID '${unknown}' does not exist`,
        );
      const found = all.filter((each) => (asked?.includes(each.rule.id) ?? true) && passes(each));
      const { shown, nextToken } = page(found, ({ rule }) => rule.id, input, LIMITS);
      return { securityGroupRuleSet: shown.map(({ group, rule }) => described(group, rule)), nextToken };
    },
  };
}
