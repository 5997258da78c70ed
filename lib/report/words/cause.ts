import type { Cause } from '../episode.js';
import { refusalWords } from './refusal.js';

/** What an episode is about, in a sentence or more. */
export function causeWords(cause: Cause): string {
  if ('text' in cause) return cause.text;
  const words = refusalWords(cause.refusal);
  return cause.target === undefined ? words : `${cause.target}: ${words}`;
}
