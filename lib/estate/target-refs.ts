import { families, familyNames, type Family } from '../cidr.js';
import type { TargetRef } from './estate.js';
import { portRangesOf } from './values/ports.js';
import type { EstateFile } from './schema/schema.js';
import { parseGroupArn, parseTargetArn } from './values/target-arn.js';

type Target = EstateFile['lists'][string]['targets'][number];

/** What a run treats as one target each: of security groups one for each family. */
export function targetRefs(target: Target, listId: string): TargetRef[] {
  const [only, ...more] = [target.arn ?? [], target.spreadOver ?? []].flat().map(parseTargetArn);
  switch (only?.kind) {
    case undefined:
      return [];
    case 'ip-set':
      return [only];
    case 'prefix-list':
      return [{ ...only, key: only.arn, name: only.id, resize: target.resize }];
    case 'security-groups':
      return families.map((family) => {
        const { arn, account, region, id } = only;
        return {
          kind: 'security-groups',
          key: `${arn} ${listId} ${family}`,
          arn,
          account,
          region,
          name: groupsName(id, more.length, family),
          family,
          groups: [id, ...more.map(({ id }) => id)],
          leaving: (target.leaving ?? []).map((group) => parseGroupArn(group).id),
          doors: portRangesOf(target),
        };
      });
  }
}

/** `sg-0123456789abcdef0 IPv4`, or of several groups `sg-0123456789abcdef0 and 2 more, IPv4` */
function groupsName(id: string, more: number, family: Family): string {
  const spoken = familyNames[family];
  return more === 0 ? `${id} ${spoken}` : `${id} and ${more} more, ${spoken}`;
}
