import type { SecurityGroup, SecurityGroupVpcAssociation } from '@aws-sdk/client-ec2';

/** The VPCs that a group may be used in: its own, and those that it was associated with. */
export interface GroupVpcs {
  group: string;
  vpcs: string[];
}

/** An association that is not made yet, is being undone or failed lets nobody attach the group there. */
export function vpcsOf(
  groups: readonly SecurityGroup[],
  associations: readonly SecurityGroupVpcAssociation[],
): GroupVpcs[] {
  return groups.map(({ GroupId: group = '', VpcId: own }) => {
    const further = associations
      .filter(({ GroupId, State }) => GroupId === group && State === 'associated')
      .map(({ VpcId }) => VpcId);
    return { group, vpcs: [...new Set([own, ...further])].filter((vpc) => vpc !== undefined) };
  });
}

/** Interfaces are of one VPC, so groups that are attached to the same ones share one. */
export function shareVpc(groups: readonly GroupVpcs[]): boolean {
  const [first, ...others] = groups;
  if (first === undefined) return true;
  return first.vpcs.some((vpc) => others.every(({ vpcs }) => vpcs.includes(vpc)));
}

/** Names each group's VPCs, and what makes the target work. */
export function apartText(groups: readonly GroupVpcs[]): string {
  const places = groups.map(({ group, vpcs }) => `${group} is in ${vpcs.join(' and ')}`);
  return `${places.join(', ')}: the groups of one target must be attached to the same interfaces, and no VPC has all of these groups; associate them with one VPC, or make a target of each.`;
}
