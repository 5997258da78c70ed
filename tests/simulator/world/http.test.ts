import { GetIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { realClock } from '../../../simulator/world/clock.js';
import { serve, type Served } from '../../../simulator/world/http.js';
import { tearDown } from '../../harness/world.js';
import { setUp, ids, refusal } from './harness.js';
import type { World } from '../../../simulator/world/world.js';

const TOPIC = 'arn:aws:sns:eu-west-2:111122223333:alerts';

let world: World;
let served: Served;
beforeEach(async () => {
  world = await setUp({ clock: realClock() });
  served = await serve(world);
});
afterEach(async () => {
  await served.close();
  await tearDown();
});

const options = () => ({
  region: 'eu-west-2',
  endpoint: served.url,
  credentials: world.credentials('over-http'),
  maxAttempts: 1,
});

test('any client is served over HTTP, with no handler of its own', async () => {
  world.sns.plant(TOPIC, ['platform@example.com']);
  world.lambda.register('job', { timeoutMs: 3000, memory: 128, start: () => (event: unknown) => event });
  const [waf, invoked] = await Promise.all([
    new WAFV2Client(options()).send(new GetIPSetCommand(ids.v4)),
    new LambdaClient(options()).send(new InvokeCommand({ FunctionName: 'job', Payload: '{"n":1}' })),
    new SNSClient(options()).send(
      new PublishCommand({ TopicArn: TOPIC, Subject: 'Hello', Message: 'over HTTP' }),
    ),
    new DynamoDBClient(options()).send(
      new PutItemCommand({ TableName: 'doorlist', Item: { pk: { S: 'a' }, sk: { S: '-' } } }),
    ),
  ]);
  expect(waf.IPSet?.Addresses).toEqual(['192.0.2.0/24']);
  expect(invoked.Payload?.transformToString()).toBe('{"n":1}');
  expect(world.record.of('mail')).toMatchObject([
    { actor: 'over-http', subject: 'Hello', body: 'over HTTP' },
  ]);
  expect(world.record.countCalls()).toMatchObject({ 'dynamodb:PutItem': 1 });
});

test('a connection that breaks in the simulator breaks on the wire', async () => {
  world.faults.inject({}, { kind: 'reset', landed: false });
  await expect(new WAFV2Client(options()).send(new GetIPSetCommand(ids.v4))).rejects.toThrow(
    'socket hang up',
  );
});

test('the feed is served beside AWS, faults and all', async () => {
  const file = JSON.stringify({ syncToken: '1', prefixes: [] });
  world.feed.publish(file);
  const fetchFeed = async () => (await fetch(`${served.url}/ip-ranges.json`)).text();
  expect(await fetchFeed()).toBe(file);
  world.feed.fail({ kind: 'truncated', bytes: 3 });
  expect(await refusal(fetchFeed())).toBe('TypeError');
});
