import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEstate } from '../../../lib/estate/parse.js';
import { runDay, type Day } from '../../../simulator/programs/demo/day.js';
import type { GivenFile } from '../../../simulator/programs/demo/day/versions.js';
import { documentOf, type Document } from '../../../simulator/programs/demo/document.js';
import { createPalette } from '../../../simulator/programs/demo/layout.js';
import { story } from '../../../simulator/programs/demo/story.js';

export interface Demo {
  day: Day;
  document: Document;
  /** As told where there are no colours. */
  lines: string[];
}

export async function runDemo(text: string, given: GivenFile): Promise<Demo> {
  const day = await runDay(parseEstate(text).estate, given);
  return { day, document: documentOf(day), lines: story(day, 1, createPalette(false)) };
}

export const doorlistYml = readFileSync(join(import.meta.dirname, '../../../doorlist.yml'), 'utf8');
