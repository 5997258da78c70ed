import type { APIGatewayProxyResult } from 'aws-lambda';
import { parseEstate } from '../../lib/estate/parse.js';
import type { Estate } from '../../lib/estate/estate.js';
import { ipSetArn } from '../harness/account.js';
import { setUp } from '../harness/deployed.js';
import { policy } from '../harness/leases.js';
import { tearDown } from '../harness/world.js';
import { access } from './harness.js';
import { eventOf } from './event.js';

afterEach(tearDown);

/** WAF writes one IP set a second, and nobody is kept waiting for more than 15 s. */
const count = 24;
const numbers = Array.from({ length: count }, (_, n) => n);
const arnOf = (n: number) => ipSetArn(`people-${n}`, n);
const addressOf = (n: number) => `81.2.70.${n + 1}`;

function manyLists(): Estate {
  const { estate } = parseEstate(
    JSON.stringify({
      alerts: { email: ['platform@example.com'] },
      lists: Object.fromEntries(
        numbers.map((n) => [`people-${n}`, { flush: {}, targets: [{ arn: arnOf(n) }] }]),
      ),
    }),
  );
  return { ...estate, access, lists: estate.lists.map((list) => ({ ...list, leases: policy })) };
}

test('more lists of one Region than can be written in time that are joined in one second cost no time-out and no 503', async () => {
  const ipSets = numbers.map((n) => ({ arn: arnOf(n), addresses: [], family: 'IPV4' as const }));
  const harness = await setUp({ estate: manyLists(), ipSets, concurrency: 1_000 });
  const { world, deployed } = harness;
  const isIn = (n: number) => harness.holds(arnOf(n)).includes(`${addressOf(n)}/32`);
  const join = async (n: number) => {
    await new Promise((resolve) => setTimeout(resolve, n * 25));
    const asked = Date.now();
    const event = eventOf({ list: `people-${n}`, from: addressOf(n), body: { for: '1h' } });
    const { outcome, payload } = await world.lambda.invoke(deployed.access, event);
    const { statusCode } = payload as APIGatewayProxyResult;
    return { outcome, status: statusCode, isIn: isIn(n), took: Date.now() - asked };
  };
  const answers = await world.clock.drive(Promise.all(numbers.map(join)));
  expect(answers.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 202]));
  expect(answers.filter((answer) => answer.status === 200 && !answer.isIn)).toEqual([]);
  expect(Math.max(...answers.map(({ took }) => took))).toBeLessThan(15_000);
  expect(harness.mails()).toEqual([]);
  const sweep = { schedule: 'sweep', scheduledAt: new Date(Date.now()).toISOString(), sweep: true };
  expect((await world.clock.drive(world.lambda.invoke(deployed.flush, sweep))).outcome).toBe('ok');
  expect(numbers.filter((n) => !isIn(n))).toEqual([]);
});

test('who joins while others use up what AWS reads a second is answered 202 in time, and the sweep lets them in', async () => {
  const ipSets = numbers.map((n) => ({ arn: arnOf(n), addresses: [], family: 'IPV4' as const }));
  const harness = await setUp({ estate: manyLists(), ipSets });
  const { world, deployed } = harness;
  world.faults.inject({ who: deployed.access, operation: 'GetIPSet', times: 99 }, { kind: 'throttle' });
  const event = eventOf({ list: 'people-0', from: addressOf(0), body: { for: '1h' } });
  const { payload } = await world.clock.drive(world.lambda.invoke(deployed.access, event));
  expect((payload as APIGatewayProxyResult).statusCode).toBe(202);
  expect(harness.mails()).toEqual([]);
  await world.clock.drive(
    world.lambda.invoke(deployed.flush, { schedule: 'sweep', scheduledAt: '1', sweep: true }),
  );
  expect(harness.holds(arnOf(0))).toEqual([`${addressOf(0)}/32`]);
});
