import type { Entry } from '../plan/guarded-plan.js';
import { descriptionWords } from './description.js';

/** What tells doorlist's rules and entries from everybody else's. */
export interface Mark {
  /** `<service>/<stage>/<list id>`: a list keeps it when it is renamed. */
  value: string;
  /** For the description of a rule or entry: whose it is before why, since AWS cuts what is too long at its end. */
  describe(entry: Pick<Entry, 'reason' | 'who'> | undefined): string;
  /** Whose an entry with such a description is: what follows the mark's own word does not matter. */
  ownerOf(description: string | undefined): 'ours' | 'foreign' | 'other';
}

/** The key of the tag on security-group rules. */
export const markTag = 'doorlist';

/** https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html: these and no others, at most 255. */
const forbidden = /[^\w .:/()#,@[\]+=;{}!$*-]/g;
const longest = 255;

export function createMark(service: string, stage: string, listId: string): Mark {
  const value = `${service}/${stage}/${listId}`;
  const first = `doorlist:${value}`;
  return {
    value,
    describe(entry) {
      if (entry === undefined) return first.slice(0, longest);
      const said = [...(entry.who === undefined ? [] : [entry.who]), descriptionWords(entry.reason)];
      return `${first} ${said.join(': ').replace(forbidden, '-')}`.slice(0, longest).trimEnd();
    },
    ownerOf(description = '') {
      const [word = ''] = description.split(' ');
      return word === first ? 'ours' : word.startsWith('doorlist:') ? 'other' : 'foreign';
    },
  };
}
