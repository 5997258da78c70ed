import { listArn } from '../../harness/account.js';
import { edge, setUpEc2 } from '../../harness/ec2.js';
import { fed, many } from '../../harness/networks.js';
import { tearDown } from '../../harness/world.js';

afterEach(tearDown);

const networks = many(3, fed, 'IPV4');

test('a list that AWS will not change, whatever is read, is not told as somebody else’s edit', async () => {
  const harness = await setUpEc2(
    { edge: { ...edge, targets: [{ arn: listArn(1) }] } },
    { feed: networks, prefixLists: [{ arn: listArn(1), family: 'IPV4', maxEntries: 10 }] },
  );
  harness.world.ec2.freeze(listArn(1));
  const { ok, error } = await harness.run('refresh');
  expect(ok).toBe(false);
  expect(error).toContain(
    `AWS refused to change ${listArn(1)} again and again, though nobody else changed it meanwhile (IncorrectState: `,
  );
  expect(error).not.toContain('Somebody else');
});
