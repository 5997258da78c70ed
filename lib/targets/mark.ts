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

/** The key of the tag that a security-group rule is made with; its value is the mark of the list that opened it. */
export const markTag = 'doorlist';

/**
 * The key of the tag that another list of the estate adds when it wants the same rule. A key stands once on a resource,
 * so the mark is in the key. AWS takes 127 characters: the names of Lambda functions leave service and stage 64, and a
 * list's id has 40 at most.
 */
export const joinTagOf = (mark: string) => `${markTag}:${mark}`;

/** Whose a rule is: every list that wants it has a tag of its own on it. */
export function marksOf(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): Set<string> {
  const prefix = joinTagOf('');
  return new Set(
    tags.flatMap(({ Key = '', Value = '' }) =>
      Key === markTag ? [Value] : Key.startsWith(prefix) ? [Key.slice(prefix.length)] : [],
    ),
  );
}

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
