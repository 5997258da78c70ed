import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Estate } from '../../lib/estate/estate.js';
import { setUp } from '../harness/deployed.js';
import { developersV4 } from '../harness/developers.js';
import { estateWithLeases } from '../harness/leases.js';
import { answerOfFunction, tearDown } from '../harness/world.js';
import { access } from './harness.js';
import { eventOf, home } from './event.js';

afterEach(tearDown);

test('who asks a function that another has just replaced is told to ask again, and is let in then', async () => {
  const estate: Estate = { ...estateWithLeases(), access };
  const harness = await setUp({ estate, edition: 'before' });
  const { world, deployed } = harness;
  const ask = async () => {
    const answer = await answerOfFunction(world, deployed.access, eventOf({ body: { for: '1h' } }));
    const { statusCode, headers, body } = answer as APIGatewayProxyResult;
    return { status: statusCode, headers, body: JSON.parse(body) as Record<string, unknown> };
  };
  world.actors.meanwhile({ who: deployed.access, operation: 'PutItem', when: 'before' }, async () => {
    deployed.redeploy(estate, { edition: 'after' });
    await world.lambda.invoke(deployed.flush, { list: 'developers' });
  });
  expect(await world.clock.drive(ask())).toMatchObject({
    status: 503,
    headers: { 'Retry-After': '2' },
    body: { code: 'doorlist/deployed' },
  });
  expect(harness.holds(developersV4)).not.toContain(`${home}/32`);
  expect(await world.clock.drive(ask())).toMatchObject({ status: 200, body: { state: 'in' } });
  expect(harness.holds(developersV4)).toContain(`${home}/32`);
  expect(harness.mails().filter(({ subject }) => /FAILED/.test(subject))).toEqual([]);
});
