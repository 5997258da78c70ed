import { afterEach, describe, expect, test } from '@jest/globals';
import type { Report } from '../../lib/report/report.js';
import type { CallEvent } from '../../simulator/world/record.js';
import type { AwsEndpoint } from '../../simulator/world/endpoint.js';
import { sdkHandler } from '../../simulator/world/sdk-handler.js';
import { utf8 } from '../../simulator/aws/protocols/wire.js';
import { ec2, pl, sg } from '../harness/estate.js';
import { setUp, type Harness, type Setting } from './harness.js';

const estate = `
alerts: { email: [platform@example.com] }
lists:
  office:
    flush: {}
    foreign: flush
    pins: [{ cidr: 81.2.69.0/24, note: Office VPN }]
    targets:
      - { spreadOver: ['${ec2(sg(1))}', '${ec2(sg(2))}'], leaving: ['${ec2(sg(3))}'], ports: [80, 443] }
  edge:
    feed: { services: [CLOUDFRONT] }
    targets: [{ arn: '${ec2(sg(4))}', ports: [443] }, { arn: '${ec2(pl(1))}' }]
`;

const ours = (port: number) => ({
  source: '81.2.69.0/24',
  from: port,
  to: port,
  tags: { doorlist: 'doorlist/dev/office' },
});

let harness: Harness;
const open = async (options: Setting = {}) =>
  (harness = await setUp({
    estate,
    ec2: { lagMs: 0 },
    prefixLists: [{ arn: ec2(pl(1)), family: 'IPV4', maxEntries: 22 }],
    securityGroups: [
      { arn: ec2(sg(1)), rules: [{ source: '198.51.100.7/32' }] },
      { arn: ec2(sg(2)) },
      { arn: ec2(sg(3)), rules: [ours(80), ours(443)] },
      { arn: ec2(sg(4)), rules: [{ source: '198.51.100.9/32' }] },
    ],
    ...options,
  }));
afterEach(() => harness.tearDown());

interface Planned {
  service: string;
  reports: Report[];
}
const plan = async (...argv: string[]) =>
  (await harness.doorlist('plan', '--json', ...argv)).json() as Planned;
const requestsOf = ({ reports }: Planned) =>
  reports.flatMap(({ lists }) => lists.flatMap(({ targets }) => targets)).flatMap(({ requests }) => requests);
const ingress = (n: number) => harness.world.ec2.rules(ec2(sg(n))).filter(({ isEgress }) => !isEgress);

test('plan shows what comes, goes and moves, and the calls, an address a line', async () => {
  await open();
  const { exit, out, err } = await harness.doorlist('plan', 'office');
  expect([exit, err]).toEqual([0, '']);
  expect(out).toMatch(/sg-00000001 and 1 more, IPv4 \(eu-west-2\) +planned +1 to remove, 1 to move/);
  expect(out).toMatch(/81\.2\.69\.0\/24 +move +Office VPN +pinned/);
  expect(out).toContain(
    '\n        { "CidrIp": "81.2.69.0/24", "Description": "doorlist:doorlist/dev/office Office VPN: pin" }\n',
  );
  expect(out).toContain('{ "Key": "doorlist", "Value": "doorlist/dev/office" }');
});

test('plan has no row for a family that nobody wants, and --json has', async () => {
  await open();
  expect((await harness.doorlist('plan', 'office')).out).not.toContain('IPv6');
  const { reports } = await plan('office');
  expect(reports[0]?.lists[0]?.targets.map(({ family }) => family)).toEqual(['IPV4', 'IPV6']);
});

test('plan counts what is foreign, and says what is nearly full', async () => {
  await open();
  const { out } = await harness.doorlist('plan', 'edge');
  expect(out).toMatch(
    /sg-00000004 IPv4 \(eu-west-2\) +planned +20 to add +20 wanted, 0 held, 1 kept, 1 foreign\n/,
  );
  expect(out).toMatch(/pl-00000001 \(eu-west-2\) +planned +20 to add +20 wanted, 0 held, 0 kept\n/);
  expect(out).toContain('\nedge: pl-00000001 (eu-west-2) is nearly full: 20 of 22 entries.\n');
});

