import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { PortRange } from '../estate/estate.js';

/** `tcp 443-443`, `icmp`, `all` */
export function portRangeText(portRange: PortRange): string {
  return 'from' in portRange ? `${portRange.protocol} ${portRange.from}-${portRange.to}` : portRange.protocol;
}

/** The same of a rule as AWS describes it. */
export function portRangeOf({ IpProtocol = '', FromPort = -1, ToPort = -1 }: SecurityGroupRule): string {
  if (IpProtocol === '-1') return 'all';
  if (/^icmp/.test(IpProtocol) && FromPort === -1) return 'icmp';
  return `${IpProtocol} ${FromPort}-${ToPort}`;
}
