import { AwsError, type AwsCall } from '../protocols/wire.js';
import { createTokenBuckets } from '../protocols/token-bucket.js';

/**
 * Per account, Region and API action: docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html. Authorize and
 * Revoke are "resource-intensive" there, the other changes "mutating", with the same numbers.
 */
const MUTATING = { perSecond: 5, burst: 50 };
const READING = { perSecond: 20, burst: 100 };
/** "without specifying pagination or a filter". For rules undocumented: the harsh reading. */
const UNFILTERED = { perSecond: 10, burst: 50 };
const UNFILTERED_APART = ['DescribeSecurityGroups', 'DescribeSecurityGroupRules'];

export function createRates(): (call: AwsCall) => void {
  const take = createTokenBuckets();
  return (call) => {
    const { account, region, operation } = call;
    const unfiltered = isUnfiltered(call);
    const rate = unfiltered ? UNFILTERED : /^(Describe|Get)/.test(operation) ? READING : MUTATING;
    const key = `${account} ${region} ${operation}${unfiltered ? ' unfiltered' : ''}`;
    if (!take(key, rate.perSecond, rate.burst))
      throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  };
}

const isUnfiltered = ({ operation, input }: AwsCall): boolean =>
  UNFILTERED_APART.includes(operation) && !('Filter' in input) && !('MaxResults' in input);
