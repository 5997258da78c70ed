import { TurnedAway } from './turned-away.js';

/** One request as it comes off the wire. */
export interface RawRequest {
  method: string;
  /** As on the request line, the query included: `/dev/lists/developers/leases/me?device=laptop`. */
  target: string;
  /** In the order and case in which they were sent. */
  headers: readonly (readonly [name: string, value: string])[];
  body: Uint8Array;
  /** Of the TCP connection. */
  sourceIp: string;
}

export interface RawResponse {
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
}

/** What API Gateway has understood of it. */
export interface Arrived extends RawRequest {
  /** Percent-encoded, the stage included. */
  path: string;
  /** Decoded, in the order in which they were sent. */
  query: readonly (readonly [name: string, value: string])[];
}

/** @throws TurnedAway for a target that is no URL */
export function arrive(request: RawRequest): Arrived {
  const [path = '', ...rest] = request.target.split('?');
  const malformed = () => new TurnedAway('BAD_REQUEST_PARAMETERS', 400, 'Bad Request', 'BadRequestException');
  // Raw spaces, control characters and letters beyond ASCII are not HTTP.
  if (!/^\/[\x21-\x7e]*$/.test(request.target)) throw malformed();
  try {
    decodeURIComponent(path);
    const query = rest
      .join('?')
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', ...value] = pair.split('=');
        return [decodeURIComponent(name), decodeURIComponent(value.join('='))] as const;
      });
    return { ...request, path, query };
  } catch {
    throw malformed();
  }
}

export function valuesOf(request: RawRequest, name: string): string[] {
  return request.headers
    .filter(([each]) => each.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
}
