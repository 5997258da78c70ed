import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Estate } from '../../lib/estate/estate.js';
import { parseEstate } from '../../lib/estate/parse.js';
import { ipSetArn } from '../harness/account.js';
import { setUpLeases } from '../harness/lease-requests.js';
import { policy } from '../harness/leases.js';
import { documentsOf } from '../harness/table.js';
import { tearDown } from '../harness/world.js';
import { developersV4, estateText } from '../harness/developers.js';

afterEach(tearDown);

const ana = { who: 'ana', network: '81.18.0.1/32' };
const second = 1_000;

const other = ipSetArn('other-v4', 9);

/** The developers' list with a second IPv4 set. */
function estateOfTwo(): Estate {
  const first = `{ arn: '${developersV4}' }`;
  const { estate } = parseEstate(estateText.replace(first, `${first}, { arn: '${other}' }`));
  const lists = estate.lists.map((list) => (list.name === 'developers' ? { ...list, leases: policy } : list));
  return { ...estate, lists };
}

test('who joins is not answered while a commit for them is still under way', async () => {
  const harness = await setUpLeases({ estate: estateOfTwo() });
  const { world } = harness;
  const write = { who: 'lease-request', operation: 'UpdateIPSet' };
  world.faults.inject({ ...write, nth: 1 }, { kind: 'slow', ms: 12 * second });
  world.faults.inject({ ...write, nth: 2, times: 99 }, { kind: 'internal-error' });
  const answer = harness.ask(ana);
  await expect(world.clock.drive(answer)).rejects.toThrow();
  for (const arn of [developersV4, other]) {
    const Key = { pk: `lock#${arn}`, sk: '-' };
    const asked = new GetCommand({ TableName: 'doorlist', Key, ConsistentRead: true });
    expect((await world.clock.drive(documentsOf(world).send(asked))).Item).toBeUndefined();
  }
});
