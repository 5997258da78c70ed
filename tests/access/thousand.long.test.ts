import { eventOf } from './event.js';
import { setUpAccess } from './harness.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

test('a thousand calls of one person: their leases stay few, and who comes and goes too often waits', async () => {
  const door = await setUpAccess();
  const { clock, lambda, record } = door.world;
  const calls = Array.from({ length: 1_000 }, (_, i) =>
    eventOf(i % 2 === 0 ? { body: { device: 'd' }, from: `81.2.70.${i % 250}` } : { method: 'DELETE' }),
  );
  const answers: number[] = [];
  for (let at = 0; at < calls.length; at += 10) {
    const some = calls.slice(at, at + 10).map(async (event) => {
      const { payload } = await lambda.invoke('access', event);
      answers.push((payload as { statusCode?: number }).statusCode ?? 0);
    });
    await clock.drive(Promise.all(some));
  }
  expect(new Set(answers)).toEqual(new Set([200, 429]));
  expect(door.audits.filter(({ what }) => what === 'granted').length).toBeLessThanOrEqual(30);
  const writes = record.of('call').filter(({ operation }) => operation === 'UpdateIPSet');
  expect(writes.length).toBeLessThan(70);
});
