import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEstate } from '../../../lib/estate/parse.js';
import { liveDay, type Day } from '../../../simulator/programs/demo/day.js';
import type { GivenFile } from '../../../simulator/programs/demo/day/versions.js';
import { documentOf, type Document } from '../../../simulator/programs/demo/document.js';
import { createInk } from '../../../simulator/programs/demo/paper.js';
import { story } from '../../../simulator/programs/demo/story.js';

export interface Lived {
  day: Day;
  document: Document;
  /** As told where there are no colours. */
  lines: string[];
}

export async function live(text: string, given: GivenFile): Promise<Lived> {
  const day = await liveDay(parseEstate(text).estate, given);
  return { day, document: documentOf(day), lines: story(day, 1, createInk(false)) };
}

export const doorlistYml = readFileSync(join(import.meta.dirname, '../../../doorlist.yml'), 'utf8');
