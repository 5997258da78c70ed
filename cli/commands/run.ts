import { BadRequest } from '../../lib/errors.js';
import { apiFor } from '../access/api.js';
import { exitCode, killedBy, start } from '../access/command.js';
import { ownDevice, runDevice } from '../access/device.js';
import type { AccessOptions } from '../access/endpoint.js';
import { createRunLease, type RunLease } from '../access/run-lease.js';
import { leaseMessages } from '../access/lease-messages.js';
import { interruptsOf, type Interrupts } from '../access/interrupts.js';
import { minuteMs } from '../../lib/text/duration.js';
import { leaseDuration } from '../access/lease-duration.js';
import { timeoutOf } from '../access/timeout.js';
import { proxyNote } from '../access/proxy.js';
import { checkWait, waitedText, waitFor, type WaitOptions } from '../access/wait.js';
import { whichList } from '../access/which-list.js';
import { exits } from '../exits.js';
import type { Result } from '../result.js';
import type { Context } from '../surroundings.js';

export type RunOptions = AccessOptions &
  WaitOptions & { for?: string; why?: string; device?: string; patience?: string };

/** Runs a command and lets this machine in meanwhile. */
export async function run(context: Context<RunOptions>): Promise<Result> {
  const { options, machine, command } = context;
  if (command.length === 0)
    throw new BadRequest(
      'usage/command',
      'Say the command to run after --, such as doorlist run developers -- npm run dev.',
    );
  checkWait(options);
  const timeoutMs = timeoutOf(options.patience);
  const api = await apiFor(context);
  const device = runDevice(ownDevice(options.device, api, machine), machine);
  const list = await whichList(api, context.list);
  const durationMs = await leaseDuration(api, list, options.for);
  const why = options.why === undefined ? {} : { why: options.why };
  const request = { list, device, for: `${durationMs / minuteMs}m`, ...why };
  const lease = createRunLease(api, request, durationMs, context, leaseMessages(request, context));
  const interrupts = interruptsOf(machine.signals);
  try {
    return await whileHeld(lease, timeoutMs, interrupts, context);
  } finally {
    interrupts.close();
  }
}

async function whileHeld(
  lease: RunLease,
  timeoutMs: number,
  interrupts: Interrupts,
  context: Context<RunOptions>,
): Promise<Result> {
  const stop = new AbortController();
  const stopped = new Promise<never>((_, reject) =>
    stop.signal.addEventListener('abort', () => reject(new Error('stopped'))),
  );
  stopped.catch(() => undefined);
  interrupts.react((signal) => stop.abort(signal));
  try {
    // What is still under way then is seen to its end by the lease.
    const joined = await Promise.race([lease.take(timeoutMs, stop.signal), stopped]);
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
