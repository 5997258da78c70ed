import type { Estate } from '../../../lib/estate.js';
import type { World } from '../../world.js';
import type { Choices } from './choices.js';
import { withoutSelection, type GivenFile } from './versions.js';

/** A file without anything for the first list that the feed fills by now, one that refuses to be emptied if there is. */
export function mistakeOf(
  world: World,
  { lists }: Estate,
  given: GivenFile,
  syncToken: number,
  choices: Choices,
): { list: string; text: string } | undefined {
  const filled = lists.filter(({ feed, targets }) => {
    const fed = new Set<string>(feed ? [...choices(feed).aggregated, ...choices(feed).rows] : []);
    return targets.some(({ arn }) => world.waf.contents(arn).some((entry) => fed.has(entry)));
  });
  const refusing = filled.filter(({ guards }) => guards.emptied === 'refuse');
  for (const { name: list, feed } of refusing.length > 0 ? refusing : filled) {
    const text = feed && withoutSelection(given, syncToken, feed);
    if (text !== undefined) return { list, text };
  }
  return undefined;
}
