import { familyOf, families } from '../../../lib/cidr.js';
import { utc } from '../../../lib/text/utc.js';
import type { Day } from './day.js';
import { estateSection } from './estate-section.js';
import type { GivenEstate } from './given-estate.js';
import type { GivenFeed } from './given-feed.js';
import { mailSection } from './mail-section.js';
import { atMost, wrap, type Palette } from './layout.js';
import { pinsSection } from './pins-section.js';
import { refusedPins } from './refused-pins.js';
import { tally } from './tally.js';
import { timeline } from './timeline.js';

/** Beyond this the timeline of a large estate is cut. */
const mostMoments = 60;

/** What is known before the day begins. */
export function prologue(feed: GivenFeed, given: GivenEstate, palette: Palette): string[] {
  const [first] = given.estate.lists;
  const refused = first && refusedPins(given.file, first.name);
  return [
    palette.title('A day in the life of doorlist'),
    ...wrap(
      'The functions are the ones that get deployed. AWS is simulated, on a clock of its own, so nothing leaves this machine and no account is touched.',
    ),
    ...wrap(`Feed: ${feed.origin}.`, 2),
    `  ${fileSize(feed)}`,
    ...section(1, `The estate: ${given.file}`, palette, estateSection(given.estate)),
    ...warned(given.warnings),
    ...(refused ? section(2, 'A pin that is refused', palette, pinsSection(refused)) : []),
  ];
}

/** What became of it. */
export function story(day: Day, seconds: number, palette: Palette): string[] {
  return [
    ...section(3, 'The day (times are UTC)', palette, [
      ...atMost(timeline(day, palette), mostMoments, (line) => [line], 'lines; --json has everything'),
    ]),
    ...section(4, 'The mails', palette, mailSection(day, palette)),
    ...section(5, 'The tally', palette, tally(day, seconds, palette)),
  ];
}

function section(number: number, name: string, palette: Palette, lines: string[]): string[] {
  return ['', palette.title(`${number}. ${name}`), ...lines];
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
