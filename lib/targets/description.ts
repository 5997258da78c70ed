import type { Reason } from '../plan/reason.js';

/**
 * Why an entry is there, in the few words that stay in AWS with it. They are not the mail's: who reads or searches
 * descriptions finds the same words next year, whatever becomes of the mail's sentences.
 */
export function descriptionWords(reason: Reason): string {
  switch (reason.kind) {
    case 'pin':
      return 'pin';
    case 'lease':
      return ['lease until', minute(reason.until), ...reason.whys].join(' ');
    case 'feed':
      return ['feed', ...reason.services, ...(reason.regions ?? []), ...(reason.borderGroups ?? [])].join(
        ' ',
      );
    case 'feed-last-applied':
      return 'feed';
    case 'held':
    case 'missing':
      return 'held';
    case 'perhaps-leased':
      return 'perhaps leased';
    case 'withheld':
      return `held ${reason.by}`;
    case 'stands-in':
      return 'stands in';
    case 'put-back':
      return descriptionWords(reason.wanted);
    // What is removed or somebody else's is not described by doorlist, unless it is opened again elsewhere.
    case 'foreign':
    case 'removed-at-next-flush':
    case 'lent':
    case 'untouched':
    case 'unwanted':
    case 'lease-ended':
    case 'perhaps-lease-ended':
    case 'pin-ended':
    case 'selection-ended':
    case 'covered':
    case 'text':
      return 'moved';
  }
}

/** `2026-08-22T21:17Z` */
function minute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
