import { portRangeOf } from '../../lib/targets/port-range.js';

test.each([
  ['tcp 443-443', { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
  ['all', { IpProtocol: '-1', FromPort: -1, ToPort: -1 }],
  ['icmp', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }],
  ['icmp', { IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1 }],
  // One type of ICMP, or a protocol without ports, is nothing that doorlist opens.
  ['icmp 8-0', { IpProtocol: 'icmp', FromPort: 8, ToPort: 0 }],
  ['47 -1--1', { IpProtocol: '47', FromPort: -1, ToPort: -1 }],
])('%s is what a rule opens that AWS describes as %j', (portRange, described) => {
  expect(portRangeOf(described)).toBe(portRange);
});
