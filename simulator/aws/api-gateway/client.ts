import { utf8 } from '../protocols/wire.js';
import type { Stage } from './api-gateway.js';
import type { Identity } from '../iam/iam.js';
import { signed } from './sigv4.js';
import { arrive, type RawRequest } from './request.js';

/** A request as a person thinks of it. */
export interface ApiRequest {
  method: string;
  /** Below the stage, percent-encoded, with the query if there is one: `/lists/developers/leases/me?device=laptop`. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** A text as it is, anything else as JSON. */
  body?: unknown;
  sourceIp?: string;
  /** Who signs it. */
  as?: Identity;
  /** Of a user pool. */
  token?: string;
}

export interface ApiAnswer {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The text as JSON; undefined where it is none. */
  body: unknown;
}

export interface ApiClient {
  stage: Stage;
  /** `execute-api:Invoke`'s resource: `PUT/lists/developers/leases/me`. */
  arn(rest: string): string;
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** The same request, signed and ready, for who changes something of it before it is sent. */
  prepare(request: ApiRequest): Promise<RawRequest>;
  send(request: RawRequest): Promise<ApiAnswer>;
}

/** Somebody's home; what a test does not say, it does not stand on. */
export const HOME = '82.132.10.7';

export function createApiClient(stage: Stage): ApiClient {
  async function prepare(request: ApiRequest): Promise<RawRequest> {
    const { method, path, headers = {}, body, sourceIp = HOME, as, token } = request;
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const raw: RawRequest = {
      method,
      target: `/${stage.api.stage}${path}`,
      headers: Object.entries({
        Host: stage.host,
        'User-Agent': 'doorlist-simulator',
        ...(text !== '' && { 'Content-Type': 'application/json' }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...headers,
      }),
      body: utf8(text),
      sourceIp,
    };
    return as ? { ...raw, headers: [...raw.headers, ...(await signatureOf(raw, as))] } : raw;
  }

  async function signatureOf(raw: RawRequest, as: Identity): Promise<[string, string][]> {
    const { method, path, query, body } = arrive(raw);
    const host = raw.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? stage.host;
    const scope = { region: stage.region, service: 'execute-api', at: Date.now() };
    const { host: _host, ...added } = await signed(
      { method, path, query, headers: { host }, body },
      as,
      scope,
    );
    return Object.entries(added);
  }

  async function send(raw: RawRequest): Promise<ApiAnswer> {
    const { status, headers, body: text } = await stage.send(raw);
    const lower = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
    return { status, headers: Object.fromEntries(lower), text, body: parsed(text) };
  }

  return {
    stage,
    arn: (rest) => stage.arn(rest),
    prepare,
    send,
    request: async (request) => send(await prepare(request)),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
