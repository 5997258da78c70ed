import { parseCidr, sorted, type Cidr } from '../../lib/cidr.js';
import { Conflict } from '../../lib/errors.js';
import { createState } from '../../lib/state/dynamo-state.js';
import { targetItem, targetRow } from '../../lib/state/rows/target-row.js';
import type { State } from '../../lib/state/state.js';
import { createTable } from '../../lib/state/table.js';
import { createWorld, type World } from '../../simulator/world/world.js';
import { documentsOf } from '../harness/table.js';

const start = Date.UTC(2026, 7, 22);
const arn = 'arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/x-v4/a1b2c3d4-0001-4000-8000-000000000001';

let world: World;
let state: State;

/** What another function on another machine holds of the same table; its clock may differ. */
function stateOf(actor: string, skewMs = 0): State {
  return createState(
    createTable(documentsOf(world, actor), 'doorlist'),
    () => Date.now() + skewMs,
    () => 0.5,
  );
}

beforeEach(async () => {
  world = await createWorld({ start, seed: 1 });
  state = stateOf('one');
});
afterEach(() => world.stop());

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('rows', () => {
  test('a target of 10,000 IPv6 addresses, with all its memories, fits an item', () => {
    const hex = (n: number) => (n >>> 0).toString(16);
    // A linear congruence: addresses without a pattern that packing could use.
    const words = Array.from({ length: 60_000 }, (_, i) => Math.imul(i + 1, 2_654_435_761) ^ (i * 40_503));
    const ours = sorted(
      Array.from({ length: 10_000 }, (_, i) =>
        parseCidr(
          `2a02:${[1, 2, 3, 4, 5].map((k) => hex((words[6 * i + k] ?? 0) & 0xffff)).join(':')}:${hex(i)}:1/128`,
        ),
      ),
    );
    const entry = (cidr: Cidr) => ({
      cidr,
      reason: { kind: 'feed' as const, services: ['EC2', 'S3', 'CLOUDFRONT'] },
    });
    const change = {
      run: 'r',
      event: 'e',
      at: start,
      added: ours.slice(0, 500).map(entry),
      removed: [],
      moved: [],
      movedCount: 0,
      addedCount: 10_000,
      removedCount: 0,
    };
    const memory = {
      ours,
      fed: ours,
      missing: ours.slice(0, 1_000).map((cidr) => ({ cidr, since: start })),
      fingerprint: '[["EC2"],["*"],["*"]]',
      syncToken: 1,
    };
    const item = targetItem({ memory, unreported: [change] });
    expect((item['packed'] as Uint8Array).length).toBeLessThan(390_000);
    expect(targetRow({ ...item, version: 3 }, start)).toEqual({ version: 3, memory, unreported: [change] });
  });

  test('a row that somebody else saved first is not overwritten', async () => {
    await world.clock.drive(state.saveTarget(arn, { version: 0, unreported: [] }));
    await expect(
      world.clock.drive(stateOf('two').saveTarget(arn, { version: 0, unreported: [] })),
    ).rejects.toBeInstanceOf(Conflict);
    const row = await world.clock.drive(state.target(arn));
    expect(row.version).toBe(1);
  });

  test('an update is made again on what somebody else saved in between, and writes nothing where nothing differs', async () => {
    const seen = { version: 0, episodes: {} };
    const episode = (key: string) => ({ key, kind: 'notice' as const, text: key, forcible: false, since: 0 });
    await world.clock.drive(
      state.updateList('edge', seen, (row) => ({ ...row, episodes: { ...row.episodes, a: episode('a') } })),
    );
    const both = await world.clock.drive(
      stateOf('two').updateList('edge', seen, (row) => ({
        ...row,
        episodes: { ...row.episodes, b: episode('b') },
      })),
    );
    expect(Object.keys(both.episodes).sort()).toEqual(['a', 'b']);
    const puts = world.record.countCalls()['dynamodb:PutItem'];
    await world.clock.drive(state.updateList('edge', both, (row) => ({ ...row })));
    expect(world.record.countCalls()['dynamodb:PutItem']).toBe(puts);
  });

  test('more rows than one batch takes are all read', async () => {
    const arns = Array.from({ length: 230 }, (_, i) => `${arn}${i}`);
    await world.clock.drive(
      Promise.all(arns.map((each) => state.saveTarget(each, { version: 0, unreported: [] }))),
    );
    const { targets } = await world.clock.drive(state.read(['edge'], arns));
    expect([...targets.values()].every((row) => 'version' in row && row.version === 1)).toBe(true);
    expect(targets.size).toBe(230);
  });
});

