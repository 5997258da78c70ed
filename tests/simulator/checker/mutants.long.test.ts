import { mutants, type Mutant } from '../../../simulator/mutants/mutants.js';
import { adjourn, convene, edge4, groupA, groupB, list4, minute, type CheckerHarness } from './harness.js';
import {
  churn,
  crowded,
  doormen,
  edge,
  emptied,
  failing,
  firstFill,
  group,
  groups,
  guest,
  guestAtA,
  halved,
  longList,
  lostSight,
  neighbours,
  people,
  prefixList,
  race,
  raceAtAList,
  sets,
  turned,
  twenty,
  twoFlushes,
  unpinned,
  withGuest,
  type Scenario,
} from './scenarios.js';

afterEach(adjourn);

const scenarios: Record<keyof typeof mutants, Scenario | Scenario[]> = {
  closesFirst: { lists: [edge], feed: ['44.0.0.0/24'], play: turned(['44.0.0.0/23']) },
  holdsNothing: [churn(sets), churn(groups), churn(prefixList)],
  takesFailureForEmptiness: [lostSight(sets), lostSight(groups)],
  takesSilenceForAnEmptyTable: {
    lists: [people],
    ipSets: withGuest,
    async play(context) {
      for (const operation of ['GetItem', 'BatchGetItem'])
        context.world.faults.inject(
          { service: 'dynamodb', operation, times: 100 },
          { kind: 'internal-error' },
        );
      await context.run('flush', { list: 'people' });
    },
  },
  refreshesTheToken: race,
  callsALostRaceWon: [race, raceAtAList],
  leavesTheDeadTheirToken: {
    lists: [edge],
    feed: twenty,
    async play(context) {
      await context.run('refresh');
      context.publish([...twenty, '45.0.0.0/24']);
      const { clock } = context.world;
      freeze(context, `${context.functions.refresh}-2`, 'UpdateIPSet', clock.now() + 2 * minute);
      const frozen = context.run('refresh');
      await context.wait(minute);
      context.publish(twenty);
      await context.run('refresh');
      await clock.drive(frozen);
    },
  },
  needsNoLock: [churn(sets), churn(groups), churn(prefixList)],
  comparesText: {
    lists: [people],
    async play(context) {
      await context.run('flush');
      await context.run('flush');
    },
  },
  takesEverythingForItsOwn: {
    lists: [edge],
    feed: twenty,
    ipSets: [{ arn: edge4, addresses: [guest] }],
    play: turned([...twenty, '45.0.0.0/24']),
  },
  flushesBeforeItSays: [
    { lists: [people], ipSets: withGuest, play: twoFlushes },
    { ...group, lists: [{ ...doormen, foreign: 'flush' }], securityGroups: guestAtA, play: twoFlushes },
  ],
  neverTakesOut: [
    unpinned(people),
    unpinned(doormen),
    { lists: [people], ipSets: withGuest, play: (context) => context.run('flush') },
    {
      ...group,
      lists: [{ ...doormen, foreign: 'flush' }],
      securityGroups: guestAtA,
      play: (context) => context.run('flush'),
    },
  ],
  swallowsErrors: [failing(people, 'UpdateIPSet'), failing(doormen, 'AuthorizeSecurityGroupIngress')],
  failsInSilence: [failing(people, 'GetIPSet'), failing(doormen, 'DescribeSecurityGroupRules')],
  mailsNoChanges: [churn(sets), churn(groups), churn(prefixList)],
  shrugsOffLostMail: {
    lists: [people],
    ipSets: withGuest,
    async play(context) {
      context.world.faults.inject({ operation: 'Publish', times: 100 }, { kind: 'internal-error' });
      await context.run('flush');
    },
  },
  widens: [churn(sets), churn(prefixList)],
  dropsItsGuard: [halved(sets), halved(groups), halved(prefixList)],
  ignoresCapacity: [
    firstFill(sets, {
      ipSets: [
        {
          arn: edge4,
          addresses: Array.from({ length: 9990 }, (_, i) => `60.${i >> 7}.${(2 * i) & 255}.0/24`),
        },
      ],
    }),
    firstFill(group, { securityGroups: [crowded(groupA, 55)] }),
    firstFill(prefixList, { prefixLists: [{ arn: list4, family: 'IPV4', maxEntries: 10 }] }),
  ],
  refusesInSilence: [
    emptied(sets),
    emptied(groups),
    firstFill(group, { securityGroups: [crowded(groupA, 55)] }),
  ],
  hidesTheWayOut: [emptied(sets), emptied(groups)],

  revokesFirst: [
    { ...group, lists: [{ ...edge, ...group }], feed: ['44.0.0.0/24'], play: turned(['44.0.0.0/23']) },
    {
      ...prefixList,
      lists: [{ ...edge, ...prefixList }],
      feed: ['44.0.0.0/24'],
      play: turned(['44.0.0.0/23']),
    },
  ],
  spreadsByPosition: {
    ...groups,
    lists: [{ ...edge, ...groups }],
    feed: ['45.0.0.0/24', ...twenty],
    play: turned(['43.0.0.0/24', '45.0.0.0/24', ...twenty]),
  },
  locksBriefly: {
    ...groups,
    lists: [{ ...edge, ...groups }],
    feed: twenty,
    async play(context) {
      await context.run('refresh');
      context.publish([...twenty, '45.0.0.0/24']);
      const { clock } = context.world;
      freeze(
        context,
        `${context.functions.refresh}-2`,
        'AuthorizeSecurityGroupIngress',
        clock.now() + 2 * minute,
      );
      const frozen = context.run('refresh');
      await context.wait(minute);
      context.publish([...twenty, '45.2.0.0/24']);
      await context.run('refresh');
      await clock.drive(frozen);
    },
  },
  namesNoVersion: firstFill(prefixList),
  believesEveryAnswer: {
    ...group,
    lists: [{ ...edge, ...group }],
    feed: twenty,
    ec2: { lagMs: 9000 },
    play: turned([...twenty, '45.0.0.0/24']),
  },
  opensEverywhere: firstFill(groups),
  resendsTheFirstHundred: longList,
  revokesByNetwork: {
    ...groups,
    lists: [{ ...edge, ...groups, hold: 0 }],
    feed: twenty,
    securityGroups: [groupA, groupB].map((arn) => ({ arn, defaultVpc: true })),
    async play(context) {
      await context.run('refresh');
      const [first = '', ...others] = twenty;
      await context.world.clock.drive(context.world.console.allow(groupB, { source: first }, 'alice'));
      context.publish(others);
      await context.wait(minute);
      await context.run('refresh');
    },
  },
  takesUntaggedForItsOwn: neighbours,
  takesEveryTagForItsOwn: neighbours,
  forgetsTheTag: firstFill(group),
  flushesUnasked: {
    ...group,
    lists: [doormen],
    securityGroups: guestAtA,
    play: (context) => context.run('flush'),
  },
  leavesItsRulesBehind: {
    ...groups,
    lists: [{ ...edge, targets: [{ spreadOver: [groupB, groupA], ports: [443] }] }],
    feed: twenty,
    async play(context) {
      await context.run('refresh');
      await context.wait(minute);
      context.redeploy({ ...edge, targets: [{ arn: groupA, leaving: [groupB], ports: [443] }] });
      await context.run('refresh');
    },
  },
  callsItUpdated: longList,
  swallowsFullGroups: {
    ...group,
    lists: [{ ...edge, ...group }],
    feed: twenty,
    securityGroups: [crowded(groupA, 38)],
    async play(context) {
      const { actors, console } = context.world;
      const fill = Array.from({ length: 5 }, (_, i) => ({ source: `61.0.${i}.0/24`, from: 25, to: 25 }));
      actors.meanwhile(
        { who: context.functions.refresh, operation: 'AuthorizeSecurityGroupIngress', when: 'before' },
        async () => {
          for (const admission of fill) await console.allow(groupA, admission, 'alice');
        },
      );
      await context.run('refresh');
    },
  },
  opensAllPorts: firstFill(group),
  announcesTooMuch: { ...group, lists: [doormen], securityGroups: guestAtA, play: twoFlushes },
};

