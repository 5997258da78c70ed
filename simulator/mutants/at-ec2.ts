import type {
  AuthorizeSecurityGroupIngressCommandInput,
  CreateTagsCommandInput,
  DeleteTagsCommandInput,
  ModifyManagedPrefixListCommandInput,
  RevokeSecurityGroupIngressCommandInput,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { Layout, Rule } from '../../lib/plan/layout.js';
import type { Placed, Step } from '../../lib/plan/schedule.js';
import { Contradiction } from '../../lib/errors.js';
import { markTag } from '../../lib/targets/mark.js';
import type { SecurityGroupsSnapshot } from '../../lib/targets/security-groups.js';
import type { Change, Request, Snapshot } from '../../lib/targets/target.js';
import { onLists, onTargets, type Mutant } from './mutant.js';
import { onInputs, onOwners, onRequests, onRules, onSteps } from './on-targets.js';

/** Mutants that break a rule at security groups and prefix lists. */
export const atEc2 = {
  revokesFirst: {
    rule: 1,
    story: 'revokes before it authorizes',
    mutate: onSteps(({ steps }) => [
      ...steps.map(({ close }) => ({ open: [], close })),
      ...steps.map(({ open }) => ({ open, close: [] })),
    ]),
  },
  spreadsByPosition: {
    rule: 1,
    story: 'gives each group its share of the sorted entries, so that one more entry shifts all that follow',
    mutate: onSteps(({ after }, { layout }) => sharedOut(after, layout)),
  },
  revokesWhatASiblingNeeds: {
    rule: 1,
    story: 'revokes a rule that another list has marked, too',
    mutate: onRequests((requests, { layout }) =>
      requests.flatMap((request) =>
        request.operation === 'ec2:DeleteTags' ? revokesOf(request, layout) : [request],
      ),
    ),
  },
  forgetsItsSiblings: {
    rule: 1,
    story: 'closes what moves to another list before that one has opened it',
    mutate: onTargets((target) => ({
      async read(known) {
        const { siblings, ...snapshot } = await target.read(known);
        return snapshot;
      },
    })),
  },
  locksItsOwnOnly: {
    rule: 3,
    story: 'takes its own lock where it shares rules with another list',
    mutate: onTargets(() => ({ shares: [] })),
  },
  locksBriefly: {
    rule: 3,
    story: 'takes a lock over after seconds where nothing fences its holder off',
    mutate: onTargets(() => ({ fenced: true })),
  },
  namesNoVersion: {
    rule: 3,
    story: 'leaves the version of a prefix list to AWS',
    mutate: onInputs('ec2:ModifyManagedPrefixList', () => ({ CurrentVersion: undefined })),
  },
  believesEveryAnswer: {
    rule: 4,
    story: 'plans on rules that EC2 described as they were before the last run',
    mutate: onTargets(() => ({ settlesAfter: 0 })),
  },
  opensEverywhere: {
    rule: 4,
    story: 'opens each entry in every group, to be on the safe side',
    mutate: onSteps(({ steps }, { layout }) =>
      steps.map(({ open, close }) => ({
        open: layout.containers.flatMap(({ id }) => open.map((placed) => ({ ...placed, container: id }))),
        close,
      })),
    ),
  },
  resendsTheFirstHundred: {
    rule: 4,
    story: 'sends the first hundred in every call, as github.com/aws-samples/update-aws-ip-ranges does',
    mutate: onRequests((requests) => requests.map((request) => withFirst(request, requests[0]))),
  },
  revokesByNetwork: {
    rule: 5,
    story: 'revokes by network and port in every group, and so somebody else’s identical rule, too',
    mutate: onRequests((requests, { layout }) =>
      requests.flatMap((request) => (isRevoke(request) ? byNetwork(request, layout) : [request])),
    ),
  },
  takesUntaggedForItsOwn: {
    rule: 5,
    story: 'takes rules without a tag for its own, from before it tagged them',
    mutate: onOwners((owner) => (owner === 'foreign' ? 'ours' : owner)),
  },
  takesEveryTagForItsOwn: {
    rule: 5,
    story: 'takes any doorlist’s mark for its own',
    mutate: onOwners(() => 'ours'),
  },
  adoptsByNetwork: {
    rule: 5,
    story: 'takes over the rules of a wanted network at whatever port',
    mutate: onRequests((requests, snapshot) =>
      requests.map((request) =>
        request.operation === 'ec2:CreateTags' ? atAnyPort(request, snapshot) : request,
      ),
    ),
  },
  adoptsWhatOthersTagged: {
    rule: 5,
    story: 'takes over rules that others have put tags on',
    mutate: onRules(({ claimed: _, ...rule }) => rule),
  },
  forgetsItsRuleIds: {
    rule: 5,
    story: 'knows its rules by their tags only',
    mutate: onTargets((target) => ({
      read: ({ ids: _, ...known } = {}) => target.read(known),
    })),
  },
  forgetsTheTag: {
    rule: 5,
    story: 'opens rules without the tag that says whose they are',
    mutate: onInputs('ec2:AuthorizeSecurityGroupIngress', () => ({ TagSpecifications: undefined })),
  },
  leavesRulesToNobody: {
    rule: 5,
    story: 'takes its tag off a rule that nobody else wants, and leaves it open',
    mutate: onRequests((requests) =>
      requests.map((request) => (isRevoke(request) ? untagged(request) : request)),
    ),
  },
  flushesUnasked: {
    rule: 5,
    story: 'flushes security groups as it flushes IP sets',
    mutate: onLists((list) => ({ ...list, foreign: 'flush' })),
  },
  leavesItsRulesBehind: {
    rule: 5,
    story: 'forgets a group once it is out of the file',
    mutate: onLists((list) => ({
      ...list,
      targets: list.targets.map((ref) => (ref.kind === 'security-groups' ? { ...ref, leaving: [] } : ref)),
    })),
  },
  callsItUpdated: {
    rule: 6,
    story: 'sends the first hundred in every call, and reports "updated" whatever EC2 says',
    mutate: onTargets((target) => ({
      write: (snapshot, requests) =>
        target
          .write(
            snapshot,
            requests.map((request) => withFirst(request, requests[0])),
          )
          .catch(() => undefined),
    })),
  },
  swallowsFullGroups: {
    rule: 6,
    story: 'takes a group that is full for a rule that is there',
    mutate: onTargets((target) => ({
      write: (snapshot, requests) =>
        target.write(snapshot, requests).catch((error: unknown) => {
          if (error instanceof Contradiction && error.says.entry === undefined) return undefined;
          throw error;
        }),
    })),
  },
  opensAllPorts: {
    rule: 7,
    story: 'opens all ports of a network, and so needs one rule for many',
    mutate: onInputs('ec2:AuthorizeSecurityGroupIngress', (input) => ({
      IpPermissions: (input as AuthorizeSecurityGroupIngressCommandInput).IpPermissions?.map((each) => ({
        ...each,
        FromPort: 0,
        ToPort: 65_535,
      })),
    })),
  },
  announcesTooMuch: {
    rule: 8,
    story: 'announces what a flush would take from IP sets, and takes from security groups as well',
    mutate: onLists((list) => ({ ...list, foreign: 'flush' })),
  },
} satisfies Record<string, Mutant>;

function sharedOut(after: Change['after'], { containers, portRanges }: Layout): Step[] {
  const size = Math.ceil(after.length / containers.length);
  return containers.flatMap(({ id, rules }, i): Step[] => {
    const share = portRanges.flatMap((portRange) =>
      after.slice(i * size, (i + 1) * size).map((cidr): Placed => ({ cidr, portRange, container: id })),
    );
    const same = (a: Pick<Rule, 'cidr' | 'portRange'>) => (b: Pick<Rule, 'cidr' | 'portRange'>) =>
      a.cidr === b.cidr && a.portRange === b.portRange;
    const close = rules
      .filter((rule) => rule.owner === 'ours' && !share.some(same(rule)))
      .map((rule) => ({ ...rule, container: id }));
    const open = share.filter((placed) => !rules.some(same(placed)));
    return [
      { open: [], close },
      { open, close: [] },
    ];
  });
}

function withFirst({ operation, input }: Request, first: Request | undefined): Request {
  const { AddEntries } = (first?.input ?? {}) as ModifyManagedPrefixListCommandInput;
  return { operation, input: 'AddEntries' in input ? { ...input, AddEntries } : input };
}

function revokesOf({ input }: Request, { containers }: Layout): Request[] {
  const { Resources = [] } = input as DeleteTagsCommandInput;
  return containers.flatMap(({ id, rules }) => {
    const ids = rules.flatMap((rule) => (Resources.includes(rule.id ?? '') ? (rule.id ?? []) : []));
    return ids.length === 0
      ? []
      : [
          {
            operation: 'ec2:RevokeSecurityGroupIngress',
            input: { GroupId: id, SecurityGroupRuleIds: ids },
          },
        ];
  });
}

function atAnyPort({ operation, input }: Request, snapshot: Snapshot): Request {
  const { rules = [] } = snapshot as Partial<SecurityGroupsSnapshot>;
  const { Resources = [], Tags } = input as CreateTagsCommandInput;
  const isTaken = ({ SecurityGroupRuleId = '' }: SecurityGroupRule) =>
    Resources.includes(SecurityGroupRuleId);
  const networks = new Set(rules.filter(isTaken).map(({ CidrIpv4 }) => CidrIpv4));
  const all = rules.filter(({ CidrIpv4 }) => networks.has(CidrIpv4));
  return {
    operation,
    input: { Resources: all.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []), Tags },
  };
}

function untagged({ input }: Request): Request {
  const { SecurityGroupRuleIds = [] } = input as RevokeSecurityGroupIngressCommandInput;
  return {
    operation: 'ec2:DeleteTags',
    input: { Resources: SecurityGroupRuleIds, Tags: [{ Key: markTag }] },
  };
}

const isRevoke = ({ operation }: Request): boolean => operation === 'ec2:RevokeSecurityGroupIngress';

/** In a default VPC EC2 shrugs off what does not match. */
function byNetwork({ operation, input }: Request, { containers }: Layout): Request[] {
  const { SecurityGroupRuleIds = [] } = input as RevokeSecurityGroupIngressCommandInput;
  const rules = containers.flatMap((container) => container.rules);
  const cidrs = rules.filter(({ id = '' }) => SecurityGroupRuleIds.includes(id)).map(({ cidr }) => cidr);
  const IpRanges = cidrs.map((cidr) => ({ CidrIp: cidr }));
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges }];
  return containers.map(({ id }) => ({ operation, input: { GroupId: id, IpPermissions } }));
}
