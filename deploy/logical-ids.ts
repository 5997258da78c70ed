/** The resources that other resources point at. The functions' own come from the framework's naming. */
export const stateTable = 'StateTable';
export const alertsTopic = 'AlertsTopic';
export const failureQueue = 'FailureQueue';
export const schedulerRole = 'SchedulerRole';

export interface LambdaIds {
  function: string;
  logGroup: string;
  role: string;
}

export const lambdas = {
  flush: { function: 'FlushLambdaFunction', logGroup: 'FlushLogGroup', role: 'FlushRole' },
  access: { function: 'AccessLambdaFunction', logGroup: 'AccessLogGroup', role: 'AccessRole' },
  refresh: { function: 'RefreshLambdaFunction', logGroup: 'RefreshLogGroup', role: 'RefreshRole' },
} as const satisfies Record<string, LambdaIds>;
