import { tearDown } from '../harness/world.js';
import { allWell, flushAtOnce } from './many-lists.js';

afterEach(tearDown);

test('forty lists flushed in the same minute share the one write a second and all come through', async () => {
  expect(await flushAtOnce(40)).toEqual(allWell(40));
});
