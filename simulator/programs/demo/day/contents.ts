import type { World } from '../../../world/world.js';
import { groupArns } from './rules.js';
import type { DayTarget } from './targets.js';

/** The networks that stand now where a target is, whoever put them there and whatever they open. */
export function contentsOf({ waf, ec2 }: World, { ref }: DayTarget): readonly string[] {
  switch (ref.kind) {
    case 'ip-set':
      return waf.contents(ref.arn);
    case 'prefix-list':
      return ec2.prefixList(ref.arn).entries.map(({ cidr }) => cidr);
    case 'security-groups':
      return groupArns(ref).staying.flatMap((arn) => ec2.rules(arn).map(({ source }) => source));
  }
}
