import { describe, expect, test } from '@jest/globals';
import { edits } from '../../../deploy/access/edits.js';
import type { TargetRef } from '../../../lib/estate/estate.js';
import {
  access,
  deployment,
  ec2Id,
  estateWith,
  feedList,
  ipSet,
  leasedList,
  peoplesList,
  prefixList,
} from '../estates.js';

const set = (n: number): TargetRef => ({
  ...ipSet(`set-${n}`),
  id: `a1b2c3d4-0001-4000-8000-${String(n).padStart(12, '0')}`,
});
const sets = (first: number, count: number) => Array.from({ length: count }, (_, i) => set(first + i));
const made = (...lists: Parameters<typeof estateWith>[1][]) =>
  edits(estateWith(access({ cloudTrail: true }), ...lists));

interface Pattern {
  source: string[];
  'detail-type': string[];
  detail: { requestParameters: { id: string[] }; $or: unknown[] };
}
const rulesOf = (resources: ReturnType<typeof edits>) =>
  Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::Events::Rule' ? [{ id, pattern: Properties['EventPattern'] as Pattern, Properties }] : [],
  );

describe('edits of IP sets by hand', () => {
  test('are watched where doorlist.yml asks for it', () => {
    expect(edits(estateWith(access(), leasedList('people')))).toEqual({});
    expect(deployment.stage).toBe('prod');
  });

  test('are those of the sets of lists with a flush or leases, which the flush function keeps', () => {
    const [rule, ...more] = rulesOf(
      made(
        leasedList('leased', [set(1), prefixList(ec2Id('pl', 1))]),
        peoplesList('flushed', undefined, [set(2)]),
        feedList('fed', [set(3)]),
      ),
    );
    expect(more).toEqual([]);
    expect(rule?.pattern).toMatchObject({
      source: ['aws.wafv2'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['wafv2.amazonaws.com'], eventName: ['UpdateIPSet'] },
    });
    expect(rule?.pattern.detail.requestParameters.id).toEqual(
      [set(1), set(2)].map((ref) => 'id' in ref && ref.id),
    );
  });

  test("are not doorlist's own, and an IAM user's though nobody issued their session", () => {
    const issuer = (arn: unknown) => ({ userIdentity: { sessionContext: { sessionIssuer: { arn } } } });
    const roles = ['FlushRole', 'AccessRole', 'RefreshRole'].map((role) => ({ 'Fn::GetAtt': [role, 'Arn'] }));
    expect(rulesOf(made(leasedList('people')))[0]?.pattern.detail.$or).toEqual([
      issuer([{ exists: false }]),
      issuer([{ 'anything-but': roles }]),
    ]);
  });

  test('are split over rules whose patterns EventBridge takes, each set once', () => {
    const rules = rulesOf(made(leasedList('people', sets(0, 60))));
    expect(rules.flatMap(({ pattern }) => pattern.detail.requestParameters.id)).toEqual(
      sets(0, 60).map((ref) => 'id' in ref && ref.id),
    );
    const role = `arn:aws:iam::111122223333:role/${'x'.repeat(64)}`;
    for (const { pattern } of rules)
      expect(
        JSON.stringify(pattern).replace(/\{"Fn::GetAtt":[^}]*\}/g, JSON.stringify(role)).length,
      ).toBeLessThan(2048);
  });

  test('reach the function, or the failure queue, which lets these rules in and nobody else', () => {
    const resources = made(leasedList('people', sets(0, 30)));
    const ids = rulesOf(resources).map(({ id }) => id);
    expect(ids).toEqual(['EditsRule1', 'EditsRule2']);
    for (const { id, Properties } of rulesOf(resources)) {
      expect(Properties['Targets']).toMatchObject([
        {
          Arn: { 'Fn::GetAtt': ['FlushLambdaFunction', 'Arn'] },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 60 },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['FailureQueue', 'Arn'] } },
        },
      ]);
      expect(resources[`${id}Permission`]?.Properties).toEqual({
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['FlushLambdaFunction', 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
      });
    }
    expect(resources['FailureQueuePolicy']?.Properties['PolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': ids.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })) } },
        },
      ],
    });
  });
});
