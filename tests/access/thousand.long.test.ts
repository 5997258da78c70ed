import { eventOf } from './event.js';
import { setUpAccess } from './harness.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

test('a thousand calls of one person: their leases stay few, and who comes and goes too often waits', async () => {
  const harness = await setUpAccess();
  const { clock, lambda, record } = harness.world;
  const calls = Array.from({ length: 1_000 }, (_, i) =>
    eventOf(i % 2 === 0 ? { body: { device: 'd' }, from: `81.2.70.${i % 250}` } : { method: 'DELETE' }),
  );
  const answers: number[] = [];
  const conflicts = new Set<unknown>();
  for (let at = 0; at < calls.length; at += 10) {
    const some = calls.slice(at, at + 10).map(async (event) => {
      const { payload } = await lambda.invoke('access', event);
      const { statusCode = 0, body = '{}' } = payload as { statusCode?: number; body?: string };
      answers.push(statusCode);
      if (statusCode === 409) conflicts.add((JSON.parse(body) as { code?: unknown }).code);
    });
    await clock.drive(Promise.all(some));
  }
  expect(new Set(answers)).toEqual(new Set([200, 409, 429]));
  // Who leaves while they join is told that the lease has ended, and who joins while they leave that it was asked for again.
  expect([...conflicts]).toContain('lease/ended');
  expect(['lease/ended', 'lease/again']).toEqual(expect.arrayContaining([...conflicts]));
  // Calls with one request id, as here, write what they find of one another's: then a line stands twice.
  const granted = harness.audits.filter(({ what }) => what === 'granted').map(({ at }) => at);
  expect(new Set(granted).size).toBeLessThanOrEqual(30);
  const writes = record.of('call').filter(({ operation }) => operation === 'UpdateIPSet');
  expect(writes.length).toBeLessThan(70);
});
