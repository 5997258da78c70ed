import type { CallEvent } from '../../../simulator/world/record.js';

/** A lease as the table has it. */
export interface Stored {
  network: string;
  device: string;
  since: number;
  until: number;
}

/** One person's leases after somebody wrote their row. */
export interface RowWritten {
  actor: string;
  at: number;
  person: string;
  leases: Stored[];
}

type Value = { S?: string; N?: string; L?: Value[]; M?: Record<string, Value> };

/** What a call to the table made of a person's row, if it wrote one. */
export function rowWritten({ actor, at, operation, input, outcome }: CallEvent): RowWritten | undefined {
  if (outcome !== 'ok' || (operation !== 'PutItem' && operation !== 'DeleteItem')) return undefined;
  const { Item: item, Key: key } = input as { Item?: Record<string, Value>; Key?: Record<string, Value> };
  const of = item ?? key ?? {};
  if (of['pk']?.S !== 'leases#people') return undefined;
  const leases = item?.['leases']?.L ?? [];
  return { actor, at, person: of['sk']?.S?.split('/').at(-1) ?? '', leases: leases.map(storedOf) };
}

function storedOf({ M: lease = {} }: Value): Stored {
  const text = (key: string) => lease[key]?.S ?? '';
  const number = (key: string) => Number(lease[key]?.N);
  return {
    network: text('network'),
    device: text('device'),
    since: number('since'),
    until: number('until'),
  };
}
