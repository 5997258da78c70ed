import { familyNames } from '../../lib/cidr.js';
import { failure } from '../../lib/errors.js';
import type { Estate, List, TargetRef } from '../../lib/estate/estate.js';
import { terminalTable } from '../../lib/report/terminal-table.js';
import type { IpRanges } from '../../lib/sources/feed/ip-ranges.js';
import { utc } from '../../lib/text/utc.js';
import { feedUrl } from '../../lib/sources/feed/feed.js';
import { estateOf } from '../estate-file.js';
import { feedToRead, glance, transportOf } from '../feed-file.js';
import { sizeOf } from '../report-text.js';
import { exits } from '../exits.js';
import type { Result } from '../result.js';
import { checkSelections, type SelectionCheck } from '../selection-check.js';
import type { Paint } from '../paint.js';
import type { Context } from '../surroundings.js';

/** Reads the stage's file and, where it can be had, compares its selections with the feed. */
export async function validate(context: Context<{ feed?: string }>): Promise<Result> {
  const { options } = context;
  const { estate, warnings, withoutFeed, file } = estateOf(context);
  const feed = estate.lists.some((list) => list.feed) ? await lookAtFeed(estate, context) : undefined;
  const check: SelectionCheck =
    feed && 'file' in feed ? checkSelections(estate, file, feed.file) : { sizes: [], warnings: withoutFeed };

  const unread = feed !== undefined && 'unread' in feed;
  const fine = `${file} is fine${unread ? ' as far as it was checked' : ''}: ${sizeOf(estate.lists)}.`;
  const all = [...warnings, ...check.warnings];
  return {
    exit: exits.ok,
    json: {
      file,
      stage: options.stage,
      account: estate.account,
      lists: estate.lists.map(({ name, pins, targets, feed: selection, flush }) => ({
        list: name,
        pins: pins.length,
        targets: [...new Set(targets.flatMap(arnsOf))],
        ...(flush && { flush }),
        ...(selection && { feed: selection }),
        ...(selection && { sizes: check.sizes.filter((size) => size.list === name) }),
      })),
      warnings: all,
      feed: feed && feedJson(feed),
    },
    out: (paint) => [
      ...all.map((warning) => paint('yellow', `warning: ${warning}`)),
      ...(feed ? feedLines(feed, check, paint) : []),
      paint(unread ? 'yellow' : 'green', fine),
    ],
  };
}

/** Security groups are one target for each family, and several groups one target. */
function arnsOf(ref: TargetRef): string[] {
  if (!('groups' in ref)) return [ref.arn];
  return ref.groups.map((id) => `${ref.arn.slice(0, ref.arn.lastIndexOf('/'))}/${id}`);
}

/** `unread`: why the file is not at hand; `unchecked`: the names that it would have been asked for. */
type Looked = { file: IpRanges } | { unread: string; unchecked: string[] };

/** A file or an address that was named has to be good; AWS's own file may be out of reach. */
async function lookAtFeed({ lists }: Estate, context: Context<{ feed?: string }>): Promise<Looked> {
  const named = feedToRead(context);
  const beneath = await transportOf(named, context.transport);
  return glance(beneath).then(
    (file) => ({ file }),
    (error: unknown) => {
      if (named !== undefined) throw error;
      return { unread: failure(error).message, unchecked: namesIn(lists) };
    },
  );
}

function namesIn(lists: readonly List[]): string[] {
  const names = lists.flatMap(({ feed }) =>
    feed ? [...feed.services, ...(feed.regions ?? []), ...(feed.borderGroups ?? [])] : [],
  );
  return [...new Set(names)];
}

function feedJson(feed: Looked): object {
  return 'file' in feed ? { syncToken: feed.file.syncToken, createDate: feed.file.createDate } : feed;
}

function feedLines(feed: Looked, { sizes }: SelectionCheck, paint: Paint): string[] {
  if ('unread' in feed)
    return [
      paint(
        'yellow',
        `warning: Nobody checked whether ip-ranges.json has the names in feed: ${feed.unchecked.join(', ')}. ${feed.unread}`,
      ),
      `To check them, run doorlist validate again where ${feedUrl} can be fetched, or name a copy of it with --feed FILE.`,
    ];
  return [
    `Checked against ip-ranges.json ${feed.file.syncToken} of ${utc(feed.file.syncToken * 1000)}:`,
    ...terminalTable(
      ['LIST', 'FAMILY', 'ENTRIES', 'AGGREGATED'],
      sizes.map(({ list, family, entries, aggregated }) => [
        list,
        familyNames[family],
        `${entries}`,
        `${aggregated}`,
      ]),
    ),
    '',
  ];
}
