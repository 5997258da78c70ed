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

const mails = (door: Awaited<ReturnType<typeof setUpAccess>>) => door.world.record.of('mail');

test('a flush says who let a foreign entry in by hand, and since when', async () => {
  const door = await setUpAccess({ there: [pin] });
  await door.run({ list: 'developers' });
  await door.world.clock.advanceTo(Date.now() + hour);
  await door.world.clock.drive(door.world.console.add(firstArn(), foreignCidr, 'eve'));
  const at = Date.now();
  await door.run(edited([pin, foreignCidr], at));
  await door.world.clock.advanceTo(Date.now() + hour);
  await door.run({ list: 'developers' });
  const since = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  expect(mails(door).at(-1)?.body).toMatch(
    new RegExp(
      `ADDRESS +WHAT +WHO +SINCE +WHY\n81.2.70.9/32 +removed +Admin/eve +${since} UTC +neither pinned nor leased`,
    ),
  );
});

test('an edit that failed tells nothing of who let somebody in', async () => {
  const door = await setUpAccess({ there: [pin, foreignCidr] });
  await door.run(edited([pin, foreignCidr], Date.now(), { errorCode: 'WAFOptimisticLockException' }));
  await door.run({ list: 'developers' });
  expect(mails(door).at(-1)?.body).not.toContain('Admin');
});

test('a sweep leaves foreign entries to the flush', async () => {
  const door = await setUpAccess({ there: [pin, foreignCidr] });
  for (let i = 0; i < 3; i++) {
    await door.run(sweep());
    await door.world.clock.advanceTo(Date.now() + hour);
  }
  expect(door.holds()).toContain(foreignCidr);
  expect(mails(door).filter(({ body }) => body.includes(foreignCidr))).toEqual([]);
});

describe('with a grace', () => {
  const graced = { change: <L extends object>(list: L): L => ({ ...list, grace: hour }) };

  test('a sweep puts a foreign entry out once it is over, and mails that it did', async () => {
    const door = await setUpAccess({ there: [pin, foreignCidr], ...graced });
    await door.run({ list: 'developers' });
    await door.world.clock.drive(door.world.console.add(firstArn(), foreignCidr, 'eve'));
    await door.run(sweep());
    await door.world.clock.advanceTo(Date.now() + hour - minute);
    await door.run(sweep());
    expect(door.holds()).toContain(foreignCidr);
    await door.world.clock.advanceTo(Date.now() + minute);
    await door.run(sweep());
    expect(door.holds()).toEqual([pin]);
    expect(mails(door).at(-1)?.body).toMatch(/^Sweep of developers.*\n(.*\n)+81.2.70.9\/32 +removed/);
  });

  test('nobody is put out of a list whose flush was never announced', async () => {
    const door = await setUpAccess({ there: [pin, foreignCidr], ...graced });
    await door.run(sweep());
    await door.world.clock.advanceTo(Date.now() + 3 * hour);
    await door.run(sweep());
    expect(door.holds()).toContain(foreignCidr);
    await door.run({ schedule: 'flush', scheduledAt: 'first', list: 'developers' });
    expect(door.holds()).toContain(foreignCidr);
    await door.run(sweep());
    expect(door.holds()).not.toContain(foreignCidr);
  });

  test('who has a lease of the same address stays, and is as foreign as before once it ends', async () => {
    const door = await setUpAccess({ there: [pin], ...graced });
    await door.run({ list: 'developers' });
    await door.world.clock.drive(door.world.console.add(firstArn(), '81.2.70.7/32', 'eve'));
    await door.run(sweep());
    await door.call({});
    await door.world.clock.advanceTo(Date.now() + 2 * hour);
    await door.run(sweep());
    expect(door.holds()).toContain('81.2.70.7/32');
    await door.call({ method: 'DELETE' });
    await door.run(sweep());
    expect(door.holds()).toEqual([pin]);
  });
});

test('a network wider than anybody’s home is told at once, each of them, and once', async () => {
  const door = await setUpAccess({ there: [pin, wide, foreignCidr] });
  await door.run(sweep());
  expect(mails(door)).toHaveLength(1);
  expect(mails(door)[0]?.subject).toContain('a wide network let in by hand');
  expect(mails(door)[0]?.body).toContain(`lets in ${wide}, which doorlist did not put there`);
  await door.run(sweep());
  expect(mails(door)).toHaveLength(1);
  await door.world.clock.drive(door.world.console.add(firstArn(), '82.0.0.0/8', 'eve'));
  await door.run(sweep());
  expect(mails(door)).toHaveLength(2);
  expect(mails(door)[1]?.body).toContain('82.0.0.0/8');
  expect(mails(door)[1]?.body).not.toContain(`lets in ${wide}`);
});

test('an edit of a set that is none of ours is nobody’s business', async () => {
  const door = await setUpAccess({ there: [pin] });
  await door.run(edited([foreignCidr], Date.now(), { requestParameters: { id: 'another' } }));
  expect(door.world.record.of('call').filter(({ service }) => service === 'wafv2')).toEqual([]);
});

function firstArn(): string {
  return estateWithLeases().lists[0]?.targets[0]?.arn ?? '';
}
