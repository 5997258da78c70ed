import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { World, WorldOptions } from '../../../simulator/world/world.js';
import { tearDown } from '../../harness/world.js';
import { clientOptions, setUp, refusal } from '../world/harness.js';

let world: World;
afterEach(tearDown);

const begin = async (quotas: WorldOptions['quotas'] = {}) => (world = await setUp({ quotas }));

function ask({ ServiceCode = 'vpc', QuotaCode = 'L-0EA8095F', region = 'eu-west-2' } = {}) {
  const client = new ServiceQuotasClient(clientOptions(world, 'cli', region));
  return client.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }));
}
const value = async (region?: string) => {
  const { Quota } = await world.clock.drive(ask(region === undefined ? {} : { region }));
  return Quota?.Value;
};

test('the rules of a security group are 60, with all that AWS says of it', async () => {
  await begin();
  const { Quota } = await world.clock.drive(ask());
  expect(Quota).toEqual({
    ServiceCode: 'vpc',
    ServiceName: 'Amazon Virtual Private Cloud (Amazon VPC)',
    QuotaArn: 'arn:aws:servicequotas:eu-west-2:111122223333:vpc/L-0EA8095F',
    QuotaCode: 'L-0EA8095F',
    QuotaName: 'Inbound or outbound rules per security group',
    Value: 60,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
  });
});

test('or what the world was given, or what the account was granted in one Region', async () => {
  await begin({ rulesPerGroup: 100 });
  expect(await value()).toBe(100);
  world.quotas.set('111122223333', 'eu-west-2', 200);
  world.quotas.set('999999999999', 'eu-west-1', 300);
  expect([await value(), await value('eu-west-1')]).toEqual([200, 100]);
});

test.each([
  ['another service', { ServiceCode: 'ec2' }, 'NoSuchResourceException'],
  ['another quota', { QuotaCode: 'L-00000000' }, 'NoSuchResourceException'],
  ['no quota’s form', { QuotaCode: '0EA8095F!' }, 'ValidationException'],
])('%s is refused', async (_, input, name) => {
  await begin();
  expect(await refusal(world.clock.drive(ask(input)))).toBe(name);
});

test('who may not ask is told so, from the start or from then on', async () => {
  await begin({ denied: true });
  expect(await refusal(value())).toBe('AccessDeniedException');
  await tearDown();
  await begin();
  await value();
  world.quotas.deny();
  expect(await refusal(value())).toBe('AccessDeniedException');
});

test('five a second are answered, and five more at once', async () => {
  await begin();
  const refused = async (count: number) => {
    const all = await world.clock.drive(Promise.allSettled(Array.from({ length: count }, () => ask())));
    const reasons = all.filter((each) => each.status === 'rejected').map(({ reason }) => reason as Error);
    return reasons.map(({ name }) => name);
  };
  expect(await refused(11)).toEqual(['TooManyRequestsException']);
  await world.clock.advanceTo(world.clock.now() + 1100);
  expect(await refused(5)).toEqual([]);
});

test.each([
  ['throttle', 'TooManyRequestsException'],
  ['internal-error', 'ServiceException'],
] as const)('a fault: %s', async (kind, name) => {
  await begin();
  world.faults.inject({ service: 'servicequotas' }, { kind });
  expect(await refusal(value())).toBe(name);
});
