import { kinds } from '../../targets/kinds.js';
import { judgeGroups } from './groups.js';
import { spelled, type Finding } from '../mistakes/mistakes.js';
import { kindOf, namedIn } from './named-arns.js';
import { parsePoolArn } from '../values/pool-arn.js';
import { entries, field, has, items, readIf, type Path } from '../mistakes/readable.js';

/** The rules between the keys of `access`, and with the lists. */
export function judgeAccess(raw: unknown): Finding[] {
  const leased = entries(field(raw, 'lists')).filter(([, list]) => has(list, 'leases'));
  if (!has(raw, 'access'))
    return leased.slice(0, 1).map(([name]) => ({
      path: ['lists', name, 'leases'],
      message:
        'nobody could let themselves in, since the file does not say who may call; add access: { auth: [iam] } at the top level, or take leases out',
    }));
  const access = raw['access'];
  return [
    ...(leased.length === 0
      ? [
          {
            path: ['access'],
            message: 'no list grants leases; give one leases: {}, or take access out',
          },
        ]
      : []),
    ...unused(access),
    ...pools(raw, access),
    ...judgeGroups(raw),
    ...watched(raw, access),
  ];
}

/** Who may call and what is said of them go together. */
function unused(access: unknown): Finding[] {
  const auth = has(access, 'auth') ? items(access['auth']) : ['iam'];
  const cognito = auth.includes('cognito');
  // Without a readable auth it is not known which of the two is meant.
  if (has(access, 'auth') && auth.length === 0) return [];
  if (cognito && !has(access, 'userPools'))
    return [
      {
        path: ['access', 'auth'],
        message: 'cognito needs userPools, which say whose tokens are taken; add them, or take cognito out',
      },
    ];
  return ['scopes', 'userPools']
    .filter((key) => !cognito && has(access, key))
    .map((key) => ({
      path: ['access', key],
      message: `${key} is about callers with a user pool's token; add cognito to auth, or take ${key} out`,
    }));
}

function pools(raw: unknown, access: unknown): Finding[] {
  const partition = namedIn(raw)[0]?.thing.arn.split(':')[1];
  const first = new Map<string, Path>();
  return items(field(access, 'userPools')).flatMap((pool, i): Finding[] => {
    const path = ['access', 'userPools', i, 'arn'];
    const read = readIf(parsePoolArn, field(pool, 'arn'));
    if (read === undefined) return [];
    const earlier = first.get(read.issuer);
    first.set(read.issuer, earlier ?? path);
    return [
      ...(earlier
        ? [{ path, message: `is the user pool of ${spelled(earlier)} already; put all its groups there` }]
        : []),
      ...(partition !== undefined && read.partition !== partition
        ? [
            {
              path,
              message: `is in the partition ${read.partition}, and the targets are in ${partition}, where API Gateway takes no tokens of it; name a user pool of ${partition}`,
            },
          ]
        : []),
    ];
  });
}

/** CloudTrail's word is passed on for IP sets only: what else is edited by hand does not show in one event. */
function watched(raw: unknown, access: unknown): Finding[] {
  if (field(access, 'cloudTrail') !== true) return [];
  const swept = entries(field(raw, 'lists')).filter(([, list]) => has(list, 'flush') || has(list, 'leases'));
  const found = swept.flatMap(([, list]) => items(field(list, 'targets')).map(kindOf));
  return found.some((kind) => kind === undefined || kinds[kind].editsTold)
    ? []
    : [
        {
          path: ['access', 'cloudTrail'],
          message:
            'cloudTrail is about IP sets of lists with a flush or leases, and there are none; take it out',
        },
      ];
}
