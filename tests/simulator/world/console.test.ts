import { tearDown } from '../../harness/world.js';
import { setUp, refusal, V4, V6 } from './harness.js';
import type { World } from '../../../simulator/world/world.js';

let world: World;
beforeEach(async () => {
  world = await setUp();
});
afterEach(tearDown);

test('a person adds and removes an address, and the description stays', async () => {
  await world.clock.drive(world.console.add(V4, '198.51.100.7/32', 'alice'));
  expect(world.waf.contents(V4)).toEqual(['192.0.2.0/24', '198.51.100.7/32']);
  await world.clock.drive(world.console.remove(V4, '192.0.2.0/24', 'bob'));
  expect(world.waf.contents(V4)).toEqual(['198.51.100.7/32']);
  expect(world.waf.description(V4)).toBe('Office addresses');
  expect(
    world.record
      .of('state')
      .map(({ actor }) => actor)
      .slice(-2),
  ).toEqual(['console-alice', 'console-bob']);
});

test('a person replaces everything', async () => {
  await world.clock.drive(world.console.replace(V6, ['2001:db8:1::/48'], 'alice'));
  expect(world.waf.contents(V6)).toEqual(['2001:db8:1::/48']);
});

test('people who edit at once lose races, try again, and both are heard', async () => {
  const both = [
    world.console.add(V4, '198.51.100.1/32', 'alice'),
    world.console.add(V4, '198.51.100.2/32', 'bob'),
  ];
  await world.clock.drive(Promise.all(both));
  expect([...world.waf.contents(V4)].sort()).toEqual(['192.0.2.0/24', '198.51.100.1/32', '198.51.100.2/32']);
});

test('what AWS refuses, it refuses a person too', async () => {
  expect(await refusal(world.clock.drive(world.console.add(V4, '198.51.100.7', 'alice')))).toBe(
    'WAFInvalidParameterException',
  );
});
