import { BadRequest } from '../../lib/errors.js';
import { apiFor } from '../access/api.js';
import { exitCode, killedBy, start } from '../access/command.js';
import { deviceOf, runDevice } from '../access/device.js';
import type { AccessOptions } from '../access/endpoint.js';
import { createHold, type Hold } from '../access/hold.js';
import { tell } from '../access/hold-tale.js';
import { interruptsOf, type Interrupts } from '../access/interrupts.js';
import { minuteMs } from '../../lib/text/duration.js';
import { durationOf } from '../access/duration.js';
import { patienceOf } from '../access/timeouts.js';
import { proxyNote } from '../access/proxy.js';
import { checkWait, waitedText, waitFor, type WaitOptions } from '../access/wait.js';
import { whichList } from '../access/which-list.js';
import { exits, type Result } from '../result.js';
import type { Context } from '../surroundings.js';

export type HoldOptions = AccessOptions &
  WaitOptions & { for?: string; why?: string; device?: string; patience?: string };

/** Runs a command and lets this machine in meanwhile. */
export async function hold(context: Context<HoldOptions>): Promise<Result> {
  const { options, machine, command } = context;
  if (command.length === 0)
    throw new BadRequest(
      'usage/command',
      'Say the command to run after --, such as doorlist run developers -- npm run dev.',
    );
  checkWait(options);
  const patienceMs = patienceOf(options.patience);
  const api = await apiFor(context);
  const device = runDevice(deviceOf(options.device, api, machine), machine);
  const list = await whichList(api, context.list);
  const lengthMs = await durationOf(api, list, options.for);
  const why = options.why === undefined ? {} : { why: options.why };
  const wish = { list, device, for: `${lengthMs / minuteMs}m`, ...why };
  const lease = createHold(api, wish, lengthMs, context, tell(wish, context));
  const interrupts = interruptsOf(machine.signals);
  try {
    return await whileHeld(lease, patienceMs, interrupts, context);
  } finally {
    interrupts.close();
  }
}

async function whileHeld(
  lease: Hold,
  patienceMs: number,
  interrupts: Interrupts,
  context: Context<HoldOptions>,
): Promise<Result> {
  const stop = new AbortController();
  const stopped = new Promise<never>((_, reject) =>
    stop.signal.addEventListener('abort', () => reject(new Error('stopped'))),
  );
  stopped.catch(() => undefined);
  interrupts.react((signal) => stop.abort(signal));
  try {
    // What is still under way then is seen to its end by the lease.
    const joined = await Promise.race([lease.take(patienceMs, stop.signal), stopped]);
    for (const note of proxyNote(
      context,
      joined.done.map(({ answer }) => answer.address),
    ))
      context.tell({ event: 'note', note }, (paint) => paint('yellow', `doorlist: ${note}`));
    const waited = await Promise.race([waitFor(context, joined, stop.signal), stopped]);
    if (waited && waited.probed.state !== 'answers') return notStarted(waitedText(waited, joined));

    const running = start(context.command, context);
    interrupts.react(running.pass);
    void lease.keep(stop.signal);
    const ended = await running.ended;
    const exit = exitCode(ended);
    context.tell(
      { event: 'exit', exit, ...ended },
      ended.kind === 'not-started' ? (paint) => `${paint('red', 'error:')} ${ended.message}` : undefined,
    );
    return silent(exit);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return silent(killedBy(stop.signal.reason as NodeJS.Signals));
  } finally {
    stop.abort();
    const giveUp = new AbortController();
    interrupts.react(() => giveUp.abort());
    await lease.end(giveUp.signal);
  }
}

function silent(exit: number): Result {
  return { exit, json: {}, told: true };
}

function notStarted(message: string): Result {
  return {
    exit: exits.pending,
    json: { error: { code: 'wait/blocked', message } },
    err: (paint) => [`${paint('red', 'error:')} ${message} The command was not started.`],
  };
}
