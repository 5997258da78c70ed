import { readEc2Arn } from '../../aws/ec2/arn.js';
import { readCidr } from '../../aws/ec2/cidr.js';
import type { AwsEndpoint } from '../endpoint.js';
import { createEc2Request, items, member, textOf, type Form, type Shown } from './ec2-request.js';
import type { ConsolePerson } from './person.js';

/** Who is let in, and through which ports; 443 unless told. */
export interface Admission {
  source: string;
  protocol?: string;
  from?: number;
  to?: number;
  description?: string;
  tags?: Record<string, string>;
}
export type RulePorts = Pick<Admission, 'protocol' | 'from' | 'to'>;

/** A person at EC2's pages of the console. */
export interface Ec2Page {
  allow(groupArn: string, admission: Admission, who: string): Promise<void>;
  /** Every ingress rule on that source, or those for one port range. */
  revokeRule(groupArn: string, source: string, who: string, portRange?: RulePorts): Promise<void>;
  /** Takes tags off every ingress rule on that source. */
  untag(groupArn: string, source: string, keys: readonly string[], who: string): Promise<void>;
  editList(
    prefixListArn: string,
    change: { add?: readonly { cidr: string; description?: string }[]; remove?: readonly string[] },
    who: string,
  ): Promise<void>;
}

const TRANSIENT = ['RequestLimitExceeded', 'InternalError'];
/** Nothing of the kind is shown: it may be too early. */
const NOT_SHOWN = 'NotShown';

export function createEc2Page(endpoint: AwsEndpoint, person: ConsolePerson): Ec2Page {
  const ask = createEc2Request(endpoint);

  async function rulesOf(groupArn: string, who: string): Promise<Shown[]> {
    const { id, region } = readEc2Arn(groupArn, 'security-group');
    const filter = { 'Filter.1.Name': 'group-id', 'Filter.1.Value.1': id };
    const answer = await ask(who, region, 'DescribeSecurityGroupRules', filter);
    return items(answer, 'securityGroupRuleSet').filter(({ isEgress }) => isEgress === 'false');
  }

  return {
    async allow(groupArn, { source, protocol = 'tcp', from = 443, to = 443, description, tags = {} }, who) {
      const { id, region } = readEc2Arn(groupArn, 'security-group');
      const [member, key] = sourceField(source);
      const permission = 'IpPermissions.1';
      const form = {
        GroupId: id,
        [`${permission}.IpProtocol`]: protocol,
        [`${permission}.FromPort`]: from,
        [`${permission}.ToPort`]: to,
        [`${permission}.${member}.1.${key}`]: source,
        [`${permission}.${member}.1.Description`]: description,
        ...tagFields(tags),
      };
      await person.think();
      await person.insist(TRANSIENT, () => ask(who, region, 'AuthorizeSecurityGroupIngress', form));
    },

    async revokeRule(groupArn, source, who, portRange = {}) {
      const { id, region } = readEc2Arn(groupArn, 'security-group');
      await person.insist([...TRANSIENT, NOT_SHOWN, 'InvalidSecurityGroupRuleId.NotFound'], async () => {
        const rules = (await rulesOf(groupArn, who)).filter((rule) => isAt(rule, spelled(source), portRange));
        if (rules.length === 0)
          throw Object.assign(new Error(`${id} has no rule on ${source}`), { name: NOT_SHOWN });
        await person.think();
        const form: Form = { GroupId: id };
        rules.forEach(
          (rule, i) => (form[`SecurityGroupRuleId.${i + 1}`] = textOf(rule['securityGroupRuleId'])),
        );
        await ask(who, region, 'RevokeSecurityGroupIngress', form);
      });
    },

    async untag(groupArn, source, keys, who) {
      const { region } = readEc2Arn(groupArn, 'security-group');
      const rules = (await rulesOf(groupArn, who)).filter((rule) => isAt(rule, spelled(source), {}));
      await person.think();
      const form: Form = {};
      rules.forEach((rule, i) => (form[`ResourceId.${i + 1}`] = textOf(rule['securityGroupRuleId'])));
      keys.forEach((key, i) => (form[`Tag.${i + 1}.Key`] = key));
      await person.insist(TRANSIENT, () => ask(who, region, 'DeleteTags', form));
    },

    async editList(prefixListArn, { add = [], remove = [] }, who) {
      const { id, region } = readEc2Arn(prefixListArn, 'prefix-list');
      await person.insist([...TRANSIENT, 'IncorrectState', 'PrefixListVersionMismatch'], async () => {
        const shown = await ask(who, region, 'DescribeManagedPrefixLists', { 'PrefixListId.1': id });
        const [list] = items(shown, 'prefixListSet');
        await person.think();
        const form: Form = { PrefixListId: id, CurrentVersion: textOf(list?.['version']) };
        add.forEach(({ cidr, description }, i) => {
          form[`AddEntry.${i + 1}.Cidr`] = cidr;
          form[`AddEntry.${i + 1}.Description`] = description;
        });
        remove.forEach((cidr, i) => (form[`RemoveEntry.${i + 1}.Cidr`] = cidr));
        await ask(who, region, 'ModifyManagedPrefixList', form);
      });
    },
  };
}

function sourceField(source: string): [member: string, key: string] {
  if (source.startsWith('pl-')) return ['PrefixListIds', 'PrefixListId'];
  if (source.startsWith('sg-')) return ['Groups', 'GroupId'];
  return source.includes(':') ? ['Ipv6Ranges', 'CidrIpv6'] : ['IpRanges', 'CidrIp'];
}

function tagFields(tags: Record<string, string>): Form {
  const form: Form = {};
  Object.entries(tags).forEach(([key, value], i) => {
    form['TagSpecification.1.ResourceType'] = 'security-group-rule';
    form[`TagSpecification.1.Tag.${i + 1}.Key`] = key;
    form[`TagSpecification.1.Tag.${i + 1}.Value`] = value;
  });
  return form;
}

function isAt(rule: Shown, source: string, { protocol, from, to }: RulePorts): boolean {
  const { cidrIpv4, cidrIpv6, prefixListId, referencedGroupInfo } = rule;
  return (
    source === (cidrIpv4 ?? cidrIpv6 ?? prefixListId ?? member(referencedGroupInfo, 'groupId')) &&
    (protocol === undefined || protocol === rule['ipProtocol']) &&
    (from === undefined || String(from) === rule['fromPort']) &&
    (to === undefined || String(to) === rule['toPort'])
  );
}

/** As AWS shows it, however it was typed. */
const spelled = (source: string) => readCidr(source)?.text ?? source;
