import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

export interface SignedParts {
  method: string;
  /** Percent-encoded, without the query. */
  path: string;
  query: readonly (readonly [name: string, value: string])[];
  /** All that are signed, `host` among them; lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface SigningKey {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface Scope {
  region: string;
  service: string;
  /** In milliseconds; in whole seconds what `x-amz-date` says. */
  at: number;
}

/** The headers of a signed request, signed by AWS's own library: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export async function signed(parts: SignedParts, key: SigningKey, scope: Scope) {
  const { at, region, service } = scope;
  const signer = new SignatureV4({
    credentials: key,
    region,
    service,
    sha256: Sha256,
    applyChecksum: false,
  });
  const query: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of parts.query) (query[name] ??= []).push(value);
  const { headers } = await signer.sign(
    {
      method: parts.method,
      protocol: 'https:',
      hostname: parts.headers['host'] ?? '',
      path: parts.path,
      query,
      headers: { ...parts.headers },
      body: parts.body,
    },
    { signingDate: new Date(at), signableHeaders: new Set(Object.keys(parts.headers)) },
  );
  return headers;
}

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** As the library wants its hash, on Node's own, which is done at once: virtual time could not see it otherwise. */
class Sha256 {
  readonly #secret: string | ArrayBuffer | ArrayBufferView | undefined;
  #hash!: ReturnType<typeof createHash | typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret;
    this.reset();
  }

  reset(): void {
    this.#hash =
      this.#secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', this.#secret as string | NodeJS.ArrayBufferView);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as string | NodeJS.ArrayBufferView);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}
