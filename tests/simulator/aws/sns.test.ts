import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SubscribeCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { tearDown } from '../../harness/world.js';
import { setUp, refusal, snsOf } from '../world/harness.js';
import type { World } from '../../../simulator/world/world.js';

const TOPIC = 'arn:aws:sns:eu-west-2:111122223333:doorlist-alerts';

let world: World;
let sns: SNSClient;
beforeEach(async () => {
  world = await setUp();
  world.sns.plant(TOPIC, ['platform@example.com']);
  sns = snsOf(world);
});
afterEach(tearDown);

const publish = (Subject: string | undefined, Message = 'A body', TopicArn = TOPIC) =>
  world.clock.drive(
    sns.send(new PublishCommand({ TopicArn, Message, ...(Subject !== undefined && { Subject }) })),
  );

test('what is published is mailed, word for word', async () => {
  const { MessageId } = await publish('doorlist: 2 & 3', 'one <two>\n"three" + 4 é');
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(world.record.of('mail')).toMatchObject([
    {
      actor: 'cli',
      topic: TOPIC,
      subject: 'doorlist: 2 & 3',
      body: 'one <two>\n"three" + 4 é',
      recipients: ['platform@example.com'],
    },
  ]);
});

test.each([
  ['of 101 characters', 'x'.repeat(101)],
  ['that is empty', ''],
  ['with a letter beyond ASCII', 'Türliste'],
  ['with a line break', 'one\ntwo'],
  ['with a control character', 'one\ttwo'],
  ['that begins with a space', ' one'],
])('a subject %s is refused', async (_, subject) => {
  expect(await refusal(publish(subject))).toBe('InvalidParameterException');
  expect(world.record.of('mail')).toEqual([]);
});

test('a subject of 100 characters is not', async () => {
  await publish('x'.repeat(100));
});

test('a message is measured in bytes', async () => {
  await publish('fits', 'é'.repeat(131_072));
  expect(await refusal(publish('does not', `${'é'.repeat(131_072)}!`))).toBe('InvalidParameterException');
});

test('a message must say something', async () => {
  expect(await refusal(publish('empty', ''))).toBe('InvalidParameterException');
});

test.each([
  ['that is not there', TOPIC.replace('alerts', 'alarms'), 'NotFoundException'],
  ['of another Region', TOPIC.replace('eu-west-2', 'us-east-1'), 'InvalidParameterException'],
  ['of another account', TOPIC.replace('111122223333', '999999999999'), 'AuthorizationErrorException'],
])('a topic %s is refused', async (_, arn, name) => {
  expect(await refusal(publish('hello', 'A body', arn))).toBe(name);
});

test('nobody gets mail before they have confirmed', async () => {
  const { TopicArn = '' } = await world.clock.drive(sns.send(new CreateTopicCommand({ Name: 'alarms' })));
  const Endpoint = 'new@example.com';
  const { SubscriptionArn } = await world.clock.drive(
    sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint })),
  );
  expect(SubscriptionArn).toBe('pending confirmation');
  await publish('too early', 'A body', TopicArn);
  world.sns.confirm(TopicArn, Endpoint);
  await publish('in time', 'A body', TopicArn);
  expect(world.record.of('mail').map(({ recipients }) => recipients)).toEqual([[], [Endpoint]]);
});

test('creating a topic again finds it with its subscriptions', async () => {
  await world.clock.drive(sns.send(new CreateTopicCommand({ Name: 'doorlist-alerts' })));
  await publish('still there');
  expect(world.record.of('mail')[0]?.recipients).toEqual(['platform@example.com']);
});

test('subscriptions are listed a hundred a page', async () => {
  world.sns.plant(
    TOPIC,
    Array.from({ length: 101 }, (_, index) => `p${index}@example.com`),
  );
  const list = (NextToken?: string) =>
    world.clock.drive(
      sns.send(
        new ListSubscriptionsByTopicCommand({
          TopicArn: TOPIC,
          ...(NextToken !== undefined && { NextToken }),
        }),
      ),
    );
  const first = await list();
  expect(first.Subscriptions).toHaveLength(100);
  expect((await list(first.NextToken)).Subscriptions).toMatchObject([
    { Endpoint: 'p100@example.com', Protocol: 'email' },
  ]);
});
