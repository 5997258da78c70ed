import {
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Family } from '../cidr.js';
import type { Pace } from '../pace.js';
import { readsPerSecond } from './ec2.js';

/** What EC2 says about security groups of one account and Region. */
export interface GroupReader {
  /** The ingress and egress rules of all these groups; a group that is gone has none. */
  rules(groups: readonly string[]): Promise<SecurityGroupRule[]>;
  /** Of these groups the ones that are there. */
  groups(groups: readonly string[]): Promise<SecurityGroup[]>;
  /** The rules that a group may have, of each family; nothing where doorlist may not ask. */
  quota(): Promise<number | undefined>;
  /** What a rule that refers to a prefix list counts, and in which family. */
  weights(lists: readonly string[]): Promise<Map<string, Weight>>;
}

export interface Weight {
  rules: number;
  /** Absent where AWS does not say: then it counts in both. */
  family?: Family;
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html, by the end of its name */
const awsManaged: readonly [RegExp, number][] = [
  [/\.cloudfront\.origin-facing$/, 55],
  [/\.route53-healthchecks$/, 25],
  [/\.ec2-instance-connect$/, 2],
  [/\.(s3|dynamodb)$/, 1],
  [/\.s3express$/, 6],
  [/\.vpc-lattice$/, 10],
  [/\.groundstation$/, 5],
  [/\.secretsmanager-managed-external-secrets$/, 20],
];

/** A list of AWS's own that the page does not have yet: as heavy as the heaviest. */
const unknownWeight = 55;

/** "Inbound or outbound rules per security group": https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const rulesPerGroup = { ServiceCode: 'vpc', QuotaCode: 'L-0EA8095F' };

export function createGroupReader(
  clients: { ec2: EC2Client; quotas: ServiceQuotasClient },
  lane: string,
  pace: Pace,
): GroupReader {
  const inFlight = new Map<string, Promise<SecurityGroupRule[]>>();

  async function allRules(groups: readonly string[]): Promise<SecurityGroupRule[]> {
    const rules: SecurityGroupRule[] = [];
    let NextToken: string | undefined;
    do {
      const input = { Filters: [{ Name: 'group-id', Values: [...groups] }], MaxResults: 1000, NextToken };
      const page = await pace(`${lane} DescribeSecurityGroupRules`, readsPerSecond, () =>
        clients.ec2.send(new DescribeSecurityGroupRulesCommand(input)),
      );
      rules.push(...(page.SecurityGroupRules ?? []));
      NextToken = page.NextToken || undefined;
    } while (NextToken);
    return rules;
  }

  return {
    // Both families of a target are read at the same time, and AWS answers for both at once.
    rules(groups) {
      const key = groups.join();
      const same = inFlight.get(key);
      if (same) return same;
      const asked = allRules(groups).finally(() => inFlight.delete(key));
      inFlight.set(key, asked);
      return asked;
    },

    async groups(groups) {
      const input = { Filters: [{ Name: 'group-id', Values: [...groups] }], MaxResults: 1000 };
      const { SecurityGroups = [] } = await pace(`${lane} DescribeSecurityGroups`, readsPerSecond, () =>
        clients.ec2.send(new DescribeSecurityGroupsCommand(input)),
      );
      return SecurityGroups;
    },

    async quota() {
      const { Quota } = await clients.quotas
        .send(new GetServiceQuotaCommand(rulesPerGroup))
        .catch(() => ({ Quota: undefined }));
      return Quota?.Value;
    },

    async weights(lists) {
      if (lists.length === 0) return new Map();
      const input = { PrefixListIds: [...lists], MaxResults: 100 };
      const { PrefixLists = [] } = await pace(`${lane} DescribeManagedPrefixLists`, readsPerSecond, () =>
        clients.ec2.send(new DescribeManagedPrefixListsCommand(input)),
      );
      return new Map(
        PrefixLists.map(({ PrefixListId = '', PrefixListName = '', MaxEntries, AddressFamily }) => {
          const published = awsManaged.find(([name]) => name.test(PrefixListName))?.[1];
          const rules = MaxEntries ?? published ?? unknownWeight;
          const family = AddressFamily === 'IPv6' ? 'IPV6' : AddressFamily === 'IPv4' ? 'IPV4' : undefined;
          return [PrefixListId, { rules, ...(family ? { family } : {}) }];
        }),
      );
    },
  };
}
