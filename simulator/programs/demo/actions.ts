import type { Estate } from '../../../lib/estate/estate.js';
import { count, targetName } from '../../../lib/report/render.js';
import { kindNames, type Kind } from '../../../lib/targets/kinds.js';
import type { Day } from './day.js';
import { isFlushed, type OutsideEvent } from './day/context.js';
import { selected } from './estate-section.js';
import { stamped, type Palette } from './layout.js';

/** What somebody outside of doorlist did, as a line; nothing where no list is concerned. */
export function outsideEventLines(event: OutsideEvent, day: Day, palette: Palette): string[] {
  const text = told(event, day);
  return text === undefined ? [] : stamped(event.at, text, palette);
}

function told(event: OutsideEvent, { estate, given, news }: Day): string | undefined {
  const follows = estate.lists.some((list) => list.feed);
  switch (event.kind) {
    case 'deployed':
      return `doorlist is deployed; its schedules begin. ${found(estate)}`;
    case 'visited':
      return visited(event);
    case 'published':
      return follows ? published(event) : undefined;
  }

  function published({ version, syncToken, list }: Extract<OutsideEvent, { kind: 'published' }>): string {
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

/** What `day/planted.ts` puts there of each kind, for a sentence: nothing into things of this name, or what it says. */
const planted = {
  'ip-set': { empty: 'IP sets' },
  'prefix-list': { empty: 'prefix lists' },
  'security-groups': {
    says: "Its security groups let in an office and a colleague, by rules that are not doorlist's.",
  },
} satisfies Record<Kind, { empty: string } | { says: string }>;

function found({ lists }: Estate): string {
  const there = new Set(lists.flatMap(({ targets }) => targets.map(({ kind }) => kind)));
  const plantedAs = kindNames.filter((kind) => there.has(kind)).map((kind) => planted[kind]);
  const empty = plantedAs.flatMap((each) => ('empty' in each ? [each.empty] : []));
  return [
    ...(empty.length > 0 ? [`Its ${empty.join(' and ')} are empty.`] : []),
    ...plantedAs.flatMap((each) => ('says' in each ? [each.says] : [])),
  ].join(' ');
}

function visited({ who, cidr, target, full }: Extract<OutsideEvent, { kind: 'visited' }>): string {
  const where = targetName(target.ref);
  if (full) return `${who} cannot add ${cidr} to ${where} by hand: it is full.`;
  return `${who} adds ${cidr} to ${where} by hand, ${isFlushed(target) ? 'for now' : 'too'}.`;
}
