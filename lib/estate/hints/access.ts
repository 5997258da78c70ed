import { kinds } from '../../targets/kinds.js';
import { families, familyNames, familyOf, parseCidr } from '../../cidr.js';
import type { AccessFile } from '../schema/access.js';
import type { Finding } from '../mistakes/mistakes.js';
import type { EstateFile } from '../schema/schema.js';
import { parseTargetArn } from '../values/target-arn.js';

/** What is right about `access`, and yet perhaps not what its author wants. */
export function accessHints({ access, lists }: EstateFile): Finding[] {
  if (!access) return [];
  return [...oneFamily(access), ...joinable(access, lists), ...outOfSight(access, lists)];
}

/** The API answers on both families, and a resource policy lets in what it names. */
function oneFamily({ allowFrom = [] }: AccessFile): Finding[] {
  const named = allowFrom.map((cidr) => familyOf(parseCidr(cidr)));
  const other = families.find((family) => !named.includes(family));
  return allowFrom.length === 0 || other === undefined
    ? []
    : [
        {
          path: ['access', 'allowFrom'],
          message: `names no ${familyNames[other]} network, so whoever reaches the API over ${familyNames[other]} is refused; add theirs unless that is meant`,
        },
      ];
}

/** Where there are tokens only, a list is open to the groups that the file names. */
function joinable({ auth, userPools = [] }: AccessFile, lists: EstateFile['lists']): Finding[] {
  if (auth.includes('iam')) return [];
  const joined = new Set(
    userPools.flatMap(({ groups }) => Object.values(groups).flatMap(({ join }) => join)),
  );
  return Object.entries(lists)
    .filter(([name, { leases }]) => leases && !joined.has(name))
    .map(([name]) => ({
      path: ['lists', name, 'leases'],
      message: `no group may join ${name}, so nobody can let themselves in; name it in access.userPools`,
    }));
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html: a rule sees its own Region. */
function outOfSight({ cloudTrail }: AccessFile, lists: EstateFile['lists']): Finding[] {
  if (!cloudTrail) return [];
  const sets = Object.values(lists)
    .filter(({ flush, leases }) => flush ?? leases)
    .flatMap(({ targets }) => targets.flatMap(({ arn }) => (arn === undefined ? [] : parseTargetArn(arn))))
    .filter(({ kind }) => kinds[kind].editsTold);
  const regions = [...new Set(sets.map(({ region }) => region))];
  const global = sets.some((set) => set.kind === 'ip-set' && set.scope === 'CLOUDFRONT');
  return regions.length < 2 && !global
    ? []
    : [
        {
          path: ['access', 'cloudTrail'],
          message: `tells of edits in the Region of the stack only, and the IP sets are in ${regions.join(', ')}${global ? " (CloudFront's are all in us-east-1)" : ''}; mails about the others do not name who edited them`,
        },
      ];
}
