import { didYouMean } from '../../text/nearest.js';
import { shown, Unreadable } from '../mistakes/mistakes.js';

/** Intl takes any case and, from Node 22 on, offsets; EventBridge Scheduler wants the name as IANA spells it. */
const spelling = /^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/;

export function parseTimezone(text: string): string {
  const known = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  const misspelt = known.some((name) => name !== text && name.toLowerCase() === text.toLowerCase());
  if (spelling.test(text) && !misspelt && isKnown(text)) return text;
  throw new Unreadable(
    `${shown(text)} is not an IANA time zone such as Europe/London or UTC${didYouMean(text, known)}`,
  );
}

/** Older names such as Asia/Kolkata are valid too, and not among those that Intl lists. */
function isKnown(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
