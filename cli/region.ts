import { BadRequest } from '../lib/errors.js';
import { isRegion } from '../lib/estate/values/arn.js';

/** Where a region may have been said, and what was. */
export type SaidRegion = readonly [from: string, region: string | undefined];

/**
 * The first that was said. Whether there is a Region of that name only AWS knows.
 *
 * @throws BadRequest where it cannot be one
 */
export function firstRegion(said: readonly SaidRegion[]): string | undefined {
  const [from, region] = said.find(([, each]) => Boolean(each)) ?? [];
  if (region === undefined || isRegion(region)) return region;
  throw new BadRequest(
    'usage/region',
    `${from} must be a Region such as eu-west-2, and is ${JSON.stringify(region)}.`,
  );
}

/** What the AWS CLI takes its region from. */
export function regionsOfEnvironment(env: Readonly<Record<string, string | undefined>>): SaidRegion[] {
  return (['AWS_REGION', 'AWS_DEFAULT_REGION'] as const).map((name) => [name, env[name]]);
}
