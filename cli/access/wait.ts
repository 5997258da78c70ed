import { BadRequest } from '../../lib/errors.js';
import { exits } from '../exits.js';
import type { Context } from '../surroundings.js';
import type { JoinAnswer } from './answers.js';
import type { OverBoth } from './families.js';
import { untilAnswers, type Probed } from './probe.js';

export interface WaitOptions {
  /** An address, or `true` for the list's own. */
  wait?: string | true;
}

export interface Waited {
  url: string;
  probed: Probed;
}

/** Read before anything is asked for. @throws BadRequest */
export function checkWait({ wait }: WaitOptions): void {
  if (typeof wait === 'string') probeUrl(wait, '--wait');
}

/** Waits until what the list protects answers this machine. @throws BadRequest where nobody says what that is */
export async function waitFor(
  context: Context<WaitOptions>,
  joined: OverBoth<JoinAnswer>,
  stop?: AbortSignal,
): Promise<Waited | undefined> {
  const { options, machine, now, progress } = context;
  if (options.wait === undefined) return undefined;
  const answers = joined.done.map(({ answer }) => answer);
  const probe = answers.find((answer) => answer.probe !== undefined)?.probe;
  if (options.wait === true && probe === undefined)
    throw new BadRequest(
      'usage/wait',
      `You are let in, but ${answers[0]?.list ?? 'the list'} has no probe to wait for; say --wait URL.`,
    );
  const url = options.wait === true ? probeUrl(probe ?? '', 'the probe') : probeUrl(options.wait, '--wait');
  let toldWhy = false;
  const probed = await untilAnswers(url, {
    now,
    exchange: machine.exchange,
    sleep: machine.sleep,
    ...(stop && { stop }),
    waiting(seen) {
      progress(`${url.href} ${spoken(seen)}; waiting ...`);
      if (seen.state === 'blocked' && !toldWhy) progress(whichAddress(joined));
      toldWhy ||= seen.state === 'blocked';
    },
  });
  return { url: url.href, probed };
}

export function waitedExit({ probed }: Waited): number {
  return probed.state === 'answers' ? exits.ok : exits.pending;
}

export function waitedText({ url, probed }: Waited, joined: OverBoth<JoinAnswer>): string {
  if (probed.state === 'answers') return `${url} answers (${probed.status}).`;
  if (probed.state === 'unreachable')
    return `${url} cannot be reached (${probed.error}), and waiting does not change that; check the address, and that it is up.`;
  if (probed.state === 'silent') return `${url} ${spoken(probed)} after five minutes; is it up?`;
  return `${url} is still blocked (403) after five minutes. ${whichAddress(joined)} Compare with what curl https://checkip.amazonaws.com says where the requests are made. Else the address refuses for a reason of its own.`;
}

function whichAddress({ done }: OverBoth<JoinAnswer>): string {
  const seen = [...new Set(done.map(({ answer }) => answer.address))].join(' and ');
  return `The API sees this machine as ${seen}, and let that in; requests to the protected address may leave through another one (VPN, proxy, IPv6).`;
}

function spoken(probed: Probed): string {
  if ('error' in probed) return `does not answer (${probed.error})`;
  return probed.state === 'blocked' ? 'is still blocked (403)' : `answers (${probed.status})`;
}

function probeUrl(text: string, from: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new BadRequest(
    'usage/wait',
    `${from} takes an http or https address, and ${JSON.stringify(text)} is none; a list goes before --wait.`,
  );
}
