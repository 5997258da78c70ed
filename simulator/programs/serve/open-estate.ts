import type { Access, Cognito, Estate } from '../../../lib/estate/estate.js';
import type { LeasePolicy } from '../../../lib/leases/lease.js';

const hour = 3_600_000;
const policy: LeasePolicy = { default: 4 * hour, longest: 12 * hour, perPerson: 3, ipv6Prefix: 64 };

const access: Omit<Access, 'iam' | 'cognito' | 'allowFrom'> = {
  wait: 8_000,
  throttle: { rate: 50, burst: 100 },
  auditDays: 365,
  accessLogs: 'off',
  cloudTrail: false,
};

/**
 * An estate whose people can let themselves in here, signed or with a token: what the file says of that holds, and
 * what it does not say is added. Where calls may come from does not hold, since the address that one comes from is
 * made up.
 */
export function openEstate(estate: Estate): Estate {
  const lists = estate.lists.some(({ leases }) => leases) ? estate.lists : granting(estate.lists);
  const cognito = estate.access?.cognito ?? localPool({ ...estate, lists });
  return { ...estate, lists, access: { ...access, ...estate.access, iam: true, cognito, allowFrom: [] } };
}

/** Lists of people, which have no feed, grant leases; where every list has one, they all do. */
function granting(lists: Estate['lists']): Estate['lists'] {
  const ofPeople = lists.some(({ feed }) => !feed);
  return lists.map((list) => (list.feed && ofPeople ? list : { ...list, leases: policy }));
}

function localPool({ account, lists }: Estate): Cognito {
  const id = 'eu-west-2_OnTheDesk';
  const names = lists.filter(({ leases }) => leases).map(({ name }) => name);
  return {
    scopes: [],
    pools: [
      {
        arn: `arn:aws:cognito-idp:eu-west-2:${account}:userpool/${id}`,
        issuer: `https://cognito-idp.eu-west-2.amazonaws.com/${id}`,
        groups: {
          developers: { join: names, administer: [] },
          admins: { join: names, administer: names },
        },
      },
    ],
  };
}
