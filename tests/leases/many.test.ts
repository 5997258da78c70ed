import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { parseCidr } from '../../lib/cidr.js';
import type { Holding } from '../../lib/leases/lease.js';
import type { State } from '../../lib/state/state.js';
import { fiftyAtOnce } from '../../lib/leases/fifty-at-once.js';
import { leased } from '../../lib/sources/leases.js';
import { createState } from '../../lib/state/dynamo-state.js';
import { createTable } from '../../lib/state/table.js';
import { createWorld, type World } from '../../simulator/world/world.js';

const start = Date.UTC(2026, 7, 22);
const network = parseCidr('81.2.69.142/32');
const person = (i: number) => ({ issuer: 'iam', subject: `p${i}`, name: `p${i}` });
const lease = (since: number) => ({ network, device: '', why: '', since, until: since + 3_600_000 });

test('leases of one network are one entry, with their number', () => {
  const holdings = Array.from({ length: 10_000 }, (_, i) => ({ person: person(i), leases: [lease(start)] }));
  expect(leased(holdings, start)).toMatchObject([{ cidr: network, who: 'p0, p1, p2 and 9997 more' }]);
});

test('fifty at once, and all of them', async () => {
  let [running, most, done] = [0, 0, 0];
  const work = async () => {
    most = Math.max(most, (running += 1));
    await Promise.resolve();
    running -= 1;
    done += 1;
  };
  await fiftyAtOnce(Array.from({ length: 5_000 }, () => work));
  expect([most, done]).toEqual([50, 5_000]);
});

describe('a row of leases that was just read', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld({ start, seed: 1 });
  });
  afterEach(() => world.stop());

  function table() {
    const client = new DynamoDBClient({
      region: 'eu-west-2',
      ...world.clientConfig('one'),
    });
    const calls: string[] = [];
    client.middlewareStack.add(
      (next, context) => (args) => {
        calls.push(String(context.commandName));
        return next(args);
      },
      { step: 'initialize' },
    );
    const state = createState(createTable(DynamoDBDocumentClient.from(client), 'doorlist'), () => Date.now());
    return { state, calls };
  }
  const none = <T extends object>(holding: T) => ({ ...holding, leases: [] });
  const make = (state: State, since: number) =>
    state.updateHolding('x', person(1), (holding) => ({ ...holding, leases: [lease(since)] }));

  test('is changed without another read', async () => {
    const { state, calls } = table();
    await world.clock.drive(make(state, start));
    const [seen] = (await world.clock.drive(state.leases('x'))).holdings;
    calls.length = 0;
    await world.clock.drive(state.updateHolding('x', person(1), none, seen));
    expect(calls).toEqual(['DeleteItemCommand']);
    expect((await world.clock.drive(state.leases('x'))).holdings).toEqual([]);
  });

  test('is read again where it was taken away and made anew since, with the same version', async () => {
    const { state } = table();
    await world.clock.drive(make(state, start - 7_200_000));
    const [seen] = (await world.clock.drive(state.leases('x'))).holdings;
    await world.clock.drive(state.updateHolding('x', person(1), none));
    await world.clock.drive(make(state, start));
    const looked: number[] = [];
    const next = (holding: Holding) => {
      looked.push(holding.leases[0]?.since ?? 0);
      return { ...holding, leases: holding.leases.filter(({ until }) => until > start) };
    };
    await world.clock.drive(state.updateHolding('x', person(1), next, seen));
    expect(looked).toEqual([start - 7_200_000, start]);
    expect((await world.clock.drive(state.leases('x'))).holdings).toMatchObject([{ leases: [lease(start)] }]);
  });
});
