import { iamLimits } from '../../lib/aws-limits.js';
import { ofType, type Rule } from './template.js';

export const rolesFit: Rule = (template) => [
  ...ofType(template, 'AWS::IAM::ManagedPolicy')
    .map(([id, { PolicyDocument }]) => [id, JSON.stringify(PolicyDocument).length] as const)
    .filter(([, length]) => length > iamLimits.managedDocument)
    .map(([id, length]) => `${id} is ${length} characters long; IAM takes ${iamLimits.managedDocument}.`),
  ...ofType(template, 'AWS::IAM::Role').flatMap(([id, { Policies = [], ManagedPolicyArns = [] }]) => {
    const inline = Policies.reduce(
      (sum, { PolicyDocument }) => sum + JSON.stringify(PolicyDocument).length,
      0,
    );
    return [
      ...(ManagedPolicyArns.length > iamLimits.managedPolicies
        ? [`${id} has ${ManagedPolicyArns.length} managed policies; IAM takes ${iamLimits.managedPolicies}.`]
        : []),
      ...(inline > iamLimits.inlineDocuments
        ? [`${id} has inline policies of ${inline} characters; IAM takes ${iamLimits.inlineDocuments}.`]
        : []),
    ];
  }),
];

/** Shared rights are rights that one of the sharers does not need. */
export const oneRoleEach: Rule = (template) => {
  const roles = ofType(template, 'AWS::Lambda::Function').map(
    ([id, { Role }]) => [id, JSON.stringify(Role)] as const,
  );
  return roles
    .filter(([id, role]) => roles.some(([other, otherRole]) => other !== id && otherRole === role))
    .map(([id]) => `${id} shares its role with another function.`);
};
