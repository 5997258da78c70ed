import { BadRequest } from '../../lib/errors.js';
import { endAnswer, type EndAnswer } from '../access/answers.js';
import { apiFor, type ApiCall } from '../access/api.js';
import { ownDevice } from '../access/device.js';
import type { AccessOptions } from '../access/endpoint.js';
import { whichList } from '../access/which-list.js';
import { exits } from '../exits.js';
import type { Result } from '../result.js';
import type { Context } from '../surroundings.js';

export type RevokeOptions = AccessOptions & { all?: boolean; id?: string; device?: string };

/** Ends the lease of this device, all of the caller's, or one of anybody's by its id. */
export async function revoke(context: Context<RevokeOptions>): Promise<Result> {
  const { options, machine } = context;
  const said = (['all', 'id', 'device'] as const).filter((name) => options[name] !== undefined);
  if (said.length > 1)
    throw new BadRequest('usage/revoke', `Say one of ${said.map((name) => `--${name}`).join(' and ')}.`);
  const api = await apiFor(context);
  const list = await whichList(api, context.list);
  const device = ownDevice(options.device, api, machine);
  const which: Pick<ApiCall, 'path' | 'query'> =
    options.id !== undefined
      ? { path: ['lists', list, 'leases', options.id] }
      : {
          path: ['lists', list, 'leases', 'me'],
          ...(!options.all && { query: { device } }),
        };
  const { body } = await api.call(endAnswer, { method: 'DELETE', ...which });
  const nothing = options.all
    ? `You have no live lease on ${list}.`
    : `${device} has no live lease on ${list}; --all ends those of your other devices, too.`;
  return {
    exit: body.state === 'accepted' ? exits.pending : exits.ok,
    json: body,
    out: (paint) =>
      body.ended.length === 0
        ? [nothing]
        : endedLines(body).map((text) => paint(body.state === 'accepted' ? 'yellow' : 'green', text)),
  };
}

/** Not that it is out: somebody else, or another device, may have a lease of the same network. */
function endedLines({ state, list, ended }: EndAnswer): string[] {
  return ended.map(({ network, device }) => {
    const what = `${network}${device === '' ? '' : ` (${device})`}`;
    return state === 'out'
      ? `The lease of ${what} on ${list} has ended.`
      : `The lease of ${what} on ${list} has ended, but AWS has not taken it yet: it closes within five minutes.`;
  });
}
