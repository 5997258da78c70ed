import type { Cidr } from '../../cidr.js';
import type { NotOurs } from '../../plan/not-ours.js';
import { count } from './count.js';

/** Entries of the selection that are somebody else's, and what takes them over, in sentences. */
export function notOursWords(target: string, { entries, some, claimed }: NotOurs): string {
  const { tags = 0, stack = 0 } = claimed;
  const [are, they, them] = entries === 1 ? ['is', 'it', 'it'] : ['are', 'they', 'them'];
  const more = entries > some.length ? ` and ${entries - some.length} more` : '';
  const stays = entries === 1 ? 'it stays' : 'they stay';
  return [
    `${count(entries, 'entry', 'entries')} of the selection ${are} in ${target} and ${are} not doorlist's: ${stays} when AWS drops ${them} (${some.join(', ')}${more}).`,
    entries > tags + stack ? `With adopt: true on the list doorlist takes ${them} over.` : '',
    tags > 0
      ? `${tags === entries ? (entries === 1 ? 'It has' : 'They have') : `${tags} of them ${tags === 1 ? 'has' : 'have'}`} tags of somebody else, so doorlist never takes ${they === 'it' || tags === 1 ? 'it' : 'them'} over; take the tags off, or the rules out.`
      : '',
    stack > 0
      ? `The prefix list has a tag of AWS's own (aws:), so a stack such as CloudFormation's owns it, and doorlist takes none of its entries over; take the entries out of the stack's template.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** That an entry is no longer doorlist's, in sentences. */
export function remadeWords(target: string, cidr: Cidr): string {
  return `${cidr} in ${target} was doorlist's, and somebody has made it anew, without doorlist's mark. It is theirs now: it stays until they take it out.`;
}

export function moreRemadeWords(target: string, more: number): string {
  return `${more} more entries in ${target} were doorlist's and are no longer, since somebody has made them anew.`;
}
