import { start } from '../harness/account.js';
import { setUp, type Harness } from '../harness/deployed.js';
import { feedFile, someV6 } from '../harness/feed-file.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const subjects = (harness: Harness) => harness.mails().map((mail) => mail.subject);
const withoutMails = (harness: Harness) =>
  harness.world.faults.inject({ service: 'sns', operation: 'Publish', times: 4 }, { kind: 'internal-error' });

test('a refusal whose mail failed is mailed by whoever comes next, once', async () => {
  const harness = await setUp({});
  await harness.run('refresh');
  const before = subjects(harness).length;
  harness.world.feed.publish(feedFile(start / 1000 + 1, [{ prefix: '52.0.0.0/16', service: 'EC2' }, someV6]));
  withoutMails(harness);
  expect(await harness.run('refresh')).toMatchObject({ ok: false });
  expect(subjects(harness)).toHaveLength(before);
  await harness.run('refresh');
  await harness.run('refresh');
  expect(subjects(harness)).toHaveLength(before + 1);
});

test('a failure whose mail failed is mailed by whoever comes next, once', async () => {
  const harness = await setUp({});
  harness.world.faults.inject(
    { service: 'wafv2', operation: 'GetIPSet', times: 500 },
    { kind: 'internal-error' },
  );
  withoutMails(harness);
  await harness.run('flush', { list: 'developers' });
  expect(subjects(harness)).toEqual([]);
  await harness.run('flush', { list: 'developers' });
  await harness.run('flush', { list: 'developers' });
  expect(subjects(harness)).toHaveLength(1);
});
