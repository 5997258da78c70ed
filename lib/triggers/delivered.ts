import * as z from 'zod/mini';

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
const bySns = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })).check(z.minLength(1)),
});

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const bySqs = z.object({
  Records: z.array(z.object({ eventSource: z.literal('aws:sqs'), body: z.string() })).check(z.minLength(1)),
});

/** What SNS puts around a message, unless its delivery is raw: https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html */
const envelope = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** AWS's own message, which whatever takes SNS's envelope off hands to a function as its event. */
const bare = z.object({ synctoken: z.string(), md5: z.string() });

/**
 * The messages that an event brings from AWS's topic: by SNS itself, by way of SQS with SNS's envelope or without
 * (raw delivery), or as they are. Nothing for any other event.
 *
 * A message says when to look, so all of a batch are one run, for the newest of them. Where that run fails, all of the batch
 * come again: it throws, which SQS takes for the failure of every message, whether `batchItemFailures` are asked for or not.
 */
export function deliveredMessages(event: unknown): string[] | undefined {
  const sns = bySns.safeParse(event);
  if (sns.success) return sns.data.Records.map((record) => record.Sns.Message);
  const sqs = bySqs.safeParse(event);
  if (sqs.success) return sqs.data.Records.map(({ body }) => unwrapped(body));
  return bare.safeParse(event).success ? [JSON.stringify(event)] : undefined;
}

function unwrapped(body: string): string {
  try {
    return envelope.parse(JSON.parse(body)).Message;
  } catch {
    return body;
  }
}

/**
 * When a rule of EventBridge with a schedule of its own started a function.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
const scheduled = z.object({
  source: z.literal('aws.events'),
  'detail-type': z.literal('Scheduled Event'),
  time: z.string(),
});

export function readScheduledEvent(event: unknown): { occasion: string } | undefined {
  const read = scheduled.safeParse(event);
  return read.success ? { occasion: read.data.time } : undefined;
}
