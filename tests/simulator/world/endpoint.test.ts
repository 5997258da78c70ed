import { GetIPSetCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { PublishCommand } from '@aws-sdk/client-sns';
import { signatureHeaders } from '../../../simulator/aws/api-gateway/signature.js';
import { readUtf8, utf8 } from '../../../simulator/aws/protocols/wire.js';
import { tearDown } from '../../harness/world.js';
import { clientOptions, setUp, ids, refusal, snsOf, START, V4, wafOf } from './harness.js';
import type { World } from '../../../simulator/world/world.js';

let world: World;
beforeEach(async () => {
  world = await setUp();
});
afterEach(tearDown);

const get = (client: WAFV2Client) => world.clock.drive(client.send(new GetIPSetCommand(ids.v4)));
const patient = (actor: string) => new WAFV2Client({ ...clientOptions(world, actor), maxAttempts: 4 });

describe('the signature', () => {
  const ask = (headers: Record<string, string>) =>
    world.clock.drive(
      world.endpoint({
        method: 'POST',
        path: '/',
        query: {},
        headers: { 'x-amz-target': 'AWSWAF_20190729.GetIPSet', ...headers },
        body: utf8(JSON.stringify(ids.v4)),
      }),
    );

  test('says who asks: the actor on record', async () => {
    await get(wafOf(world, 'console-alice'));
    expect(world.record.of('call')).toMatchObject([
      {
        actor: 'console-alice',
        service: 'wafv2',
        operation: 'GetIPSet',
        account: '111122223333',
        region: 'eu-west-2',
        outcome: 'ok',
      },
    ]);
    expect(world.record.of('read')).toMatchObject([
      { actor: 'console-alice', target: V4, entries: ['192.0.2.0/24'] },
    ]);
  });

  test('must be there', async () => {
    const { status, body } = await ask({});
    expect([status, JSON.parse(readUtf8(body))]).toMatchObject([
      403,
      { __type: 'MissingAuthenticationToken' },
    ]);
  });

  test.each([
    ['six minutes ago', -360_000, 403],
    ['in six minutes', 360_000, 403],
    ['four minutes ago', -240_000, 200],
  ])('made %s', async (_, offsetMs, status) => {
    const at = new Date(START + offsetMs).toISOString().replace(/[-:]|\.\d+/g, '');
    expect((await ask({ ...signatureHeaders('cli', 'eu-west-2', 'wafv2'), 'x-amz-date': at })).status).toBe(
      status,
    );
  });

  test('names an account', async () => {
    const sts = new STSClient(clientOptions(world, 'cli'));
    const { Account, Arn } = await world.clock.drive(sts.send(new GetCallerIdentityCommand({})));
    expect([Account, Arn]).toEqual(['111122223333', 'arn:aws:iam::111122223333:user/cli']);
  });
});

describe('faults', () => {
  test('throttle the calls they match, and no others', async () => {
    world.faults.inject({ who: 'refresh', operation: 'GetIPSet', nth: 2 }, { kind: 'throttle' });
    const client = wafOf(world, 'refresh-7');
    await get(client);
    await get(wafOf(world, 'flush-1'));
    expect(await refusal(get(client))).toBe('ThrottlingException');
    await get(client);
  });

  test('break the service in its own words', async () => {
    world.sns.plant('arn:aws:sns:eu-west-2:111122223333:alerts');
    world.faults.inject({ service: 'sns', times: 2 }, { kind: 'internal-error' });
    const publish = () => {
      const command = new PublishCommand({
        TopicArn: 'arn:aws:sns:eu-west-2:111122223333:alerts',
        Message: 'hello',
      });
      return world.clock.drive(snsOf(world).send(command));
    };
    expect(await refusal(publish())).toBe('InternalErrorException');
    expect(await refusal(publish())).toBe('InternalErrorException');
    await publish();
  });

  test.each([
    [false, ['192.0.2.0/24']],
    [true, []],
  ])('reset a connection; the call landed: %s', async (landed, contents) => {
    const client = wafOf(world);
    const { LockToken } = await get(client);
    world.faults.inject({ operation: 'UpdateIPSet' }, { kind: 'reset', landed });
    const write = client.send(new UpdateIPSetCommand({ ...ids.v4, Addresses: [], LockToken }));
    await expect(world.clock.drive(write)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(world.waf.contents(V4)).toEqual(contents);
  });

  test('are survived by an SDK that retries', async () => {
    world.faults.inject({ times: 2 }, { kind: 'reset', landed: false });
    expect((await get(patient('cli'))).$metadata.attempts).toBe(3);
  });

  test('slow a call down', async () => {
    world.faults.inject({}, { kind: 'slow', ms: 60_000 });
    await get(wafOf(world));
    expect(world.clock.now() - START).toBeGreaterThan(60_000);
  });
});

describe('a killed caller', () => {
  test('hears no answer', async () => {
    let heard = false;
    void wafOf(world, 'cli')
      .send(new GetIPSetCommand(ids.v4))
      .finally(() => (heard = true));
    const dies = async () => void setTimeout(() => world.actors.kill('cli'), 1);
    world.actors.meanwhile({ who: 'cli', operation: 'GetIPSet', when: 'after' }, dies);
    await world.clock.advanceTo(START + 5000);
    expect([heard, world.record.countCalls()]).toEqual([false, { 'wafv2:GetIPSet': 1 }]);
  });

  test('makes no calls', async () => {
    let sprung = false;
    world.actors.meanwhile(
      { who: 'cli', operation: 'GetIPSet', when: 'before' },
      async () => void (sprung = true),
    );
    world.actors.kill('cli');
    void wafOf(world, 'cli').send(new GetIPSetCommand(ids.v4));
    await world.clock.advanceTo(START + 5000);
    expect([sprung, world.record.countCalls()]).toEqual([false, {}]);
  });
});

test('a caller may stop waiting; what it sent takes effect', async () => {
  const client = wafOf(world);
  const { LockToken } = await get(client);
  const limit = new AbortController();
  const command = new UpdateIPSetCommand({ ...ids.v4, Addresses: [], LockToken });
  const write = client.send(command, { abortSignal: limit.signal });
  setTimeout(() => limit.abort(), 20);
  expect(await refusal(world.clock.drive(write))).toBe('AbortError');
  await world.clock.advanceTo(START + 5000);
  expect(world.waf.contents(V4)).toEqual([]);
});

test('the same seed takes the same time, another does not', async () => {
  const tookWith = async (seed: number) => {
    await tearDown();
    world = await setUp({ seed });
    await get(wafOf(world));
    return world.clock.now() - START;
  };
  const [first, again, other] = [await tookWith(7), await tookWith(7), await tookWith(8)];
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});
