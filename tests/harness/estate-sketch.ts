import { parseCidr } from '../../lib/cidr.js';
import type { Estate, List, TargetRef } from '../../lib/estate/estate.js';
import { targetRefs } from '../../lib/estate/target-refs.js';
import { account, hour } from './account.js';

/** As in doorlist.yml; a text is an ARN. */
export type TargetSketch = string | Partial<Parameters<typeof targetRefs>[0]>;

export type ListSketch = Partial<Omit<List, 'pins' | 'targets'>> & {
  name: string;
  pins?: readonly string[];
  targets: readonly TargetSketch[];
};

export const cloudfront = { services: ['CLOUDFRONT'] };
export const byHandOnly = { timezone: 'UTC', leases: 'keep' as const };

export function estateOf(...lists: readonly ListSketch[]): Estate {
  return {
    account,
    alerts: { email: ['platform@example.com'] },
    lists: lists.map(({ pins = [], targets, ...rest }) => ({
      id: rest.name,
      foreign: 'keep',
      tooWide: { IPV4: 24, IPV6: 48 },
      pins: pins.map((cidr) => ({ cidr: parseCidr(cidr) })),
      guards: { emptied: 'refuse', coverageLost: 25, entriesLost: 50, minEntries: 10 },
      hold: 24 * hour,
      aggregate: true,
      adopt: false,
      ...rest,
      targets: targets.flatMap((target) => refsOf(target, rest.id ?? rest.name)),
    })),
  };
}

function refsOf(sketch: TargetSketch, listId: string): TargetRef[] {
  const target = typeof sketch === 'string' ? { arn: sketch } : sketch;
  return targetRefs({ protocol: 'tcp', resize: false, ...target }, listId);
}
