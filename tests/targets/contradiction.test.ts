import { ruleMeant } from '../../lib/targets/contradiction.js';
import { portRangeOf } from '../../lib/targets/port-range.js';

const network = '192.0.2.0/24';
const opening = (FromPort: number) => ({
  IpProtocol: 'tcp',
  FromPort,
  ToPort: FromPort,
  IpRanges: [{ CidrIp: network }],
});

test('of several port ranges that one call opens, AWS means the one whose first port it names', () => {
  const meant = ruleMeant([opening(80), opening(443)], portRangeOf);
  const said = (port: number) =>
    `the specified rule "peer: ${network}, TCP, from port: ${port}, to port: ${port}, ALLOW" already exists`;
  expect(meant(said(443))).toEqual({ cidr: network, portRange: 'tcp 443-443' });
  expect(meant(said(80))).toEqual({ cidr: network, portRange: 'tcp 80-80' });
  expect(meant(said(22))).toBeUndefined();
});

test('AWS names no port where it means all traffic', () => {
  const meant = ruleMeant([{ IpProtocol: '-1', IpRanges: [{ CidrIp: network }] }], portRangeOf);
  const said = `the specified rule "peer: ${network}, ALL, ALLOW" already exists`;
  expect(meant(said)).toEqual({ cidr: network, portRange: 'all' });
});
