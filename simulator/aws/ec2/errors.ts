import { AwsError } from '../protocols/wire.js';

/** Codes: docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html; other sources are named where one is thrown. */
export const invalidValue = (message: string) => new AwsError('InvalidParameterValue', message);

export const invalidCombination = (message: string) => new AwsError('InvalidParameterCombination', message);

export const missing = (parameter: string) =>
  new AwsError('MissingParameter', `The request must contain the parameter ${parameter}`);

export function need<T>(value: T | undefined, parameter: string): T {
  if (value === undefined) throw missing(parameter);
  return value;
}
