import type { Estate } from '../../../lib/estate/estate.js';
import { count, targetName } from '../../../lib/report/render.js';
import type { Day } from './day.js';
import { isFlushed, type Doing } from './day/stage.js';
import { selected } from './estate-chapter.js';
import { stamped, type Ink } from './paper.js';

/** What somebody outside of doorlist did, as a line; nothing where no list is concerned. */
export function doingLines(doing: Doing, day: Day, ink: Ink): string[] {
  const text = told(doing, day);
  return text === undefined ? [] : stamped(doing.at, text, ink);
}

function told(doing: Doing, { estate, given, news }: Day): string | undefined {
  const follows = estate.lists.some((list) => list.feed);
  switch (doing.kind) {
    case 'deployed':
      return `doorlist is deployed; its schedules begin. ${found(estate)}`;
    case 'visited':
      return visited(doing);
    case 'published':
      return follows ? published(doing) : undefined;
  }

  function published({ version, syncToken, list }: Extract<Doing, { kind: 'published' }>): string {
    switch (version) {
      case 'earlier':
        return `AWS has published ip-ranges.json ${syncToken}, and tells its subscribers by SNS.`;
      case 'given':
        return news.length > 0
          ? `AWS publishes ip-ranges.json ${syncToken}: ${count(news.length, 'network')} more for these lists.`
          : `AWS publishes ip-ranges.json ${syncToken}.`;
      case 'gone': {
        const feed = estate.lists.find(({ name }) => name === list)?.feed;
        return `AWS publishes ip-ranges.json ${syncToken}, by mistake without ${feed ? selected(feed) : 'a service'}.`;
      }
      case 'mended':
        return `AWS mends it: ip-ranges.json ${syncToken} says what ${given.file.syncToken} said.`;
    }
  }
}

function found({ lists }: Estate): string {
  const kinds = new Set(lists.flatMap(({ targets }) => targets.map(({ kind }) => kind)));
  const empty = [
    ...(kinds.has('ip-set') ? ['IP sets'] : []),
    ...(kinds.has('prefix-list') ? ['prefix lists'] : []),
  ];
  return [
    ...(empty.length > 0 ? [`Its ${empty.join(' and ')} are empty.`] : []),
    ...(kinds.has('security-groups')
      ? ["Its security groups let in an office and a colleague, by rules that are not doorlist's."]
      : []),
  ].join(' ');
}

function visited({ who, cidr, target, full }: Extract<Doing, { kind: 'visited' }>): string {
  const where = targetName(target.ref);
  if (full) return `${who} cannot add ${cidr} to ${where} by hand: it is full.`;
  return `${who} adds ${cidr} to ${where} by hand, ${isFlushed(target) ? 'for now' : 'too'}.`;
}
