import type { FeedVersion } from '../../world/feed/server.js';
import type { Random } from '../../world/random.js';
import { readUtf8 } from '../protocols/wire.js';
import type { Lambda } from '../lambda/lambda.js';

export const FEED_TOPIC = 'arn:aws:sns:us-east-1:806199016981:AmazonIpSpaceChanged';

export interface FeedMessage {
  'create-time': string;
  synctoken: string;
  md5: string;
  url: string;
}

/** AmazonIpSpaceChanged and the functions that are subscribed to it. */
export interface FeedTopic {
  subscribe(functionName: string): void;
  announce(version: FeedVersion, changed?: Partial<FeedMessage>): void;
}

/** Events as genuine messages have them (2017, 2022): `create-time` with dashes, not the ISO form of the documentation. */
export function createFeedTopic(lambda: Lambda, random: Random): FeedTopic {
  const subscriptions: { functionName: string; arn: string }[] = [];
  return {
    subscribe: (functionName) => subscriptions.push({ functionName, arn: `${FEED_TOPIC}:${random.uuid()}` }),
    announce(version, changed = {}) {
      const message = { ...describe(version), ...changed };
      const messageId = random.uuid();
      for (const { functionName, arn } of subscriptions) {
        lambda.invokeAsync(functionName, { Records: [notification(arn, messageId, message)] }, 'sns');
      }
    },
  };
}

/** The createDate is the second key of the file. */
const head = 500;

function describe({ syncToken, md5, body }: FeedVersion): FeedMessage {
  const [, createDate = ''] = /"createDate"\s*:\s*"([^"]*)"/.exec(readUtf8(body.subarray(0, head))) ?? [];
  return {
    'create-time': createDate,
    synctoken: syncToken,
    md5,
    url: 'https://ip-ranges.amazonaws.com/ip-ranges.json',
  };
}

function notification(subscriptionArn: string, messageId: string, message: FeedMessage) {
  return {
    EventVersion: '1.0',
    EventSubscriptionArn: subscriptionArn,
    EventSource: 'aws:sns',
    Sns: {
      SignatureVersion: '1',
      Timestamp: new Date(Date.now()).toISOString(),
      Signature: 'c2lnbmVkIG9uIHRoZSBkZXNr',
      SigningCertUrl:
        'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0000000000000000000000000000000.pem',
      MessageId: messageId,
      Message: JSON.stringify(message),
      MessageAttributes: {},
      Type: 'Notification',
      UnsubscribeUrl: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
      TopicArn: FEED_TOPIC,
      Subject: 'IP Space Changed',
    },
  };
}
