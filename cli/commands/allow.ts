import { apiFor } from '../access/api.js';
import { ownDevice } from '../access/device.js';
import type { AccessOptions } from '../access/endpoint.js';
import { familiesOf } from '../access/families.js';
import { letInOver } from '../access/let-in.js';
import { joinedJson, joinedLines, missedLines } from '../access/joined-text.js';
import { timeoutOf } from '../access/timeout.js';
import { proxyNote } from '../access/proxy.js';
import { Refused } from '../access/errors.js';
import { checkWait, waitedExit, waitedText, waitFor, type WaitOptions } from '../access/wait.js';
import { whichList } from '../access/which-list.js';
import { exits } from '../exits.js';
import type { Result } from '../result.js';
import type { Context } from '../surroundings.js';

export type AllowOptions = AccessOptions &
  WaitOptions & { for?: string; why?: string; device?: string; patience?: string };

/** Lets this machine in, over every family that it has. */
export async function allow(context: Context<AllowOptions>): Promise<Result> {
  const { options, machine, now } = context;
  checkWait(options);
  const timeoutMs = timeoutOf(options.patience);
  const api = await apiFor(context);
  const device = ownDevice(options.device, api, machine);
  const over = await familiesOf(api.url, machine.lookup);
  const list = await whichList(api, context.list);
  context.progress(`Letting ${device} in to ${list} ...`);
  const request = {
    list,
    device,
    ...(options.for !== undefined && { for: options.for }),
    ...(options.why !== undefined && { why: options.why }),
  };
  const both = await letInOver(api, over, request, { now, sleep: machine.sleep, timeoutMs });
  const waited = await waitFor(context, both);

  const notes = proxyNote(
    context,
    both.done.map(({ answer }) => answer.address),
  );
  const isPending = both.done.some(({ answer }) => answer.state === 'accepted');
  const isRefused = both.missed.some(({ error }) => error instanceof Refused);
  const opened = waited ? waitedExit(waited) : isPending ? exits.pending : exits.ok;
  return {
    exit: isRefused ? exits.refused : opened,
    json: { list, device, ...joinedJson(both), notes, ...(waited && { wait: waited }) },
    out: (paint) => [
      ...joinedLines(both, now(), paint),
      ...(waited?.probed.state === 'answers' ? [paint('green', waitedText(waited, both))] : []),
    ],
    err: (paint) => [
      ...missedLines(both, paint),
      ...notes.map((note) => paint('yellow', `note: ${note}`)),
      ...(waited && waited.probed.state !== 'answers' ? [paint('yellow', waitedText(waited, both))] : []),
    ],
  };
}
