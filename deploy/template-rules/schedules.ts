import { ofType, same, type Rule } from './template.js';

/** An occasion that cannot be delivered is tried again for a while, and then kept where an alarm sees it. */
export const schedulesKeepTrying: Rule = (template) => {
  const functionRoles = ofType(template, 'AWS::Lambda::Function').map(([, { Role }]) => Role);
  return ofType(template, 'AWS::Scheduler::Schedule').flatMap(([id, { Name, Target }]) => [
    ...(Target.RetryPolicy?.MaximumEventAgeInSeconds === undefined ||
    Target.RetryPolicy.MaximumRetryAttempts === undefined
      ? [`${id} has no retry policy.`]
      : []),
    ...(Target.DeadLetterConfig?.Arn === undefined ? [`${id} has no dead-letter queue.`] : []),
    ...(functionRoles.some((role) => same(role, Target.RoleArn))
      ? [`${id} invokes with a function's role, which the scheduler may not take.`]
      : []),
    ...(Name === undefined || /^[\w.-]{1,64}$/.test(Name)
      ? []
      : [`${id} has the name ${Name}; the scheduler takes 64 letters, digits, ".", "-" and "_".`]),
  ]);
};
