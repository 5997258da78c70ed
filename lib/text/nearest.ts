import { distance } from 'fastest-levenshtein';

/**
 * The choices that the word was probably meant to be: at most three, the likeliest first, whatever the case.
 * None where nothing is near, since a wild guess misleads more than silence.
 */
export function nearest(word: string, choices: Iterable<string>): string[] {
  const typed = word.toLowerCase();
  const reach = Math.ceil(typed.length / 3);
  const near = [...new Set(choices)]
    .filter((choice) => Math.abs(choice.length - typed.length) <= reach)
    .map((choice) => ({ choice, away: distance(typed, choice.toLowerCase()) }))
    .filter(({ away }) => away <= reach)
    .sort((a, b) => a.away - b.away || (a.choice < b.choice ? -1 : 1));
  return near
    .filter(({ away }) => away <= (near[0]?.away ?? 0) + 1)
    .slice(0, 3)
    .map(({ choice }) => choice);
}

/** The end of a sentence that refuses `word`: `; did you mean X or Y?`, or nothing. */
export function didYouMean(word: string, choices: Iterable<string>): string {
  const near = nearest(word, choices);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}
