import { minute, listArn } from '../../harness/account.js';
import { edge, setUpEc2, reported } from '../../harness/ec2.js';
import { tearDown } from '../../harness/world.js';

afterEach(tearDown);

const a = '3.0.0.0/24';
const b = '3.0.2.0/24';
const lists = { edge: { ...edge, hold: '0', adopt: true, targets: [{ arn: listArn(1) }] } };
const planted = (more: object = {}) => [
  {
    arn: listArn(1),
    family: 'IPV4' as const,
    maxEntries: 10,
    entries: [{ cidr: a, description: 'terraform' }],
    ...more,
  },
];

test('what is taken over keeps its description, and nothing is written to AWS for it', async () => {
  const harness = await setUpEc2(lists, { feed: [a], prefixLists: planted() });
  expect(reported(await harness.run('refresh'))).toMatchObject({
    outcome: 'applied',
    moved: [{ cidr: a, marked: 'adopted' }],
    requests: [],
  });
  expect(harness.entries(1)).toEqual([`${a} terraform`]);
  const { record } = harness.world;
  expect(record.of('call').filter(({ operation }) => operation === 'ModifyManagedPrefixList')).toEqual([]);
});

test('of a list that a stack owns nothing is taken over: that is told, and the entry stays', async () => {
  const tags = { 'aws:cloudformation:stack-name': 'network' };
  const harness = await setUpEc2(lists, { feed: [a, b], prefixLists: planted({ tags }) });
  await harness.run('refresh');
  expect(harness.mails()[0]?.body).toContain("The prefix list has a tag of AWS's own (aws:)");
  harness.publish(b);
  await harness.later(minute);
  expect(reported(await harness.run('refresh'))).toMatchObject({ outcome: 'unchanged', foreign: 1 });
});

test('a tag of its owner’s does not keep a list from being taken over', async () => {
  const tags = { Owner: 'network' };
  const harness = await setUpEc2(lists, { feed: [a, b], prefixLists: planted({ tags }) });
  await harness.run('refresh');
  harness.publish(b);
  await harness.later(minute);
  expect(reported(await harness.run('refresh')).removed).toMatchObject([{ cidr: a }]);
});
