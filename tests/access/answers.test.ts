import { ana, home } from './event.js';
import { setUpAccess, pool } from './harness.js';
import { tearDown } from '../harness/world.js';
import { hour, start } from '../harness/account.js';

afterEach(tearDown);

const bob = 'arn:aws:sts::111122223333:assumed-role/Developer/bob';

test('who calls is in when the answer is 200, for as long as they said, and it is on record', async () => {
  const harness = await setUpAccess();
  const { status, body, headers } = await harness.call({
    body: { for: '2h', why: 'webhook', device: 'laptop' },
  });
  expect(status).toBe(200);
  expect(headers['Content-Type']).toBe('application/json');
  expect(body).toMatchObject({
    state: 'in',
    list: 'developers',
    address: home,
    renewed: false,
    capped: false,
    lease: { network: `${home}/32`, device: 'laptop', why: 'webhook', live: true, open: true },
  });
  const { since, until } = body['lease'] as { since: string; until: string };
  expect(Date.parse(until) - Date.parse(since)).toBe(2 * hour);
  expect(harness.holds()).toContain(`${home}/32`);
  expect(harness.audits).toMatchObject([
    {
      what: 'granted',
      list: 'developers',
      person: { issuer: 'iam', subject: ana, name: 'ana' },
      lease: { network: `${home}/32`, why: 'webhook' },
      address: home,
      request: 'given by AWS',
    },
  ]);
});

test('asked again it is renewed, up to the longest; a lease that is used up says so', async () => {
  const harness = await setUpAccess();
  await harness.call({ body: { for: '2h' } });
  expect((await harness.call({ body: { for: '4h' } })).body).toMatchObject({ renewed: true, capped: false });
  const { body } = await harness.call({ body: { for: '12h' } });
  expect(body).toMatchObject({ renewed: true, capped: true });
  expect(harness.audits.map(({ what }) => what)).toEqual(['granted', 'renewed', 'renewed']);
});

test('of an IPv6 address the home network is let in', async () => {
  const harness = await setUpAccess();
  const { body } = await harness.call({ from: '2a02:c7c:1:2:3:4:5:6' });
  expect(body).toMatchObject({ lease: { network: '2a02:c7c:1:2::/64' } });
  expect(harness.holds('IPV6')).toContain('2a02:c7c:1:2::/64');
});

test('who is pinned is told so, and gets no lease', async () => {
  const harness = await setUpAccess({ there: ['81.2.69.0/24'] });
  await harness.run({ list: 'developers' });
  const { status, body } = await harness.call({ from: '81.2.69.5' });
  expect([status, body]).toEqual([
    200,
    {
      state: 'pinned',
      list: 'developers',
      address: '81.2.69.5',
      pin: { cidr: '81.2.69.0/24', note: 'Office VPN' },
    },
  ]);
  expect(harness.audits).toEqual([]);
});

test('who is pinned where the pin is not in yet is let in like anybody, and the pin with them', async () => {
  const harness = await setUpAccess();
  expect((await harness.call({ from: '81.2.69.5' })).body).toMatchObject({ state: 'in' });
  expect(harness.holds()).toEqual(['81.2.69.0/24', '81.2.69.5/32']);
});

test('who ends their leases is out when the answer is 200; of one device, or all', async () => {
  const harness = await setUpAccess();
  await harness.call({ body: { device: 'laptop' } });
  await harness.call({ body: { device: 'phone' }, from: '81.2.70.8' });
  const one = await harness.call({ method: 'DELETE', query: { device: 'laptop' }, from: '81.2.70.9' });
  expect(one).toMatchObject({
    status: 200,
    body: { state: 'out', ended: [{ network: `${home}/32`, live: false, open: false }] },
  });
  expect(harness.holds()).toEqual(['81.2.69.0/24', '81.2.70.8/32']);
  await harness.call({ method: 'DELETE' });
  expect(harness.holds()).toEqual(['81.2.69.0/24']);
  expect(await harness.call({ method: 'DELETE' })).toMatchObject({ status: 200, body: { ended: [] } });
  expect(harness.audits.map(({ what }) => what)).toEqual(['granted', 'granted', 'ended', 'ended']);
});

