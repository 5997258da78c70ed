import { familyNames } from '../../lib/cidr.js';
import { me, type Me } from '../access/answers.js';
import { apiFor } from '../access/api.js';
import type { AccessOptions } from '../access/endpoint.js';
import { familiesOf, overBoth } from '../access/families.js';
import { missedLines } from '../access/joined-text.js';
import { leaseTable } from '../access/lease-table.js';
import { proxyNote } from '../access/proxy.js';
import { exits } from '../exits.js';
import type { Result } from '../result.js';
import type { Paint } from '../paint.js';
import type { Context } from '../surroundings.js';

/** Who the API takes the caller for, where it sees them come from, and what they may join. */
export async function whoami(context: Context<AccessOptions>): Promise<Result> {
  const { machine, now } = context;
  const api = await apiFor(context);
  const over = await familiesOf(api.url, machine.lookup);
  const both = await overBoth(over, async (family) => {
    const { body } = await api.call(me, { method: 'GET', path: ['me'], family });
    return body;
  });
  const addresses = both.done.map(({ family, answer }) => ({ family, address: answer.address }));
  const first = both.done[0]?.answer;
  const { who, lists = [] } = first ?? {};
  const notes = proxyNote(
    context,
    addresses.map(({ address }) => address),
  );
  return {
    exit: exits.ok,
    json: { url: api.url.href, who, addresses, lists: lists.map((list) => withPins(list, both.done)), notes },
    out: (paint) => [
      `${paint('bold', who?.name ?? '')} (${who?.issuer ?? ''} ${who?.subject ?? ''})`,
      ...addresses.map(({ family, address }) => `${familyNames[family]} ${address}`),
      ...lists.flatMap((list) => ['', ...listLines(withPins(list, both.done), now(), paint)]),
    ],
    err: (paint) => [...missedLines(both, paint), ...notes.map((note) => paint('yellow', `note: ${note}`))],
  };
}

type List = Me['lists'][number];

/** Of each family, the pin that holds its address. */
function withPins(list: List, answers: { answer: Me }[]): List & { pins: NonNullable<List['pin']>[] } {
  const { pin: _, ...rest } = list;
  const pins = answers.flatMap(
    ({ answer }) => answer.lists.find(({ name }) => name === list.name)?.pin ?? [],
  );
  return { ...rest, pins };
}

function listLines(list: ReturnType<typeof withPins>, now: number, paint: Paint): string[] {
  const { name, rights, pins, leases } = list;
  const terms = [
    ...(rights ?? []),
    ...(list.default === undefined ? [] : [`${list.default} unless told`]),
    ...(list.longest === undefined ? [] : [`${list.longest} at most`]),
  ];
  return [
    `${paint('bold', name)}${terms.length > 0 ? `: ${terms.join(', ')}` : ''}`,
    ...pins.map(({ cidr, note }) => `  always in: ${[cidr, note].filter(Boolean).join(', ')}`),
    ...(leases.length > 0 ? leaseTable(leases, now).map((line) => `  ${line}`) : []),
  ];
}
