import { saboteurs, type Saboteur } from '../../simulator/saboteurs.js';
import {
  adjourn,
  byHandOnly,
  cloudfront,
  convene,
  edge4,
  hour,
  minute,
  people4,
  people6,
  type Courtroom,
  type ListSketch,
  type Setting,
} from './courtroom.js';

afterEach(adjourn);

interface Scenario extends Setting {
  play(court: Courtroom): Promise<void>;
}

const edge: ListSketch = { name: 'edge', feed: cloudfront, targets: [edge4] };
const people: ListSketch = {
  name: 'people',
  flush: byHandOnly,
  pins: ['81.2.69.0/24', '2a02:c7d::/48'],
  targets: [people4, people6],
};
const twenty = Array.from({ length: 20 }, (_, i) => `44.${2 * i}.0.0/24`);
const guest = '9.9.9.9/32';
const withGuest = [{ arn: people4, addresses: [guest] }];

/** The feed says more, and while a run works on it somebody lets a guest in at the console. */
const race: Scenario = {
  lists: [edge],
  feed: twenty,
  async play(court) {
    await court.run('refresh');
    court.publish([...twenty, '45.0.0.0/24']);
    const edit = court.world.console.add(edge4, guest, 'alice');
    await court.wait(500);
    court.world.actors.pause(
      { who: court.functions.refresh, operation: 'UpdateIPSet', when: 'before' },
      court.world.clock.now() + 9000,
    );
    const run = court.run('refresh');
    await court.world.clock.drive(Promise.all([edit, run]));
  },
};

/** The feed drops two of twenty, and twice a day somebody looks. */
const churn: Scenario = {
  lists: [edge],
  feed: twenty,
  async play(court) {
    await court.run('refresh');
    court.publish(twenty.slice(2));
    for (let n = 0; n < 3; n += 1) {
      await court.run('refresh');
      await court.wait(13 * hour);
    }
  },
};

const emptied: Scenario = {
  lists: [edge],
  feed: twenty,
  async play(court) {
    await court.run('refresh');
    court.publish([]);
    await court.run('refresh');
  },
};

const lostSight: Scenario = {
  lists: [
    { ...edge, hold: 0, guards: { emptied: 'allow', coverageLost: 100, entriesLost: 100, minEntries: 10 } },
  ],
  feed: twenty,
  async play(court) {
    await court.run('refresh');
    court.world.feed.fail({ kind: 'status', status: 403 }, 10);
    await court.wait(hour);
    await court.run('refresh');
  },
};

const scenarios: Record<keyof typeof saboteurs, Scenario> = {
  closesFirst: {
    lists: [edge],
    feed: ['44.0.0.0/24'],
    async play(court) {
      await court.run('refresh');
      court.publish(['44.0.0.0/23']);
      await court.run('refresh');
    },
  },
  holdsNothing: churn,
  takesFailureForEmptiness: lostSight,
  takesSilenceForAnEmptyTable: {
    lists: [people],
    ipSets: withGuest,
    async play(court) {
      for (const operation of ['GetItem', 'BatchGetItem'])
        court.world.faults.inject({ service: 'dynamodb', operation, times: 100 }, { kind: 'internal-error' });
      await court.run('flush', { list: 'people' });
    },
  },
  refreshesTheToken: race,
  callsALostRaceWon: race,
  leavesTheDeadTheirToken: {
    lists: [edge],
    feed: twenty,
    async play(court) {
      await court.run('refresh');
      court.publish([...twenty, '45.0.0.0/24']);
      const { clock } = court.world;
      freeze(court, `${court.functions.refresh}-2`, clock.now() + 2 * minute);
      const frozen = court.run('refresh');
      await court.wait(minute);
      court.publish(twenty);
      await court.run('refresh');
      await clock.drive(frozen);
    },
  },
  needsNoLock: churn,
  comparesText: {
    lists: [people],
    async play(court) {
      await court.run('flush');
      await court.run('flush');
    },
  },
  takesEverythingForItsOwn: {
    lists: [edge],
    feed: twenty,
    ipSets: [{ arn: edge4, addresses: [guest] }],
    async play(court) {
      await court.run('refresh');
      court.publish([...twenty, '45.0.0.0/24']);
      await court.run('refresh');
    },
  },
  flushesBeforeItSays: {
    lists: [people],
    ipSets: withGuest,
    async play(court) {
      court.fire('flush', 'people');
      await court.settle();
      await court.wait(12 * hour);
      court.fire('flush', 'people');
      await court.settle();
    },
  },
  neverTakesOut: {
    lists: [people],
    async play(court) {
      await court.run('flush');
      court.redeploy({ ...people, pins: ['81.2.70.0/24', '2a02:c7d::/48'] });
      await court.run('flush');
    },
  },
  swallowsErrors: {
    lists: [people],
    async play(court) {
      court.world.faults.inject({ operation: 'UpdateIPSet', times: 100 }, { kind: 'internal-error' });
      await court.run('flush');
    },
  },
  failsInSilence: {
    lists: [people],
    async play(court) {
      court.world.faults.inject({ operation: 'GetIPSet', times: 100 }, { kind: 'internal-error' });
      await court.run('flush');
    },
  },
  mailsNoChanges: churn,
  shrugsOffLostMail: {
    lists: [people],
    ipSets: withGuest,
    async play(court) {
      court.world.faults.inject({ operation: 'Publish', times: 100 }, { kind: 'internal-error' });
      await court.run('flush');
    },
  },
  widens: churn,
  dropsItsGuard: {
    lists: [{ ...edge, hold: 0 }],
    feed: twenty,
    async play(court) {
      await court.run('refresh');
      court.publish(twenty.slice(10));
      await court.run('refresh');
    },
  },
  ignoresCapacity: {
    lists: [edge],
    feed: twenty,
    ipSets: [
      { arn: edge4, addresses: Array.from({ length: 9990 }, (_, i) => `60.${i >> 7}.${(2 * i) & 255}.0/24`) },
    ],
    play: (court) => court.run('refresh'),
  },
  refusesInSilence: emptied,
  hidesTheWayOut: emptied,
};

async function trial(scenario: Scenario, sabotage?: Saboteur['sabotage']) {
  const court = await convene({ ...scenario, ...(sabotage ? { sabotage } : {}) });
  await scenario.play(court);
  return court.verdict();
}

/** A process that sleeps from its first write on, its heartbeat with it. */
function freeze({ world }: Courtroom, who: string, until: number) {
  world.actors.pause({ who, operation: 'UpdateIPSet', when: 'before' }, until);
  for (let nth = 1; nth <= 60; nth += 1)
    world.actors.pause({ who, operation: 'UpdateItem', nth, when: 'before' }, until);
}

const cases = Object.entries(saboteurs).map(([name, { rule, story, sabotage }]) => {
  const scenario = scenarios[name as keyof typeof saboteurs];
  return { rule, story, sabotage, scenario };
});

test.each(cases)('rule $rule: who $story is convicted', async ({ rule, sabotage, scenario }) => {
  const { counts } = await trial(scenario, sabotage);
  expect(counts[rule]).toBeGreaterThan(0);
});

const places = [...new Set(Object.values(scenarios))].map((scenario) => ({
  scenario,
  stories: cases.filter((each) => each.scenario === scenario).map(({ story }) => story),
}));

test.each(places)('where one might be who $stories, doorlist is acquitted', async ({ scenario }) => {
  const { violations } = await trial(scenario);
  expect(violations).toEqual([]);
});
