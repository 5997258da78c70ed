import { ModifyManagedPrefixListCommand } from '@aws-sdk/client-ec2';
import type { Family } from '../../../lib/cidr.js';
import type { World } from '../../../simulator/world/world.js';
import { groupArn, listArn, listId } from '../../harness/account.js';
import { many, foreignRule } from '../../harness/networks.js';
import { exhausted } from './exhausted.js';
import type { Hand, Kind } from './kind.js';

const quota = 60;

export function prefixList(family: Family, { resize = false } = {}): Kind {
  const arn = listArn(1);
  return {
    name: `a prefix list${resize ? ' that may grow' : ''}, ${family}`,
    family,
    target: { arn, ...(resize && { resize }) },
    marks: true,
    flushesForeign: false,
    lockMs: 310_000,
    opening: 'ModifyManagedPrefixList',
    closing: 'ModifyManagedPrefixList',
    conflict: 'PrefixListVersionMismatch',
    throttled: 'RequestLimitExceeded',
    atRest: { 'ec2:DescribeManagedPrefixLists': 1 },
    atRestCrowded: { 'ec2:DescribeManagedPrefixLists': 1 },
    remedy: resize
      ? 'the prefix list takes 2, 3 would fit, and the security groups that refer to it have room for 2.'
      : 'the prefix list takes 2; a MaxEntries of 3 would fit, which `resize: true` lets doorlist set.',
    plant(foreign, { room = 20, crowded = false } = {}) {
      const others = many(crowded ? 250 : 0, (of, n) => foreignRule(of, n + 1_000), family);
      const maxEntries = foreign.length + others.length + room;
      const entries = [...foreign, ...others].map((cidr) => ({ cidr, description: 'somebody else’s' }));
      // Referred to by a group that has room for this size and no other.
      const full = many(quota - maxEntries, (of, n) => foreignRule(of, n + 1_000), family);
      const rules = [{ source: listId(1) }, ...full.map((source) => ({ source, from: 22, to: 22 }))];
      return {
        prefixLists: [{ arn, family, maxEntries, entries }],
        ...(maxEntries <= quota && { securityGroups: [{ arn: groupArn(9), rules }] }),
      };
    },
    arns: [arn],
    open: ([entries = []]) => entries.map((entry) => entry.split(' ', 1)[0] ?? ''),
    hand: (world) => handOn(world, arn),
    exhaust: (world) =>
      exhausted(world, (client) =>
        client.send(new ModifyManagedPrefixListCommand({ PrefixListId: listId(99) })),
      ),
  };
}

/** A person looks on until the console shows the list as modified. */
function handOn(world: World, arn: string): Hand {
  async function edit(change: Parameters<World['console']['editList']>[1]) {
    await world.console.editList(arn, change, 'alice');
    while (world.ec2.prefixList(arn).state !== 'modify-complete')
      await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return {
    add: (cidr) => edit({ add: [{ cidr, description: 'by hand' }] }),
    remove: (cidr) => edit({ remove: [cidr] }),
  };
}
