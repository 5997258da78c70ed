import { BlockList, isIPv6 } from 'node:net';
import { TurnedAway } from './turned-away.js';

/** @throws TurnedAway, in IAM's words, unless the decision is to allow */
export function allowOnly(who: string, resource: string, decision: string): void {
  if (decision === 'allowed') return;
  const masked = resource.replace(/:\d{8}(\d{4}):/, ':********$1:');
  const explicit = decision === 'explicitly denied' ? ' with an explicit deny' : '';
  throw new TurnedAway(
    'ACCESS_DENIED',
    403,
    `User: ${who} is not authorized to perform: execute-api:Invoke on resource: ${masked}${explicit}`,
    'AccessDeniedException',
  );
}

/** `aws:SourceIp` of a resource policy that denies everywhere else. */
export function isFrom(allowFrom: readonly string[] | undefined): (sourceIp: string) => boolean {
  if (!allowFrom) return () => true;
  const list = new BlockList();
  for (const cidr of allowFrom) {
    const [address = '', prefix = ''] = cidr.split('/');
    list.addSubnet(address, Number(prefix), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return (sourceIp) => list.check(sourceIp, isIPv6(sourceIp) ? 'ipv6' : 'ipv4');
}
