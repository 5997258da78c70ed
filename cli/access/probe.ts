import type { Exchange } from './exchange.js';
import type { Machine } from './machine.js';

export type Probed =
  | { state: 'answers'; status: number }
  /** What a WAF answers where it blocks. */
  | { state: 'blocked'; status: 403 }
  | { state: 'silent'; error: string }
  /** Without an answer, for a reason that no change of an allow-list mends. */
  | { state: 'unreachable'; error: string };

interface Watch extends Pick<Machine, 'sleep'> {
  now: () => number;
  exchange: Exchange;
  stop?: AbortSignal;
  /** It has been looked at, and does not answer yet. */
  waiting: (probed: Probed) => void;
}

/**
 * Who is blocked gets a 403 or no answer at all. EAI_AGAIN is not here: DNS could not be asked, which passes.
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes has the codes of certificates.
 */
const unreachable = new Set([
  'ENOTFOUND',
  'ECONNREFUSED',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const limitMs = 5 * 60_000;
const pauseMs = { first: 2_000, growth: 1.5, longest: 15_000 };

/** Looks at a protected address until it answers, which takes WAF seconds to minutes after a change; or gives up. */
export async function untilAnswers(
  url: URL,
  { now, exchange, sleep, stop, waiting }: Watch,
): Promise<Probed> {
  const end = now() + limitMs;
  for (let pause = pauseMs.first; ; pause = Math.min(pause * pauseMs.growth, pauseMs.longest)) {
    const probed = await look(url, exchange);
    const final = probed.state === 'answers' || probed.state === 'unreachable';
    if (final || now() + pause > end || stop?.aborted) return probed;
    waiting(probed);
    await sleep(pause, stop);
  }
}

async function look(url: URL, exchange: Exchange): Promise<Probed> {
  const headers = { accept: '*/*', 'user-agent': 'doorlist' };
  return exchange({ url, method: 'GET', headers }).then(
    ({ status }): Probed => (status === 403 ? { state: 'blocked', status } : { state: 'answers', status }),
    (error: unknown) => ({
      state: reasons(error).every(({ code }) => unreachable.has(code ?? '')) ? 'unreachable' : 'silent',
      error:
        (error as Error).message ||
        reasons(error)
          .map(({ message }) => message)
          .join(', '),
    }),
  );
}

/** Of a host with several addresses, one reason for each: https://nodejs.org/api/net.html#socketconnectoptions-connectlistener */
function reasons(error: unknown): NodeJS.ErrnoException[] {
  return error instanceof AggregateError
    ? (error.errors as NodeJS.ErrnoException[])
    : [error as NodeJS.ErrnoException];
}
