import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
  type EC2Client,
  type IpPermission,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { Belongings } from '../belongings.js';
import type { Place } from '../connect.js';
import type { Kind } from './kind.js';

/** EC2 may describe what was some seconds ago, for no longer than this. */
const lagMs = 5_000;

export function securityGroups(place: Place, belongings: Belongings, VpcId: string): Kind {
  const { ec2, account, region } = place;
  const settle = settler();
  return {
    name: 'security group',
    write: 'AuthorizeSecurityGroupIngress',
    flushesForeign: false,
    async make(GroupName, entries) {
      const { GroupId = '' } = await ec2.send(
        new CreateSecurityGroupCommand({ GroupName, Description: 'made by a test of doorlist', VpcId }),
      );
      belongings.add(GroupName, () => ec2.send(new DeleteSecurityGroupCommand({ GroupId })));
      const described = () => rulesOf(ec2, GroupId);
      const rules = async () => {
        await settle.wait();
        return described();
      };
      const authorize = async (cidrs: readonly string[]) => {
        await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: at443(cidrs) }));
        await settle.watch(async () =>
          (await described()).some(({ CidrIpv4 = '' }) => cidrs.includes(CidrIpv4)),
        );
      };
      if (entries.length > 0) await authorize(entries);
      return {
        target: { arn: `arn:aws:ec2:${region}:${account}:security-group/${GroupId}`, ports: [443] },
        holds: async () => (await rules()).flatMap(({ CidrIpv4 }) => CidrIpv4 ?? []).sort(),
        mark: async () =>
          (await rules())
            .map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId)
            .sort()
            .join(),
        add: (cidr) => authorize([cidr]),
        async remove(cidr) {
          await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: at443([cidr]) }));
          await settle.wait();
        },
      };
    },
  };
}

function at443(cidrs: readonly string[]): IpPermission[] {
  return [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: cidrs.map((CidrIp) => ({ CidrIp })) }];
}

async function rulesOf(ec2: EC2Client, GroupId: string): Promise<SecurityGroupRule[]> {
  const Filters = [{ Name: 'group-id', Values: [GroupId] }];
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters, MaxResults: 1_000 }),
  );
  return SecurityGroupRules.filter(({ IsEgress }) => !IsEgress);
}

/** Waits for what was written to be described, at an endpoint that was ever seen to describe it late. */
function settler() {
  let late: boolean | undefined;
  const wait = async () => {
    if (late === true) await new Promise((resolve) => setTimeout(resolve, lagMs));
  };
  return {
    wait,
    /** After a write: whether it shows, asked some times, as one answer may be newer than the next. */
    async watch(shows: () => Promise<boolean>): Promise<void> {
      for (let i = 0; i < 10 && late === undefined; i++) if (!(await shows())) late = true;
      late ??= false;
      await wait();
    },
  };
}
