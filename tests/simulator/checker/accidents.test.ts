import { hour, minute } from '../../harness/account.js';
import { byHandOnly, cloudfront, type ListSketch } from '../../harness/estate-sketch.js';
import { tearDown } from '../../harness/world.js';
import { setUp, edge4, groupA, groupB, people4, type Harness, type Setting } from './harness.js';

afterEach(tearDown);

/** Histories in which the control run once found a rule broken, each as short as it can be. */
interface Accident extends Setting {
  name: string;
  play(harness: Harness): Promise<void>;
}

const edge: ListSketch = { name: 'edge', feed: cloudfront, targets: [edge4] };
const twelve = Array.from({ length: 12 }, (_, i) => `45.${2 * i}.0.0/24`);
const twoPorts = { arn: groupA, ports: [443, 8443] };
const pair = { spreadOver: [groupA, groupB], ports: [443] };
const dropped = '44.0.12.0/24';
const foreignNetwork = '9.9.9.9/32';

/** Up to the run that is to remove what has been held for a day. */
async function untilOverdue(harness: Harness): Promise<void> {
  await harness.run('refresh');
  harness.publish(twelve);
  await harness.run('refresh');
  await harness.wait(25 * hour);
}

const accidents: Accident[] = [
  {
    name: 'the first flush comes twice, and the second run does what the first announced',
    lists: [{ name: 'people', flush: byHandOnly, targets: [people4] }],
    ipSets: [{ arn: people4, addresses: [foreignNetwork] }],
    async play(harness) {
      harness.world.lambda.duplicateNext();
      harness.fire('flush');
      await harness.settle();
    },
  },
  {
    name: 'the first flush is refused for another reason, and the next is done unannounced',
    lists: [{ ...edge, flush: byHandOnly }],
    ipSets: [{ arn: edge4, addresses: [foreignNetwork] }],
    feed: [],
    async play(harness) {
      harness.fire('flush');
      await harness.settle();
      harness.publish(twelve);
      await harness.wait(12 * hour);
      harness.fire('flush');
      await harness.settle();
    },
  },
  {
    name: 'a race is lost at the removal of what was held, and it is held for another day',
    lists: [edge],
    feed: [...twelve, dropped],
    async play(harness) {
      await untilOverdue(harness);
      const { console, actors, clock } = harness.world;
      const edit = console.add(edge4, foreignNetwork, 'bob');
      await harness.wait(500);
      const awake = clock.now() + 9000;
      actors.pause({ who: harness.functions.refresh, operation: 'UpdateIPSet', when: 'before' }, awake);
      await clock.drive(Promise.all([edit, harness.run('refresh')]));
      await harness.wait(6 * hour);
      await harness.run('refresh');
    },
  },
  {
    name: 'a run dies at the removal of what was held, and it is held for another day',
    lists: [edge],
    feed: [...twelve, dropped],
    async play(harness) {
      await untilOverdue(harness);
      harness.world.actors.crash({
        who: harness.functions.refresh,
        operation: 'UpdateIPSet',
        when: 'before',
      });
      harness.fire('refresh');
      await harness.settle();
      await harness.wait(hour / 2);
      await harness.run('refresh');
    },
  },
  {
    name: 'somebody adds a foreign entry between the look and the write, and a new token is taken for the old answer',
    lists: [edge],
    feed: twelve,
    async play(harness) {
      await harness.run('refresh');
      harness.publish([...twelve, dropped]);
      const { console, actors, clock } = harness.world;
      const awake = clock.now() + 9000;
      actors.pause({ who: harness.functions.refresh, operation: 'GetItem', when: 'before' }, awake);
      const run = harness.run('refresh');
      await harness.wait(1000);
      await clock.drive(Promise.all([console.add(edge4, foreignNetwork, 'bob'), run]));
    },
  },
  {
    name: 'somebody else’s rule at one port is opened at the other as doorlist’s own',
    lists: [{ ...edge, targets: [twoPorts] }],
    securityGroups: [{ arn: groupA, rules: [{ source: foreignNetwork }] }],
    feed: twelve,
    async play(harness) {
      await harness.run('refresh');
      harness.publish([...twelve, dropped]);
      await harness.run('refresh');
    },
  },
  {
    name: 'somebody adds to one group what doorlist has in the other, and it goes with doorlist’s own',
    lists: [{ ...edge, targets: [pair], hold: 0 }],
    feed: [...twelve, dropped],
    async play(harness) {
      await harness.run('refresh');
      await harness.world.clock.drive(harness.world.console.allow(groupB, { source: dropped }, 'alice'));
      harness.publish(twelve);
      await harness.wait(minute);
      await harness.run('refresh');
    },
  },
  {
    name: 'a port is edited, and a second run plans on rules that EC2 describes as they were at the old one',
    lists: [{ ...edge, targets: [{ arn: groupA, ports: [443] }] }],
    ec2: { lagMs: 9000 },
    feed: twelve,
    async play(harness) {
      await harness.run('refresh');
      await harness.wait(minute);
      harness.redeploy({ ...edge, targets: [{ arn: groupA, ports: [8443] }] });
      for (let n = 0; n < 3; n += 1) await harness.run('refresh');
    },
  },
  {
    name: 'where foreign entries go, half of a fed entry goes without its hold because somebody put it there, too',
    lists: [{ ...edge, adopt: true }],
    feed: [...twelve, '44.0.12.0/23'],
    async play(harness) {
      await harness.run('refresh');
      await harness.world.clock.drive(harness.world.console.add(edge4, dropped, 'alice'));
      harness.publish([...twelve, '44.0.13.0/24']);
      await harness.run('refresh');
    },
  },
  {
    name: 'the table can be read but not written, and no mail says why nothing happens',
    lists: [edge],
    feed: twelve,
    async play(harness) {
      harness.world.faults.inject(
        { service: 'dynamodb', operation: 'PutItem', times: 300 },
        { kind: 'throttle' },
      );
      await harness.run('refresh');
    },
  },
  {
    name: 'two lists share a port of a group, and the flush of one takes away what lets in the other’s',
    lists: [
      { name: 'people', flush: byHandOnly, pins: [foreignNetwork], targets: [pair] },
      { name: 'others', flush: byHandOnly, foreign: 'flush', targets: [pair] },
    ],
    securityGroups: [{ arn: groupA, rules: [{ source: foreignNetwork }] }],
    async play(harness) {
      await harness.run('flush', { list: 'people' });
      await harness.run('flush', { list: 'others' });
    },
  },
];

async function violationsOf(accident: Accident) {
  const harness = await setUp(accident);
  await accident.play(harness);
  return harness.findings().violations;
}

test.each(accidents)('$name: no more', async (accident) => {
  expect(await violationsOf(accident)).toEqual([]);
});
