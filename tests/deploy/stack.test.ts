import { describe, expect, test } from '@jest/globals';
import { stack } from '../../deploy/stack.js';
import { access, deployment, estate, estateWith, feedList, leasedList, peoplesList } from './estates.js';

const idsOf = (...lists: Parameters<typeof estate>) =>
  Object.keys(stack(estate(...lists), deployment).resources.Resources);

describe('the stack', () => {
  test('a feed brings its subscription, check and alarm, and takes them away', () => {
    const people = peoplesList('people');
    expect(stack(estate(people, feedList('feed')), deployment).refreshEvents).toEqual([
      { sns: { arn: 'arn:aws:sns:us-east-1:806199016981:AmazonIpSpaceChanged' } },
    ]);
    expect(idsOf(people, feedList('feed'))).toEqual(
      expect.arrayContaining(['RefreshSchedule', 'RefreshErrorsAlarm']),
    );
    expect(stack(estate(people), deployment).refreshEvents).toEqual([]);
    expect(idsOf(people)).not.toEqual(expect.arrayContaining(['RefreshSchedule']));
    expect(idsOf(people)).not.toEqual(expect.arrayContaining(['RefreshErrorsAlarm']));
  });

  test('a flush brings its alarm, and takes it away', () => {
    expect(idsOf(peoplesList('people'))).toContain('FlushErrorsAlarm');
    expect(idsOf(feedList('feed'))).not.toContain('FlushErrorsAlarm');
  });

  test('access brings its alarms and how long its logs are kept, and takes them away', () => {
    const alarms = ['AccessErrorsAlarm', 'AccessApiErrorsAlarm', 'FlushErrorsAlarm'];
    const { resources, auditDays } = stack(
      estateWith(access({ auditDays: 400 }), leasedList('people')),
      deployment,
    );
    expect(Object.keys(resources.Resources)).toEqual(expect.arrayContaining(alarms));
    expect(auditDays).toBe(400);
    expect(stack(estate(peoplesList('people')), deployment).auditDays).toBeUndefined();
    expect(idsOf(peoplesList('people')).filter((id) => /Access(?!Role)|ApiGateway/.test(id))).toEqual([]);
  });

  test('the alarm of the API counts by the name that the API has', () => {
    const { Resources } = stack(estateWith(access(), leasedList('people')), deployment).resources;
    expect(Resources.AccessApiErrorsAlarm?.Properties.Dimensions).toEqual([
      { Name: 'ApiName', Value: Resources.AccessApi?.Properties.Name },
    ]);
  });

  test('everybody named is mailed, and the alarms of this account may mail them', () => {
    const two = {
      ...estate(peoplesList('people')),
      alerts: { email: ['a-b@example.com', 'ab@example.com'] },
    };
    const { Resources } = stack(two, deployment).resources;
    const mails = Object.values(Resources).filter(({ Type }) => Type === 'AWS::SNS::Subscription');
    expect(mails.map(({ Properties }) => Properties.Endpoint)).toEqual(two.alerts.email);
    expect(Resources.AlertsTopicPolicy?.Properties.PolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: { Ref: 'AlertsTopic' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
  });

  test('the metric of the alarm is the one that the stage emits', () => {
    const { RefusedAlarm } = stack(estate(peoplesList('people')), deployment).resources.Resources;
    expect(RefusedAlarm?.Properties).toMatchObject({
      Namespace: 'doorlist',
      MetricName: 'Refused',
      Dimensions: [{ Name: 'service', Value: 'doorlist-prod' }],
    });
  });
});
