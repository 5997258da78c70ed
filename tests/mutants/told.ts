import { explains, type Explanation } from './explained.js';
import type { Verdict } from './jury.js';
import type { Mutant } from './mutant.js';

export interface Judged {
  mutant: Mutant;
  verdict: Verdict;
}

export interface Result {
  mutants: number;
  convicted: number;
  /** In percent. */
  score: number;
  explained: number;
  unexplained: Judged[];
  /** Explanations of mutants that are not there any more, or that a test convicts. */
  stale: Explanation[];
}

export function resultOf(
  judged: readonly Judged[],
  explanations: readonly Explanation[],
  mutants: readonly Mutant[],
): Result {
  const isExplained = ({ mutant }: Judged) => explanations.some((each) => explains(each, mutant));
  const escaped = judged.filter(({ verdict }) => verdict.kind !== 'convicted');
  const unexplained = escaped.filter((each) => !isExplained(each));
  const convicted = judged.length - escaped.length;
  const isStale = (each: Explanation) =>
    !mutants.some((mutant) => explains(each, mutant)) ||
    judged.some(({ mutant, verdict }) => verdict.kind === 'convicted' && explains(each, mutant));
  return {
    mutants: judged.length,
    convicted,
    score: Math.round((1000 * convicted) / Math.max(1, judged.length)) / 10,
    explained: escaped.length - unexplained.length,
    unexplained,
    stale: explanations.filter(isStale),
  };
}

export function resultText({ mutants, convicted, score, explained, unexplained, stale }: Result): string {
  return [
    ...unexplained.map(({ mutant, verdict }) => `${verdictText(verdict)} ${changeText(mutant)}`),
    ...stale.map(({ file, lines }) => `an explanation is stale: ${file}: ${lines}`),
    `${mutants} mutants: ${convicted} convicted (${score} %), ${explained} explained, ${unexplained.length} unexplained`,
  ].join('\n');
}

export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'convicted':
      return `convicted by ${verdict.by}:`;
    case 'survived':
      return `SURVIVED ${verdict.tests} tests:`;
    case 'unreached':
      return 'REACHED BY NO TEST:';
  }
}

export function changeText({ id, file, line, was, becomes }: Mutant): string {
  return `${id} ${file}:${line} ${brief(was)} -> ${brief(becomes)}`;
}

function brief(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > 90 ? `${flat.slice(0, 60)} … ${flat.slice(-25)}` : flat || 'nothing';
}
