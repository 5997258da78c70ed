import { hour } from '../../harness/account.js';
import { byHandOnly, cloudfront, type ListSketch } from '../../harness/estate-sketch.js';
import { edge4, groupA, groupB, list4, people4, people6, type Harness, type Setting } from './harness.js';

export interface Scenario extends Setting {
  /** Of what kind the targets are; IP sets unless told. */
  at?: string;
  play(harness: Harness): Promise<void>;
}

interface Place {
  at?: string;
  targets: ListSketch['targets'];
}

export const sets: Place = { targets: [edge4] };
export const group: Place = { at: 'a security group', targets: [{ arn: groupA, ports: [443] }] };
export const groups: Place = {
  at: 'security groups',
  targets: [{ spreadOver: [groupA, groupB], ports: [443] }],
};
export const prefixList: Place = { at: 'a prefix list', targets: [list4] };

export const edge: ListSketch = { name: 'edge', feed: cloudfront, targets: [edge4] };
export const people: ListSketch = {
  name: 'people',
  flush: byHandOnly,
  pins: ['81.2.69.0/24', '2a02:c7d::/48'],
  targets: [people4, people6],
};
export const sshPeople: ListSketch = { ...people, targets: [{ arn: groupA, ports: [22] }] };
export const twenty = Array.from({ length: 20 }, (_, i) => `44.${2 * i}.0.0/24`);
const many = Array.from({ length: 150 }, (_, i) => `44.${i >> 7}.${2 * (i & 127)}.0/24`);
export const foreignNetwork = '9.9.9.9/32';
export const withForeign = [{ arn: people4, addresses: [foreignNetwork] }];
export const foreignAtA = [{ arn: groupA, rules: [{ source: foreignNetwork, from: 22, to: 22 }] }];
const unguarded = { emptied: 'allow', coverageLost: 100, entriesLost: 100, minEntries: 10 } as const;

/** A group with so many rules for other purposes. */
export const crowded = (arn: string, rules: number) => ({
  arn,
  rules: Array.from({ length: rules }, (_, i) => ({ source: `60.0.${i}.0/24`, from: 25, to: 25 })),
});

/** The feed says more, and while a run works on it somebody adds a foreign entry at the console. */
export const race: Scenario = {
  lists: [edge],
  feed: twenty,
  async play(harness) {
    await harness.run('refresh');
    harness.publish([...twenty, '45.0.0.0/24']);
    const edit = harness.world.console.add(edge4, foreignNetwork, 'alice');
    await harness.wait(500);
    harness.world.actors.pause(
      { who: harness.functions.refresh, operation: 'UpdateIPSet', when: 'before' },
      harness.world.clock.now() + 9000,
    );
    const run = harness.run('refresh');
    await harness.world.clock.drive(Promise.all([edit, run]));
  },
};

/** The same at a prefix list, whose version is another by then. */
export const raceAtAList: Scenario = {
  ...prefixList,
  lists: [{ ...edge, ...prefixList }],
  feed: twenty,
  async play(harness) {
    harness.world.actors.meanwhile(
      { who: harness.functions.refresh, operation: 'ModifyManagedPrefixList', when: 'before' },
      () => harness.world.console.editList(list4, { add: [{ cidr: foreignNetwork }] }, 'alice'),
    );
    await harness.run('refresh');
  },
};

/** The feed drops two of twenty, and twice a day somebody looks. */
export const churn = ({ at, targets }: Place): Scenario => ({
  ...(at ? { at } : {}),
  lists: [{ ...edge, targets }],
  feed: twenty,
  async play(harness) {
    await harness.run('refresh');
    harness.publish(twenty.slice(2));
    for (let n = 0; n < 3; n += 1) {
      await harness.run('refresh');
      await harness.wait(13 * hour);
    }
  },
});

/** The feed lists other networks than it did. */
export const turned =
  (networks: readonly string[]): Scenario['play'] =>
  async (harness) => {
    await harness.run('refresh');
    harness.publish(networks);
    await harness.run('refresh');
  };

export const emptied = ({ at, targets }: Place): Scenario => ({
  ...(at ? { at } : {}),
  lists: [{ ...edge, targets }],
  feed: twenty,
  play: turned([]),
});

export const feedFails = ({ at, targets }: Place): Scenario => ({
  ...(at ? { at } : {}),
  lists: [{ ...edge, targets, hold: 0, guards: unguarded }],
  feed: twenty,
  async play(harness) {
    await harness.run('refresh');
    harness.world.feed.fail({ kind: 'status', status: 403 }, 10);
    await harness.wait(hour);
    await harness.run('refresh');
  },
});

export const halved = ({ at, targets }: Place): Scenario => ({
  ...(at ? { at } : {}),
  lists: [{ ...edge, targets, hold: 0 }],
  feed: twenty,
  play: turned(twenty.slice(10)),
});

