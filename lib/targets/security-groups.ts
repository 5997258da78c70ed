import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  RevokeSecurityGroupIngressCommand,
  type CreateTagsCommandInput,
  type DeleteTagsCommandInput,
  type EC2Client,
  type IpPermission,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { mostRulesPerInterface, usualRulesPerGroup } from '../aws-limits.js';
import type { Layout, Container, Rule } from '../plan/layout.js';
import { sorted } from '../cidr.js';
import { Transient, Unavailable, isAws } from '../errors.js';
import type { SecurityGroupsRef } from '../estate/estate.js';
import type { Pace } from './rate-limit.js';
import { ec2Trouble, writesPerSecond } from './ec2.js';
import { contradicting, ruleMeant } from './contradiction.js';
import type { Mark } from './mark.js';
import { portRangeOf, portRangeText } from './port-range.js';
import { quotaOf, type Ec2Reader } from './ec2-reader.js';
import { atMost, takenBy, type Weights } from './weights.js';
import { apartText, shareVpc, vpcsOf } from './same-vpc.js';
import { requestsOf } from './security-group-requests.js';
import { goneBy, idsAfter, idsOf, knownIds, ownIds } from './rule-ids.js';
import { createOwnerOf, isOwn, partial, ruleOf, viewOf, type MarkedSibling } from './security-group-rules.js';
import { groupsOf, sharedLocks } from './siblings.js';
import type { Known, Request, Snapshot, Target } from './target.js';
import { kinds } from './kinds.js';

export interface SecurityGroupsSnapshot extends Snapshot {
  /** Ingress rules, of both families, and of the siblings' groups, too. */
  rules: SecurityGroupRule[];
  leaving: string[];
}

export function createSecurityGroups(
  ref: SecurityGroupsRef,
  mark: Mark,
  { writes, reader, pace }: { writes: EC2Client; reader: Ec2Reader; pace: Pace },
  siblings: readonly MarkedSibling[] = [],
): Target<SecurityGroupsSnapshot> {
  const lane = `ec2 ${ref.account} ${ref.region}`;
  const portRanges = ref.doors.map(portRangeText);
  const theirGroups = siblings.flatMap((sibling) => groupsOf(sibling.ref));

  async function mustBeThere(rules: readonly SecurityGroupRule[]): Promise<void> {
    const inhabited = new Set(rules.map((rule) => rule.GroupId));
    if (ref.groups.length === 1 && ref.groups.every((group) => inhabited.has(group))) return;
    const found = await reader.groups(ref.groups).catch(ec2Trouble(ref));
    const gone = ref.groups.filter((group) => !found.some(({ GroupId }) => GroupId === group));
    if (gone.length > 0)
      throw new Unavailable(
        'security-groups/gone',
        `There is no security group ${gone.join(', ')} in ${ref.region} any more; take it out of doorlist.yml, and what it held moves to the others.`,
      );
    if (shareVpc(vpcsOf(found, []))) return;
    const vpcs = vpcsOf(found, await reader.associations(ref.groups).catch(ec2Trouble(ref)));
    if (!shareVpc(vpcs)) throw new Unavailable('security-groups/vpc', apartText(vpcs));
  }

  const snapshotOf = (
    all: readonly SecurityGroupRule[],
    leaving: string[],
    ids: ReadonlySet<string>,
    { quota, assumed, weights }: Pick<Layout, 'assumed'> & { quota: number; weights?: Weights },
  ): SecurityGroupsSnapshot => {
    const ownerOf = createOwnerOf(mark, siblings, ids);
    const containerOf = (id: string): Container => {
      const rules: Rule[] = [];
      const others: SecurityGroupRule[] = [];
      for (const described of all.filter(({ GroupId }) => GroupId === id)) {
        const rule = ruleOf(described, ref, portRanges, ownerOf);
        if (rule) rules.push(rule);
        else others.push(described);
      }
      if (leaving.includes(id)) return { id, room: 0, rules, leaving: true };
      const limit = Math.min(quota, Math.floor(mostRulesPerInterface / ref.groups.length));
      const taken = atMost(takenBy(others, ref.family, weights), limit, rules.length);
      const { lists } = taken;
      return { id, room: limit - taken.rules, rules, ...(lists.length > 0 ? { lists } : {}) };
    };
    const containers = [...ref.groups, ...leaving].map(containerOf);
    const layout: Layout = { grain: 'rule', portRanges, containers, quota, ...(assumed ? { assumed } : {}) };
    const open = containers.flatMap(({ rules, leaving: going }) =>
      rules.filter((rule) => isOwn(rule) || (rule.owner === 'foreign' && !going)),
    );
    const marked = sorted(open.filter(isOwn).map(({ cidr }) => cidr));
    const unmarked = sorted(open.filter((rule) => rule.unmarked).map(({ cidr }) => cidr));
    const inhabited = containers.filter(({ rules }) => rules.some(isOwn));
    const inOwn = all.filter(({ GroupId = '' }) => containers.some(({ id }) => id === GroupId));
    const stillLeaving = inhabited.map(({ id }) => id).filter((id) => leaving.includes(id));
    return {
      family: ref.family,
      entries: sorted(open.map(({ cidr }) => cidr)),
      marked,
      ...(unmarked.length > 0 ? { unmarked } : {}),
      partial: partial(open, portRanges),
      layout,
      rules: [...all],
      leaving,
      known: {
        groups: [...ref.groups, ...stillLeaving],
        ...(quota > usualRulesPerGroup ? { quota } : {}),
        ...knownIds(ownIds(containers)),
      },
      ...(weights ? { measured: true } : {}),
      ...(inOwn.some((rule) => rule.PrefixListId) ? { uncertain: true } : {}),
      ...(siblings.length > 0 ? { siblings: siblings.map((sibling) => viewOf(all, sibling)) } : {}),
    };
  };

  return {
    key: ref.key,
    arn: ref.arn,
    queue: ref.key,
    fenced: kinds[ref.kind].fenced,
    siblings,
    shares: sharedLocks(ref, siblings),
    settlesAfter: 10_000,

    async read(known) {
      const leaving = former(ref, known);
      const groups = [...new Set([...ref.groups, ...leaving, ...theirGroups])];
      const rules = await reader.rules(groups).catch(ec2Trouble(ref));
      await mustBeThere(rules);
      const ingress = rules.filter((rule) => !rule.IsEgress);
      const quota = Number(known?.['quota'] ?? usualRulesPerGroup);
      return snapshotOf(ingress, leaving, idsOf(known), { quota });
    },

    async measureCapacity({ rules, leaving, layout, known }) {
      const own = [...ref.groups, ...leaving];
      const inOwn = rules.filter(({ GroupId = '' }) => own.includes(GroupId));
      const lists = [...new Set(inOwn.flatMap((rule) => rule.PrefixListId ?? []))];
      const [quota, weights] = await Promise.all([reader.quota(), reader.weights(lists)]).catch(
        ec2Trouble(ref),
      );
      return snapshotOf(rules, leaving, idsOf(known), { ...quotaOf(quota, layout.quota), weights });
    },

    requests: (_, change) => requestsOf(ref, mark, change),

    async write({ known, layout }, requests, beforeCall) {
      let ids = idsOf(known);
      for (const request of requests) {
        const { operation, input } = request;
        const call = async () => {
          await beforeCall?.();
          return send(writes, operation, input);
        };
        const answer = await pace(`${lane} ${operation}`, writesPerSecond, call)
          .catch(leftBehind(ref, input))
          .catch(contradicted(ref, input))
          .catch(ec2Trouble(ref, Transient));
        ids = idsAfter(ids, request, answer);
      }
      const { ids: _, ...rest } = known ?? {};
      return { ...rest, groups: [...ref.groups, ...stillLeft(layout, requests)], ...knownIds(ids) };
    },
  };
}

