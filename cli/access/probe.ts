import type { Exchange } from './exchange.js';
import type { Machine } from './machine.js';

export type Probed =
  | { state: 'answers'; status: number }
  /** What a WAF answers where it blocks. */
  | { state: 'blocked'; status: 403 }
  | { state: 'silent'; error: string };

interface Watch extends Pick<Machine, 'sleep'> {
  now: () => number;
  exchange: Exchange;
  stop?: AbortSignal;
  /** It has been looked at, and does not answer yet. */
  waiting: (probed: Probed) => void;
}

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
    if (probed.state === 'answers' || now() + pause > end || stop?.aborted) return probed;
    waiting(probed);
    await sleep(pause, stop);
  }
}

async function look(url: URL, exchange: Exchange): Promise<Probed> {
  const headers = { accept: '*/*', 'user-agent': 'doorlist' };
  return exchange({ url, method: 'GET', headers }).then(
    ({ status }): Probed => (status === 403 ? { state: 'blocked', status } : { state: 'answers', status }),
    (error: unknown) => ({ state: 'silent', error: (error as Error).message }),
  );
}
