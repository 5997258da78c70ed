import { describe, expect, test } from '@jest/globals';
import { roles } from '../../deploy/roles.js';
import { deployment, estate, feedList, ipSet, ipSets, leasedList, peoplesList } from './estates.js';

const policiesOf = (resources: ReturnType<typeof roles>, role: string) =>
  Object.entries(resources)
    .filter(([id]) => id.startsWith(`${role}Targets`))
    .map(([, { Properties }]) => Properties.PolicyDocument);

const allow = (...arns: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['wafv2:GetIPSet', 'wafv2:UpdateIPSet'], Resource: arns }],
});

describe('roles', () => {
  const both = { ...peoplesList('both'), ...feedList('both') };
  const resources = roles(
    estate(peoplesList('people'), feedList('feed'), both, leasedList('leased')),
    deployment,
  );

  test('the flush, which sweeps, may write the IP sets of the lists that have a flush or leases', () => {
    expect(policiesOf(resources, 'FlushRole')).toEqual([
      allow(ipSet('people').arn, ipSet('both').arn, ipSet('leased').arn),
    ]);
  });

  test('the access may write the IP sets of the lists that have leases', () => {
    expect(policiesOf(resources, 'AccessRole')).toEqual([allow(ipSet('leased').arn)]);
  });

  test('the refresh may write the IP sets of the lists that have a feed', () => {
    expect(policiesOf(resources, 'RefreshRole')).toEqual([allow(ipSet('feed').arn, ipSet('both').arn)]);
  });

  test('a function with nothing to write has no policy for it', () => {
    const { RefreshRole } = roles(estate(peoplesList('people')), deployment);
    expect(RefreshRole?.Properties.ManagedPolicyArns).toEqual([]);
  });

  test('300 IP sets are split, and each part is attached', () => {
    const many = roles(estate(peoplesList('people', undefined, ipSets(300))), deployment);
    const parts = Object.keys(many).filter((id) => many[id]?.Type === 'AWS::IAM::ManagedPolicy');
    expect(parts).toHaveLength(6);
    expect(many.FlushRole?.Properties.ManagedPolicyArns).toEqual(parts.map((id) => ({ Ref: id })));
  });

  test('each may ask for the edition that is deployed, of one function', () => {
    const statements = ['FlushRole', 'AccessRole', 'RefreshRole'].map((role) => {
      const [run] = resources[role]?.Properties['Policies'] as { PolicyDocument: { Statement: object[] } }[];
      return run?.PolicyDocument.Statement.filter((each) => JSON.stringify(each).includes('lambda:'));
    });
    const grant = {
      Effect: 'Allow',
      Action: 'lambda:GetFunctionConfiguration',
      Resource: {
        'Fn::Sub':
          'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:doorlist-prod-flush',
      },
    };
    expect(statements).toEqual([[grant], [grant], [grant]]);
  });
});
