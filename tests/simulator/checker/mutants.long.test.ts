import { mutants, type Mutant } from '../../../simulator/mutants/mutants.js';
import { minute } from '../../harness/account.js';
import { tearDown } from '../../harness/world.js';
import { setUp, edge4, groupA, groupB, list4, type Harness } from './harness.js';
import {
  adopting,
  churn,
  claimedList,
  claimedRule,
  crowded,
  sshPeople,
  edge,
  emptied,
  failing,
  firstFill,
  group,
  groups,
  foreignNetwork,
  foreignAtA,
  halved,
  longList,
  moved,
  feedFails,
  neighbours,
  people,
  prefixList,
  race,
  raceAtAList,
  sets,
  shared,
  turned,
  twenty,
  twoFlushes,
  unpinned,
  untagged,
  withForeign,
  type Scenario,
} from './scenarios.js';

afterEach(tearDown);

const scenarios: Record<keyof typeof mutants, Scenario | Scenario[]> = {
  closesFirst: { lists: [edge], feed: ['44.0.0.0/24'], play: turned(['44.0.0.0/23']) },
  holdsNothing: [churn(sets), churn(groups), churn(prefixList)],
  takesFailureForEmptiness: [feedFails(sets), feedFails(groups)],
  takesSilenceForAnEmptyTable: {
    lists: [people],
    ipSets: withForeign,
    async play(harness) {
      for (const operation of ['GetItem', 'BatchGetItem'])
        harness.world.faults.inject(
          { service: 'dynamodb', operation, times: 100 },
          { kind: 'internal-error' },
        );
      await harness.run('flush', { list: 'people' });
    },
  },
  writesWhateverIsDeployed: {
    lists: [edge],
    feed: twenty,
    async play(harness) {
      const { actors, lambda } = harness.world;
      const { refresh } = harness.functions;
      actors.meanwhile({ who: refresh, operation: 'PutItem', when: 'before' }, async () => {
        harness.redeploy({ ...edge, pins: ['81.2.70.0/24'] });
        await lambda.invoke(refresh, {});
      });
      await harness.run('refresh');
    },
  },
  refreshesTheToken: race,
  callsALostRaceWon: [race, raceAtAList],
  leavesTheDeadTheirToken: {
    lists: [edge],
    feed: twenty,
    async play(harness) {
      await harness.run('refresh');
      harness.publish([...twenty, '45.0.0.0/24']);
      const { clock } = harness.world;
      freeze(harness, `${harness.functions.refresh}-2`, 'UpdateIPSet', clock.now() + 2 * minute);
      const frozen = harness.run('refresh');
      await harness.wait(minute);
      harness.publish(twenty);
      await harness.run('refresh');
      await clock.drive(frozen);
    },
  },
  needsNoLock: [churn(sets), churn(groups), churn(prefixList)],
  comparesText: {
    lists: [people],
    async play(harness) {
      await harness.run('flush');
      await harness.run('flush');
    },
  },
  takesEverythingForItsOwn: {
    lists: [edge],
    feed: twenty,
    ipSets: [{ arn: edge4, addresses: [foreignNetwork] }],
    play: turned([...twenty, '45.0.0.0/24']),
  },
  flushesBeforeItSays: [
    { lists: [people], ipSets: withForeign, play: twoFlushes },
    { ...group, lists: [{ ...sshPeople, foreign: 'flush' }], securityGroups: foreignAtA, play: twoFlushes },
  ],
  neverTakesOut: [
    unpinned(people),
    unpinned(sshPeople),
    { lists: [people], ipSets: withForeign, play: (harness) => harness.run('flush') },
    {
      ...group,
      lists: [{ ...sshPeople, foreign: 'flush' }],
      securityGroups: foreignAtA,
      play: (harness) => harness.run('flush'),
    },
  ],
  swallowsErrors: [failing(people, 'UpdateIPSet'), failing(sshPeople, 'AuthorizeSecurityGroupIngress')],
  failsInSilence: [failing(people, 'GetIPSet'), failing(sshPeople, 'DescribeSecurityGroupRules')],
  mailsNoChanges: [churn(sets), churn(groups), churn(prefixList)],
  shrugsOffLostMail: {
    lists: [people],
    ipSets: withForeign,
    async play(harness) {
      harness.world.faults.inject({ operation: 'Publish', times: 100 }, { kind: 'internal-error' });
      await harness.run('flush');
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
  revokesWhatASiblingNeeds: shared,
  forgetsItsSiblings: moved,
  locksItsOwnOnly: shared,
  locksBriefly: {
    ...groups,
    lists: [{ ...edge, ...groups }],
    feed: twenty,
    async play(harness) {
      await harness.run('refresh');
      harness.publish([...twenty, '45.0.0.0/24']);
      const { clock } = harness.world;
      freeze(
        harness,
        `${harness.functions.refresh}-2`,
        'AuthorizeSecurityGroupIngress',
        clock.now() + 2 * minute,
      );
      const frozen = harness.run('refresh');
      await harness.wait(minute);
      harness.publish([...twenty, '45.2.0.0/24']);
      await harness.run('refresh');
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
    async play(harness) {
      await harness.run('refresh');
      const [first = '', ...others] = twenty;
      await harness.world.clock.drive(harness.world.console.allow(groupB, { source: first }, 'alice'));
      harness.publish(others);
      await harness.wait(minute);
      await harness.run('refresh');
    },
  },
  takesUntaggedForItsOwn: neighbours,
  takesEveryTagForItsOwn: neighbours,
  adoptsByNetwork: adopting,
  adoptsWhatOthersTagged: [claimedRule, claimedList],
  forgetsItsRuleIds: untagged,
  forgetsTheTag: firstFill(group),
  leavesRulesToNobody: unpinned(sshPeople),
  flushesUnasked: {
    ...group,
    lists: [sshPeople],
    securityGroups: foreignAtA,
    play: (harness) => harness.run('flush'),
  },
  leavesItsRulesBehind: {
    ...groups,
    lists: [{ ...edge, targets: [{ spreadOver: [groupB, groupA], ports: [443] }] }],
    feed: twenty,
    async play(harness) {
      await harness.run('refresh');
      await harness.wait(minute);
      harness.redeploy({ ...edge, targets: [{ arn: groupA, leaving: [groupB], ports: [443] }] });
      await harness.run('refresh');
    },
  },
  callsItUpdated: longList,
  swallowsFullGroups: {
    ...group,
    lists: [{ ...edge, ...group }],
    feed: twenty,
    securityGroups: [crowded(groupA, 38)],
    async play(harness) {
      const { actors, console } = harness.world;
      const fill = Array.from({ length: 5 }, (_, i) => ({ source: `61.0.${i}.0/24`, from: 25, to: 25 }));
      actors.meanwhile(
        { who: harness.functions.refresh, operation: 'AuthorizeSecurityGroupIngress', when: 'before' },
        async () => {
          for (const admission of fill) await console.allow(groupA, admission, 'alice');
        },
      );
      await harness.run('refresh');
    },
  },
  opensAllPorts: firstFill(group),
  announcesTooMuch: { ...group, lists: [sshPeople], securityGroups: foreignAtA, play: twoFlushes },
};

async function runScenario(scenario: Scenario, mutate?: Mutant['mutate']) {
  const harness = await setUp({ ...scenario, ...(mutate ? { mutate } : {}) });
  await scenario.play(harness);
  return harness.findings();
}

/** Freezes a process at its first write, and its heartbeat with it. */
function freeze({ world }: Harness, who: string, operation: string, until: number) {
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

test.each(cases)(
  'rule $rule, at $at: the mutant that $story is counted',
  async ({ rule, mutate, scenario }) => {
    const { counts } = await runScenario(scenario, mutate);
    expect(counts[rule]).toBeGreaterThan(0);
  },
);

const controls = [...new Set(cases.map(({ scenario }) => scenario))].map((scenario) => ({
  scenario,
  at: scenario.at ?? 'IP sets',
  stories: cases.filter((each) => each.scenario === scenario).map(({ story }) => story),
}));

test.each(controls)(
  'at $at, the control run without the mutant that $stories breaks no rule',
  async ({ scenario }) => {
    const { violations } = await runScenario(scenario);
    expect(violations).toEqual([]);
  },
);
