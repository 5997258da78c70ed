import { isOver, type Fullness } from '../../plan/fullness.js';
import { count } from './count.js';

/** How full `target` is, in a sentence. */
export function fullnessWords(target: string, full: Fullness): string {
  const { entries, limit } = full;
  const rules = full.rulesPerEntry > 1 ? `, of ${full.rulesPerEntry} rules each` : '';
  return isOver(full)
    ? `${target} is over its limit: it holds ${count(entries, 'entry', 'entries')}${rules}, and the limit that doorlist knows is ${limit}${before(full)}.`
    : `${target} is nearly full: ${entries} of ${limit} entries${rules}${before(full)}.`;
}

/** What comes of it, and what to do. */
export function fullnessRemedyWords(full: Fullness): string {
  return isOver(full)
    ? `Raise the limit, or take entries out until fewer than ${full.limit} are left; before that no addition fits.`
    : 'When it is full, additions are refused.';
}

function before({ before: then }: Fullness): string {
  if (then === undefined) return '';
  return then.in === undefined ? `; ${then.wanted} a year ago` : `; ${then.wanted} in ${then.in}`;
}
