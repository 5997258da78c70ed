import { Readable } from 'node:stream';
import type { AwsEndpoint } from './endpoint.js';
import { utf8 } from '../aws/protocols/wire.js';

/** The part of an SDK v3 HTTP request that reaches a request handler. */
export interface SdkRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

export interface SdkHandler {
  metadata: { handlerProtocol: string };
  handle(request: SdkRequest, options?: { abortSignal?: unknown }): Promise<{ response: SdkResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
}

interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Readable;
}

/**
 * What a client would otherwise look for in this machine's environment and configuration files, at the first call of each:
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export const settledConfig = {
  accountIdEndpointMode: 'preferred',
  authSchemePreference: [] as string[],
  defaultsMode: 'legacy',
  disableClockSkewCorrection: false,
  retryMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: () => Promise.resolve(undefined),
} as const;

/** A `requestHandler` for any SDK v3 client. `sender` names the actor; without it the access key id does. */
export function sdkHandler(endpoint: AwsEndpoint, sender?: string): SdkHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ method, path, query = {}, headers, body }, { abortSignal } = {}) {
      const request = {
        method,
        path,
        query: Object.fromEntries(
          Object.entries(query).map(([name, value]) => [name, [value ?? ''].flat().join()]),
        ),
        headers: lowerCased(headers),
        body: bytes(body),
      };
      const answer = await unlessAborted(abortSignal, endpoint(request, sender));
      return {
        response: {
          statusCode: answer.status,
          headers: { ...answer.headers },
          body: Readable.from([Buffer.from(answer.body)]),
        },
      };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

/** A request that was sent takes effect even if nobody waits for the answer any more. */
function unlessAborted<T>(abortSignal: unknown, answer: Promise<T>): Promise<T> {
  const signal = abortSignal as AbortSignal | undefined;
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject);
  });
}

export function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function bytes(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return utf8(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new Error('the simulator reads no streamed request bodies');
}
