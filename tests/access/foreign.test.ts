import { setUpAccess } from './harness.js';
import { tearDown } from '../harness/world.js';
import { estateWithLeases } from '../harness/leases.js';
import { hour } from '../harness/account.js';

afterEach(tearDown);

const minute = 60_000;
const foreignCidr = '81.2.70.9/32';
const wide = '81.2.64.0/23';
const pin = '81.2.69.0/24';
const id = estateWithLeases().lists[0]?.targets[0]?.arn.split('/').at(-1);

let sweeps = 0;
const sweep = () => ({ schedule: 'sweep', scheduledAt: String(++sweeps), sweep: true });

/** As EventBridge hands on what CloudTrail heard. */
const edited = (addresses: string[], at: number, over: object = {}) => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.wafv2',
  detail: {
    eventVersion: '1.08',
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Admin/eve' },
    eventTime: new Date(at).toISOString(),
    eventSource: 'wafv2.amazonaws.com',
    eventName: 'UpdateIPSet',
    requestParameters: { name: 'developers-v4', scope: 'REGIONAL', id, addresses },
    ...over,
  },
});

const mails = (harness: Awaited<ReturnType<typeof setUpAccess>>) => harness.world.record.of('mail');

test('a flush says who let a foreign entry in by hand, and since when', async () => {
  const harness = await setUpAccess({ there: [pin] });
  await harness.run({ list: 'developers' });
  await harness.world.clock.advanceTo(Date.now() + hour);
  await harness.world.clock.drive(harness.world.console.add(firstArn(), foreignCidr, 'eve'));
  const at = Date.now();
  await harness.run(edited([pin, foreignCidr], at));
  await harness.world.clock.advanceTo(Date.now() + hour);
  await harness.run({ list: 'developers' });
  const since = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  expect(mails(harness).at(-1)?.body).toMatch(
    new RegExp(
      `ADDRESS +WHAT +WHO +SINCE +WHY\n81.2.70.9/32 +removed +Admin/eve +${since} UTC +neither pinned nor leased`,
    ),
  );
});

test('an edit that failed tells nothing of who let somebody in', async () => {
  const harness = await setUpAccess({ there: [pin, foreignCidr] });
  await harness.run(edited([pin, foreignCidr], Date.now(), { errorCode: 'WAFOptimisticLockException' }));
  await harness.run({ list: 'developers' });
  expect(mails(harness).at(-1)?.body).not.toContain('Admin');
});

test('a sweep leaves foreign entries to the flush', async () => {
  const harness = await setUpAccess({ there: [pin, foreignCidr] });
  for (let i = 0; i < 3; i++) {
    await harness.run(sweep());
    await harness.world.clock.advanceTo(Date.now() + hour);
  }
  expect(harness.holds()).toContain(foreignCidr);
  expect(mails(harness).filter(({ body }) => body.includes(foreignCidr))).toEqual([]);
});

describe('with a grace', () => {
  const graced = { change: <L extends object>(list: L): L => ({ ...list, grace: hour }) };

  test('a sweep puts a foreign entry out once it is over, and mails that it did', async () => {
    const harness = await setUpAccess({ there: [pin, foreignCidr], ...graced });
    await harness.run({ list: 'developers' });
    await harness.world.clock.drive(harness.world.console.add(firstArn(), foreignCidr, 'eve'));
    await harness.run(sweep());
    await harness.world.clock.advanceTo(Date.now() + hour - minute);
    await harness.run(sweep());
    expect(harness.holds()).toContain(foreignCidr);
    await harness.world.clock.advanceTo(Date.now() + minute);
    await harness.run(sweep());
    expect(harness.holds()).toEqual([pin]);
    expect(mails(harness).at(-1)?.body).toMatch(/^Sweep of developers.*\n(.*\n)+81.2.70.9\/32 +removed/);
  });

  test('nobody is put out of a list whose flush was never announced', async () => {
    const harness = await setUpAccess({ there: [pin, foreignCidr], ...graced });
    await harness.run(sweep());
    await harness.world.clock.advanceTo(Date.now() + 3 * hour);
    await harness.run(sweep());
    expect(harness.holds()).toContain(foreignCidr);
    await harness.run({ schedule: 'flush', scheduledAt: 'first', list: 'developers' });
    expect(harness.holds()).toContain(foreignCidr);
    await harness.run(sweep());
    expect(harness.holds()).not.toContain(foreignCidr);
  });

  test('who has a lease of the same address stays, and is as foreign as before once it ends', async () => {
    const harness = await setUpAccess({ there: [pin], ...graced });
    await harness.run({ list: 'developers' });
    await harness.world.clock.drive(harness.world.console.add(firstArn(), '81.2.70.7/32', 'eve'));
    await harness.run(sweep());
    await harness.call({});
    await harness.world.clock.advanceTo(Date.now() + 2 * hour);
    await harness.run(sweep());
    expect(harness.holds()).toContain('81.2.70.7/32');
    await harness.call({ method: 'DELETE' });
    await harness.run(sweep());
    expect(harness.holds()).toEqual([pin]);
  });
});

test('a network wider than anybody’s home is told at once, each of them, and once', async () => {
  const harness = await setUpAccess({ there: [pin, wide, foreignCidr] });
  await harness.run(sweep());
  expect(mails(harness)).toHaveLength(1);
  expect(mails(harness)[0]?.subject).toContain('a wide network let in by hand');
  expect(mails(harness)[0]?.body).toContain(`lets in ${wide}, which doorlist did not put there`);
  await harness.run(sweep());
  expect(mails(harness)).toHaveLength(1);
  await harness.world.clock.drive(harness.world.console.add(firstArn(), '82.0.0.0/8', 'eve'));
  await harness.run(sweep());
  expect(mails(harness)).toHaveLength(2);
  expect(mails(harness)[1]?.body).toContain('82.0.0.0/8');
  expect(mails(harness)[1]?.body).not.toContain(`lets in ${wide}`);
});

test('an edit of a set that is none of ours is nobody’s business', async () => {
  const harness = await setUpAccess({ there: [pin] });
  await harness.run(edited([foreignCidr], Date.now(), { requestParameters: { id: 'another' } }));
  expect(harness.world.record.of('call').filter(({ service }) => service === 'wafv2')).toEqual([]);
});

function firstArn(): string {
  return estateWithLeases().lists[0]?.targets[0]?.arn ?? '';
}
