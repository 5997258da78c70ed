import { EstateMistakes } from '../../../lib/estate/mistakes/mistakes.js';
import type { Estate } from '../../../lib/estate/estate.js';
import { loadEstate } from '../../../lib/estate/stage-files.js';
import { CannotStart } from './cannot-start.js';

export interface GivenEstate {
  estate: Estate;
  warnings: string[];
  file: string;
}

/** @throws CannotStart with every mistake in the file */
export function givenEstate(file: string, now: number): GivenEstate {
  try {
    const loaded = loadEstate({ config: file, now });
    const abroad = loaded.estate.lists
      .flatMap((list) => list.targets)
      .find(({ arn }) => !arn.startsWith('arn:aws:'));
    if (abroad)
      throw new CannotStart(
        2,
        `${abroad.arn} is in a partition of its own, and the simulator has only the partition aws.`,
      );
    return loaded;
  } catch (error) {
    if (error instanceof EstateMistakes) throw new CannotStart(2, error.message);
    throw error;
  }
}
