import { timingSafeEqual } from 'node:crypto';
import type { Iam, Identity } from '../iam/iam.js';
import { sha256Hex, signed } from './sigv4.js';
import { valuesOf, type Arrived } from './request.js';
import { TurnedAway } from './turned-away.js';

/** "requests must reach AWS within five minutes": docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
const SKEW_MS = 5 * 60_000;

const HEADER =
  /^AWS4-HMAC-SHA256 +Credential=([^\s,/]+)\/\d{8}\/([^\s,/]+)\/([^\s,/]+)\/aws4_request, *SignedHeaders=([^\s,]+), *Signature=([\da-f]{64})$/;

/**
 * Who signed the request, by doing over what the signature says was done. Harsher than AWS may be: every `x-amz-`
 * header has to be signed, and a signature in the query is none.
 *
 * @throws TurnedAway
 */
export async function signerOf(request: Arrived, iam: Iam, region: string): Promise<Identity> {
  const [authorization, ...more] = valuesOf(request, 'authorization');
  if (authorization === undefined)
    throw new TurnedAway(
      'MISSING_AUTHENTICATION_TOKEN',
      403,
      'Missing Authentication Token',
      'MissingAuthenticationTokenException',
    );
  const [, accessKeyId, scopeRegion, service, names = '', signature = ''] = HEADER.exec(authorization) ?? [];
  if (accessKeyId === undefined || more.length > 0)
    throw invalid(
      `'${authorization}' not a valid key=value pair (missing equal-sign) in Authorization header.`,
      'IncompleteSignatureException',
    );
  if (scopeRegion !== region || service !== 'execute-api')
    throw invalid(`Credential should be scoped to a valid region and to service: 'execute-api'.`);
  const at = signingTime(request);
  const headers = signedHeaders(request, names.split(';'));
  const identity = holder(request, iam, accessKeyId);
  const body = request.body;
  if ((headers['x-amz-content-sha256'] ?? sha256Hex(body)) !== sha256Hex(body)) throw mismatch();
  const expected = await signed({ ...request, headers, body }, identity, { region, service, at });
  const [, , , , , right = ''] = HEADER.exec(expected['authorization'] ?? '') ?? [];
  if (right.length !== signature.length || !timingSafeEqual(Buffer.from(right), Buffer.from(signature)))
    throw mismatch();
  return identity;
}

/** @throws TurnedAway unless the request was signed within five minutes of now */
function signingTime(request: Arrived): number {
  const stamp = valuesOf(request, 'x-amz-date').join();
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const at = iso === stamp ? Number.NaN : Date.parse(iso);
  // Written so that an unreadable date, which is NaN, is refused too.
  if (!(Math.abs(Date.now() - at) <= SKEW_MS)) throw invalid(`Signature not current: ${stamp}`);
  return at;
}

function signedHeaders(request: Arrived, names: readonly string[]): Record<string, string> {
  const sent = request.headers.map(([name]) => name.toLowerCase());
  const owed = ['host', ...sent.filter((name) => name.startsWith('x-amz-'))];
  const missing = owed.find((name) => !names.includes(name)) ?? names.find((name) => !sent.includes(name));
  if (missing !== undefined) throw invalid(`The header '${missing}' must be sent and be a 'SignedHeader'.`);
  return Object.fromEntries(names.map((name) => [name, valuesOf(request, name).join(',')]));
}

function holder(request: Arrived, iam: Iam, accessKeyId: string): Identity {
  const identity = iam.find(accessKeyId);
  const token = valuesOf(request, 'x-amz-security-token')[0];
  if (identity?.sessionToken !== token || identity === undefined)
    throw invalid('The security token included in the request is invalid.', 'UnrecognizedClientException');
  if ((identity.expiresAt ?? Infinity) <= Date.now())
    throw new TurnedAway(
      'EXPIRED_TOKEN',
      403,
      'The security token included in the request is expired',
      'ExpiredTokenException',
    );
  return identity;
}

function mismatch(): TurnedAway {
  return invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

function invalid(message: string, errorType = 'InvalidSignatureException'): TurnedAway {
  return new TurnedAway('INVALID_SIGNATURE', 403, message, errorType);
}
