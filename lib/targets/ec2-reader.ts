import {
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupVpcAssociationsCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type ManagedPrefixList,
  type SecurityGroup,
  type SecurityGroupRule,
  type SecurityGroupVpcAssociation,
} from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import DataLoader from 'dataloader';
import type { Family } from '../cidr.js';
import type { Pace } from './rate-limit.js';
import { allPages, readsPerSecond } from './ec2.js';

/** What EC2 says about one account's security groups and prefix lists in a Region. */
export interface Ec2Reader {
  /** The ingress and egress rules of all these groups; a group that is gone has none. */
  rules(groups: readonly string[]): Promise<SecurityGroupRule[]>;
  /** Of these groups the ones that are there. */
  groups(groups: readonly string[]): Promise<SecurityGroup[]>;
  /** With which further VPCs these groups were associated, whatever became of it. */
  associations(groups: readonly string[]): Promise<SecurityGroupVpcAssociation[]>;
  /** Of these prefix lists the ones that are there. */
  lists(lists: readonly string[]): Promise<ManagedPrefixList[]>;
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
export function createEc2Reader(
  clients: { ec2: EC2Client; quotas: ServiceQuotasClient },
  lane: string,
  pace: Pace,
): Ec2Reader {
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

  const associations = new DataLoader<string, SecurityGroupVpcAssociation[]>(async (groups) => {
    const found = await allPages(async (token) => {
      const { SecurityGroupVpcAssociations = [], NextToken } = await pace(
        `${lane} DescribeSecurityGroupVpcAssociations`,
        readsPerSecond,
        () => clients.ec2.send(new DescribeSecurityGroupVpcAssociationsCommand(byGroup(groups, token))),
      );
      return [SecurityGroupVpcAssociations, NextToken];
    });
    return groups.map((group) => found.filter(({ GroupId }) => GroupId === group));
  }, atOnce);

  const lists = new DataLoader<string, ManagedPrefixList | undefined>(async (ids) => {
    const found = await allPages(async (NextToken) => {
      const Filters = [{ Name: 'prefix-list-id', Values: [...new Set(ids)] }];
      const answer = await pace(`${lane} DescribeManagedPrefixLists`, readsPerSecond, () =>
        clients.ec2.send(new DescribeManagedPrefixListsCommand({ Filters, MaxResults: 100, NextToken })),
      );
      return [answer.PrefixLists ?? [], answer.NextToken];
    });
    return ids.map((id) => found.find(({ PrefixListId }) => PrefixListId === id));
  }, atOnce);
  const listsOf = async (ids: readonly string[]) =>
    (await Promise.all(ids.map((id) => lists.load(id)))).flatMap((list) => list ?? []);

  return {
    rules: async (of) => (await Promise.all(of.map((group) => rules.load(group)))).flat(),
    groups: async (of) =>
      (await Promise.all(of.map((id) => groups.load(id)))).flatMap((group) => group ?? []),

    associations: async (of) => (await Promise.all(of.map((group) => associations.load(group)))).flat(),

    async quota() {
      const { Quota } = await clients.quotas
        .send(new GetServiceQuotaCommand(rulesPerGroup))
        .catch(() => ({ Quota: undefined }));
      return Quota?.Value;
    },

    lists: listsOf,

    async weights(of) {
      const PrefixLists = await listsOf(of);
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
