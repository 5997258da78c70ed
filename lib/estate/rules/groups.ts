import { didYouMean } from '../../text/nearest.js';
import { shown, type Finding } from '../mistakes/mistakes.js';
import { entries, field, has, items, type Path } from '../mistakes/readable.js';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
const groupName = /^(?!__proto__$)[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** What the groups of the user pools may. */
export function judgeGroups(raw: unknown): Finding[] {
  return items(field(field(raw, 'access'), 'userPools')).flatMap((pool, i) => {
    const at = ['access', 'userPools', i, 'groups'];
    const all = field(pool, 'groups');
    if (has(pool, 'groups') && isMapping(all) && entries(all).length === 0)
      return [{ path: at, message: 'is empty; name at least one group and what its members may' }];
    return entries(all).flatMap(([name, rights]) => [
      ...misnamed(name, [...at, name]),
      ...(isMapping(rights) && rightsOf(rights).length === 0
        ? [{ path: [...at, name], message: 'may do nothing; give it join or administer, or take it out' }]
        : []),
      ...rightsOf(rights).flatMap(([right, lists]) =>
        items(lists).flatMap((list, j) => unleased(raw, list, [...at, name, right, j])),
      ),
    ]);
  });
}

function rightsOf(rights: unknown): [string, unknown][] {
  return entries(rights).filter(([, lists]) => !(Array.isArray(lists) && lists.length === 0));
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misnamed(name: string, path: Path): Finding[] {
  if (name.includes(','))
    return [
      {
        path,
        message: `${shown(name)} has a comma, with which API Gateway joins the groups of a token, so it could be taken for two groups; give the group another name`,
      },
    ];
  return groupName.test(name)
    ? []
    : [
        {
          path,
          message: `${shown(name)} is not the name of a group: 1 to 128 letters, digits, symbols and punctuation, without white space`,
        },
      ];
}

function unleased(raw: unknown, name: unknown, path: Path): Finding[] {
  if (typeof name !== 'string') return [];
  const lists = entries(field(raw, 'lists'));
  const list = lists.find(([each]) => each === name);
  if (list && has(list[1], 'leases')) return [];
  const leased = lists.filter(([, each]) => has(each, 'leases')).map(([each]) => each);
  const which = leased.length === 0 ? 'none does' : `those that do are ${leased.join(', ')}`;
  return [
    {
      path,
      message: list
        ? `${shown(name)} is a list that grants no leases; give it leases: {}, or take it out here (${which})`
        : `${shown(name)} is not a list that grants leases; ${which}${didYouMean(name, leased)}`,
    },
  ];
}
