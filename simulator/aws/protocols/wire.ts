export interface WireRequest {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface WireResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export type Fields = Record<string, unknown>;

/** One request that AWS has understood: who asks which service for what. */
export interface AwsCall {
  service: string;
  operation: string;
  account: string;
  region: string;
  actor: string;
  requestId: string;
  input: Fields;
  request: WireRequest;
}

/** How a service spells requests, answers and errors. */
export interface Protocol {
  read(request: WireRequest): { operation: string; input: Fields };
  success(call: AwsCall, output: unknown): WireResponse;
  failure(error: AwsError, requestId: string): WireResponse;
}

export interface Service {
  protocol: Protocol;
  /** Milliseconds that AWS takes over one operation, least and most. */
  latency(operation: string): readonly [number, number];
  /** Before the work: throttling. Throws an AwsError to turn the call away. */
  admit?(call: AwsCall): void;
  /** Takes effect at the instant it is called. Throws an AwsError to refuse. */
  perform(call: AwsCall): unknown;
}

/** An error in AWS's words; anything else that is thrown is a mistake in the simulator. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly details: Fields = {},
  ) {
    super(message);
    this.name = 'AwsError';
  }
}

/** The caller's connection broke; whether the call took effect, it cannot know. */
export function connectionReset(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const readUtf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
