import { UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import type { Family } from '../../../lib/cidr.js';
import { many, foreignRule } from '../../harness/networks.js';
import type { Kind } from './kind.js';

const id = 'a1b2c3d4-0001-4000-8000-000000000001';
const most = 10_000;

export function ipSet(family: Family): Kind {
  const name = `edge-${family === 'IPV4' ? 'v4' : 'v6'}`;
  const arn = `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/${name}/${id}`;
  return {
    name: `an IP set, ${family}`,
    family,
    target: { arn },
    marks: false,
    flushesForeign: true,
    lockMs: 10_000,
    opening: 'UpdateIPSet',
    closing: 'UpdateIPSet',
    conflict: 'WAFOptimisticLockException',
    throttled: 'ThrottlingException',
    atRest: { 'wafv2:GetIPSet': 1 },
    atRestCrowded: { 'wafv2:GetIPSet': 1 },
    remedy: 'beside 9999 that doorlist did not put there, but the target takes 10000: 1 too many.',
    plant(foreign, { room, crowded = false } = {}) {
      const others = room === undefined ? (crowded ? 500 : 0) : most - room - foreign.length;
      const addresses = [...foreign, ...many(others, (of, n) => foreignRule(of, n + 1_000), family)];
      return { ipSets: [{ arn, family, addresses }] };
    },
    arns: [arn],
    open: ([entries = []]) => [...entries],
    hand: (world) => ({
      add: (cidr) => world.console.add(arn, cidr, 'alice'),
      remove: (cidr) => world.console.remove(arn, cidr, 'alice'),
    }),
    async exhaust(world) {
      const client = new WAFV2Client({
        region: 'eu-west-2',
        ...world.clientConfig('somebody-else'),
        maxAttempts: 1,
      });
      const set = { Name: 'no-such-set', Scope: 'REGIONAL', Id: id } as const;
      const nothing = { ...set, Addresses: [], LockToken: id };
      await client.send(new UpdateIPSetCommand(nothing)).catch(() => undefined);
    },
  };
}
