import type { IpSetRef } from '../estate.js';
import { parseIpSetArn } from './ip-set-arn.js';
import { spelled, type Finding } from './mistakes.js';
import { entries, field, has, items, readIf, type Path } from './readable.js';

/** A list's wish to be the one that writes a target. */
export interface Claim {
  target: IpSetRef;
  path: Path;
}

/** What another stage's file claims. */
export interface ClaimsElsewhere {
  file: string;
  claims: Claim[];
}

export function claimsOf(raw: unknown): Claim[] {
  return entries(field(raw, 'lists')).flatMap(([name, list]) =>
    items(field(list, 'targets')).flatMap((target, i) => {
      const ref = readIf(parseIpSetArn, field(target, 'arn'));
      return ref ? [{ target: ref, path: ['lists', name, 'targets', i, 'arn'] }] : [];
    }),
  );
}

/** The one account of the estate: the one that is given, or else that of the first target. */
export function accountOf(raw: unknown): string | undefined {
  if (!has(raw, 'account')) return claimsOf(raw)[0]?.target.account;
  const given = field(raw, 'account');
  return typeof given === 'string' && /^\d{12}$/.test(given) ? given : undefined;
}

export function strangers(raw: unknown): Finding[] {
  const account = accountOf(raw);
  const why = has(raw, 'account') ? 'account' : 'the first target';
  return claimsOf(raw)
    .filter(({ target }) => account !== undefined && target.account !== account)
    .map(({ target, path }) => ({
      path,
      message: `is in account ${target.account}, and this estate is in ${account ?? ''} (${why}); doorlist changes only its own account's IP sets until other accounts are built, so deploy a doorlist there`,
    }));
}

/** An IP set belongs to one list in one stage: two writers would undo each other's work for ever. */
export function disputes(raw: unknown, elsewhere: readonly ClaimsElsewhere[]): Finding[] {
  const here = claimsOf(raw).map((claim) => ({ ...claim, file: undefined }));
  const all = [
    ...here,
    ...elsewhere.flatMap(({ file, claims }) => claims.map((claim) => ({ ...claim, file }))),
  ];
  const first = new Map<string, (typeof all)[number]>();
  return all.flatMap((claim): Finding[] => {
    const earlier = first.get(claim.target.arn);
    if (earlier === undefined) {
      first.set(claim.target.arn, claim);
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
            message: `${claim.target.arn} is claimed by ${spelled(earlier.path)} in ${earlier.file} and by ${other}; ${rule}`,
          },
        ];
  });
}

const rule = 'a target belongs to one list in one stage';