describe('leases', () => {
  const person = (subject: string) => ({ issuer: 'iam 111122223333', subject, name: subject });
  const lease = {
    network: parseCidr('81.2.70.1/32'),
    device: '',
    why: '',
    since: start,
    until: start + 1,
  };
  const held = (subject: string) =>
    state.updateHolding('developers', person(subject), (holding) => ({ ...holding, leases: [lease] }));

  test('of a list are found by person, and those of another list are not among them', async () => {
    await world.clock.drive(Promise.all([held('ana'), held('bob')]));
    await world.clock.drive(
      state.updateHolding('others', person('eve'), () => ({ person: person('eve'), leases: [lease] })),
    );
    const found = await world.clock.drive(state.leases('developers'));
    expect(found.holdings).toMatchObject([
      { person: { subject: 'ana' }, leases: [lease] },
      { person: { subject: 'bob' }, leases: [lease] },
    ]);
  });

  test('more than a page of them are all found', async () => {
    const why = 'x'.repeat(40_000);
    const many = Array.from({ length: 30 }, (_, i) =>
      state.updateHolding('developers', person(`dev-${i}`), (holding) => ({
        ...holding,
        leases: [{ ...lease, why }],
      })),
    );
    await world.clock.drive(Promise.all(many));
    expect((await world.clock.drive(state.leases('developers'))).holdings).toHaveLength(30);
  });

  test('two requests of one person at once are both counted', async () => {
    const more = (other: State, device: string) =>
      other.updateHolding('developers', person('ana'), (holding) => ({
        ...holding,
        leases: [...holding.leases, { ...lease, device }],
      }));
    await world.clock.drive(Promise.all([more(state, 'a'), more(stateOf('two'), 'b')]));
    const [row] = (await world.clock.drive(state.leases('developers'))).holdings;
    expect(row?.leases.map(({ device }) => device).sort()).toEqual(['a', 'b']);
  });

  test('a row without any is taken away', async () => {
    await world.clock.drive(held('ana'));
    await world.clock.drive(
      state.updateHolding('developers', person('ana'), (holding) => ({ ...holding, leases: [] })),
    );
    expect((await world.clock.drive(state.leases('developers'))).holdings).toEqual([]);
  });
});

test('places in a lane are given out one interval apart, whoever asks', async () => {
  const waits = await world.clock.drive(
    Promise.all([state, stateOf('two'), stateOf('three')].map((each) => each.reserve('wafv2', 1_000))),
  );
  const [first, second = 0, third = 0] = waits.map((wait = -1) => wait).toSorted((a, b) => a - b);
  expect(first).toBe(0);
  expect(second).toBeGreaterThan(700);
  expect(third - second).toBeGreaterThan(700);
});

test('a place that would be later than it may is refused, and is not taken', async () => {
  const reserve = (by?: number) => world.clock.drive(state.reserve('wafv2', 10_000, by));
  await reserve();
  const by = world.clock.now() + 5_000;
  expect([await reserve(by), await reserve(by)]).toEqual([undefined, undefined]);
  const next = await reserve();
  expect(next).toBeGreaterThan(9_000);
  expect(next).toBeLessThanOrEqual(10_000);
});

describe('a lock that nobody waits for', () => {
  test('is had where it is free, and else not', async () => {
    const target = { key: arn, fenced: true };
    const held = state.tryLock(target, () => sleep(2_000).then(() => 'held'));
    await world.clock.advanceTo(start + 500);
    expect(await world.clock.drive(stateOf('two').tryLock(target, async () => 'had'))).toBeUndefined();
    expect(await world.clock.drive(held)).toBe('held');
    expect(await world.clock.drive(stateOf('two').tryLock(target, async () => 'had'))).toBe('had');
  });

  test('each look of a turn has a number of its own, whoever looks at once', async () => {
    const emptied = { reason: 'emptied' as const, fed: 3 };
    const looks = ['one', 'two', 'three'].map((who) =>
      stateOf(who).updateCommitSequence(arn, (turn) => ({ ...turn, began: turn.began + 1 })),
    );
    const began = await world.clock.drive(Promise.all(looks));
    expect(began.map((turn) => turn.began).sort()).toEqual([1, 2, 3]);
    await world.clock.drive(
      state.updateCommitSequence(arn, (turn) => ({ ...turn, done: 2, refused: emptied })),
    );
    expect(await world.clock.drive(state.commitSequence(arn))).toMatchObject({
      began: 3,
      done: 2,
      refused: emptied,
    });
    await world.clock.drive(state.updateCommitSequence(arn, () => ({ began: 3, done: 3 })));
    expect(await world.clock.drive(state.commitSequence(arn))).not.toHaveProperty('refused');
  });
});

