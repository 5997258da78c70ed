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
import { isAws } from '../errors.js';
import { usualRulesPerGroup } from '../aws-limits.js';
import type { Layout, Unread } from '../plan/layout.js';
import type { Pace } from './rate-limit.js';
import { allPages, readsPerSecond } from './ec2.js';
import type { Weight } from './weights.js';

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
  /** The rules that a group may have, of each family, or why that is not known. */
  quota(): Promise<Quota>;
  /** What a rule that refers to a prefix list counts, of each of these. */
  weights(lists: readonly string[]): Promise<Map<string, Weight>>;
}

export type Quota = { rules: number } | { unread: Unread };

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
  { account, region }: { account: string; region: string },
  pace: Pace,
): Ec2Reader {
  const lane = `ec2 ${account} ${region}`;
  const byGroup = (groups: readonly string[], NextToken: string | undefined) => ({
    Filters: [{ Name: 'group-id', Values: [...new Set(groups)] }],
    MaxResults: 1000,
    NextToken,
  });
  type Page<T> = [T[], string | undefined];
  const described = <T>(operation: string, page: (token: string | undefined) => Promise<Page<T>>) =>
    allPages((token) => pace(`${lane} ${operation}`, readsPerSecond, () => page(token)));
  const perGroup = <T extends { GroupId?: string | undefined }>(
    operation: string,
    page: (input: ReturnType<typeof byGroup>) => Promise<Page<T>>,
  ) =>
    new DataLoader<string, T[]>(async (groups) => {
      const found = await described(operation, (token) => page(byGroup(groups, token)));
      return groups.map((group) => found.filter(({ GroupId }) => GroupId === group));
    }, atOnce);

  const rules = perGroup<SecurityGroupRule>('DescribeSecurityGroupRules', async (input) => {
    const answer = await clients.ec2.send(new DescribeSecurityGroupRulesCommand(input));
    return [answer.SecurityGroupRules ?? [], answer.NextToken];
  });
  const groups = perGroup<SecurityGroup>('DescribeSecurityGroups', async (input) => {
    const answer = await clients.ec2.send(new DescribeSecurityGroupsCommand(input));
    return [answer.SecurityGroups ?? [], answer.NextToken];
  });
  const associations = perGroup<SecurityGroupVpcAssociation>(
    'DescribeSecurityGroupVpcAssociations',
    async (input) => {
      const answer = await clients.ec2.send(new DescribeSecurityGroupVpcAssociationsCommand(input));
      return [answer.SecurityGroupVpcAssociations ?? [], answer.NextToken];
    },
  );
  const allOf = async <T>(of: readonly string[], loader: DataLoader<string, T[]>) =>
    (await Promise.all(of.map((group) => loader.load(group)))).flat();

  const describeLists = (ids: readonly string[]) =>
    described('DescribeManagedPrefixLists', async (NextToken) => {
      const Filters = [{ Name: 'prefix-list-id', Values: [...new Set(ids)] }];
      const answer = await clients.ec2.send(
        new DescribeManagedPrefixListsCommand({ Filters, MaxResults: 100, NextToken }),
      );
      return [answer.PrefixLists ?? [], answer.NextToken];
    });
  // Where one that may not be described is an error, the others are asked for by themselves.
  const eachList = async (ids: readonly string[]): Promise<ManagedPrefixList[]> => {
    try {
      return await describeLists(ids);
    } catch (error) {
      if (!isAws('gone', error)) throw error;
      return ids.length > 1 ? (await Promise.all(ids.map((id) => eachList([id])))).flat() : [];
    }
  };
  const lists = new DataLoader<string, ManagedPrefixList | undefined>(async (ids) => {
    const found = await eachList(ids);
    return ids.map((id) => found.find(({ PrefixListId }) => PrefixListId === id));
  }, atOnce);
  const listsOf = async (ids: readonly string[]) =>
    (await Promise.all(ids.map((id) => lists.load(id)))).flatMap((list) => list ?? []);

  return {
    rules: (of) => allOf(of, rules),
    groups: (of) => allOf(of, groups),
    associations: (of) => allOf(of, associations),

    async quota() {
      try {
        const { Quota } = await clients.quotas.send(new GetServiceQuotaCommand(rulesPerGroup));
        return Quota?.Value === undefined ? { unread: 'unanswered' } : { rules: Quota.Value };
      } catch (error) {
        return { unread: isAws('forbidden', error) ? 'forbidden' : 'unanswered' };
      }
    },

    lists: listsOf,

    async weights(of) {
      const found = new Map((await listsOf(of)).map((list) => [list.PrefixListId, list]));
      return new Map(of.map((id) => [id, weightOf(found.get(id), account)]));
    },
  };
}

/** A list is resized by its owner. */
function weightOf(list: ManagedPrefixList | undefined, account: string): Weight {
  if (list === undefined) return 'unknown';
  const { PrefixListName = '', MaxEntries, AddressFamily, OwnerId } = list;
  const published = awsManaged.find(([name]) => name.test(PrefixListName))?.[1];
  const family = AddressFamily === 'IPv6' ? 'IPV6' : AddressFamily === 'IPv4' ? 'IPV4' : undefined;
  return {
    rules: MaxEntries ?? published ?? unknownWeight,
    ...(family ? { family } : {}),
    ...(MaxEntries !== undefined && OwnerId === account ? { size: MaxEntries } : {}),
  };
}

/** What cannot be read is taken for what was known before, or else for what every account has. */
export function quotaOf(
  quota: Quota,
  before: number = usualRulesPerGroup,
): { quota: number } & Pick<Layout, 'assumed'> {
  if ('unread' in quota) return { quota: before, assumed: quota.unread };
  return { quota: Math.max(usualRulesPerGroup, quota.rules) };
}