async function trial(scenario: Scenario, mutate?: Mutant['mutate']) {
  const context = await convene({ ...scenario, ...(mutate ? { mutate } : {}) });
  await scenario.play(context);
  return context.verdict();
}

/** A process that sleeps from its first write on, its heartbeat with it. */
function freeze({ world }: CheckerHarness, who: string, operation: string, until: number) {
  world.actors.pause({ who, operation, when: 'before' }, until);
  for (let nth = 1; nth <= 60; nth += 1)
    world.actors.pause({ who, operation: 'UpdateItem', nth, when: 'before' }, until);
}

const cases = Object.entries(mutants).flatMap(([name, { rule, story, mutate }]) =>
  [scenarios[name as keyof typeof mutants]].flat().map((scenario) => {
    const at = scenario.at ?? 'IP sets';
    return { rule, story, mutate, scenario, at };
  }),
);

test.each(cases)('rule $rule, at $at: who $story is convicted', async ({ rule, mutate, scenario }) => {
  const { counts } = await trial(scenario, mutate);
  expect(counts[rule]).toBeGreaterThan(0);
});

const containers = [...new Set(cases.map(({ scenario }) => scenario))].map((scenario) => ({
  scenario,
  at: scenario.at ?? 'IP sets',
  stories: cases.filter((each) => each.scenario === scenario).map(({ story }) => story),
}));

test.each(containers)(
  'where one at $at might be who $stories, doorlist is acquitted',
  async ({ scenario }) => {
    const { violations } = await trial(scenario);
    expect(violations).toEqual([]);
  },
);
