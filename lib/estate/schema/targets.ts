import * as z from 'zod';
import { groupsPerInterface } from '../../aws-limits.js';
import { distinct, text } from './fields.js';
import { highestPort, parsePorts, protocols } from '../values/ports.js';
import { groupExample, parseGroupArn, parseTargetArn } from '../values/target-arn.js';

/* The shape of a target. The rules between its keys, and between the targets of a list, stand in rules/targets.ts. */

/** The groups of a target are attached to the same interfaces. */
const mostGroups = groupsPerInterface.most;

function groups(description: string, tooMany: string) {
  return (
    z
      .array(text(parseGroupArn, { longest: 300, description: 'The ARN of a security group.' }))
      .min(1, { error: 'is empty; name at least one group, or take the key out' })
      // Not max(), which counts the letters where a text stands in place of the list.
      .check(({ value, issues }) => {
        if (value.length > mostGroups)
          issues.push({
            code: 'custom',
            input: value,
            message: `names more than ${mostGroups} groups; ${tooMany}`,
          });
      })
      .check(distinct)
      .meta({ description, examples: [[groupExample]], maxItems: mostGroups })
  );
}

const wholePort = { error: `must be a port from 0 to ${highestPort}` };

export const target = z
  .strictObject({
    arn: text(parseTargetArn, {
      longest: 300,
      description: 'The ARN of a WAFv2 IP set, a security group or a prefix list.',
      examples: ['arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/NAME/ID', groupExample],
    }).optional(),
    spreadOver: groups(
      'In place of arn: security groups that are attached to the same interfaces and share the addresses.',
      'AWS attaches no more to an interface',
    ).optional(),
    leaving: groups(
      'Security groups that the target is taken out of: what doorlist put there moves to the others.',
      'take out those that doorlist has left',
    ).optional(),
    ports: z
      .array(
        z.union([
          z.int(wholePort).min(0, wholePort).max(highestPort, wholePort),
          text(parsePorts, { longest: 20, description: 'A range of ports.', examples: ['8000-8100'] }),
        ]),
      )
      .min(1, { error: 'is empty; name at least one port' })
      .meta({
        description: 'The ports that a security group opens: numbers, or ranges as FROM-TO.',
        examples: [[443, '8000-8100']],
      })
      .optional(),
    protocol: z
      .enum(protocols)
      .meta({ description: 'What a security group opens. icmp is every ICMP message, all is all traffic.' })
      .default('tcp'),
    resize: z
      .boolean()
      .meta({ description: 'Whether a prefix list that is too small is made larger.' })
      .default(false),
  })
  // For editors; rules/targets.ts says it in a sentence.
  .meta({ oneOf: [{ required: ['arn'] }, { required: ['spreadOver'] }] });
