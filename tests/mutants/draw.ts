import { createHash } from 'node:crypto';
import type { Mutant } from './mutant.js';

/** Changes of one line, but for texts: they are for people, or whoever reads them next refuses an empty one. */
export const isOfOneLine = ({ lines, becomes, mutator }: Mutant) =>
  mutator !== 'StringLiteral' && !lines.includes('\n') && !becomes.includes('\n');

/**
 * Draws so many of each group by a seed. A mutant that is drawn stays drawn while its line stays, whatever happens to
 * the code around it.
 */
export function draw(groups: readonly (readonly Mutant[])[], each: number, seed: string): Mutant[] {
  const lot = ({ id }: Mutant) => createHash('sha256').update(`${seed} ${id}`).digest('hex');
  return groups.flatMap((group) => {
    const lots = new Map(group.map((mutant) => [lot(mutant), mutant]));
    return [...lots]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, each)
      .map(([, mutant]) => mutant);
  });
}
