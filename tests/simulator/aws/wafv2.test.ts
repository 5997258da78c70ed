import {
  CreateIPSetCommand,
  DeleteIPSetCommand,
  GetIPSetCommand,
  ListIPSetsCommand,
  UpdateIPSetCommand,
  WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { tearDown } from '../../harness/world.js';
import { clientOptions, EDGE, setUp, ids, refusal, V4, V6, wafOf } from '../world/harness.js';
import { signatureHeaders } from '../../../simulator/aws/api-gateway/signature.js';
import { readUtf8, utf8 } from '../../../simulator/aws/protocols/wire.js';
import type { World } from '../../../simulator/world/world.js';

let world: World;
let waf: WAFV2Client;
beforeEach(async () => {
  world = await setUp();
  waf = wafOf(world);
});
afterEach(tearDown);

/** Long enough for every bucket to be full again. */
const rest = () => world.clock.advanceTo(world.clock.now() + 1100);
const get = (id: (typeof ids)[keyof typeof ids] = ids.v4, client = waf) =>
  client.send(new GetIPSetCommand(id));

async function update(
  Addresses: string[],
  id: (typeof ids)[keyof typeof ids] = ids.v4,
  more: { Description?: string } = {},
) {
  await rest();
  const { LockToken } = await world.clock.drive(get(id));
  return world.clock.drive(waf.send(new UpdateIPSetCommand({ ...id, ...more, Addresses, LockToken })));
}

describe('a write', () => {
  test('replaces everything', async () => {
    await update(['198.51.100.7/32', '203.0.113.0/25']);
    const { IPSet } = await world.clock.drive(get());
    expect(IPSet?.Addresses).toEqual(['198.51.100.7/32', '203.0.113.0/25']);
  });

  test('may leave nothing', async () => {
    await update([]);
    expect(world.waf.contents(V4)).toEqual([]);
  });

  test('without a description clears it', async () => {
    await update(['192.0.2.0/24']);
    expect((await world.clock.drive(get())).IPSet?.Description).toBeUndefined();
  });

  test('with a description keeps it', async () => {
    await update(['192.0.2.0/24'], ids.v4, { Description: 'Office addresses' });
    expect(world.waf.description(V4)).toBe('Office addresses');
  });

  test('gets a fresh lock token, even where nothing changed', async () => {
    const before = await world.clock.drive(get());
    const { NextLockToken } = await update(['192.0.2.0/24']);
    const after = await world.clock.drive(get());
    expect(NextLockToken).toBe(after.LockToken);
    expect(NextLockToken).not.toBe(before.LockToken);
  });

  test('with a stale lock token is refused and changes nothing', async () => {
    const { LockToken } = await world.clock.drive(get());
    await update(['198.51.100.0/24']);
    await rest();
    const stale = waf.send(new UpdateIPSetCommand({ ...ids.v4, Addresses: [], LockToken }));
    expect(await refusal(world.clock.drive(stale))).toBe('WAFOptimisticLockException');
    expect(world.waf.contents(V4)).toEqual(['198.51.100.0/24']);
  });

  test('is on record with what was there before and after, and who did it', async () => {
    await update(['198.51.100.0/24']);
    const states = world.record.of('state').filter(({ target }) => target === V4);
    expect(states).toMatchObject([
      { actor: 'aws', operation: 'CreateIPSet', before: [], after: ['192.0.2.0/24'] },
      { actor: 'cli', operation: 'UpdateIPSet', before: ['192.0.2.0/24'], after: ['198.51.100.0/24'] },
    ]);
  });
});

describe('addresses', () => {
  test.each([
    ['no mask', '192.0.2.1'],
    ['host bits', '195.178.188.66/29'],
    ['everything', '0.0.0.0/0'],
    ['a leading zero', '192.0.02.0/24'],
    ['too long a mask', '192.0.2.0/33'],
    ['a mask with a sign', '192.0.2.0/+24'],
    ['a space', ' 192.0.2.0/24'],
    ['three octets', '192.0.2/24'],
    ['the other family', '2001:db8::/32'],
  ])('%s is refused', async (_, address) => {
    await expect(update([address])).rejects.toMatchObject({
      name: 'WAFInvalidParameterException',
      Field: 'IP_ADDRESS',
    });
    expect(world.waf.contents(V4)).toEqual(['192.0.2.0/24']);
  });

  test.each([
    ['host bits', '2001:db8::1/64'],
    ['everything', '::/0'],
    ['two gaps', '1::2::3/128'],
    ['nine groups', '1:2:3:4:5:6:7:8:9/128'],
    ['seven groups', '1:2:3:4:5:6:7/128'],
    ['a zone', 'fe80::1%eth0/128'],
    ['a dotted tail', '::ffff:192.0.2.1/128'],
    ['a group of five', '2001:0db80::/32'],
    ['the other family', '192.0.2.0/24'],
  ])('IPv6 with %s is refused', async (_, address) => {
    await expect(update([address], ids.v6)).rejects.toMatchObject({ name: 'WAFInvalidParameterException' });
  });

  test('IPv6 may be spelled in any way, and comes back in another', async () => {
    await update(['2001:DB8:0:0::/64', '::1/128', '1:2:3:4:5:6:7:8/128', '2001:db8:0:1:0:0:0:0/64'], ids.v6);
    expect(world.waf.contents(V6)).toEqual([
      '1:2:3:4:5:6:7:8/128',
      '2001:db8:0:1::/64',
      '2001:db8::/64',
      '::1/128',
    ]);
    const { IPSet } = await world.clock.drive(get(ids.v6));
    expect(IPSet?.Addresses?.[2]).toBe('2001:0db8:0000:0000:0000:0000:0000:0000/64');
  });

  test('the same network twice is refused, in whatever spelling', async () => {
    expect(await refusal(update(['2001:db8::/64', '2001:DB8:0::/64'], ids.v6))).toBe(
      'WAFInvalidParameterException',
    );
  });

  test('10,000 fit and one more does not', async () => {
    const many = Array.from({ length: 10_001 }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`);
    await update(many.slice(1));
    expect(world.waf.contents(V4)).toHaveLength(10_000);
    expect(await refusal(update(many))).toBe('WAFLimitsExceededException');
  });

  test('one of 51 characters is refused before it is read', async () => {
    expect(await refusal(update(['1'.repeat(51)]))).toBe('ValidationException');
  });
});

describe('a request', () => {
  test.each([
    ['another name', { ...ids.v4, Name: 'office-v5' }],
    ['another id', { ...ids.v4, Id: ids.v6.Id }],
  ])('for %s finds nothing', async (_, id) => {
    const ask = waf.send(new GetIPSetCommand(id));
    expect(await refusal(world.clock.drive(ask))).toBe('WAFNonexistentItemException');
  });

  test('for another scope finds nothing', async () => {
    const ask = wafOf(world, 'cli', 'us-east-1').send(
      new GetIPSetCommand({ ...ids.edge, Scope: 'REGIONAL' }),
    );
    expect(await refusal(world.clock.drive(ask))).toBe('WAFNonexistentItemException');
  });

  test('with a member that AWS does not know is refused', async () => {
    const answer = await world.clock.drive(
      world.endpoint({
        method: 'POST',
        path: '/',
        query: {},
        headers: {
          'x-amz-target': 'AWSWAF_20190729.GetIPSet',
          ...signatureHeaders('cli', 'eu-west-2', 'wafv2'),
        },
        body: utf8(JSON.stringify({ ...ids.v4, Adresses: [] })),
      }),
    );
    expect(readUtf8(answer.body)).toContain("Unknown member 'Adresses'");
  });

  test('for another Region or account finds nothing', async () => {
    expect(await refusal(world.clock.drive(get(ids.v4, wafOf(world, 'cli', 'eu-west-1'))))).toBe(
      'WAFNonexistentItemException',
    );
    const outsider = wafOf(world, 'outsider');
    world.credentials('outsider', '999999999999');
    expect(await refusal(world.clock.drive(get(ids.v4, outsider)))).toBe('WAFNonexistentItemException');
  });

  test('for CloudFront is answered in us-east-1 only', async () => {
    await expect(world.clock.drive(get(ids.edge))).rejects.toMatchObject({
      name: 'WAFInvalidParameterException',
      Field: 'SCOPE_VALUE',
    });
    const { IPSet } = await world.clock.drive(get(ids.edge, wafOf(world, 'cli', 'us-east-1')));
    expect(IPSet?.ARN).toBe(EDGE);
  });

  test.each(['ab', 'two (brackets)', 'semi;colon', ' leading', 'trailing ', 'a|b', 'x'.repeat(257)])(
    'with the description %j is refused',
    async (Description) => {
      expect(await refusal(update([], ids.v4, { Description }))).toBe('ValidationException');
    },
  );

  test('without a required member is refused, and says which', async () => {
    const ask = waf.send(new UpdateIPSetCommand({ ...ids.v4, Addresses: undefined, LockToken: undefined }));
    await expect(world.clock.drive(ask)).rejects.toThrow(
      /^2 validation errors detected.*'addresses'.*'lockToken'/,
    );
  });

  test('with a name that is none is refused', async () => {
    expect(
      await refusal(world.clock.drive(waf.send(new GetIPSetCommand({ ...ids.v4, Name: 'office v4' })))),
    ).toBe('ValidationException');
  });
});

describe('rates, of all callers in an account and Region together', () => {
  test('a second write within a second is throttled', async () => {
    const { LockToken } = await world.clock.drive(get());
    const write = (actor: string) =>
      wafOf(world, actor).send(new UpdateIPSetCommand({ ...ids.v4, Addresses: [], LockToken }));
    const both = await world.clock.drive(Promise.allSettled([write('flush-1'), write('refresh-1')]));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'ThrottlingException' },
    });
  });

  test('a sixth read within a second is throttled, and a second later none is', async () => {
    const reads = () => world.clock.drive(Promise.allSettled(Array.from({ length: 6 }, () => get())));
    expect((await reads()).filter(({ status }) => status === 'rejected')).toHaveLength(1);
    await rest();
    await world.clock.drive(get());
  });

  test('another Region has its own', async () => {
    const elsewhere = wafOf(world, 'cli', 'us-east-1');
    const many = [
      ...Array.from({ length: 5 }, () => get()),
      ...Array.from({ length: 5 }, () => get(ids.edge, elsewhere)),
    ];
    await world.clock.drive(Promise.all(many));
  });

  test('an SDK that retries gets through', async () => {
    const patient = new WAFV2Client({ ...clientOptions(world, 'patient'), maxAttempts: 10 });
    await world.clock.drive(Promise.all(Array.from({ length: 12 }, () => get(ids.v4, patient))));
  });
});

describe('sets', () => {
  const create = (Name: string, more: { Addresses?: string[] } = {}) =>
    waf.send(
      new CreateIPSetCommand({ Name, Scope: 'REGIONAL', IPAddressVersion: 'IPV4', Addresses: [], ...more }),
    );

  test('are created with an id and a lock token of their own', async () => {
    const { Summary } = await world.clock.drive(create('guests', { Addresses: ['192.0.2.9/32'] }));
    expect(world.waf.contents(Summary?.ARN ?? '')).toEqual(['192.0.2.9/32']);
    expect(Summary?.ARN).toMatch(
      /^arn:aws:wafv2:eu-west-2:111122223333:regional\/ipset\/guests\/[0-9a-f-]{36}$/,
    );
  });

  test('have names of their own', async () => {
    expect(await refusal(world.clock.drive(create('office-v4')))).toBe('WAFDuplicateItemException');
  });

  test('are at most 100 in an account and Region', async () => {
    for (let n = 2; n < 100; n += 1)
      world.waf.plant({ arn: V4.replace('office-v4', `set-${n}`), family: 'IPV4', addresses: [] });
    expect(await refusal(world.clock.drive(create('one-too-many')))).toBe('WAFLimitsExceededException');
  });

  test('are listed by scope, page by page', async () => {
    const first = await world.clock.drive(waf.send(new ListIPSetsCommand({ Scope: 'REGIONAL', Limit: 1 })));
    const { NextMarker } = first;
    const second = await world.clock.drive(
      waf.send(new ListIPSetsCommand({ Scope: 'REGIONAL', Limit: 1, NextMarker })),
    );
    expect([...(first.IPSets ?? []), ...(second.IPSets ?? [])].map(({ ARN }) => ARN)).toEqual([V4, V6]);
    expect([first.IPSets?.length, second.NextMarker]).toEqual([1, undefined]);
  });

  test('are deleted under their lock token', async () => {
    const { LockToken } = await world.clock.drive(get());
    await world.clock.drive(waf.send(new DeleteIPSetCommand({ ...ids.v4, LockToken })));
    expect(await refusal(world.clock.drive(get()))).toBe('WAFNonexistentItemException');
    expect(world.record.of('state').at(-1)).toMatchObject({ before: ['192.0.2.0/24'], after: [] });
  });
});
