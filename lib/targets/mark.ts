/** What tells doorlist's rules and entries from everybody else's. */
export interface Mark {
  /** `<service>/<stage>/<list id>`: a list keeps it when it is renamed. */
  value: string;
  /** For the description of a rule or entry. */
  describe(entry: { why: string; who?: string } | undefined): string;
  /** Whose an entry with such a description is. */
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
    describe({ why, who } = { why: '' }) {
      const said = who === undefined ? why : `${why}: ${who}`;
      return `${first} ${said.replace(forbidden, '-')}`.slice(0, longest).trimEnd();
    },
    ownerOf(description = '') {
      const [word = ''] = description.split(' ');
      return word === first ? 'ours' : word.startsWith('doorlist:') ? 'other' : 'foreign';
    },
  };
}
