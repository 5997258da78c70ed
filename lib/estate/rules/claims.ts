import { spelled, type Finding } from '../mistakes/mistakes.js';
import { namedIn, type NamedArn, type OtherFile } from './named-arns.js';
import { field, has } from '../mistakes/readable.js';
import { kinds } from '../../targets/kinds.js';

/** The one account of the estate: the one that is given, or else that of the first target. */
export function accountOf(raw: unknown): string | undefined {
  if (!has(raw, 'account')) return namedIn(raw)[0]?.thing.account;
  const given = field(raw, 'account');
  return typeof given === 'string' && /^\d{12}$/.test(given) ? given : undefined;
}

export function otherAccounts(raw: unknown): Finding[] {
  const account = accountOf(raw);
  const why = has(raw, 'account') ? 'account' : 'the first target';
  return namedIn(raw)
    .filter(({ thing }) => account !== undefined && thing.account !== account)
    .map(({ thing, path }) => ({
      path,
      message: `is in account ${thing.account}, and this estate is in ${account ?? ''} (${why}); doorlist changes only what is in its own account, so deploy a doorlist there`,
    }));
}

/**
 * An IP set or prefix list belongs to one list in one stage: two writers would undo each other's work for ever. In a
 * security group each list knows its own rules by their tag.
 */
export function disputes(raw: unknown, elsewhere: readonly OtherFile[]): Finding[] {
  const all = [
    ...claimsIn(raw).map((claim) => ({ ...claim, file: undefined })),
    ...elsewhere.flatMap(({ file, raw: other }) => claimsIn(other).map((claim) => ({ ...claim, file }))),
  ];
  const first = new Map<string, (typeof all)[number]>();
  return all.flatMap((claim): Finding[] => {
    const { arn, kind } = claim.thing;
    const rule = `${kinds[kind].noun} belongs to one list in one stage`;
    const earlier = first.get(arn);
    if (earlier === undefined) {
      first.set(arn, claim);
      return [];
    }
    if (claim.file === undefined)
      return [{ path: claim.path, message: `is a target of ${spelled(earlier.path)} already; ${rule}` }];
    // A file's quarrel with itself is told when that file is the one in use.
    if (claim.file === earlier.file) return [];
    const other = `${spelled(claim.path)} in ${claim.file}`;
    return earlier.file === undefined
      ? [{ path: earlier.path, message: `is claimed by ${other} too; ${rule}` }]
      : [
          {
            path: [],
            message: `${arn} is claimed by ${spelled(earlier.path)} in ${earlier.file} and by ${other}; ${rule}`,
          },
        ];
  });
}

function claimsIn(raw: unknown): NamedArn[] {
  return namedIn(raw).filter(({ thing }) => !kinds[thing.kind].sharedByLists);
}
