import type { Random } from '../../world/random.js';
import type { History } from '../../world/record.js';
import { AwsError, type AwsCall, type Service } from '../protocols/wire.js';
import { checkMessage, checkSubject, invalidParameter } from './message.js';
import { queryProtocol } from '../protocols/query.js';

export interface Sns extends Service {
  /** Puts a topic there as if it had always been, with subscriptions that these people have confirmed. */
  plant(topicArn: string, emails?: readonly string[]): void;
  /** The person follows the link in the confirmation mail. */
  confirm(topicArn: string, email: string): void;
}

interface Subscription {
  arn: string;
  endpoint: string;
  confirmed: boolean;
}

/** Subscriptions a page: docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
const PAGE = 100;

type Form = Record<string, string>;

export function createSns({ record, random }: { record: History; random: Random }): Sns {
  const topics = new Map<string, Subscription[]>();

  function topic({ account, region, input }: AwsCall): { arn: string; subscriptions: Subscription[] } {
    const { TopicArn: arn = '' } = input as Form;
    const [, place, owner] = /^arn:aws:sns:([a-z0-9-]+):(\d{12}):[\w-]{1,256}(?:\.fifo)?$/.exec(arn) ?? [];
    if (place !== region) throw invalidParameter('TopicArn');
    if (owner !== account)
      throw new AwsError('AuthorizationError', `not authorized to perform this on resource: ${arn}`, 403);
    const subscriptions = topics.get(arn);
    if (!subscriptions) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return { arn, subscriptions };
  }

  const operations: Record<string, (call: AwsCall) => unknown> = {
    /** Idempotent: an existing topic's ARN is returned. */
    CreateTopic({ account, region, input }) {
      const { Name = '' } = input as Form;
      if (!/^[\w-]{1,256}$/.test(Name)) throw invalidParameter('Topic Name');
      const arn = `arn:aws:sns:${region}:${account}:${Name}`;
      if (!topics.has(arn)) topics.set(arn, []);
      return { TopicArn: arn };
    },

    Subscribe(call) {
      const { Protocol, Endpoint = '' } = call.input as Form;
      const { arn, subscriptions } = topic(call);
      if (Protocol !== 'email') throw invalidParameter('Protocol');
      if (!/^[^@\s]+@[^@\s]+$/.test(Endpoint)) throw invalidParameter('Email address');
      const known = subscriptions.find((each) => each.endpoint === Endpoint);
      if (known?.confirmed) return { SubscriptionArn: known.arn };
      if (!known)
        subscriptions.push({ arn: `${arn}:${random.uuid()}`, endpoint: Endpoint, confirmed: false });
      return { SubscriptionArn: 'pending confirmation' };
    },

    ListSubscriptionsByTopic(call) {
      const { NextToken = '0' } = call.input as Form;
      const { arn, subscriptions } = topic(call);
      const from = Number(NextToken);
      const end = from + PAGE;
      return {
        Subscriptions: subscriptions.slice(from, end).map((each) => ({
          TopicArn: arn,
          Protocol: 'email',
          SubscriptionArn: each.confirmed ? each.arn : 'PendingConfirmation',
          Owner: call.account,
          Endpoint: each.endpoint,
        })),
        NextToken: end < subscriptions.length ? String(end) : undefined,
      };
    },

    /** Only confirmed subscriptions get the mail; SNS reports success even if there is none. */
    Publish(call) {
      const { Subject, Message = '' } = call.input as Form;
      const { arn, subscriptions } = topic(call);
      checkMessage(Message);
      if (Subject !== undefined) checkSubject(Subject);
      record.add(call.actor, {
        kind: 'mail',
        topic: arn,
        subject: Subject ?? 'AWS Notification Message',
        body: Message,
        recipients: subscriptions.filter((each) => each.confirmed).map((each) => each.endpoint),
      });
      return { MessageId: random.uuid() };
    },
  };

  return {
    protocol: queryProtocol('http://sns.amazonaws.com/doc/2010-03-31/'),
    latency: () => [20, 60],
    perform(call) {
      const operation = operations[call.operation];
      if (!operation)
        throw new AwsError('InvalidAction', `The action ${call.operation} is not valid for this endpoint.`);
      return operation(call);
    },
    plant(topicArn, emails = []) {
      const confirmed = emails.map((endpoint) => ({
        arn: `${topicArn}:${random.uuid()}`,
        endpoint,
        confirmed: true,
      }));
      topics.set(topicArn, confirmed);
    },
    confirm(topicArn, email) {
      const pending = topics.get(topicArn)?.find((each) => each.endpoint === email);
      if (!pending) throw new Error(`${email} was never asked to confirm ${topicArn}`);
      pending.confirmed = true;
    },
  };
}
