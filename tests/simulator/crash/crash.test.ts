import { mutants } from '../../../simulator/mutants/mutants.js';
import { play, type Point } from '../../../simulator/programs/crash/play.js';
import { crashScenarios, type CrashScenario } from '../../../simulator/programs/crash/scenarios.js';

const scenario = (name: string): CrashScenario => {
  const found = crashScenarios.find((each) => each.name === name);
  if (!found) throw new Error(`there is no scenario ${name}`);
  return found;
};
const ipSets = scenario('IP sets');
const actor = 'doorlist-dev-refresh-1';

test('A run that is killed after its write is on record as crashed, the day after it passes, and a point plays the same twice', async () => {
  const point: Point = { actor, operation: 'UpdateIPSet', nth: 1, fault: 'killed after' };
  const first = await play(ipSets, point);
  const second = await play(ipSets, point);
  expect(first.events.find(({ kind, actor: who }) => kind === 'return' && who === actor)).toMatchObject({
    outcome: 'crash',
  });
  expect(first.violations).toEqual([]);
  const shape = ({ events }: typeof first) => events.map(({ at, actor: who, kind }) => [at, who, kind]);
  expect(shape(second)).toEqual(shape(first));
}, 120_000);

test('A mutant that does not hold what the feed drops is convicted', async () => {
  const { violations } = await play(ipSets, undefined, mutants.holdsNothing);
  expect(violations.map(({ rule }) => rule)).toContain(1);
}, 120_000);

test('People come and go, and what they are told is true', async () => {
  const { events, violations } = await play(scenario('people at IP sets'));
  const told = events.flatMap((event) =>
    event.kind === 'return' && event.function.endsWith('access') ? [event.result] : [],
  );
  expect(told).toHaveLength(4);
  expect(violations).toEqual([]);
}, 120_000);
