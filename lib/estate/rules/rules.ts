import { kinds } from '../../targets/kinds.js';
import { judgeAccess } from './access.js';
import { disputes, otherAccounts } from './claims.js';
import { judgeLeases } from './leases.js';
import { judgeIds } from './list-ids.js';
import { shown, type Finding, type Findings } from '../mistakes/mistakes.js';
import { kindOf, type OtherFile } from './named-arns.js';
import { judgePins } from './pins.js';
import { entries, field, has, items, type Path } from '../mistakes/readable.js';
import { judgeSchedule } from './schedule.js';
import { listName, listNameRule } from '../schema/schema.js';
import { sharedPorts, tooManySharers } from './shared-ports.js';
import { judgeTargets } from './targets.js';

/** Keys that say how the feed is followed. */
const feedOnly = ['guards', 'hold', 'aggregate', 'adopt'];

/** The rules between several places of the file, as far as it can be read. */
export function judge(raw: unknown, now: number, elsewhere: readonly OtherFile[]): Findings {
  const lists = entries(field(raw, 'lists')).map(([name, list]) => ({ name, list, at: ['lists', name] }));
  const perList = lists.flatMap(({ name, list, at }) => [
    judgePins(list, at),
    judgeSchedule(list, at, now),
    judgeLeases(list, at),
    judgeTargets(list, name),
  ]);
  return {
    mistakes: [
      ...someList(raw),
      ...lists.flatMap(({ name, list, at }) => [...misnamed(name, at), ...purposeless(list, at)]),
      ...judgeIds(raw),
      ...judgeAccess(raw),
      ...perList.flatMap(({ mistakes }) => mistakes),
      ...otherAccounts(raw),
      ...disputes(raw, elsewhere),
      ...tooManySharers(raw),
    ],
    warnings: [...perList.flatMap(({ warnings }) => warnings), ...sharedPorts(raw, elsewhere)],
  };
}

function someList(raw: unknown): Finding[] {
  const lists = field(raw, 'lists');
  const none =
    typeof lists === 'object' && lists !== null && entries(lists).length === 0 && !Array.isArray(lists);
  return none ? [{ path: ['lists'], message: 'is empty; an estate has at least one list' }] : [];
}

/** The name goes into names of AWS resources, into subjects of mails and into tags. */
function misnamed(name: string, path: Path): Finding[] {
  if (listName.test(name)) return [];
  return [{ path, message: `${shown(name)} is not a name for a list: it must ${listNameRule}` }];
}

function purposeless(list: unknown, at: Path): Finding[] {
  if (entries(list).length === 0) return [];
  const fed = has(list, 'feed');
  const flushed = has(list, 'flush');
  return [
    ...(fed || flushed || has(list, 'leases')
      ? []
      : [
          {
            path: at,
            message:
              'has neither feed nor flush nor leases, so nothing would ever bring it up to date; give it one',
          },
        ]),
    ...feedOnly
      .filter((key) => !fed && has(list, key))
      .map((key) => ({
        path: [...at, key],
        message: `${key} means something only on a list with a feed; take it out`,
      })),
    ...(field(list, 'foreign') === 'flush' && !flushed
      ? [
          {
            path: [...at, 'foreign'],
            message:
              'foreign: flush says what a flush removes, and this list has none; give it a flush, or take foreign out',
          },
        ]
      : []),
    ...(flushed && has(list, 'adopt') ? adoptAndFlush(list, at) : []),
    ...pointless(list, at),
  ];
}

/** A flush takes away what adopt would: of IP sets always, of others where it is told to. */
function adoptAndFlush(list: unknown, at: Path): Finding[] {
  const found = items(field(list, 'targets')).map(kindOf);
  const [ipSet] = found.filter((kind) => kind !== undefined && kinds[kind].flushOwnsForeign);
  if (ipSet === undefined && field(list, 'foreign') !== 'flush') return [];
  return [{ path: [...at, 'adopt'], message: 'a flush removes foreign entries anyway; take adopt out' }];
}

/** Keys about what others put into targets of a kind that the list has none of, as far as its targets can be read. */
function pointless(list: unknown, at: Path): Finding[] {
  const found = items(field(list, 'targets')).map(kindOf);
  const known = found.filter((kind) => kind !== undefined);
  if (known.length === 0 || known.length < found.length) return [];
  const others = known.some((kind) => !kinds[kind].flushOwnsForeign);
  return [
    ...(typeof field(list, 'foreign') === 'string' && !others
      ? [
          {
            path: [...at, 'foreign'],
            message:
              'foreign is about security groups and prefix lists, and this list has none; take it out (a flush removes foreign entries from IP sets anyway)',
          },
        ]
      : []),
  ];
}
