import type { World } from '../../world.js';
import { groupArns, openingAt } from './rules.js';
import type { DayTarget } from './targets.js';

/** The networks that a target holds now, whoever put them there. */
export function contentsOf({ waf, ec2 }: World, { ref, family }: DayTarget): readonly string[] {
  switch (ref.kind) {
    case 'ip-set':
      return waf.contents(ref.arn);
    case 'prefix-list':
      return ec2.prefixList(ref.arn).entries.map(({ cidr }) => cidr);
    case 'security-groups': {
      const doors = ref.doors.map((door) => openingAt(door, family));
      return groupArns(ref)
        .staying.flatMap((arn) => ec2.rules(arn))
        .filter((rule) => !rule.isEgress && rule.family === family)
        .filter(({ protocol, from, to }) =>
          doors.some((door) => door.protocol === protocol && door.from === from && door.to === to),
        )
        .map(({ source }) => source);
    }
  }
}
