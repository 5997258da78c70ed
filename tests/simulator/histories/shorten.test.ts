import { shortened } from '../../../simulator/programs/histories/shorten.js';

const hundred = Array.from({ length: 100 }, (_, i) => i);
const never = () => false;

test('What is left of a hundred steps are the three that fail together', async () => {
  const fails = (some: readonly number[]) => Promise.resolve([7, 50, 51].every((n) => some.includes(n)));
  expect(await shortened(hundred, fails, never)).toEqual([7, 50, 51]);
});

test('Out of time, what is left still fails', async () => {
  let left = 12;
  const fails = (some: readonly number[]) => Promise.resolve(some.includes(99));
  const some = await shortened(hundred, fails, () => (left -= 1) < 0);
  expect(some.length).toBeLessThan(100);
  expect(some).toContain(99);
});

test('What comes after the failure is left out before anything else is tried', async () => {
  const tried: (readonly number[])[] = [];
  const fails = (some: readonly number[]) => Promise.resolve(tried.push(some) > 0 && some.includes(20));
  await shortened(hundred, fails, () => tried.length > 8);
  expect(tried.slice(0, 7).every((some) => some[0] === 0 && some.length === (some.at(-1) ?? 0) + 1)).toBe(
    true,
  );
  expect(tried[7]?.length).toBeLessThan(21);
});