test('a person sees their own leases, an administrator everybody’s, and may end them', async () => {
  const harness = await setUpAccess();
  await harness.call({ body: { why: 'webhook' } });
  await harness.call({ userArn: bob, from: '81.2.70.8' });
  const mine = await harness.call({ method: 'GET' });
  expect(mine.body).toMatchObject({ address: home, leases: [{ network: `${home}/32`, open: true }] });
  const all = await harness.call({ method: 'GET', tail: 'leases' });
  const leases = all.body['leases'] as { id: string; network: string; who: object }[];
  expect(leases.map(({ network, who }) => [network, who])).toEqual([
    [`${home}/32`, { issuer: 'iam', subject: ana, name: 'ana' }],
    ['81.2.70.8/32', { issuer: 'iam', subject: bob, name: 'Developer/bob' }],
  ]);
  const id = leases[1]?.id ?? '';
  expect(await harness.call({ method: 'DELETE', tail: 'leases/{id}', id })).toMatchObject({
    status: 200,
    body: { ended: [{ id, network: '81.2.70.8/32' }] },
  });
  expect(harness.holds()).toEqual(['81.2.69.0/24', `${home}/32`]);
  expect(harness.audits.at(-1)).toMatchObject({
    what: 'ended',
    person: { subject: bob },
    by: { subject: ana },
  });
});

test('who and where the caller is, and what there is for them', async () => {
  const harness = await setUpAccess();
  await harness.call({});
  const { body } = await harness.call({ method: 'GET', tail: '/me' });
  expect(body).toMatchObject({
    address: home,
    who: { issuer: 'iam', subject: ana, name: 'ana' },
    lists: [
      {
        name: 'developers',
        default: '4h',
        longest: '12h',
        perPerson: 3,
        families: ['IPV4', 'IPV6'],
        leases: [{ network: `${home}/32` }],
      },
    ],
  });
});

test('with a token the groups of the user pool decide, and only they', async () => {
  const harness = await setUpAccess();
  const of = (groups: string, iss = pool) => ({ iss, sub: 'a1', 'cognito:groups': groups, username: 'ana' });
  const me = await harness.call({ method: 'GET', tail: '/me', claims: of('developers,admins') });
  expect(me.body).toMatchObject({ lists: [{ name: 'developers', rights: ['join', 'administer'] }] });
  expect((await harness.call({ claims: of('developers') })).status).toBe(200);
  expect((await harness.call({ method: 'GET', tail: 'leases', claims: of('admins') })).status).toBe(200);
  expect(harness.audits).toMatchObject([{ person: { issuer: pool, subject: 'a1', name: 'ana' } }]);
});

test('an e-mail address that nobody verified is nobody’s name', async () => {
  const harness = await setUpAccess();
  const claims = { iss: pool, sub: 'a1', 'cognito:groups': 'developers', 'cognito:username': 'ana' };
  const named = async (email_verified: string) => {
    const asked = { method: 'GET' as const, tail: '/me' as const };
    return (
      await harness.call({ ...asked, claims: { ...claims, email: 'boss@example.com', email_verified } })
    ).body;
  };
  expect(await named('false')).toMatchObject({ who: { name: 'ana' } });
  expect(await named('true')).toMatchObject({ who: { name: 'boss@example.com' } });
});

test('an address that somebody else has a lease of stays open, and is told to be', async () => {
  const harness = await setUpAccess();
  await harness.call({});
  await harness.call({ userArn: bob });
  const { body } = await harness.call({ method: 'DELETE' });
  expect(body).toMatchObject({ state: 'out', ended: [{ network: `${home}/32`, open: true }] });
  expect(harness.holds()).toContain(`${home}/32`);
});

test('a network of somebody else’s making is told to be open, too', async () => {
  const harness = await setUpAccess({ there: [`${home}/32`] });
  expect((await harness.call({})).status).toBe(200);
  expect((await harness.call({ method: 'GET' })).body).toMatchObject({ leases: [{ open: true }] });
});

