import { afterEach, expect, test } from '@jest/globals';
import { parseEstate } from '../../lib/estate/parse.js';
import { groupArn } from '../harness/account.js';
import { DEVELOPERS, estateText, setUp, type Harness, type Setting } from './harness.js';

let harness: Harness;
const open = async (options: Setting = {}) => {
  harness = await setUp(options);
  await harness.world.clock.drive(harness.world.lambda.invoke('doorlist-dev-flush', {}));
};
afterEach(() => harness.tearDown());

const redeploy = (text: string) => harness.deployed?.redeploy(parseEstate(text).estate);
const local = (...more: string[]) => harness.doorlist('flush', '--local', ...more);
const byHand = () => harness.updates().filter(({ actor }) => actor === 'cli');

test('--local from a checkout that is not deployed is refused, and writes nothing', async () => {
  await open({ deployed: estateText.replace('81.2.69.0/24', '81.2.70.0/24') });
  const { exit, err } = await local('developers');
  expect(exit).toBe(1);
  expect(err.split('\n')).toEqual([
    'error: flush failed for 1 of 1 targets. Another edition of doorlist is deployed than the one of this run, which therefore wrote nothing where another edition may have written since.',
    'This checkout is not what is deployed: check that out, or deploy this one with npx serverless deploy --stage dev.',
    '',
  ]);
  expect(harness.world.waf.contents(DEVELOPERS)).toEqual(['81.2.70.0/24']);
  expect(byHand()).toEqual([]);
});

test('--local from the checkout that wrote last need not ask Lambda, which may be what is broken', async () => {
  await open();
  await harness.world.clock.drive(harness.world.console.add(DEVELOPERS, '198.51.100.9/32', 'eve'));
  harness.world.faults.inject({ who: 'cli', service: 'lambda', times: 99 }, { kind: 'internal-error' });
  const topic = harness.deployed?.deployment.alertsTopic ?? '';
  const { exit } = await local('developers', '--table', 'doorlist', '--topic', topic);
  expect(exit).toBe(0);
  expect(harness.world.waf.contents(DEVELOPERS)).toEqual(['81.2.69.0/24']);
});

test('--local of a machine that slept longer than its lock lasts leaves what was deployed meanwhile', async () => {
  const at = (port: number) => `
alerts: { email: [platform@example.com] }
lists:
  office:
    flush: {}
    pins: [{ cidr: 81.2.69.0/24, note: Office VPN }]
    targets: [{ arn: '${groupArn(1)}', ports: [${port}] }]
`;
  await open({ deployed: at(80), estate: at(443), securityGroups: [{ arn: groupArn(1) }] });
  redeploy(at(443));
  const opened = { who: 'cli', operation: 'AuthorizeSecurityGroupIngress', when: 'after' } as const;
  harness.world.actors.meanwhile(opened, async () => {
    await new Promise((resolve) => setTimeout(resolve, 320_000));
    redeploy(at(80));
    await harness.world.lambda.invoke('doorlist-dev-flush', {});
  });
  const { exit } = await local();
  const rules = harness.world.ec2.rules(groupArn(1)).filter(({ isEgress }) => !isEgress);
  expect([exit, rules.map(({ from }) => from)]).toEqual([1, [80]]);
});
