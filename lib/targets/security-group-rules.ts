import {
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import DataLoader from 'dataloader';
import type { Family } from '../cidr.js';
import type { Pace } from '../pace.js';
import { allPages, readsPerSecond } from './ec2.js';

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

/** A filter takes 200 values: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html */
const atOnce = { cache: false, maxBatchSize: 200 };

/** What several targets ask in the same moment is one call. */
export function createGroupReader(
  clients: { ec2: EC2Client; quotas: ServiceQuotasClient },
  lane: string,
  pace: Pace,
): GroupReader {
  const byGroup = (groups: readonly string[], NextToken: string | undefined) => ({
    Filters: [{ Name: 'group-id', Values: [...new Set(groups)] }],
    MaxResults: 1000,
    NextToken,
  });
  const rules = new DataLoader<string, SecurityGroupRule[]>(async (groups) => {
    const found = await allPages(async (token) => {
      const { SecurityGroupRules = [], NextToken } = await pace(
        `${lane} DescribeSecurityGroupRules`,
        readsPerSecond,
        () => clients.ec2.send(new DescribeSecurityGroupRulesCommand(byGroup(groups, token))),
      );
      return [SecurityGroupRules, NextToken];
    });
    return groups.map((group) => found.filter(({ GroupId }) => GroupId === group));
  }, atOnce);
  const groups = new DataLoader<string, SecurityGroup | undefined>(async (ids) => {
    const found = await allPages(async (token) => {
      const { SecurityGroups = [], NextToken } = await pace(
        `${lane} DescribeSecurityGroups`,
        readsPerSecond,
        () => clients.ec2.send(new DescribeSecurityGroupsCommand(byGroup(ids, token))),
      );
      return [SecurityGroups, NextToken];
    });
    return ids.map((id) => found.find(({ GroupId }) => GroupId === id));
  }, atOnce);

  return {
    rules: async (of) => (await Promise.all(of.map((group) => rules.load(group)))).flat(),
    groups: async (of) =>
      (await Promise.all(of.map((id) => groups.load(id)))).flatMap((group) => group ?? []),

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