describe('lock', () => {
  test('one at a time, however many want it', async () => {
    let [inside, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      await sleep(1_500);
      inside--;
    };
    await world.clock.drive(
      Promise.all(
        ['a', 'b', 'c', 'd'].map((actor) => stateOf(actor).withLock({ key: arn, fenced: true }, work)),
      ),
    );
    expect(most).toBe(1);
  });

  test('work that takes long keeps its lock by its heartbeat, though another’s clock is two seconds ahead', async () => {
    const order: string[] = [];
    const long = state.withLock({ key: arn, fenced: true }, async () => {
      await sleep(45_000);
      order.push('first');
    });
    await world.clock.advanceTo(start + 1_000);
    const next = stateOf('two', 2_000).withLock({ key: arn, fenced: true }, async (lock) => {
      order.push('second');
      expect(lock).toEqual({ waited: true, takenOver: false });
    });
    await world.clock.drive(Promise.all([long, next]));
    expect(order).toEqual(['first', 'second']);
  });

  test('a dead holder’s lock is taken over within seconds, and the taker knows', async () => {
    void state.withLock({ key: arn, fenced: true }, () => new Promise(() => undefined));
    await world.clock.advanceTo(start + 500);
    world.actors.kill('one');
    const lock = await world.clock.drive(
      stateOf('two').withLock({ key: arn, fenced: true }, async (held) => held),
    );
    expect(lock).toEqual({ waited: true, takenOver: true });
    expect(world.clock.now() - start).toBeLessThan(15_000);
  });

  test('who has slept through the end of the lock neither prolongs nor takes away the new holder’s', async () => {
    const target = { key: arn, fenced: true };
    for (let nth = 1; nth <= 8; nth += 1)
      world.actors.pause({ who: 'one', operation: 'UpdateItem', nth, when: 'before' }, start + 8_000);
    const sleeper = state.withLock(target, () => sleep(9_000));
    await world.clock.advanceTo(start + 5_000);
    const taker = stateOf('two').withLock(target, () => new Promise<void>(() => undefined));
    void taker;
    await world.clock.advanceTo(start + 7_000);
    world.actors.kill('two');
    await world.clock.drive(sleeper);
    expect(await world.clock.drive(stateOf('three').tryLock(target, async () => 'had'))).toBeUndefined();
    await world.clock.advanceTo(start + 12_000);
    expect(await world.clock.drive(stateOf('three').tryLock(target, async () => 'had'))).toBe('had');
  });

  test('a lock that is let go after a failure is free', async () => {
    await expect(
      world.clock.drive(
        state.withLock({ key: arn, fenced: true }, async () => Promise.reject(new Error('no'))),
      ),
    ).rejects.toThrow('no');
    expect(
      await world.clock.drive(stateOf('two').withLock({ key: arn, fenced: true }, async (lock) => lock)),
    ).toEqual({
      waited: false,
      takenOver: false,
    });
  });

  test.each([
    ['a few times a second', true, 20, 100],
    ['less often where no commit is over within a second', false, 8, 19],
  ])('who waits for a lock asks %s', async (_, fenced, least, most) => {
    const target = { key: arn, fenced };
    const held = state.withLock(target, () => sleep(20_000));
    await world.clock.advanceTo(start + 1_000);
    const next = stateOf('two').withLock(target, async () => undefined);
    await world.clock.drive(Promise.all([held, next]));
    const asked = world.record.countCalls(({ actor }) => actor === 'two')['dynamodb:GetItem'] ?? 0;
    expect(asked).toBeGreaterThan(least);
    expect(asked).toBeLessThan(most);
  });

  test('patience ends with a sentence', async () => {
    const held = state.withLock({ key: arn, fenced: true }, () => sleep(90_000));
    await world.clock.advanceTo(start + 1_000);
    await expect(
      world.clock.drive(stateOf('two').withLock({ key: arn, fenced: true }, async () => undefined)),
    ).rejects.toThrow('Another run has been writing');
    await world.clock.drive(held);
  });
});
