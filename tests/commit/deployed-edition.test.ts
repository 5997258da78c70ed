import { LambdaClient } from '@aws-sdk/client-lambda';
import { createDeployedEdition } from '../../lib/commit/deployed-edition.js';
import { createPace } from '../../lib/targets/rate-limit.js';
import { setUpWorld, tearDown } from '../harness/world.js';

afterEach(tearDown);

const name = 'doorlist-dev-flush';
const of = (edition?: string) => ({
  timeoutMs: 1_000,
  memory: 128,
  start: () => async () => undefined,
  ...(edition === undefined ? {} : { environment: { DOORLIST_EDITION: edition } }),
});

async function setUp() {
  const world = await setUpWorld();
  world.lambda.register(name, of('one'));
  const client = new LambdaClient({
    region: 'eu-west-2',
    ...world.clientConfig('flush'),
  });
  const deployed = createDeployedEdition(client, name, createPace());
  return { world, deployed, ask: () => world.clock.drive(deployed()) };
}

test('every answer is of a call that began after it was asked for', async () => {
  const { world, ask } = await setUp();
  expect(await ask()).toBe('one');
  world.lambda.update(name, of('two'), 0);
  expect(await ask()).toBe('two');
});

test('those who ask at once share a call', async () => {
  const { world, deployed } = await setUp();
  const answers = await world.clock.drive(Promise.all(Array.from({ length: 50 }, deployed)));
  expect(new Set(answers)).toEqual(new Set(['one']));
  expect(world.record.countCalls()).toEqual({ 'lambda:GetFunctionConfiguration': 1 });
});

test.each([
  ['while it is updated', of('two'), 60_000],
  ['of a version that has none', of(), 0],
])('nothing is told %s', async (_, settings, takesMs) => {
  const { world, ask } = await setUp();
  world.lambda.update(name, settings, takesMs);
  expect(await ask()).toBeUndefined();
});

test('a function that is not there is not taken for another edition', async () => {
  const { world } = await setUp();
  const client = new LambdaClient({
    region: 'eu-west-2',
    ...world.clientConfig('flush'),
  });
  const deployed = createDeployedEdition(client, 'doorlist-prod-flush', createPace());
  const refused = world.clock.drive(deployed().catch((error: unknown) => error));
  expect(await refused).toMatchObject({ code: 'edition/unknown' });
});
