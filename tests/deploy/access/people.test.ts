import { describe, expect, test } from '@jest/globals';
import { policyId } from '../../../deploy/access/people.js';
import { stack } from '../../../deploy/stack.js';
import { access, cognito, deployment, estateWith, leasedList, peoplesList } from '../estates.js';

const lists = [leasedList('people'), leasedList('guests-2'), peoplesList('flushed')];
const made = stack(estateWith(access({ cognito }), ...lists), deployment).resources;
const allowed = (right: 'join' | 'administer', list: string) => {
  const { PolicyDocument } = made.Resources[policyId(right, list)]?.Properties as {
    PolicyDocument: { Statement: { Effect: string; Action: string; Resource: { 'Fn::Sub': string }[] }[] };
  };
  expect(PolicyDocument.Statement).toMatchObject([{ Effect: 'Allow', Action: 'execute-api:Invoke' }]);
  return PolicyDocument.Statement.flatMap(({ Resource }) => Resource.map((arn) => arn['Fn::Sub']));
};
const api = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${AccessApi}/prod';

describe('what is attached to people who sign', () => {
  test('lets them join one list, and see who they are', () => {
    expect(allowed('join', 'guests-2')).toEqual([
      `${api}/GET/me`,
      `${api}/GET/lists/guests-2/leases/me`,
      `${api}/PUT/lists/guests-2/leases/me`,
      `${api}/DELETE/lists/guests-2/leases/me`,
    ]);
  });

  test('lets them administer one list, whose leases have ids that nobody knows yet', () => {
    expect(allowed('administer', 'people')).toEqual([
      `${api}/GET/me`,
      `${api}/GET/lists/people/leases`,
      `${api}/DELETE/lists/people/leases/*`,
    ]);
  });

  test('is there for each list with leases, and told as an output', () => {
    const policies = Object.keys(made.Resources).filter((id) => /^(Join|Administer)Policy/.test(id));
    expect(policies).toEqual(
      ['people', 'guests-2'].flatMap((list) => [policyId('join', list), policyId('administer', list)]),
    );
    for (const id of policies) expect(made.Outputs[id]?.Value).toEqual({ Ref: id });
  });

  test('is not there where nobody signs', () => {
    const { resources } = stack(estateWith(access({ iam: false, cognito }), ...lists), deployment);
    expect(Object.keys({ ...resources.Resources, ...resources.Outputs })).not.toContainEqual(
      expect.stringMatching(/^(Join|Administer)Policy/),
    );
  });
});
