import * as z from 'zod/mini';
import { printableAscii } from '../text/printable.js';

const services = new Map(
  Object.entries({
    'aws:s3': 'an event of S3',
    'aws:sns': 'an SNS message',
    'aws:sqs': 'an SQS message',
    'aws:dynamodb': 'a DynamoDB stream',
    'aws:kinesis': 'a Kinesis stream',
    'aws:ses': 'a mail of SES',
    'aws:codecommit': 'an event of CodeCommit',
    'aws:kafka': 'a batch of MSK',
    SelfManagedKafka: 'a batch of Kafka',
    'aws:mq': 'a batch of Amazon MQ',
    'aws:rmq': 'a batch of Amazon MQ',
    'aws:docdb': 'a change stream of DocumentDB',
  }),
);

const source = z.object({ eventSource: z.optional(z.string()), EventSource: z.optional(z.string()) });
const batch = z.object({ Records: z.array(source).check(z.minLength(1)) });

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
const ofEventBridge = z.object({ source: z.string(), 'detail-type': z.string() });

const has = (...keys: string[]) => z.object(Object.fromEntries(keys.map((key) => [key, z.any()])));

const elb = z.object({ requestContext: z.object({ elb: z.any() }) });
const http = z.object({ requestContext: z.object({ http: z.object({ method: z.string() }) }) });

/** By what only they have: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html */
const others: [z.ZodMiniType, string][] = [
  [elb, 'a request of a load balancer'],
  [http, 'a request of an HTTP API or a function URL'],
  [has('httpMethod', 'requestContext'), 'a request of API Gateway'],
  [has('methodArn', 'type'), "a question of API Gateway's to an authorizer"],
  [has('awslogs'), 'a batch of CloudWatch Logs'],
  [has('alarmArn', 'alarmData'), 'a CloudWatch alarm'],
  [has('RequestType', 'ResponseURL'), 'a custom resource of CloudFormation'],
  [has('CodePipeline.job'), 'a job of CodePipeline'],
  [has('invokingEvent', 'resultToken'), 'an evaluation of AWS Config'],
  [has('userPoolId', 'triggerSource'), 'a trigger of Cognito'],
  [has('deliveryStreamArn', 'records'), 'a batch of Firehose'],
  [has('requestContext', 'responseContext'), 'the result of another function'],
  [has('Type', 'TopicArn', 'Message'), "a message of SNS's in its envelope, outside of a batch"],
];

/** What AWS calls an event that it made; nothing for a payload that a person may have meant. */
export function eventName(event: unknown): string | undefined {
  const records = batch.safeParse(event).data?.Records[0] ?? source.safeParse(event).data;
  const name = records?.eventSource ?? records?.EventSource;
  if (name !== undefined) return services.get(name) ?? `an event of ${word(name)}`;
  const bridged = ofEventBridge.safeParse(event).data;
  if (bridged) return `the EventBridge event "${word(bridged['detail-type'])}" of ${word(bridged.source)}`;
  return others.find(([shape]) => shape.safeParse(event).success)?.[1];
}

const word = (text: string) => printableAscii(text).slice(0, 100);
