import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { realClock } from '../../../simulator/world/clock.js';
import { serve } from '../../../simulator/world/http.js';
import type { World } from '../../../simulator/world/world.js';
import { tearDown } from '../../harness/world.js';
import { clientOptions } from '../world/harness.js';
import { ec2Of, setUpEc2, groupArn, https, sendForm, WEB } from './ec2-harness.js';

let world: World;
let ec2: ReturnType<typeof ec2Of>;
beforeEach(async () => {
  world = await setUpEc2();
  ec2 = ec2Of(world);
});
afterEach(tearDown);

const wait = (ms: number) => world.clock.advanceTo(world.clock.now() + ms);
const ingress = (id = WEB) => world.ec2.rules(groupArn(id)).filter((rule) => !rule.isEgress);

describe('rates, of all callers in an account and Region together', () => {
  const atOnce = async (count: number, ask: () => Promise<unknown>) => {
    const results = await world.clock.drive(Promise.allSettled(Array.from({ length: count }, ask)));
    const refused = results.filter((result) => result.status === 'rejected');
    for (const { reason } of refused)
      expect(reason).toMatchObject({ name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } });
    return refused.length;
  };
  const revoke = () => ec2.revoke({ IpPermissions: [https('192.0.2.0/24')] }).catch(unlessThrottled);
  const authorize = () => ec2.admit(['office']).catch(unlessThrottled);
  const unlessThrottled = (error: Error) => {
    if (error.name === 'RequestLimitExceeded') throw error;
  };

  test('changes: 50 at once, five a second after that, each action apart', async () => {
    expect(await atOnce(52, authorize)).toBeGreaterThanOrEqual(1);
    expect(await atOnce(50, revoke)).toBe(0);
    await wait(1000);
    expect(await atOnce(7, authorize)).toBeGreaterThanOrEqual(1);
    await wait(1100);
    expect(await atOnce(5, authorize)).toBe(0);
  });

  test('reads with a filter: 100 at once, twenty a second after that', async () => {
    const read = () => ec2.describeRules({ Filters: [{ Name: 'group-id', Values: [WEB] }] });
    expect(await atOnce(104, read)).toBeGreaterThanOrEqual(1);
    await wait(500);
    expect(await atOnce(40, read)).toBeGreaterThanOrEqual(1);
    await wait(1100);
    expect(await atOnce(20, read)).toBe(0);
  });

  test('reads of pages count like those with a filter', async () => {
    expect(await atOnce(60, () => ec2.describeRules({ MaxResults: 1000 }))).toBe(0);
  });

  test.each([
    ['rules', () => ec2.describeRules()],
    ['groups', () => ec2.client.send(new DescribeSecurityGroupsCommand({ GroupIds: [WEB] }))],
  ])('reads of all %s: 50 at once, ten a second after that', async (_, read) => {
    expect(await atOnce(52, read)).toBeGreaterThanOrEqual(1);
    await wait(500);
    expect(await atOnce(20, read)).toBeGreaterThanOrEqual(1);
    await wait(1100);
    expect(await atOnce(10, read)).toBe(0);
  });

  test('another Region has its own, and so has another account', async () => {
    world.credentials('outsider', '999999999999');
    const others = ['eu-west-1', 'eu-west-2'].map((region, i) => {
      const credentials = { accessKeyId: ['cli', 'outsider'][i] ?? '', secretAccessKey: 'unchecked' };
      return new EC2Client({ ...clientOptions(world, 'cli', region), credentials });
    });
    const reads = [ec2.client, ...others].map((client) =>
      atOnce(45, () => client.send(new DescribeSecurityGroupsCommand({}))),
    );
    expect(await Promise.all(reads)).toEqual([0, 0, 0]);
  });

  test('an SDK that retries gets through', async () => {
    const patient = new EC2Client({ ...clientOptions(world, 'patient'), maxAttempts: 10 });
    const read = () => patient.send(new DescribeSecurityGroupsCommand({ GroupIds: [WEB] }));
    await world.clock.drive(Promise.all(Array.from({ length: 60 }, read)));
  });

  test.each([
    ['throttle', 'RequestLimitExceeded', 503],
    ['internal-error', 'InternalError', 500],
  ] as const)('a fault: %s', async (kind, name, httpStatusCode) => {
    world.faults.inject({ service: 'ec2' }, { kind });
    await expect(ec2.describeRules()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });
});

