import { describe, expect, test } from '@jest/globals';
import { scheduleName, schedules } from '../../deploy/schedules.js';
import { deployment, estate, feedList, leasedList, peoplesList } from './estates.js';

const invoked = { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] };
const perseverance = {
  RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 60 },
  DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['FailureQueue', 'Arn'] } },
};

describe('schedules', () => {
  test('a flush is one schedule a list, in its time zone, and says which list', () => {
    const { SchedulerRole, SweepSchedule, ...flushes } = schedules(
      estate(peoplesList('developers')),
      deployment,
    );
    expect(SchedulerRole?.Type).toBe('AWS::IAM::Role');
    expect(SweepSchedule).toBeDefined();
    expect(Object.values(flushes)).toEqual([
      {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'doorlist-prod-flush-developers',
          ScheduleExpression: 'cron(0 6,18 * * ? *)',
          ScheduleExpressionTimezone: 'Europe/London',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: { 'Fn::GetAtt': ['FlushLambdaFunction', 'Arn'] },
            RoleArn: invoked,
            Input:
              '{"list":"developers","schedule":"<aws.scheduler.schedule-arn>","scheduledAt":"<aws.scheduler.scheduled-time>"}',
            ...perseverance,
          },
        },
      },
    ]);
  });

  test('the refresh is checked every six hours, once for all lists with a feed', () => {
    const { SchedulerRole, ...checks } = schedules(estate(feedList('a'), feedList('b')), deployment);
    expect(SchedulerRole).toBeDefined();
    expect(checks).toMatchObject({
      RefreshSchedule: {
        Properties: {
          Name: 'doorlist-prod-refresh',
          ScheduleExpression: 'rate(6 hours)',
          Target: {
            Arn: { 'Fn::GetAtt': ['RefreshLambdaFunction', 'Arn'] },
            Input:
              '{"schedule":"<aws.scheduler.schedule-arn>","scheduledAt":"<aws.scheduler.scheduled-time>"}',
            ...perseverance,
          },
        },
      },
    });
    expect(Object.keys(checks)).toHaveLength(1);
  });

  test.each([
    ['is flushed', peoplesList('a', { timezone: 'UTC', leases: 'keep' })],
    ['has leases', leasedList('a')],
  ])('where a list %s there is a sweep every five minutes, once for all', (_about, list) => {
    const { SchedulerRole, ...sweeps } = schedules(estate(list, { ...list, name: 'b' }), deployment);
    expect(SchedulerRole).toBeDefined();
    expect(sweeps).toMatchObject({
      SweepSchedule: {
        Properties: {
          Name: 'doorlist-prod-sweep',
          ScheduleExpression: 'rate(5 minutes)',
          Target: {
            Arn: { 'Fn::GetAtt': ['FlushLambdaFunction', 'Arn'] },
            Input:
              '{"schedule":"<aws.scheduler.schedule-arn>","scheduledAt":"<aws.scheduler.scheduled-time>","sweep":true}',
            ...perseverance,
          },
        },
      },
    });
    expect(Object.keys(sweeps)).toHaveLength(1);
  });

  test('the scheduler may invoke what has a schedule, and not what answers people', () => {
    const { SchedulerRole } = schedules(estate(leasedList('a')), deployment);
    expect(JSON.stringify(SchedulerRole)).toContain('FlushLambdaFunction');
    expect(JSON.stringify(SchedulerRole)).not.toContain('AccessLambdaFunction');
  });

  test('names that differ in punctuation only are two schedules', () => {
    const names = ['a-b', 'ab', 'a_b', 'aB', 'a.b'];
    const ids = Object.keys(schedules(estate(...names.map((name) => peoplesList(name))), deployment));
    expect(ids).toHaveLength(names.length + 2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-zA-Z]+$/);
  });

  test.each([
    ['developers', 'doorlist-prod-flush-developers'],
    ['x'.repeat(44), `doorlist-prod-flush-${'x'.repeat(44)}`],
    ['x'.repeat(45), `doorlist-prod-flush-${'x'.repeat(35)}-747fbde0`],
    ['café', 'doorlist-prod-flush-caf--fccfbb63'],
  ])('the schedule of %s', (list, name) => {
    expect(scheduleName(deployment, `flush-${list}`)).toBe(name);
    expect(name.length).toBeLessThanOrEqual(64);
  });
});
