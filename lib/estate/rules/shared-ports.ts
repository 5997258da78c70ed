import { kinds } from '../../targets/kinds.js';
import { portRangeName, portRangesOf } from '../values/ports.js';
import { spelled, type Finding } from '../mistakes/mistakes.js';
import { namedIn, type OtherFile } from './named-arns.js';

/**
 * Lists may share a security group. A rule is one network at one port range of one group, though, and carries the tag of
 * one list.
 */
export function sharedPorts(raw: unknown, elsewhere: readonly OtherFile[]): Finding[] {
  const here = openedIn(raw).map((opened) => ({ ...opened, file: undefined }));
  const all = [
    ...here,
    ...elsewhere.flatMap(({ file, raw: other }) => openedIn(other).map((opened) => ({ ...opened, file }))),
  ];
  return here.flatMap((target, i) =>
    all.slice(i + 1).flatMap((other): Finding[] => {
      if (other.file === undefined && other.list === target.list) return [];
      const groups = target.groups.filter((group) => other.groups.includes(group));
      const portRanges = target.doors.filter((portRange) => other.doors.includes(portRange));
      // Where each has a group of its own as well, the second finds its place there.
      const apart = [target, other].every((opened) => opened.groups.length > groups.length);
      if (groups.length === 0 || portRanges.length === 0 || apart) return [];
      const inFile = other.file === undefined ? '' : ` in ${other.file}`;
      const where = `${groups.join(', ')} at ${portRanges.join(', ')}`;
      return [
        {
          path: target.at,
          message:
            `opens ${where}, as ${spelled(other.at)}${inFile} does: for a network that both want AWS takes one rule ` +
            `only, so the list that comes second is refused it until the other lets go`,
        },
      ];
    }),
  );
}

interface Opened {
  list: string;
  at: readonly (string | number)[];
  groups: string[];
  doors: string[];
}

function openedIn(raw: unknown): Opened[] {
  const groups = namedIn(raw).filter(
    ({ thing, key }) => kinds[thing.kind].sharedByLists && key !== 'leaving',
  );
  return unique(groups.map(({ at }) => at)).map((at) => {
    const own = groups.filter((group) => group.at === at);
    return {
      list: own[0]?.list ?? '',
      at,
      groups: unique(own.map(({ thing }) => thing.arn)),
      doors: unique(portRangesOf(own[0]?.target).map(portRangeName)),
    };
  });
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
