import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { BadRequest, Unavailable } from '../../lib/errors.js';
import { isLoopback } from '../loopback.js';
import { firstRegion, regionsOfEnvironment } from '../region.js';
import type { Context } from '../surroundings.js';
import { teamFileName } from './team-file.js';
import type { AccessOptions, Endpoint } from './endpoint.js';
import type { Asked } from './exchange.js';

/**
 * Signs with AWS credentials as API Gateway verifies it: service execute-api, every header that is sent.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signerFor(
  endpoint: Endpoint,
  context: Context<AccessOptions>,
): Promise<(asked: Asked) => Promise<Record<string, string>>> {
  const { aws, now } = context;
  const given = aws.credentials ?? fromNodeProviderChain();
  const provider = typeof given === 'function' ? given : async () => given;
  const region = regionOf(endpoint, context);
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    sha256: Sha256,
    async credentials() {
      const found = await provider();
      if (found.expiration && found.expiration.getTime() <= now())
        throw new Unavailable(
          'aws/expired',
          `Your AWS credentials expired at ${found.expiration.toISOString()}; sign in again, for example with aws sso login.`,
        );
      return found;
    },
  });
  return async ({ url, method, headers, body }) => {
    const { headers: signed } = await signer.sign(
      {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { ...headers, host: url.host },
        ...(body !== undefined && { body }),
      },
      { signingDate: new Date(now()) },
    );
    return signed;
  };
}

const executeApi = /\.execute-api\.([a-z\d-]+)\.(amazonaws\.com(\.cn)?|api\.aws)$/;

/** A simulator on this machine is in no region. */
const anywhere = 'us-east-1';

function regionOf({ url, team }: Endpoint, { options, env }: Context<AccessOptions>): string {
  const region = firstRegion([
    ['--region', options.region],
    [url.host, executeApi.exec(url.hostname)?.[1]],
    [`"region" in ${teamFileName}`, team.region],
    ...regionsOfEnvironment(env),
    [url.host, isLoopback(url) ? anywhere : undefined],
  ]);
  if (region !== undefined) return region;
  throw new BadRequest(
    'usage/region',
    `The region of ${url.host} cannot be told from its name; say it with --region, "region" in .doorlist.json, or AWS_REGION.`,
  );
}
