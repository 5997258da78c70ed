/*
 * Messages of AmazonIpSpaceChanged as AWS sent them, found in public repositories. The event is complete and
 * unedited; of 2022 and 2024 only the message is known, the latter put together by hand with a true md5.
 */

export const event2017 = {
  Records: [
    {
      EventVersion: '1.0',
      EventSubscriptionArn:
        'arn:aws:sns:us-east-1:806199016981:AmazonIpSpaceChanged:330481fc-c27e-41db-bc7c-06540b6ff460',
      EventSource: 'aws:sns',
      Sns: {
        SignatureVersion: '1',
        Timestamp: '2017-11-30T18:49:56.720Z',
        Signature:
          'N8HL5PC4Moq19YHY1HhsWPQsrnP6WT9PZMfYSGMX+NEh8rh6w5NUBWPrljt7sRw6hOsOxUtky5ovfdlyVQQ9xfPQeHOG15hD+VQdhNk2v+eqhVrq7JyZO9Tap2K1Pf5WauRNZYr9LH6VOQa2G0Mr/aM3Qjg4uUH7sPyAFQlkjEAbWyMdQG6oipXpDDIFSGqX3bYg9cqMoJy7cMwDemfCuZk1f2i3WX/jjyOf4x4vXEfoEPsE61A/b3L0/rjtygavII0JF7lL8eQ5g4GVGGgjr+wci9FsJNcEJlIydZ73I6pKkhCrhqhkY/EIuxb1e+A2ItPwGhoEXCHal7gpv10vwA==',
        SigningCertUrl:
          'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-433026a4050d206028891664da859041.pem',
        MessageId: 'ff28ed80-ad39-5706-b41c-bf1af82d15b2',
        Message:
          '{"create-time":"2017-11-30-18-42-12","synctoken":"1512067332","md5":"e0a38abfb954152e33ccdd4a19fea03e","url":"https://ip-ranges.amazonaws.com/ip-ranges.json"}',
        MessageAttributes: {},
        Type: 'Notification',
        UnsubscribeUrl:
          'https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:806199016981:AmazonIpSpaceChanged:330481fc-c27e-41db-bc7c-06540b6ff460',
        TopicArn: 'arn:aws:sns:us-east-1:806199016981:AmazonIpSpaceChanged',
        Subject: 'IP Space Changed',
      },
    },
  ],
};

export const message2022 =
  '{"create-time":"2022-04-27-19-03-26","synctoken":"1651086206","md5":"40741c8787f418fa91d0f20d9f25b735","url":"https://ip-ranges.amazonaws.com/ip-ranges.json"}';

export const message2024 =
  '{"create-time": "2024-07-09-02-03-09", "synctoken": "1720490589", "md5": "7d512815cbb10c21eb790c7f2f02e0b7", "url": "https://ip-ranges.amazonaws.com/ip-ranges.json"}';

/** In the genuine envelope. */
export function eventOf(...messages: string[]): typeof event2017 {
  return {
    Records: event2017.Records.flatMap((record) =>
      messages.map((Message) => ({ ...record, Sns: { ...record.Sns, Message } })),
    ),
  };
}
