import { disputes, strangers, type ClaimsElsewhere } from './claims.js';
import { shown, type Finding, type Findings } from './mistakes.js';
import { judgePins } from './pins.js';
import { entries, field, has, type Path } from './readable.js';
import { judgeSchedule } from './schedule.js';
import { listName } from './schema.js';

/** Keys that say how the feed is followed. */
const feedOnly = ['guards', 'hold', 'aggregate', 'adopt'];

/** The rules between several places of the file, as far as it can be read. */
export function judge(raw: unknown, now: number, elsewhere: readonly ClaimsElsewhere[]): Findings {
  const lists = entries(field(raw, 'lists')).map(([name, list]) => ({ name, list, at: ['lists', name] }));
  const perList = lists.flatMap(({ list, at }) => [judgePins(list, at), judgeSchedule(list, at, now)]);
  return {
    mistakes: [
      ...someList(raw),
      ...lists.flatMap(({ name, list, at }) => [...misnamed(name, at), ...purposeless(list, at)]),
      ...perList.flatMap(({ mistakes }) => mistakes),
      ...strangers(raw),
      ...disputes(raw, elsewhere),
    ],
    warnings: perList.flatMap(({ warnings }) => warnings),
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
  const what = 'must begin with a letter and have at most 40 lower-case letters, digits and hyphens';
  return [{ path, message: `${shown(name)} is not a name for a list: it ${what}` }];
}

function purposeless(list: unknown, at: Path): Finding[] {
  if (entries(list).length === 0) return [];
  const fed = has(list, 'feed');
  const flushed = has(list, 'flush');
  return [
    ...(fed || flushed
      ? []
      : [
          {
            path: at,
            message: 'has neither feed nor flush, so nothing would ever bring it up to date; give it one',
          },
        ]),
    ...feedOnly
      .filter((key) => !fed && has(list, key))
      .map((key) => ({
        path: [...at, key],
        message: `${key} means something only on a list with a feed; take it out`,
      })),
    ...(flushed && has(list, 'adopt')
      ? [{ path: [...at, 'adopt'], message: 'a flush removes foreign entries anyway; take adopt out' }]
      : []),
  ];
}