describe.each([
  ['invoked', []],
  ['--local', ['--local']],
])('%s', (_, how) => {
  test('what was planned is what is done', async () => {
    await open();
    const planned = requestsOf(await plan());
    const flushed = await harness.doorlist('flush', 'office', ...how);
    const refreshed = await harness.doorlist('refresh', ...how);
    expect([flushed.exit, flushed.err, refreshed.exit, refreshed.err]).toEqual([0, '', 0, '']);
    expect(flushed.out).toMatch(/81\.2\.69\.0\/24 +moved +Office VPN +pinned/);
    const writes = harness.world.record.of('call').filter(isWrite);
    expect(writes.map(({ service, operation }) => `${service}:${operation}`).sort()).toEqual(
      planned.map(({ operation }) => operation).sort(),
    );
    expect(ingress(1).map(({ source, from, tags }) => [source, from, tags['doorlist']])).toEqual([
      ['81.2.69.0/24', 80, 'doorlist/dev/office'],
      ['81.2.69.0/24', 443, 'doorlist/dev/office'],
    ]);
    expect(ingress(3)).toEqual([]);
    expect(harness.world.ec2.prefixList(ec2(pl(1))).entries).toHaveLength(20);
  });
});

function isWrite({ operation }: CallEvent): boolean {
  return /^(Authorize|Revoke|Modify)/.test(operation);
}

describe('rules are doorlist’s own by the service that is deployed:', () => {
  const marks = (planned: Planned) =>
    new Set(JSON.stringify(requestsOf(planned)).match(/"Value":"\w+\/dev\/office"/g) ?? []);
  const topic = 'arn:aws:sns:eu-west-2:111122223333:doorlist-dev-alerts';

  test('the function tells it', async () => {
    await open();
    harness.world.lambda.register('doorlist-dev-flush', {
      timeoutMs: 300_000,
      memory: 512,
      retries: 0,
      maxAgeMs: 3_600_000,
      environment: { DOORLIST_SERVICE: 'shop', DOORLIST_TABLE: 'doorlist', DOORLIST_ALERTS_TOPIC: topic },
      start: () => () => Promise.resolve(),
    });
    const planned = await plan('office');
    expect(planned.service).toBe('shop');
    expect(marks(planned)).toEqual(new Set(['"Value":"shop/dev/office"']));
  });

  test('--service does, where no function is asked', async () => {
    await open({ deployed: false });
    const planned = await plan('office', '--table', 'doorlist', '--topic', topic, '--service', 'shop');
    expect(planned.service).toBe('shop');
    expect(marks(planned)).toEqual(new Set(['"Value":"shop/dev/office"']));
  });

  test('where nothing is deployed plan says what it supposes', async () => {
    await open({ deployed: false });
    const { err } = await harness.doorlist('plan', '--service', 'shop');
    expect(err).toMatch(
      /^warning: ownership is judged as if .* its own is what is marked shop\/dev; --service names another service\. shop-dev-flush is not deployed/,
    );
  });
});

/** AWS for credentials that may do everything but EC2. */
function withoutEc2({ world }: Harness): AwsEndpoint {
  const refusal =
    '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors><RequestID>1</RequestID></Response>';
  return async (request, sender) =>
    request.headers['authorization']?.includes('/ec2/aws4_request')
      ? { status: 403, headers: {}, body: utf8(refusal) }
      : world.endpoint(request, sender);
}

test('credentials that may not look are told so, with where to read what they need', async () => {
  await open();
  Object.assign(harness.surroundings.aws, { requestHandler: sdkHandler(withoutEc2(harness), 'cli') });
  const hint = 'Your credentials may not do all of this; doorlist';
  const planned = await harness.doorlist('plan', 'office');
  expect(planned.exit).toBe(1);
  expect(planned.out).toContain('You are not authorized to perform this operation.');
  expect(planned.err).toContain(`${hint} plan --help tells what they need.\n`);
  expect((await harness.doorlist('flush', 'office', '--local')).err).toContain(`${hint} flush --help`);
  expect((await harness.doorlist('plan', '--help')).out).toContain('ec2:DescribeSecurityGroupRules');
});

test('validate takes security groups for one target, and names every group', async () => {
  await open({ deployed: false });
  expect((await harness.doorlist('validate')).out).toContain('is fine: 2 lists, 3 targets.');
  expect((await harness.doorlist('validate', '--json')).json()).toMatchObject({
    lists: [{ targets: [ec2(sg(1)), ec2(sg(2))] }, { targets: [ec2(sg(4)), ec2(pl(1))] }],
  });
});