export const firstFill = ({ at, targets }: Place, setting: Partial<Setting> = {}): Scenario => ({
  ...(at ? { at } : {}),
  lists: [{ ...edge, targets }],
  feed: twenty,
  ...setting,
  play: (harness) => harness.run('refresh'),
});

/** Two scheduled flushes, half a day apart. */
export const twoFlushes = async (harness: Harness) => {
  harness.fire('flush', 'people');
  await harness.settle();
  await harness.wait(12 * hour);
  harness.fire('flush', 'people');
  await harness.settle();
};

const [firstOfTwenty = ''] = twenty;

/** Terraform has filled the group, also at another port; doorlist takes over what is its own there. */
export const adopting: Scenario = {
  ...group,
  lists: [{ ...edge, ...group, adopt: true, hold: 0 }],
  feed: twenty,
  securityGroups: [
    { arn: groupA, rules: [{ source: firstOfTwenty }, { source: firstOfTwenty, from: 22, to: 22 }] },
  ],
  play: turned(twenty.slice(1)),
};

/** Of what others have put tags on, or a stack owns, nothing is taken over. */
export const claimedRule: Scenario = {
  ...adopting,
  securityGroups: [{ arn: groupA, rules: [{ source: firstOfTwenty, tags: { Owner: 'terraform' } }] }],
};
export const claimedList: Scenario = {
  ...prefixList,
  lists: [{ ...edge, ...prefixList, adopt: true, hold: 0 }],
  feed: twenty,
  prefixLists: [
    {
      arn: list4,
      family: 'IPV4',
      maxEntries: 60,
      entries: [{ cidr: firstOfTwenty }],
      tags: { 'aws:cloudformation:stack-name': 'network' },
    },
  ],
  play: turned(twenty.slice(1)),
};

/** Somebody takes the tag off a rule of doorlist's. */
export const untagged: Scenario = {
  ...group,
  lists: [{ ...edge, ...group }],
  feed: twenty,
  async play(harness) {
    await harness.run('refresh');
    await harness.wait(hour);
    await harness.world.clock.drive(
      harness.world.console.untag(groupA, firstOfTwenty, ['doorlist'], 'alice'),
    );
    await harness.wait(hour);
    await harness.run('refresh');
  },
};

/** A pin is taken out of the file. */
export const unpinned = (list: ListSketch): Scenario => ({
  ...(list === sshPeople ? group : {}),
  lists: [list],
  async play(harness) {
    await harness.run('flush');
    harness.redeploy({ ...list, pins: ['81.2.70.0/24', '2a02:c7d::/48'] });
    await harness.run('flush');
  },
});

/** Two lists at one port of a group. */
const sharers = (one: readonly string[], other: readonly string[]): ListSketch[] => [
  { ...people, ...group, pins: one },
  { ...people, ...group, name: 'others', pins: other },
];
const [office, house] = ['81.2.69.0/24', '81.2.70.7/32'];

/** Both want the same, until one of them does no more. */
export const shared: Scenario = {
  ...group,
  lists: sharers([office], [office, house]),
  async play(harness) {
    await harness.run('flush');
    harness.redeploy(...sharers(['81.2.71.0/24'], [office, house]));
    await harness.wait(hour);
    await harness.run('flush');
  },
};

/** A pin moves from the one to the other, and another back: whichever list is first has one to close. */
export const moved: Scenario = {
  ...group,
  lists: sharers([office, house], ['81.2.71.0/24', '81.2.72.0/24']),
  async play(harness) {
    await harness.run('flush');
    harness.redeploy(...sharers([house, '81.2.72.0/24'], [office, '81.2.71.0/24']));
    await harness.wait(hour);
    await harness.run('flush');
    await harness.wait(hour);
    await harness.run('flush');
  },
};

export const failing = (list: ListSketch, operation: string): Scenario => ({
  ...(list === sshPeople ? group : {}),
  lists: [list],
  async play(harness) {
    harness.world.faults.inject({ operation, times: 100 }, { kind: 'internal-error' });
    await harness.run('flush');
  },
});

/** Rules of others for the same ports, unmarked and marked. */
export const neighbours: Scenario = {
  ...group,
  lists: [{ ...edge, ...group, hold: 0 }],
  feed: twenty,
  securityGroups: [
    {
      arn: groupA,
      rules: [{ source: foreignNetwork }, { source: '8.8.8.8/32', tags: { doorlist: 'doorlist/prod/edge' } }],
    },
  ],
  play: turned([...twenty, '45.0.0.0/24']),
};

export const longList: Scenario = firstFill(prefixList, {
  feed: many,
  prefixLists: [{ arn: list4, family: 'IPV4', maxEntries: 300 }],
});
