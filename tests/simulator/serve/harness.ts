import { parseEstate } from '../../../lib/estate/parse.js';
import type { Estate } from '../../../lib/estate/estate.js';
import type { Identity } from '../../../simulator/aws/iam/iam.js';
import { signed } from '../../../simulator/aws/api-gateway/sigv4.js';
import { serve, type ServeOptions, type Serving } from '../../../simulator/programs/serve.js';
import { arn, written } from '../../harness/estate.js';
import { sample } from '../demo/feeds.js';

export const developersV4 = arn('developers-v4');

/** As a file may be that says nothing of access. */
export const plainEstate = (): Estate =>
  parseEstate(written({ developers: { flush: {}, targets: [{ arn: developersV4 }] } })).estate;

let serving: Serving | undefined;

export async function setUp(over: Partial<ServeOptions> = {}): Promise<Serving> {
  serving = await serve({ estate: plainEstate(), feed: sample, port: 0, sourceIp: '1.2.3.4', ...over });
  return serving;
}

export async function tearDown(): Promise<void> {
  await serving?.close();
  serving = undefined;
}

export interface Asked {
  method?: string;
  body?: object;
  headers?: Record<string, string>;
  as?: Identity;
  token?: string;
}

/** Over real HTTP, in real time. */
export async function ask({ url }: Serving, path: string, asked: Asked = {}) {
  const { method = 'GET', body, as, token } = asked;
  const text = body === undefined ? '' : JSON.stringify(body);
  const { host, pathname } = new URL(`${url}${path}`);
  const headers = {
    ...(as && (await signatureOf(as, { method, path: pathname, host, body: text }))),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...asked.headers,
  };
  const answer = await fetch(`${url}${path}`, { method, headers, ...(text !== '' && { body: text }) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function signatureOf(
  as: Identity,
  { host, body, ...parts }: { method: string; path: string; host: string; body: string },
): Promise<Record<string, string>> {
  const scope = { region: 'eu-west-2', service: 'execute-api', at: Date.now() };
  const request = { ...parts, query: [], headers: { host }, body: new TextEncoder().encode(body) };
  const { host: _host, ...added } = await signed(request, as, scope);
  return added;
}