test('leases that a flush ends, and those that are over, are on record', async () => {
  const harness = await setUpAccess();
  await harness.call({ body: { for: '5m' } });
  await harness.run({ list: 'developers', endLeases: true });
  expect(harness.audits.map(({ what }) => what)).toEqual(['granted', 'flushed', 'closed']);
  await harness.call({ body: { for: '5m' } });
  await harness.world.clock.advanceTo(Date.now() + hour);
  await harness.run({ schedule: 'sweep', scheduledAt: String(start), sweep: true });
  expect(harness.audits.map(({ what }) => what).slice(3)).toEqual(['granted', 'closed']);
  expect(harness.holds()).toEqual(['81.2.69.0/24']);
});

test('a list without targets of the caller’s family says which to use', async () => {
  const harness = await setUpAccess({
    change: (list) => ({ ...list, targets: list.targets.filter(({ name }) => name !== 'developers-v6') }),
  });
  expect(await harness.call({ from: '2a02:c7c:1:2::5' })).toMatchObject({
    status: 409,
    body: { code: 'address/family', detail: expect.stringContaining('call over IPv4') as string },
  });
  expect((await harness.call({ method: 'GET' })).body).toMatchObject({ leases: [{ live: false }] });
  expect((await harness.call({ from: '2a02:c7c:1:2::5' })).status).toBe(409);
});

test('what the feed lists stays when a lease of the same address ends', async () => {
  const harness = await setUpAccess({
    change: (list) => (list.name === 'developers' ? { ...list, feed: { services: ['CLOUDFRONT'] } } : list),
  });
  const fed = '5.9.0.7';
  await harness.publish([`${fed}/32`]);
  expect(harness.holds()).toContain(`${fed}/32`);
  await harness.call({ from: fed });
  await harness.call({ method: 'DELETE' });
  expect(harness.holds()).toContain(`${fed}/32`);
});

test('a flush that is tried again ends no lease that came after its occasion', async () => {
  const harness = await setUpAccess({
    change: (list) => (list.flush ? { ...list, flush: { ...list.flush, leases: 'end' } } : list),
  });
  const flush = { schedule: 'flush', scheduledAt: new Date(start).toISOString(), list: 'developers' };
  await harness.world.clock.advanceTo(start + 60_000);
  await harness.call({});
  await harness.run(flush);
  expect(harness.holds()).toContain(`${home}/32`);
});

test('that a target is nearly full is not told to everybody who comes and goes', async () => {
  const there = Array.from({ length: 8_999 }, (_, i) => `82.${i >> 8}.${i & 255}.1/32`);
  const harness = await setUpAccess({ there });
  await harness.call({});
  await harness.call({ method: 'DELETE' });
  const mails = harness.world.record.of('mail');
  expect(mails.filter(({ subject }) => subject.includes('nearly full'))).toEqual([]);
});

test('behind one office there may be hundreds; a flush names a few of them', async () => {
  const harness = await setUpAccess({ there: ['81.2.70.200/32'] });
  for (let n = 0; n < 5; n++)
    await harness.call({ userArn: `arn:aws:iam::111122223333:user/u${n}`, body: { why: `reason ${n}` } });
  await harness.run({ list: 'developers' });
  expect(harness.world.record.of('mail').at(-1)?.body).toMatch(/kept +u0, u1, u2 and 2 more +/);
});

test('a reason is kept where a renewal gives none', async () => {
  const harness = await setUpAccess();
  await harness.call({ body: { why: 'webhook' } });
  expect((await harness.call({})).body).toMatchObject({ renewed: true, lease: { why: 'webhook' } });
});

test('at a full list those who came last stay out, and whoever leaves is out', async () => {
  const there = Array.from({ length: 9_998 }, (_, i) => `82.${i >> 8}.${i & 255}.1/32`);
  const harness = await setUpAccess({ there: ['81.2.69.0/24', ...there] });
  expect((await harness.call({})).status).toBe(200);
  const late = await harness.call({ userArn: bob, from: '81.2.70.8' });
  expect(late).toMatchObject({ status: 409, body: { code: 'list/refused' } });
  expect((await harness.call({})).body).toMatchObject({ state: 'in', renewed: true });
  expect(await harness.call({ method: 'DELETE' })).toMatchObject({ status: 200, body: { state: 'out' } });
  expect(harness.holds()).not.toContain(`${home}/32`);
  expect((await harness.call({ userArn: bob, from: '81.2.70.8' })).status).toBe(200);
});
