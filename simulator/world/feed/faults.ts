import { byteASecond, spaces, whole, type Body } from './body.js';
import { utf8 } from '../../aws/protocols/wire.js';

/** What can be wrong with one fetch of the feed. */
export type FeedFault =
  | { kind: 'status'; status: number; body?: string }
  | { kind: 'empty' }
  /** Ends early and silently; content-length still promises the whole. */
  | { kind: 'truncated'; bytes: number }
  | { kind: 'html' }
  | { kind: 'redirect'; to: string; status?: 301 | 302 }
  | { kind: 'refused' }
  | { kind: 'hang' }
  | { kind: 'huge'; bytes?: number }
  | { kind: 'trickle' }
  | { kind: 'bytes'; body: Uint8Array | string }
  /** The version before the newest, as a lagging edge serves it. */
  | { kind: 'stale' };

export interface FeedAnswer {
  status: number;
  headers: Record<string, string>;
  body: Body;
  /** The version whose bytes these are, all of them or some. */
  syncToken?: string;
}

/** The genuine answer, or what the fault makes of it. */
export function withFault(fault: FeedFault | undefined, genuine: FeedAnswer, bytes: Uint8Array): FeedAnswer {
  switch (fault?.kind) {
    case 'status':
      return answer(
        fault.status,
        fault.body ?? `<Error><Code>${fault.status}</Code></Error>`,
        'application/xml',
      );
    case 'empty':
      return answer(200, '', 'application/json');
    case 'truncated':
      return { ...genuine, body: whole(bytes.subarray(0, fault.bytes)) };
    case 'html':
      return answer(
        200,
        '<!DOCTYPE html><html><body>Please sign in to the guest network</body></html>',
        'text/html',
      );
    case 'redirect':
      return {
        ...answer(fault.status ?? 302, '', 'text/html'),
        headers: { location: fault.to, 'content-length': '0' },
      };
    case 'huge':
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: spaces(fault.bytes ?? 200 * 1024 * 1024),
      };
    case 'trickle':
      return { ...genuine, body: byteASecond(bytes) };
    case 'bytes':
      return answer(200, fault.body, 'application/json');
    case 'stale':
    case 'refused':
    case 'hang':
    case undefined:
      return genuine;
  }
}

export function answer(status: number, body: Uint8Array | string, contentType: string): FeedAnswer {
  const bytes = typeof body === 'string' ? utf8(body) : body;
  return {
    status,
    headers: { 'content-type': contentType, 'content-length': String(bytes.length) },
    body: whole(bytes),
  };
}
