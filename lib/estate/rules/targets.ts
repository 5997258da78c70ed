import { groupsPerInterface } from '../../aws-limits.js';
import { protocolOf, readPorts } from '../values/ports.js';
import { spelled, type Finding, type Findings } from '../mistakes/mistakes.js';
import { kindOf, namedOf, type NamedArn } from './named-arns.js';
import { field, has, items, type Path } from '../mistakes/readable.js';
import { anyKind, kinds, type Kind } from '../../targets/kinds.js';

/** Keys of a target that mean something to one kind only. */
const owners = new Map<string, Kind>([
  ['ports', 'security-groups'],
  ['protocol', 'security-groups'],
  ['leaving', 'security-groups'],
  ['resize', 'prefix-list'],
]);

/** The rules for each target of a list. */
export function judgeTargets(list: unknown, name: string): Findings {
  const named = namedOf(list, name);
  const targets = items(field(list, 'targets'))
    .map((target, i) => ({ target, at: ['lists', name, 'targets', i] }))
    .filter(({ target }) => typeof target === 'object' && target !== null && !Array.isArray(target));
  return {
    mistakes: [
      ...targets.flatMap(({ target, at }) => [
        ...nameless(target, at),
        ...misplaced(target, at),
        ...portless(target, at),
        ...overlapping(target, at),
      ]),
      ...apart(named),
      ...repeated(named),
    ],
    warnings: targets.flatMap(({ target, at }) => crowded(target, at)),
  };
}

function nameless(target: unknown, at: Path): Finding[] {
  if (has(target, 'arn') && has(target, 'spreadOver'))
    return [
      {
        path: [...at, 'arn'],
        message: 'arn and spreadOver exclude each other; name every group in spreadOver',
      },
    ];
  return has(target, 'arn') || has(target, 'spreadOver')
    ? []
    : [
        {
          path: at,
          message: `names nothing; give it the arn of ${anyKind}, or several security groups as spreadOver`,
        },
      ];
}

function misplaced(target: unknown, at: Path): Finding[] {
  const kind = kindOf(target);
  return [...owners].flatMap(([key, owner]) =>
    kind === undefined || kind === owner || !has(target, key)
      ? []
      : [
          {
            path: [...at, key],
            message: `${key} belongs to ${kinds[owner].noun}, and this is ${kinds[kind].noun}; take it out`,
          },
        ],
  );
}

/** Ports where the protocol has some, and none where it has not. */
function portless(target: unknown, at: Path): Finding[] {
  if (kindOf(target) !== 'security-groups') return [];
  const path = [...at, 'ports'];
  const protocol = protocolOf(target);
  switch (protocol) {
    case 'tcp':
    case 'udp':
      return has(target, 'ports')
        ? []
        : [
            {
              path,
              message: `is missing; say which ${protocol} ports to open, such as [443, 8000-8100], or name a protocol without ports: icmp or all`,
            },
          ];
    case 'icmp':
    case 'all':
      return has(target, 'ports')
        ? [{ path, message: `the protocol ${protocol} has no ports; take them out, or say tcp or udp` }]
        : [];
    case undefined:
      return [];
  }
}

/** AWS would take both rules, and each network would use up two where one does. */
function overlapping(target: unknown, at: Path): Finding[] {
  const ports = items(field(target, 'ports')).flatMap((item, i) => {
    const read = readPorts(item);
    return read ? [{ ...read, text: String(item), path: [...at, 'ports', i] }] : [];
  });
  return ports.flatMap((port, i): Finding[] => {
    const other = ports.slice(0, i).find(({ from, to }) => from <= port.to && port.from <= to);
    if (other === undefined) return [];
    const same = other.from === port.from && other.to === port.to;
    const where = `${other.text} (${spelled(other.path)})`;
    return [
      {
        path: port.path,
        message: same
          ? `${port.text} is there twice; keep one`
          : `${port.text} overlaps ${where}; write one range, or ranges apart`,
      },
    ];
  });
}

/** The groups of one target are attached to the same interfaces. Foreign entries of another account are told as such. */
function apart(named: NamedArn[]): Finding[] {
  return named.flatMap(({ thing, path, at }): Finding[] => {
    const first = named.find((other) => other.at === at);
    return first === undefined || first.thing.region === thing.region || thing.kind !== 'security-groups'
      ? []
      : [
          {
            path,
            message: `is in ${thing.region}, and the target's first group is in ${first.thing.region}; the groups of a target are attached to the same interfaces`,
          },
        ];
  });
}

/** A rule's tag names the list, so two targets of a list could not tell whose it is. */
function repeated(named: NamedArn[]): Finding[] {
  return named.flatMap((group, i): Finding[] => {
    const { noun, sharedByLists } = kinds[group.thing.kind];
    if (!sharedByLists) return [];
    const earlier = named.slice(0, i).find(({ thing }) => thing.arn === group.thing.arn);
    if (earlier === undefined) return [];
    if (earlier.at !== group.at)
      return [
        {
          path: group.path,
          message: `is in ${spelled(earlier.at)} already; ${noun} is in one target of a list, with all its ports there, and for another protocol in a list of its own`,
        },
      ];
    // Twice in the same key is found by the shape; arn and spreadOver both, by the target's own rule.
    return group.key === 'leaving' && earlier.key !== 'leaving'
      ? [
          {
            path: group.path,
            message: `is in use by this target (${spelled(earlier.path)}), so the target cannot leave it; keep one`,
          },
        ]
      : [];
  });
}

function crowded(target: unknown, at: Path): Finding[] {
  const groups = items(field(target, 'spreadOver')).length;
  return groups > groupsPerInterface.usual
    ? [
        {
          path: [...at, 'spreadOver'],
          message: `spreads over ${groups} groups, and AWS attaches ${groupsPerInterface.usual} to an interface unless that quota was raised`,
        },
      ]
    : [];
}
