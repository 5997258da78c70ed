import { developersV4 } from '../harness/developers.js';
import { estateWithLeases } from '../harness/leases.js';
import { hour, minute } from '../harness/account.js';
import { tearDown } from '../harness/world.js';
import { home } from './event.js';
import { setUpAccess, type AccessHarness } from './harness.js';

afterEach(tearDown);

/* What others take out of a list of people, and what people leave by themselves. */

const pin = '81.2.69.0/24';
const lease = `${home}/32`;
const id = estateWithLeases().lists[0]?.targets[0]?.arn.split('/').at(-1);

let sweeps = 0;
const sweep = (harness: AccessHarness) =>
  harness.run({ schedule: 'sweep', scheduledAt: String(++sweeps), sweep: true });
const later = ({ world }: AccessHarness, ms: number) => world.clock.advanceTo(world.clock.now() + ms);
const takeOut = ({ world }: AccessHarness, cidr: string) =>
  world.clock.drive(world.console.remove(developersV4, cidr, 'eve'));
const mails = ({ world }: AccessHarness) => world.record.of('mail').map(({ body }) => body);

/** As EventBridge hands on what CloudTrail heard. */
const edited = (addresses: string[], at: number) => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.wafv2',
  detail: {
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/terraform' },
    eventTime: new Date(at).toISOString(),
    eventName: 'UpdateIPSet',
    requestParameters: { name: 'developers-v4', scope: 'REGIONAL', id, addresses },
  },
});

test('whom CloudTrail names is named, and asked for on the second day, also where only one edit was heard of', async () => {
  const harness = await setUpAccess({ there: [pin] });
  await sweep(harness);
  await later(harness, hour);
  await takeOut(harness, pin);
  await harness.run(edited([], harness.world.clock.now()));
  expect(harness.holds()).toContain(pin);
  expect(mails(harness)).toEqual([
    expect.stringContaining('1 added'),
    expect.stringContaining("Put back: Deploy/terraform took it out. 1 entry of doorlist's in developers-v4"),
  ]);
  await later(harness, 25 * hour);
  await takeOut(harness, pin);
  await sweep(harness);
  expect(mails(harness)).toHaveLength(3);
  expect(mails(harness)[2]).toContain('Ask Deploy/terraform, whom CloudTrail names, to leave');
});

test('a lease that somebody takes out is put back and told; what people leave and join is not', async () => {
  const harness = await setUpAccess({ there: [pin] });
  await sweep(harness);
  await harness.call({ body: { for: '4h' } });
  await later(harness, minute);
  await harness.call({ method: 'DELETE' });
  await later(harness, minute);
  await harness.call({ body: { for: '4h' } });
  await later(harness, 5 * minute);
  await sweep(harness);
  expect(harness.holds()).toContain(lease);
  expect(mails(harness).join()).not.toContain('took it out');
  await takeOut(harness, lease);
  await later(harness, minute);
  await sweep(harness);
  expect(harness.holds()).toContain(lease);
  expect(mails(harness).at(-1)).toContain(`is in again: ${lease}`);
});

test('what a join puts back is told by a sweep', async () => {
  const harness = await setUpAccess({ there: [pin] });
  await sweep(harness);
  await later(harness, minute);
  await takeOut(harness, pin);
  // The console has just taken the second's one write, so the first try of this one is throttled.
  await harness.call({ body: { for: '4h' } });
  expect(harness.holds()).toContain(pin);
  expect(mails(harness).join()).not.toContain('took it out');
  await later(harness, 20 * minute);
  await sweep(harness);
  expect(mails(harness).at(-1)).toContain(`is in again: ${pin}.`);
  expect(mails(harness).at(-1)).not.toContain('cut short');
});
