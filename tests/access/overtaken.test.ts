import type { APIGatewayProxyResult } from 'aws-lambda';
import { answerOfFunction, tearDown } from '../harness/world.js';
import { eventOf, home, type AskedOf } from './event.js';
import { setUpAccess } from './harness.js';

afterEach(tearDown);

const bob = 'arn:aws:sts::111122223333:assumed-role/Developer/bob';

test.each<{ who: string; ends: (id: string) => AskedOf }>([
  { who: 'the person', ends: () => ({ method: 'DELETE' }) },
  { who: 'an administrator', ends: (id) => ({ method: 'DELETE', tail: 'leases/{id}', id, userArn: bob }) },
])('$who who ends a lease that is asked for again meanwhile is told so', async ({ ends }) => {
  const harness = await setUpAccess();
  const { actors, clock } = harness.world;
  const { lease } = (await harness.call({})).body as { lease: { id: string } };
  actors.pause({ who: 'access', operation: 'UpdateIPSet', when: 'before' }, { forMs: 2_000 });
  const answer = async (asked: AskedOf) =>
    (await answerOfFunction(harness.world, 'access', eventOf(asked))) as APIGatewayProxyResult;
  const ending = answer(ends(lease.id));
  await clock.advanceTo(Date.now() + 700);
  const [ended, joined] = await clock.drive(Promise.all([ending, answer({})]));
  expect([ended.statusCode, joined.statusCode]).toEqual([409, 200]);
  expect(JSON.parse(ended.body)).toMatchObject({ code: 'lease/again' });
  expect(harness.holds()).toContain(`${home}/32`);
});
