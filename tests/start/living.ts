import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEstate } from '../../lib/estate.js';
import { liveDay, type Day } from '../../simulator/scenarios/day.js';
import type { GivenFile } from '../../simulator/scenarios/day/versions.js';
import { documentOf, type Document } from '../../simulator/start/document.js';
import { createInk } from '../../simulator/start/paper.js';
import { story } from '../../simulator/start/story.js';

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

export const doorlistYml = readFileSync(join(import.meta.dirname, '../../doorlist.yml'), 'utf8');
