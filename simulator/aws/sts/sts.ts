import { AwsError, type Service } from '../protocols/wire.js';
import type { Iam } from '../iam/iam.js';
import { queryProtocol } from '../protocols/query.js';

export function createSts(iam: Iam): Service {
  return {
    protocol: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'),
    latency: () => [20, 60],
    perform({ operation, account, actor }) {
      if (operation !== 'GetCallerIdentity') {
        throw new AwsError('InvalidAction', `Could not find operation ${operation} for version 2011-06-15`);
      }
      const identity = iam.find(actor);
      if (identity) return { Arn: identity.arn, UserId: identity.userId, Account: identity.account };
      return {
        Arn: `arn:aws:iam::${account}:user/${actor}`,
        UserId: `AIDA${actor.toUpperCase()}`,
        Account: account,
      };
    },
  };
}
