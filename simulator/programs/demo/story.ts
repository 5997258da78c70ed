import { familyOf, families } from '../../../lib/cidr.js';
import { utc } from '../../../lib/report/words.js';
import type { Day } from './day.js';
import { estateChapter } from './estate-chapter.js';
import type { GivenEstate } from './given-estate.js';
import type { GivenFeed } from './given-feed.js';
import { mailChapter } from './mail-chapter.js';
import { atMost, wrap, type Ink } from './paper.js';
import { pinsChapter } from './pins-chapter.js';
import { refusedPins } from './refused-pins.js';
import { tally } from './tally.js';
import { timeline } from './timeline.js';

/** Beyond this the timeline of a large estate is cut. */
const mostMoments = 60;

/** What is known before the day begins. */
export function prologue(feed: GivenFeed, given: GivenEstate, ink: Ink): string[] {
  const [first] = given.estate.lists;
  const refused = first && refusedPins(given.file, first.name);
  return [
    ink.title('A day in the life of doorlist'),
    ...wrap(
      'The functions are the ones that get deployed. AWS is simulated, on a clock of its own, so nothing leaves this machine and no account is touched.',
    ),
    ...wrap(`Feed: ${feed.origin}.`, 2),
    `  ${fileSize(feed)}`,
    ...chapter(1, `The estate: ${given.file}`, ink, estateChapter(given.estate)),
    ...warned(given.warnings),
    ...(refused ? chapter(2, 'A pin that is refused', ink, pinsChapter(refused)) : []),
  ];
}

/** What became of it. */
export function story(day: Day, seconds: number, ink: Ink): string[] {
  return [
    ...chapter(3, 'The day (times are UTC)', ink, [
      ...atMost(timeline(day, ink), mostMoments, (line) => [line], 'lines; --json has everything'),
    ]),
    ...chapter(4, 'The mails', ink, mailChapter(day, ink)),
    ...chapter(5, 'The tally', ink, tally(day, seconds, ink)),
  ];
}

function chapter(number: number, name: string, ink: Ink, lines: string[]): string[] {
  return ['', ink.title(`${number}. ${name}`), ...lines];
}

function warned([first, ...more]: readonly string[]): string[] {
  if (first === undefined) return [];
  return wrap(`Warning: ${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`, 2);
}

function fileSize({ file }: GivenFeed): string {
  const [v4 = 0, v6 = 0] = families.map(
    (family) => file.entries.filter((entry) => familyOf(entry.cidr) === family).length,
  );
  return `syncToken ${file.syncToken}, of ${utc(file.syncToken * 1000)}, with ${v4} IPv4 and ${v6} IPv6 entries`;
}