/** Groups that the target is taken out of and that rules of ours stay in. */
function stillLeft({ containers }: Layout, requests: readonly Request[]): string[] {
  const gone = new Set(
    requests.flatMap(({ operation, input }) => (operation === 'ec2:CreateTags' ? [] : goneBy(input))),
  );
  return containers
    .filter(({ leaving }) => leaving)
    .filter(({ rules }) => rules.some((rule) => isOwn(rule) && !gone.has(rule.id ?? '')))
    .map(({ id }) => id);
}

/** The role lets a function write the groups that the file names. */
function leftBehind({ groups }: SecurityGroupsRef, { GroupId }: { GroupId?: string }) {
  return (cause: unknown): never => {
    if (GroupId === undefined || groups.includes(GroupId) || !isAws('forbidden', cause)) throw cause;
    throw new Unavailable(
      'security-groups/left',
      `doorlist may not revoke its rules in ${GroupId}, which the target was taken out of; name the group under \`leaving\` in doorlist.yml for one deployment, or revoke them by hand.`,
      { cause },
    );
  };
}

function contradicted(
  { kind }: SecurityGroupsRef,
  { GroupId = '', IpPermissions = [] }: { GroupId?: string; IpPermissions?: IpPermission[] },
) {
  return contradicting(`${kind}/conflict`, GroupId, GroupId, ruleMeant(IpPermissions, portRangeOf));
}

/** Groups that a target was in, by the file or by what was remembered of its last run. */
function former(ref: SecurityGroupsRef, known: Known | undefined): string[] {
  const before = Array.isArray(known?.['groups']) ? known['groups'].map(String) : [];
  return [...new Set([...ref.leaving, ...before])].filter((group) => !ref.groups.includes(group));
}

async function send(client: EC2Client, operation: string, input: object): Promise<unknown> {
  switch (operation) {
    case 'ec2:AuthorizeSecurityGroupIngress':
      return client.send(new AuthorizeSecurityGroupIngressCommand(input));
    case 'ec2:CreateTags':
      return client.send(new CreateTagsCommand(input as CreateTagsCommandInput));
    case 'ec2:DeleteTags':
      return client.send(new DeleteTagsCommand(input as DeleteTagsCommandInput));
    default:
      return client.send(new RevokeSecurityGroupIngressCommand(input));
  }
}
