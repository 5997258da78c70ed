import { didYouMean } from '../../text/nearest.js';
import { shown } from '../mistakes/mistakes.js';

/** A key that is there already is not what was meant. */
export function unknownKey(key: string, allowed: readonly string[], present: readonly string[]): string {
  return `${shown(key)} is not a key here; allowed are ${allowed.join(', ')}${didYouMean(key, absent(allowed, present))}`;
}

export function absent(allowed: readonly string[], present: readonly string[]): string[] {
  return allowed.filter((key) => !present.includes(key));
}
