import type { Ec2Context, Operations } from './context.js';
import { filters, passing } from './filters.js';
import { page } from './page.js';
import { integer, readRequest, text } from './shape.js';

const shape = { Filter: filters, MaxResults: integer, NextToken: text };

/** docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupVpcAssociations.html */
const LIMITS = { least: 5, most: 1000 };

/** The further VPCs of groups; the one that a group was made in is no association. */
export function vpcAssociations({ groups }: Ec2Context): Operations {
  return {
    DescribeSecurityGroupVpcAssociations(call) {
      const input = readRequest(call, shape);
      const all = groups
        .of(call)
        .flatMap(({ id, account, tags, associations }) =>
          associations.map(({ vpcId, state }) => ({ groupId: id, vpcId, account, state, tags })),
        );
      const passes = passing<(typeof all)[number]>(input.Filter, {
        'group-id': ({ groupId }) => groupId,
        'group-owner-id': ({ account }) => account,
        state: ({ state }) => state,
        'vpc-id': ({ vpcId }) => vpcId,
        'vpc-owner-id': ({ account }) => account,
      });
      const found = all.filter(passes).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      const { shown, nextToken } = page(found, keyOf, input, LIMITS);
      return {
        securityGroupVpcAssociationSet: shown.map(({ groupId, vpcId, account, state }) => ({
          groupId,
          vpcId,
          vpcOwnerId: account,
          state,
          groupOwnerId: account,
        })),
        nextToken,
      };
    },
  };
}

const keyOf = ({ groupId, vpcId }: { groupId: string; vpcId: string }): string => `${groupId} ${vpcId}`;
