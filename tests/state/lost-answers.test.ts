import { parseCidr } from '../../lib/cidr.js';
import { createState } from '../../lib/state/dynamo-state.js';
import type { Episodes } from '../../lib/report/episode.js';
import type { State } from '../../lib/state/state.js';
import { createTable } from '../../lib/state/table.js';
import { createWorld, type World } from '../../simulator/world/world.js';
import { documentsOf } from '../harness/table.js';

const start = Date.UTC(2026, 7, 22);
const arn = 'arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/x-v4/a1b2c3d4-0001-4000-8000-000000000001';
const person = { issuer: 'iam', subject: 'ana', name: 'ana' };
const lease = (device: string) => ({
  network: parseCidr('81.2.70.1/32'),
  device,
  why: '',
  since: start,
  until: start + 60_000,
});

let world: World;
let state: State;

const stateOf = (actor: string): State =>
  createState(createTable(documentsOf(world, actor), 'doorlist'), Date.now, () => 0.5);
const drive = <T>(work: Promise<T>) => world.clock.drive(work);

beforeEach(async () => {
  world = await createWorld({ start, seed: 1 });
  state = stateOf('one');
});
afterEach(() => world.stop());

/** The table takes the next write of this kind, and its answer never comes. */
function loseAnswer(operation: 'PutItem' | 'DeleteItem'): void {
  world.faults.inject({ who: 'one', operation }, { kind: 'reset', landed: true });
}

/** As `loseAnswer`, and somebody else acts before the SDK sends the write again. */
function loseAnswerAnd(operation: 'PutItem' | 'DeleteItem', act: () => Promise<unknown>): void {
  loseAnswer(operation);
  world.actors.meanwhile({ who: 'one', operation, when: 'after' }, async () => {
    await act();
  });
}

const writes = () => {
  const { 'dynamodb:PutItem': puts = 0, 'dynamodb:DeleteItem': deletes = 0 } = world.record.countCalls();
  return puts + deletes;
};

/** What `add` was asked about, by the devices that there were. */
async function adding(by: State, device: string): Promise<string[][]> {
  const asked: string[][] = [];
  await by.updateHolding('x', person, (holding) => {
    asked.push(holding.leases.map((each) => each.device));
    return { ...holding, leases: [...holding.leases, lease(device)] };
  });
  return asked;
}

const devices = async () =>
  (await drive(state.leases('x'))).holdings.flatMap(({ leases }) => leases.map((each) => each.device));

test('a row of leases that was saved is not asked about again', async () => {
  loseAnswer('PutItem');
  expect(await drive(adding(state, 'a'))).toEqual([[]]);
  loseAnswer('PutItem');
  expect(await drive(adding(state, 'b'))).toEqual([['a']]);
  expect(await devices()).toEqual(['a', 'b']);
});

test('nor where somebody else has written the row since', async () => {
  loseAnswerAnd('PutItem', () => adding(stateOf('two'), 'b'));
  expect(await drive(adding(state, 'a'))).toEqual([[]]);
  expect(await devices()).toEqual(['a', 'b']);
});

test('nor where they had read it before with others', async () => {
  loseAnswerAnd('PutItem', async () => {
    const [seen] = (await stateOf('two').leases('x')).holdings;
    const ends = { ...lease('b'), until: start + 1 };
    await stateOf('two').updateHolding(
      'x',
      person,
      (row) => ({ ...row, leases: [...row.leases, ends] }),
      seen,
    );
  });
  expect(await drive(adding(state, 'a'))).toEqual([[]]);
  expect(await devices()).toEqual(['a', 'b']);
});

test('who lost the race is not taken for who won it', async () => {
  await drive(adding(state, 'a'));
  world.faults.inject({ who: 'one', operation: 'PutItem' }, { kind: 'reset', landed: false });
  world.actors.meanwhile({ who: 'one', operation: 'PutItem', nth: 2, when: 'before' }, async () => {
    await adding(stateOf('two'), 'b');
  });
  expect(await drive(adding(state, 'c'))).toEqual([['a'], ['a', 'b']]);
});

test('a row that was taken away stays so, and whose it was is known', async () => {
  await drive(adding(state, 'a'));
  const [seen] = (await drive(state.leases('x'))).holdings;
  loseAnswer('DeleteItem');
  const asked: number[] = [];
  const taking = state.updateHolding(
    'x',
    person,
    ({ leases }) => {
      asked.push(leases.length);
      return { person, leases: [] };
    },
    seen,
  );
  await drive(taking);
  expect(asked).toEqual([1]);
});

test('a target’s row that was saved is no lost race', async () => {
  loseAnswer('PutItem');
  await drive(state.saveTarget(arn, { version: 0, unreported: [] }));
  expect((await drive(state.target(arn))).version).toBe(1);
});

test('a claim that was made is made', async () => {
  loseAnswer('PutItem');
  const seen = { version: 0, episodes: {} };
  let asked = 0;
  const one = { key: 'a', kind: 'notice' as const, text: 'a', forcible: false, since: start };
  await drive(state.updateList('x', seen, (row) => ((asked += 1), { ...row, episodes: { a: one } })));
  expect([asked, writes()]).toEqual([1, 2]);
});

test('so is one in a row that is long, which somebody else has changed since', async () => {
  const note = (key: string) => ({ key, kind: 'notice' as const, text: key, forcible: false, since: start });
  const long = { [`b${'x'.repeat(150_000)}`]: note('b') };
  const noting = async (by: State, more: Episodes) => {
    let asked = 0;
    const seen = (await by.read(['x'], [])).lists.get('x') ?? { version: 0, episodes: {} };
    await by.updateList('x', seen, (row) => {
      asked += 1;
      return { ...row, episodes: { ...row.episodes, ...more } };
    });
    return asked;
  };
  await drive(noting(state, long));
  world.faults.inject({ who: 'one', operation: 'PutItem' }, { kind: 'reset', landed: true });
  world.actors.meanwhile({ who: 'one', operation: 'PutItem', nth: 2, when: 'after' }, async () => {
    await noting(stateOf('two'), { c: note('c') });
  });
  expect(await drive(noting(state, { d: note('d') }))).toBe(1);
});

test('a commit’s number is counted up once, and a lane’s place kept once', async () => {
  loseAnswer('PutItem');
  const next = state.updateCommitSequence(arn, (turn) => ({ ...turn, began: turn.began + 1 }));
  expect((await drive(next)).began).toBe(1);
  loseAnswer('PutItem');
  expect(await drive(state.reserve('wafv2', 1_000))).toBe(0);
  expect(await drive(stateOf('two').reserve('wafv2', 1_000))).toBeLessThan(1_000);
});

describe('a lock', () => {
  const target = { key: arn, fenced: true };
  const had = () => drive(state.tryLock(target, async (lock) => lock));

  test('that was free was free', async () => {
    loseAnswer('PutItem');
    expect(await had()).toEqual({ waited: false, takenOver: false });
  });

  test('that was taken over was taken over', async () => {
    void stateOf('two').withLock(target, () => new Promise(() => undefined));
    await world.clock.advanceTo(start + 500);
    world.actors.kill('two');
    await world.clock.advanceTo(start + 10_000);
    loseAnswer('PutItem');
    expect(await had()).toEqual({ waited: false, takenOver: true });
  });
});

test('a write that nobody disturbs costs what it did', async () => {
  await drive(adding(state, 'a'));
  expect(world.record.countCalls()).toEqual({ 'dynamodb:GetItem': 1, 'dynamodb:PutItem': 1 });
});
