import { describe, expect, test } from '@jest/globals';
import { ipSetPolicies } from '../../deploy/ip-set-policies.js';
import { ipSets } from './estates.js';

const arns = (count: number) => ipSets(count).map(({ arn }) => arn);

describe('the policies that name IP sets', () => {
  test.each([
    [0, 0],
    [1, 1],
    [52, 1],
    [53, 2],
    [300, 6],
  ])('%d IP sets take %d documents, each below the limit', (count, documents) => {
    const policies = ipSetPolicies(arns(count), 'FlushRole');
    expect(policies).toHaveLength(documents);
    expect(policies.flatMap(({ Statement: [{ Resource }] }) => Resource)).toEqual(arns(count));
    for (const policy of policies) expect(JSON.stringify(policy).length).toBeLessThan(6144);
  });

  test('a list at the end changes the last document only', () => {
    const before = ipSetPolicies(arns(120), 'FlushRole');
    expect(ipSetPolicies(arns(121), 'FlushRole').slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });

  test('more than a role can have are refused, with the numbers and the way out', () => {
    expect(() => ipSetPolicies(arns(600), 'FlushRole')).toThrow(
      'The 600 IP sets of FlushRole need 12 managed policies, and IAM attaches at most 10 to a role: ' +
        'move some lists to another stage.',
    );
  });
});
