import { everyones, own } from '../access/answers.js';
import { apiFor } from '../access/api.js';
import type { AccessOptions } from '../access/endpoint.js';
import { leaseTable } from '../access/lease-table.js';
import { whichList } from '../access/which-list.js';
import { exits } from '../exits.js';
import type { Result } from '../result.js';
import type { Context } from '../surroundings.js';

/** The caller's leases on a list, or an administrator's look at all of them. */
export async function leases(context: Context<AccessOptions & { everyone?: boolean }>): Promise<Result> {
  const { options, now } = context;
  const api = await apiFor(context);
  const list = await whichList(api, context.list);
  const { body } = options.everyone
    ? await api.call(everyones, { method: 'GET', path: ['lists', list, 'leases'] })
    : await api.call(own, { method: 'GET', path: ['lists', list, 'leases', 'me'] });
  const nobody = options.everyone
    ? `Nobody has a lease on ${list}.`
    : `You have no lease on ${list}; doorlist allow ${list} takes one.`;
  return {
    exit: exits.ok,
    json: body,
    out: () => (body.leases.length === 0 ? [nobody] : leaseTable(body.leases, now())),
  };
}
