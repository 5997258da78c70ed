import { tagsPerResource } from '../../aws-limits.js';
import { kinds } from '../../targets/kinds.js';
import { portRangeName, portRangesOf } from '../values/ports.js';
import { spelled, type Finding } from '../mistakes/mistakes.js';
import { namedIn, type OtherFile } from './named-arns.js';

/**
 * Lists of one estate may share a rule, which carries a tag for each of them. Another stage's rule is somebody else's: AWS
 * takes no second one for the same network at the same port range of a group.
 */
export function sharedPorts(raw: unknown, elsewhere: readonly OtherFile[]): Finding[] {
  const theirs = elsewhere.flatMap(({ file, raw: other }) =>
    openedIn(other).map((opened) => ({ ...opened, file })),
  );
  return openedIn(raw).flatMap((target) =>
    theirs.flatMap((other): Finding[] => {
      const groups = target.groups.filter((group) => other.groups.includes(group));
      const portRanges = target.doors.filter((portRange) => other.doors.includes(portRange));
      // Where each has a group of its own as well, the second finds its place there.
      const apart = [target, other].every((opened) => opened.groups.length > groups.length);
      if (groups.length === 0 || portRanges.length === 0 || apart) return [];
      const where = `${groups.join(', ')} at ${portRanges.join(', ')}`;
      return [
        {
          path: target.at,
          message:
            `opens ${where}, as ${spelled(other.at)} in ${other.file} does: for a network that both want AWS takes one rule ` +
            `only, so the stage that comes second is refused it until the other lets go`,
        },
      ];
    }),
  );
}

/** Of the lists that open the same port range of the same group, the first one that a rule has no tag for is told. */
export function tooManySharers(raw: unknown): Finding[] {
  const lists = new Map<string, Set<string>>();
  return openedIn(raw).flatMap(({ list, at, groups, leaving, doors }) => {
    const crowded = [...groups, ...leaving].flatMap((group) =>
      doors
        .map((portRange) => `${group} at ${portRange}`)
        .filter((where) => {
          const before = lists.get(where) ?? new Set();
          const isNew = !before.has(list);
          lists.set(where, before.add(list));
          return isNew && before.size === tagsPerResource + 1;
        }),
    );
    return crowded.length === 0
      ? []
      : [
          {
            path: at,
            message:
              `opens ${unique(crowded).join(', ')}, as ${tagsPerResource} other lists do: a rule carries a tag for each list ` +
              `that wants it, and AWS takes ${tagsPerResource}; give this list another group, or merge it with one of them`,
          },
        ];
  });
}

interface Opened {
  list: string;
  at: readonly (string | number)[];
  groups: string[];
  /** Those that it is taken out of: its rules stand there until they have moved. */
  leaving: string[];
  doors: string[];
}

function openedIn(raw: unknown): Opened[] {
  const groups = namedIn(raw).filter(({ thing }) => kinds[thing.kind].sharedByLists);
  return unique(groups.map(({ at }) => at)).map((at) => {
    const own = groups.filter((group) => group.at === at);
    return {
      list: own[0]?.list ?? '',
      at,
      groups: unique(own.filter(({ key }) => key !== 'leaving').map(({ thing }) => thing.arn)),
      leaving: unique(own.filter(({ key }) => key === 'leaving').map(({ thing }) => thing.arn)),
      doors: unique(portRangesOf(own[0]?.target).map(portRangeName)),
    };
  });
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
