import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { BadRequest } from '../lib/errors.js';
import { field } from '../lib/estate/mistakes/readable.js';
import { firstRegion, regionsOfEnvironment } from './region.js';
import type { Context } from './surroundings.js';

export interface StackOptions {
  service?: string;
  region?: string;
}

/** Where the deployed doorlist is. */
export interface StackName {
  service: string;
  stage: string;
  region: string;
}

/**
 * What was said on the command line, then what the environment says, then serverless.yml: `eu-west-2`, or the default
 * in `${opt:region, 'eu-west-2'}`.
 *
 * @throws BadRequest naming the option that would tell
 */
export function stackNameOf({ options, env, root }: Context<StackOptions>): StackName {
  const file = join(root, 'serverless.yml');
  const deployed = existsSync(file)
    ? (parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }) as unknown)
    : {};
  const found = (value: string | undefined, option: string): string => {
    if (value) return value;
    throw new BadRequest(
      `usage/${option}`,
      `The ${option} of the deployed doorlist cannot be told from ${file}; name it with --${option}.`,
    );
  };
  const provider = field(deployed, 'provider');
  return {
    stage: options.stage,
    service: found(options.service ?? literal(field(deployed, 'service')), 'service'),
    region: found(
      firstRegion([
        ['--region', options.region],
        ...regionsOfEnvironment(env),
        [`provider.region of ${file}`, literal(field(provider, 'region'))],
      ]),
      'region',
    ),
  };
}

/** What the framework makes of a value without options of its own. */
function literal(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = /^\$\{opt:\w+, *'([^']+)'\}$/.exec(value)?.[1] ?? value;
  return text.includes('$') ? undefined : text;
}
