import type { History } from '../../world/record.js';
import { AwsError } from '../protocols/wire.js';
import { isAt, isGroupId, type Ec2Name, type Location } from './arn.js';
import { recorded, type SimRule } from './rule.js';
import type { Tags } from './tags.js';

/** A further VPC of a group. */
export interface VpcAssociation {
  vpcId: string;
  state:
    | 'associating'
    | 'associated'
    | 'association-failed'
    | 'disassociating'
    | 'disassociated'
    | 'disassociation-failed';
}

export interface SecurityGroup extends Ec2Name {
  vpcId: string;
  associations: readonly VpcAssociation[];
  defaultVpc: boolean;
  name: string;
  description: string;
  tags: Tags;
  rules: readonly SimRule[];
}

export type SecurityGroups = ReturnType<typeof createSecurityGroups>;

/** Every security group there is, whoever's; each state of its ingress rules goes on record. */
export function createSecurityGroups({ record, lagMs }: { record: History; lagMs: number }) {
  const groups = new Map<string, SecurityGroup>();
  /** What each group had, and from when on, as far back as an answer may show it; the newest last. */
  const pasts = new Map<string, { from: number; rules: readonly SimRule[] }[]>();

  function note(actor: string, operation: string, target: string, rules: readonly SimRule[]): void {
    const [before, after] = [groups.get(target)?.rules ?? [], rules].map((each) =>
      Object.freeze(
        each
          .filter((rule) => !rule.isEgress)
          .map(recorded)
          .sort(),
      ),
    );
    if (before && after) record.add(actor, { kind: 'state', target, operation, before, after });
  }

  return {
    of: (location: Location): SecurityGroup[] =>
      [...groups.values()].filter((group) => isAt(group, location)).sort((a, b) => (a.id < b.id ? -1 : 1)),

    find(location: Location, id: string): SecurityGroup {
      if (!isGroupId(id))
        throw new AwsError('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "sg-...")`);
      const found = [...groups.values()].find((group) => group.id === id && isAt(group, location));
      if (found) return found;
      throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    },

    get(arn: string): SecurityGroup {
      const group = groups.get(arn);
      if (!group) throw new Error(`no such security group in the simulator: ${arn}`);
      return group;
    },

    /** The rules that a group had at an instant. */
    rulesAt: (arn: string, at: number): readonly SimRule[] =>
      pasts.get(arn)?.findLast(({ from }) => from <= at)?.rules ?? [],

    /** `from`: since when it is so; a planted group has always been. */
    put(actor: string, operation: string, group: SecurityGroup, from = Date.now()): void {
      note(actor, operation, group.arn, group.rules);
      groups.set(group.arn, group);
      const past = pasts.get(group.arn) ?? [];
      const oldest = past.findLastIndex((each) => each.from <= Date.now() - lagMs);
      pasts.set(group.arn, [...past.slice(Math.max(0, oldest)), { from, rules: group.rules }]);
    },

    remove(actor: string, group: SecurityGroup): void {
      note(actor, 'DeleteSecurityGroup', group.arn, []);
      groups.delete(group.arn);
      pasts.delete(group.arn);
    },
  };
}
