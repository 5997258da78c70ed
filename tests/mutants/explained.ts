import type { Mutant } from './mutant.js';

/** Why no test can notice a mutant, or none has to. */
export interface Explanation {
  file: string;
  /** The lines that the mutant changes, without the space around them. */
  lines: string;
  /** What becomes of them: one or several mutants of the same place. */
  becomes: string | string[];
  why: string;
}

export const explanations: Explanation[] = [];

export function explains({ file, lines, becomes }: Explanation, mutant: Mutant): boolean {
  return file === mutant.file && lines === mutant.lines && [becomes].flat().includes(mutant.becomes);
}
