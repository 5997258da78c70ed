import { count, targetName } from '../../lib/render.js';
import type { Day } from '../scenarios/day.js';
import type { Doing } from '../scenarios/day/stage.js';
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
      return 'doorlist is deployed; its schedules begin, and its IP sets are empty.';
    case 'visited':
      return visited(doing, estate.lists.find((list) => list.name === doing.set.list)?.flush !== undefined);
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

function visited({ who, cidr, set }: Extract<Doing, { kind: 'visited' }>, peoples: boolean): string {
  const what = `${who} adds ${cidr} to ${targetName(set.ref)} by hand`;
  return peoples ? `${what}, for now.` : `${what}, too.`;
}
