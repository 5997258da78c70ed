import type { IpSetRef } from '../estate.js';
import { readArn, type Arn } from './arn.js';
import { ipSetExample, ipSetOf } from './ip-set-arn.js';
import { shown, Unreadable } from '../mistakes/mistakes.js';
import { anyKind, kinds, type Kind } from '../../targets/kinds.js';

/** What an ARN in doorlist.yml can name. */
export type TargetArn = IpSetRef | GroupArn | Ec2Arn<'prefix-list'>;
export type GroupArn = Ec2Arn<'security-groups'>;

interface Ec2Arn<K extends Kind> {
  kind: K;
  arn: string;
  account: string;
  region: string;
  id: string;
}

export const groupExample = 'arn:aws:ec2:eu-west-2:111122223333:security-group/sg-0123456789abcdef0';
const listExample = 'arn:aws:ec2:eu-west-2:111122223333:prefix-list/pl-0123456789abcdef0';

/** @throws Unreadable saying what the ARN names instead of a target, or what is wrong with it. */
export function parseTargetArn(arn: string): TargetArn {
  if (/^(sg|pl)-\w+$/.test(arn)) {
    const resource = arn.startsWith('sg') ? 'security-group' : 'prefix-list';
    throw new Unreadable(
      `${shown(arn)} is only an id; write the whole ARN, arn:aws:ec2:REGION:ACCOUNT:${resource}/${arn}`,
    );
  }
  const read = readArn(arn, `a target's looks like ${groupExample}`, whyNoTarget);
  return read.service === 'wafv2' ? ipSetOf(read) : ec2Of(read);
}

/** @throws Unreadable where it names another target than a security group, too. */
export function parseGroupArn(arn: string): GroupArn {
  const target = parseTargetArn(arn);
  if (target.kind !== 'security-groups')
    throw new Unreadable(
      `${shown(arn)} is ${kinds[target.kind].noun}, and only security groups can stand here, such as ${groupExample}`,
    );
  return target;
}

function whyNoTarget({ service, account, resource }: Arn): string | undefined {
  const choices = `a target is ${anyKind}, such as ${groupExample}`;
  switch (service) {
    case 'wafv2':
      return undefined;
    case 'waf':
    case 'waf-regional':
      return `belongs to WAF Classic, which AWS has retired; move to WAFv2, whose IP sets look like ${ipSetExample}`;
    case 'ec2':
      break;
    default:
      return `names something of the service ${shown(service)}; ${choices}`;
  }
  const [kind = ''] = resource.split('/');
  switch (kind) {
    case 'security-group':
      return undefined;
    case 'prefix-list':
      // DescribeManagedPrefixLists gives AWS's own lists this in the account's place.
      return account === 'aws'
        ? "is a prefix list of AWS's own, which AWS keeps up to date; refer to it in place of a target"
        : undefined;
    case 'security-group-rule':
      return `is one rule of a security group; name the group, such as ${groupExample}`;
    default:
      return `names the ${shown(kind)} of EC2; ${choices}`;
  }
}

function ec2Of({ arn, region, account, resource }: Arn): Exclude<TargetArn, IpSetRef> {
  const [type, id = '', ...more] = resource.split('/');
  const whole = (start: string) =>
    more.length === 0 && new RegExp(`^${start}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id);
  const named = { arn, account, region, id };
  if (type === 'security-group') {
    if (whole('sg')) return { kind: 'security-groups', ...named };
    throw new Unreadable(
      `${shown(arn)} does not end in a security group's id, sg- and 8 or 17 of the digits 0-9 and a-f, such as ${groupExample}`,
    );
  }
  if (whole('pl')) return { kind: 'prefix-list', ...named };
  throw new Unreadable(
    `${shown(arn)} does not end in a prefix list's id, pl- and 8 or 17 of the digits 0-9 and a-f, such as ${listExample}`,
  );
}