describe('the protocol', () => {
  test('performs nothing on a dry run', async () => {
    await expect(ec2.admit(['192.0.2.0/24'], { DryRun: true })).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
    expect(ingress()).toEqual([]);
    await ec2.admit(['192.0.2.0/24'], { DryRun: false });
  });

  test.each<[string, Record<string, string>, string]>([
    ['an action that EC2 does not have', { Action: 'OpenAllDoors' }, 'InvalidAction'],
    ['an inherited action', { Action: 'constructor' }, 'InvalidAction'],
    ['no action', {}, 'MissingAction'],
    ['another version', { Action: 'DescribeSecurityGroups', Version: '2014-10-01' }, 'InvalidAction'],
    [
      'a parameter that EC2 does not have',
      { Action: 'DescribeSecurityGroups', GroupIds: WEB },
      'UnknownParameter',
    ],
    ['an inherited name', { Action: 'DescribeSecurityGroups', constructor: '1' }, 'UnknownParameter'],
    [
      'a parameter that nests where it may not',
      { Action: 'DescribeSecurityGroups', 'NextToken.1.A': 'x' },
      'InvalidParameterValue',
    ],
    ['a list without numbers', { Action: 'DescribeSecurityGroups', GroupId: WEB }, 'InvalidParameterValue'],
    [
      'a number that is none',
      { Action: 'DescribeSecurityGroups', MaxResults: 'five' },
      'InvalidParameterValue',
    ],
    ['a flag that is none', { Action: 'DescribeSecurityGroups', DryRun: 'yes' }, 'InvalidParameterValue'],
    [
      'a parameter in two ways',
      { Action: 'DescribeSecurityGroups', GroupId: WEB, 'GroupId.1': WEB },
      'MalformedQueryString',
    ],
    [
      'a parameter in the other two ways',
      { Action: 'DescribeSecurityGroups', 'GroupId.1': WEB, GroupId: WEB },
      'MalformedQueryString',
    ],
  ])('refuses %s, in EC2’s own words', async (_, fields, code) => {
    const { status, text } = await sendForm(world, fields);
    expect([status, text]).toEqual([
      400,
      expect.stringMatching(
        new RegExp(`^<Response><Errors><Error><Code>${code}</Code>.*</RequestID></Response>$`),
      ),
    ]);
  });

  test('reads numbered parameters in the order of their numbers', async () => {
    const ranges = Array.from(
      { length: 11 },
      (_, i) => [`IpPermissions.1.IpRanges.${i + 1}.CidrIp`, `192.0.2.${i}/32`] as const,
    );
    await sendForm(world, {
      Action: 'AuthorizeSecurityGroupIngress',
      GroupId: WEB,
      'IpPermissions.1.IpProtocol': '-1',
      ...Object.fromEntries(ranges.reverse()),
    });
    expect(ingress().map(({ source }) => source)).toEqual(
      Array.from({ length: 11 }, (_, i) => `192.0.2.${i}/32`),
    );
  });

  test('keeps calls on record as they nest', async () => {
    await ec2.admit(['192.0.2.0/24']);
    expect(world.record.of('call')).toMatchObject([
      {
        service: 'ec2',
        operation: 'AuthorizeSecurityGroupIngress',
        input: {
          GroupId: WEB,
          IpPermissions: [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '192.0.2.0/24' }] }],
        },
        outcome: 'ok',
      },
    ]);
  });
});

test('any client is served over HTTP', async () => {
  await tearDown();
  world = await setUpEc2({ clock: realClock() });
  const served = await serve(world);
  const options = { region: 'eu-west-2', endpoint: served.url, credentials: world.credentials('over-http') };
  try {
    const client = new EC2Client(options);
    await client.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: WEB, IpPermissions: [https('192.0.2.0/24')] }),
    );
    const { Quota } = await new ServiceQuotasClient(options).send(
      new GetServiceQuotaCommand({ ServiceCode: 'vpc', QuotaCode: 'L-0EA8095F' }),
    );
    expect([ingress(), Quota]).toMatchObject([[{ source: '192.0.2.0/24' }], { Value: 60 }]);
  } finally {
    await served.close();
  }
});
