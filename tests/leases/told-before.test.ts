import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { refusalWords } from '../../lib/report/words.js';
import { groupArn } from '../harness/account.js';
import { developersV4 } from '../harness/developers.js';
import { estateOfGroup } from '../harness/leases.js';
import { setUpLeases } from '../harness/lease-requests.js';
import { documentsOf, putRow } from '../harness/table.js';
import { tearDown } from '../harness/world.js';

afterEach(tearDown);

const ana = { who: 'ana', network: '81.18.0.1/32' };

/** Ana asks while somebody else has the lock, who then ends as the row says. */
async function answered(outcome: object, before: object = {}) {
  const harness = await setUpLeases();
  const { clock } = harness.world;
  await putRow(harness, `turn#${developersV4}`, { began: 1, done: 1, ...before });
  await putRow(harness, `lock#${developersV4}`, { owner: 'x', expires: Date.now() + 4_000 });
  const asked = harness.ask(ana);
  await clock.advanceTo(Date.now() + 2_000);
  await putRow(harness, `turn#${developersV4}`, { version: 2, began: 2, done: 2, ...outcome });
  return clock.drive(asked);
}

const room = { grain: 'whole', room: 2, lacking: 1 };
const capacity = { reason: 'capacity', wanted: 3, foreign: 0, portRanges: 1, fits: false, remedy: room };

test.each<[string, object, string]>([
  [
    'as values',
    { refused: { ...capacity, leftOut: [ana.network] } },
    '3 entries are wanted, but the target takes 2: 1 too many.',
  ],
  ['for all, as values', { refused: capacity }, '3 entries are wanted, but the target takes 2: 1 too many.'],
  [
    'as the sentence of the previous version',
    { refused: 'It is full.', leftOut: [ana.network] },
    'It is full.',
  ],
])(
  'who waits is told what another’s commit was refused, which the row tells %s',
  async (_, outcome, words) => {
    const answer = await answered(outcome);
    expect(answer.kind === 'full' && refusalWords(answer.refusal)).toBe(words);
  },
);

test.each<[string, object]>([
  ['as values', { refused: { ...capacity, leftOut: ['81.18.0.9/32'] } }],
  ['as the sentence of the previous version', { refused: 'It is full.', leftOut: ['81.18.0.9/32'] }],
])('what is refused to others, which the row tells %s, is not told to who waits', async (_, outcome) => {
  expect(await answered(outcome)).toMatchObject({ kind: 'in' });
});

test('a refusal of a version to come is not taken for none: who waits commits themselves', async () => {
  expect(await answered({ refused: { reason: 'mood' } })).toMatchObject({ kind: 'in' });
});

test('a refusal that is over is told to nobody: the commit that ends well takes it out of the row', async () => {
  const harness = await setUpLeases();
  const { clock } = harness.world;
  await putRow(harness, `turn#${developersV4}`, { began: 1, done: 1, refused: capacity });
  const together = ['1', '2', '3'].map((n) => harness.ask({ who: n, network: `81.18.0.${n}/32` }));
  const answers = await clock.drive(Promise.all(together));
  expect(answers.map(({ kind }) => kind)).toEqual(['in', 'in', 'in']);
});

test('of some who ask at once and find no room, each is told so, whoever commits', async () => {
  const taken = Array.from({ length: 60 }, (_, i) => ({ source: `61.0.${i}.0/24`, from: 22, to: 22 }));
  const securityGroups = [{ arn: groupArn(1), rules: taken }];
  const harness = await setUpLeases({ estate: estateOfGroup(groupArn(1)), securityGroups });
  const together = ['1', '2', '3'].map((n) => harness.ask({ who: n, network: `81.18.0.${n}/32` }));
  const answers = await harness.world.clock.drive(Promise.all(together));
  expect(answers.map(({ kind }) => kind)).toEqual(['full', 'full', 'full']);
});

test('a commit that ends late leaves the outcome of one that began after it', async () => {
  const harness = await setUpLeases();
  const { world } = harness;
  const documents = documentsOf(world);
  // From the first commit on, it is known of which family each target is.
  await world.clock.drive(harness.ask({ who: 'bob', network: '81.18.0.2/32' }));
  const row = { pk: `turn#${developersV4}`, sk: '-' };
  const newer = { version: 9, began: 5, done: 5, refused: { ...capacity, leftOut: ['81.18.0.9/32'] } };
  world.actors.meanwhile({ who: 'lease-request', operation: 'UpdateIPSet', when: 'after' }, async () => {
    await documents.send(new PutCommand({ TableName: 'doorlist', Item: { ...row, ...newer } }));
  });
  await world.clock.drive(harness.ask(ana));
  const asked = new GetCommand({ TableName: 'doorlist', Key: row, ConsistentRead: true });
  expect((await world.clock.drive(documents.send(asked))).Item).toMatchObject(newer);
});
