import { readArn } from './arn.js';
import { shown, Unreadable } from '../mistakes/mistakes.js';

export const poolExample = 'arn:aws:cognito-idp:eu-west-2:111122223333:userpool/eu-west-2_AbCdEf123';

export interface PoolArn {
  arn: string;
  partition: string;
  /** The `iss` of its tokens: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html */
  issuer: string;
}

/** @throws Unreadable saying what the ARN names instead of a user pool, or what is wrong with it. */
export function parsePoolArn(text: string): PoolArn {
  const { arn, partition, region, resource } = readArn(
    text,
    `a user pool's looks like ${poolExample}`,
    (arn) =>
      arn.service === 'cognito-idp' && arn.resource.startsWith('userpool/')
        ? undefined
        : `is not a user pool of Cognito, whose ARN looks like ${poolExample}`,
  );
  const [, id = '', ...more] = resource.split('/');
  if (!/^[\w-]+_[0-9a-zA-Z]{1,45}$/.test(id) || !id.startsWith(`${region}_`) || more.length > 0)
    throw new Unreadable(
      `${shown(arn)} does not end in a user pool's id, which is its Region, _ and letters and digits, such as ${poolExample}`,
    );
  return { arn, partition, issuer: `https://cognito-idp.${region}.amazonaws.com/${id}` };
}
