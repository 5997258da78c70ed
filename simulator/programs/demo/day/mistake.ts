import type { Estate } from '../../../../lib/estate/estate.js';
import type { World } from '../../../world/world.js';
import type { Choices } from './choices.js';
import { contentsOf } from './contents.js';
import type { DayTarget } from './targets.js';
import { withoutSelection, type GivenFile } from './versions.js';

/** A file without anything for the first list that the feed fills by now, one that refuses to be emptied if there is. */
export function mistakeOf(
  world: World,
  { lists }: Estate,
  targets: readonly DayTarget[],
  given: GivenFile,
  syncToken: number,
  choices: Choices,
): { list: string; text: string } | undefined {
  const filled = lists.filter((list) => {
    const { aggregated = [], rows = [] } = list.feed ? choices(list.feed) : {};
    const fed = new Set<string>([...aggregated, ...rows]);
    return targets
      .filter((target) => target.list === list)
      .some((target) => contentsOf(world, target).some((entry) => fed.has(entry)));
  });
  const refusing = filled.filter(({ guards }) => guards.emptied === 'refuse');
  for (const { name: list, feed } of refusing.length > 0 ? refusing : filled) {
    const text = feed && withoutSelection(given, syncToken, feed);
    if (text !== undefined) return { list, text };
  }
  return undefined;
}
