import { AwsError, type WireRequest } from '../protocols/wire.js';

export interface Signature {
  /** The access key id: in the simulator it names the actor. */
  signer: string;
  region: string;
  service: string;
}

/** "requests must reach AWS within five minutes": docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
const SKEW_MS = 5 * 60_000;

/** The credential scope names Region and service. The signature itself is taken on trust; its time is not. */
export function readSignature(request: WireRequest): Signature {
  const scope = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request\b/.exec(
    request.headers['authorization'] ?? '',
  );
  const [, signer, region, service] = scope ?? [];
  if (!signer || !region || !service) {
    throw new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
  }
  return { signer, region, service };
}

export function checkSkew(request: WireRequest): void {
  const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(request.headers['x-amz-date'] ?? '') ?? [];
  const signedAt = day && time ? Date.parse(isoInstant(day, time)) : Number.NaN;
  // Written so that an unreadable date, which is NaN, is refused too.
  if (!(Math.abs(Date.now() - signedAt) <= SKEW_MS)) {
    throw new AwsError(
      'InvalidSignatureException',
      `Signature not current: ${request.headers['x-amz-date'] ?? 'no x-amz-date'}`,
      403,
    );
  }
}

function isoInstant(day: string, time: string): string {
  const [date, clock] = [day.replace(/(....)(..)(..)/, '$1-$2-$3'), time.replace(/(..)(..)(..)/, '$1:$2:$3')];
  return `${date}T${clock}Z`;
}

/** The headers of a request signed by `signer`, for callers that have no SDK: the person at the console. */
export function signatureHeaders(signer: string, region: string, service: string): Record<string, string> {
  const stamp = new Date(Date.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${signer}/${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  return {
    'x-amz-date': stamp,
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=unchecked`,
  };
}
