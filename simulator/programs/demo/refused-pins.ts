import { readFileSync } from 'node:fs';
import { isSeq, parseDocument } from 'yaml';
import { EstateMistakes } from '../../../lib/estate/mistakes/mistakes.js';
import { parseEstate } from '../../../lib/estate/parse.js';

export interface RefusedPins {
  list: string;
  pins: readonly string[];
  mistakes: EstateMistakes;
}

const pins = ['198.51.100.77/24', '10.0.0.0/8'] as const;

/** What `validate` says of an estate file once somebody has added pins to a list that no allow-list should hold. */
export function refusedPins(file: string, list: string): RefusedPins | undefined {
  const document = parseDocument(readFileSync(file, 'utf8'));
  const path = ['lists', list, 'pins'];
  if (isSeq(document.getIn(path, true))) for (const pin of pins) document.addIn(path, pin);
  else document.setIn(path, document.createNode(pins));
  try {
    parseEstate(document.toString({ lineWidth: 0 }), { file });
  } catch (error) {
    if (error instanceof EstateMistakes) return { list, pins, mistakes: error };
    throw error;
  }
  return undefined;
}
