import { mutants } from '../../../simulator/mutants/mutants.js';
import { histories, rareFaults, type HistoriesResult } from '../../../simulator/programs/histories.js';
import { randomHistory } from '../../../simulator/programs/histories/random-histories.js';
import { faultKinds } from '../../../simulator/programs/histories/step.js';

test('A seed gives the same history each time, and another seed another', () => {
  expect(randomHistory(5, 40, [])).toEqual(randomHistory(5, 40, []));
  expect(randomHistory(5, 40, [])).not.toEqual(randomHistory(6, 40, []));
});

test('What is left out by name does not happen', () => {
  const kinds = randomHistory(5, 300, ['deployments', 'kills', 'people']).steps.map(({ kind }) => kind);
  for (const kind of ['deploy', 'kill', 'join', 'leave'] as const) expect(kinds).not.toContain(kind);
  expect(kinds).toContain('edit');
});

test('A mutant is convicted, with its seed and a shorter history', async () => {
  const { mutate } = mutants.needsNoLock;
  const options = { seeds: 1, from: 2, steps: 8, without: ['people', 'kills', 'pauses'] as const };
  const { found, violations } = await histories({ ...options, shortenMs: 500, mutate });
  expect(violations).toHaveProperty('3');
  expect(found[0]).toMatch(/^seed 2:/);
}, 300_000);

test('A fault that is rare in many histories is named, unless it was left out', () => {
  const often = Object.fromEntries(faultKinds.map((kind) => [kind, 100])) as HistoriesResult['faults'];
  const result = { steps: 0, points: 200, violations: {}, found: [], faults: { ...often, paused: 99 } };
  expect(rareFaults(result, [])).toEqual(['paused']);
  expect(rareFaults(result, ['pauses'])).toEqual([]);
  expect(rareFaults({ ...result, points: 199 }, [])).toEqual([]);
});
