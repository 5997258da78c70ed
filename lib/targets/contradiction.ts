import type { IpPermission } from '@aws-sdk/client-ec2';
import { readCidr } from '../cidr.js';
import { Contradiction, isAws, type Says } from '../errors.js';

/** A call that AWS refused for what it says of the container, which is not as it was read; other errors go on as they are. */
export function contradicting(
  code: string,
  name: string,
  container: string,
  entryIn: (said: string) => Says['entry'] = () => undefined,
): (cause: unknown) => never {
  return (cause) => {
    const said = cause instanceof Error ? cause.message : '';
    const entry = isAws('alreadyThere', cause) ? entryIn(said) : undefined;
    if (!isAws('full', cause) && entry === undefined) throw cause;
    const what = entry ? `that ${entry.cidr} is in it already` : 'that it is full';
    throw new Contradiction(
      { container, ...(entry ? { entry } : {}) },
      code,
      `AWS says of ${name} ${what}, which it did not tell when it was asked (${said}).`,
      { cause },
    );
  };
}

/**
 * Which rule of a call AWS means by `the specified rule "peer: 192.0.2.0/24, TCP, from port: 443, to port: 443, ALLOW"
 * already exists`; the ports are absent where all traffic is meant.
 */
export function ruleMeant(
  permissions: readonly IpPermission[],
  portRangeOf: (permission: IpPermission) => string,
): (said: string) => Says['entry'] {
  return (said) => {
    const [, peer, from] = /peer: ([0-9a-f.:]+\/\d+),(?:.*?from port: (-?\d+))?/i.exec(said) ?? [];
    const meant = permissions.find(
      ({ FromPort = -1, IpRanges = [], Ipv6Ranges = [] }) =>
        (from === undefined || Number(from) === FromPort) &&
        [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)].includes(
          peer,
        ),
    );
    if (peer === undefined || meant === undefined) return undefined;
    return { cidr: readCidr(peer), portRange: portRangeOf(meant) };
  };
}
