import { anyKind, kinds } from '../../lib/targets/kinds.js';

test('a sentence about any kind of target names each of them once, and "or" before the last', () => {
  const nouns = Object.values(kinds).map(({ noun }) => noun);
  expect(anyKind.split(/, | or /)).toEqual(nouns);
  expect(anyKind.endsWith(` or ${nouns.at(-1)}`)).toBe(true);
});
