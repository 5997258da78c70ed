import { BadRequest } from '../../lib/errors.js';
import { parseEstate } from '../../lib/estate/parse.js';
import { readTrigger } from '../../lib/triggers/read-trigger.js';

const set = (n: number) =>
  `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/x/a1b2c3d4-0001-4000-8000-00000000000${n}`;
const { estate } = parseEstate(
  `
alerts: { email: [platform@example.com] }
lists:
  developers:
    flush: { cron: '0 6,18 * * ? *' }
    targets: [{ arn: '${set(1)}' }]
  edge:
    feed: { services: [CLOUDFRONT] }
    targets: [{ arn: '${set(2)}' }]
`,
);

const md5 = '0123456789abcdef0123456789abcdef';
const announcement = (syncToken: number) =>
  JSON.stringify({
    'create-time': '2026-08-22-04-00-00',
    synctoken: String(syncToken),
    md5,
    url: 'https://ip-ranges.amazonaws.com/ip-ranges.json',
  });
const enveloped = (Message: string) => JSON.stringify({ Type: 'Notification', TopicArn: 'arn', Message });
const sqs = (...bodies: string[]) => ({
  Records: bodies.map((body, i) => ({ messageId: String(i), eventSource: 'aws:sqs', body })),
});
const read = (job: 'flush' | 'refresh', event: unknown) => readTrigger(job, event, 'request', estate);

function refusal(job: 'flush' | 'refresh', event: unknown): string {
  try {
    read(job, event);
  } catch (error) {
    if (error instanceof BadRequest) return error.message;
    throw error;
  }
  throw new Error('The event was taken.');
}

describe('an announcement', () => {
  test.each([
    ['by way of SQS', sqs(enveloped(announcement(1_787_371_200)))],
    ['by way of SQS, raw', sqs(announcement(1_787_371_200))],
    ['as it is', JSON.parse(announcement(1_787_371_200)) as unknown],
  ])('%s starts a refresh', (_, event) => {
    expect(read('refresh', event)).toMatchObject({
      trigger: 'refresh',
      by: 'announcement',
      lists: [{ name: 'edge' }],
      announced: { syncToken: 1_787_371_200, md5 },
    });
  });

  test('of several in a batch, the newest is the one of the run', () => {
    const batch = sqs(
      announcement(1_787_371_200),
      enveloped(announcement(1_787_374_800)),
      announcement(1_787_371_201),
    );
    expect(read('refresh', batch).announced?.syncToken).toBe(1_787_374_800);
  });

  test('that cannot be read says to look all the same', () => {
    expect(read('refresh', sqs('{}'))).toMatchObject({ by: 'announcement', lists: [{ name: 'edge' }] });
    expect(read('refresh', sqs('{}'))).not.toHaveProperty('announced');
  });
});

test("EventBridge's scheduled event starts what its function does, for the time that it names", () => {
  const event = {
    version: '0',
    id: '1',
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    time: '2026-08-22T06:00:00Z',
    resources: ['arn:aws:events:eu-west-2:111122223333:rule/own'],
    detail: {},
  };
  const common = { by: 'schedule', occasion: event.time, dryRun: false, force: false };
  expect(read('flush', event)).toMatchObject({
    ...common,
    trigger: 'flush',
    lists: [{ name: 'developers' }],
  });
  expect(read('refresh', event)).toMatchObject({ ...common, trigger: 'refresh', lists: [{ name: 'edge' }] });
});

describe('an event that starts nothing is refused by its own name', () => {
  test.each([
    ['an event of S3', { Records: [{ eventSource: 'aws:s3', s3: {} }] }],
    ['a DynamoDB stream', { Records: [{ eventSource: 'aws:dynamodb' }] }],
    ['an event of aws:new', { Records: [{ eventSource: 'aws:new' }] }],
    ['a request of API Gateway', { httpMethod: 'GET', requestContext: { stage: 'dev' }, headers: {} }],
    ['a request of an HTTP API or a function URL', { requestContext: { http: { method: 'GET' } } }],
    ['a request of a load balancer', { httpMethod: 'GET', requestContext: { elb: {} } }],
    ['a batch of CloudWatch Logs', { awslogs: { data: '' } }],
    [
      'the EventBridge event "EC2 Instance State-change Notification" of aws.ec2',
      { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: {} },
    ],
  ])('%s', (name, event) => {
    for (const job of ['flush', 'refresh'] as const) {
      const message = refusal(job, event);
      expect(message).toMatch(new RegExp(`^The event is ${name}, which starts no ${job}: .*\\.$`));
      expect(message).not.toMatch(/unknown key|payload has/);
    }
  });

  test('an SNS message, by a flush', () => {
    const event = { Records: [{ EventSource: 'aws:sns', Sns: { Message: announcement(1_787_371_200) } }] };
    expect(refusal('flush', event)).toMatch(/^The event is an SNS message, which starts no flush/);
    expect(refusal('flush', sqs(announcement(1_787_371_200)))).toMatch(/^The event is an SQS message/);
  });

  test("a hand's payload is still told its mistake", () => {
    expect(refusal('flush', { lst: 'developers' })).toMatch(/unknown key "lst".*did you mean list/);
  });
});
