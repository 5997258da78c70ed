import type { APIGatewayProxyResult } from 'aws-lambda';
import { makeHandler } from '../../functions/access.js';
import { parseEstate } from '../../lib/estate/parse.js';
import type { Estate } from '../../lib/estate/estate.js';
import type { PlantedRule } from '../../simulator/aws/ec2/ec2.js';
import { marksIn } from '../../simulator/aws/ec2/rule.js';
import { access } from '../harness/access.js';
import { groupArn } from '../harness/account.js';
import { setUp } from '../harness/deployed.js';
import { registerFunction } from '../harness/function.js';
import { policy } from '../harness/leases.js';
import { answerOfFunction, tearDown } from '../harness/world.js';
import { eventOf, home, type AskedOf } from './event.js';

afterEach(tearDown);

const list = { leases: {}, targets: [{ arn: groupArn(1), ports: [443] }] };
const network = `${home}/32`;
const bob = 'arn:aws:iam::111122223333:user/bob';

/** Two lists that people are on, at one port of one group. */
async function setUpShared(rules: PlantedRule[] = []) {
  const { estate: parsed } = parseEstate(
    JSON.stringify({
      alerts: { email: ['platform@example.com'] },
      access: { auth: ['iam'] },
      lists: { first: list, second: list },
    }),
  );
  const lists = parsed.lists.map((each) => ({ ...each, leases: policy }));
  const estate: Estate = { ...parsed, access, lists };
  const { world, deployed } = await setUp({ estate, securityGroups: [{ arn: groupArn(1), rules }] });
  const { deployment, flush } = deployed;
  registerFunction(world, 'access', { estate, deployment, timeoutMs: 28_000 }, makeHandler);
  const ask = async (asked: AskedOf) => {
    const { statusCode, body } = (await answerOfFunction(
      world,
      'access',
      eventOf(asked),
    )) as APIGatewayProxyResult;
    return { status: statusCode, body: JSON.parse(body) as Record<string, unknown> };
  };
  const open = (states: readonly string[]) => states.some((line) => line.startsWith(`${network} `));
  return {
    world,
    ask,
    call: (asked: AskedOf) => world.clock.drive(ask(asked)),
    sweep: () =>
      world.clock.drive(
        answerOfFunction(world, flush, { schedule: 'sweep', scheduledAt: String(Date.now()), sweep: true }),
      ),
    marks: () =>
      world.ec2
        .rules(groupArn(1))
        .filter(({ source }) => source === network)
        .map(({ tags }) => marksIn(tags)),
    /** Whether it was open ever since it first was. */
    stayedOpen: () => {
      const states = world.record.of('state').map(({ after }) => open(after));
      return states.slice(states.indexOf(true)).every((is) => is);
    },
  };
}

const one = 'doorlist/dev/first';
const two = 'doorlist/dev/second';

test('whoever leaves one list takes nobody out of the other', async () => {
  const harness = await setUpShared();
  expect((await harness.call({ list: 'first' })).body).toMatchObject({ state: 'in' });
  expect((await harness.call({ list: 'second', userArn: bob })).body).toMatchObject({ state: 'in' });
  expect(harness.marks()).toEqual([[one, two]]);
  expect(await harness.call({ list: 'first', method: 'DELETE' })).toMatchObject({ status: 200 });
  await harness.sweep();
  expect(harness.marks()).toEqual([[two]]);
  expect(harness.stayedOpen()).toBe(true);
  await harness.call({ list: 'second', method: 'DELETE', userArn: bob });
  expect(harness.marks()).toEqual([]);
});

test.each([0, 100, 300, 600, 1_000])('who joins while the other leaves (%i ms later) is in', async (ms) => {
  const harness = await setUpShared();
  await harness.call({ list: 'first' });
  const { clock } = harness.world;
  const leaving = harness.ask({ list: 'first', method: 'DELETE' });
  await clock.advanceTo(clock.now() + ms);
  const joining = harness.ask({ list: 'second', userArn: bob });
  const [left, joined] = await clock.drive(Promise.all([leaving, joining]));
  expect([left.status, joined.status]).toEqual([200, 200]);
  expect(harness.marks().flat()).toContain(two);
  await harness.sweep();
  await clock.advanceTo(clock.now() + 60_000);
  await harness.sweep();
  expect(harness.marks()).toEqual([[two]]);
});

test('who was told that they are in by a version before this one stays in when the other leaves', async () => {
  const harness = await setUpShared();
  await harness.call({ list: 'first' });
  await harness.call({ list: 'second', userArn: bob });
  const { clock, console: hand } = harness.world;
  await clock.advanceTo(clock.now() + 60_000);
  await clock.drive(hand.untag(groupArn(1), network, [`doorlist:${two}`], 'alice'));
  await clock.advanceTo(clock.now() + 60_000);
  await harness.call({ list: 'first', method: 'DELETE' });
  await harness.sweep();
  expect(harness.stayedOpen()).toBe(true);
  expect(harness.marks().flat()).toContain(two);
});

test('nobody is told that they are in by another stage’s rule', async () => {
  const tags = { doorlist: 'doorlist/prod/first' };
  const harness = await setUpShared([{ source: network, tags }]);
  const { status, body } = await harness.call({ list: 'first' });
  expect(status).toBe(409);
  expect(String(body['detail'])).toContain('has marked the same as its own');
  const other = await harness.call({ list: 'first', from: '81.2.70.8', userArn: bob });
  expect(other).toMatchObject({ status: 200, body: { state: 'in' } });
});
