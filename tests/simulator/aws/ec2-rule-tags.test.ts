import { CreateTagsCommand, DeleteTagsCommand, type Tag } from '@aws-sdk/client-ec2';
import type { World, WorldOptions } from '../../../simulator/world/world.js';
import { tearDown } from '../../harness/world.js';
import { refusal } from '../world/harness.js';
import { ec2Of, groupArn, setUpEc2, WEB } from './ec2-harness.js';

let world: World;
let ec2: ReturnType<typeof ec2Of>;
let ids: string[];
async function begin(options: Partial<WorldOptions> = {}) {
  world = await setUpEc2(options);
  ec2 = ec2Of(world);
  await ec2.admit(['192.0.2.1/32', '192.0.2.2/32'], {
    TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'team', Value: 'web' }] }],
  });
  ids = ingress().map(({ id }) => id);
}
beforeEach(() => begin());
afterEach(tearDown);

const ingress = () => world.ec2.rules(groupArn(WEB)).filter((rule) => !rule.isEgress);
const tags = () => ingress().map((rule) => rule.tags);
const tag = (Tags: Tag[], Resources = ids) =>
  world.clock.drive(ec2.client.send(new CreateTagsCommand({ Resources, Tags })));
const untag = (Tags: Tag[] | undefined, Resources = ids) =>
  world.clock.drive(ec2.client.send(new DeleteTagsCommand({ Resources, Tags })));
const numbered = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: '' }));

test('tags are added to several rules at once, and overwritten, and others stay', async () => {
  await tag([{ Key: 'doorlist', Value: 'dev/office' }]);
  await tag([{ Key: 'doorlist', Value: 'dev/edge' }], ids.slice(1));
  expect(tags()).toEqual([
    { team: 'web', doorlist: 'dev/office' },
    { team: 'web', doorlist: 'dev/edge' },
  ]);
});

test.each<[string, Tag[] | undefined, object]>([
  ['by key', [{ Key: 'team' }], {}],
  ['by key and value', [{ Key: 'team', Value: 'web' }], {}],
  ['not of another value', [{ Key: 'team', Value: 'db' }], { team: 'web' }],
  ['not of an empty value', [{ Key: 'team', Value: '' }], { team: 'web' }],
  ['all, where none is named', undefined, {}],
  ['one that is not there, without a word', [{ Key: 'other' }], { team: 'web' }],
])('tags are taken off %s', async (_, given, left) => {
  await untag(given);
  expect(tags()).toEqual([left, left]);
});

test('the state with its marks, and whether others have tags there, goes on record', async () => {
  await tag(
    [
      { Key: 'doorlist:dev/b', Value: '' },
      { Key: 'doorlist', Value: 'dev/a' },
    ],
    ids.slice(0, 1),
  );
  const { before, after } = world.record.of('state').at(-1) ?? {};
  expect(before).toContain(`192.0.2.1/32 tcp 443-443 ${ids[0]} - tagged`);
  expect(after).toContain(`192.0.2.1/32 tcp 443-443 ${ids[0]} doorlist=dev/a,dev/b tagged`);
});

test('what is described may be older', async () => {
  await begin({ ec2: { lagMs: 1_500 } });
  await tag([{ Key: 'doorlist', Value: 'dev/office' }]);
  const seen = new Set<number>();
  for (let n = 0; n < 20; n++) {
    const { SecurityGroupRules = [] } = await ec2.describeRules({
      Filters: [{ Name: 'group-id', Values: [WEB] }],
    });
    seen.add(SecurityGroupRules.filter(({ Tags = [] }) => Tags.some(({ Key }) => Key === 'doorlist')).length);
  }
  expect(seen.size).toBeGreaterThan(1);
});

test('50 tags are taken, the 51st is not, and then none', async () => {
  await tag(numbered(49));
  expect(await refusal(tag([{ Key: 'more', Value: '' }]))).toBe('TagLimitExceeded');
  expect(Object.keys(tags()[0] ?? {})).toHaveLength(50);
  await tag([{ Key: 'team', Value: 'again' }]);
});

test('of rules of which one is gone none is tagged', async () => {
  await ec2.revoke({ SecurityGroupRuleIds: ids.slice(1) });
  expect(await refusal(tag([{ Key: 'a', Value: '' }]))).toBe('InvalidSecurityGroupRuleId.NotFound');
  expect(await refusal(untag([{ Key: 'team' }]))).toBe('InvalidSecurityGroupRuleId.NotFound');
  expect(tags()).toEqual([{ team: 'web' }]);
});

test.each<[string, Tag[], string[] | undefined, string]>([
  ['a key of AWS’s own', [{ Key: 'aws:x', Value: '' }], undefined, 'InvalidParameterValue'],
  ['a key that is too long', [{ Key: 'k'.repeat(128), Value: '' }], undefined, 'InvalidParameterValue'],
  ['no rule', [{ Key: 'a', Value: '' }], [], 'MissingParameter'],
  ['something else than a rule', [{ Key: 'a', Value: '' }], ['rule-1'], 'InvalidID'],
])('%s is refused', async (_, given, resources, name) => {
  expect(await refusal(tag(given, resources ?? ids))).toBe(name);
});

test('the calls are throttled like other changes: 50, then 5 a second', async () => {
  const command = () => new CreateTagsCommand({ Resources: ids, Tags: [{ Key: 'a', Value: 'b' }] });
  const calls = Array.from({ length: 60 }, () => ec2.client.send(command()));
  await world.clock.drive(Promise.allSettled(calls));
  const refused = world.record
    .of('call')
    .filter(({ operation, outcome }) => operation === 'CreateTags' && outcome === 'RequestLimitExceeded');
  expect(refused.length).toBeGreaterThan(5);
});
