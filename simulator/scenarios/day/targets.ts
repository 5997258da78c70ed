import { families, ofFamily, type Family } from '../../../lib/cidr.js';
import type { Estate, IpSetRef, List } from '../../../lib/estate.js';
import type { Choices } from './choices.js';

/** An IP set of the estate, as its owner is taken to have created it. */
export interface DaySet {
  list: string;
  ref: IpSetRef;
  family: Family;
}

/** An estate does not say what family its IP sets are: AWS does. So here the names say it, or else the wants. */
export function ipSetsOf({ lists }: Estate, choices: Choices): DaySet[] {
  return lists.flatMap((list) => {
    const sets = list.targets.filter((ref) => ref.kind === 'ip-set');
    const told = sets.map(({ name }) => familyInName(name));
    const settled = settle(told, wantedFamilies(list, choices));
    return sets.map((ref, i) => ({ list: list.name, ref, family: settled[i] ?? 'IPV4' }));
  });
}

/** `developers-v6`, `office_ipv6`, `edgeV6`; also in the middle: `v6-developers`, `developers-ipv6-prod`. */
export function familyInName(name: string): Family | undefined {
  const [, digit] = /(?:v|ip)([46])$/i.exec(name) ?? /(?:^|[-_])(?:ip)?v([46])(?=[-_])/i.exec(name) ?? [];
  return digit === undefined ? undefined : digit === '4' ? 'IPV4' : 'IPV6';
}

/**
 * Names that do not tell get first what is wanted and has no set yet, IPv4 before IPv6, then the wanted in turn.
 *
 *   names        wanted       families
 *   v6 ?         IPv4         v6 v4
 *   ? ?          both         v4 v6
 *   ? ? ?        both         v4 v6 v4
 *   v4 ?         both         v4 v6
 *   ?            both         v4      (the run warns that IPv6 has no target)
 *   ? ?          IPv6         v6 v6
 */
export function settle(told: readonly (Family | undefined)[], wanted: readonly Family[]): Family[] {
  const lacking = wanted.filter((family) => !told.includes(family));
  let turn = 0;
  return told.map((family) => family ?? lacking.shift() ?? wanted[turn++ % wanted.length] ?? 'IPV4');
}

function wantedFamilies({ pins, feed }: List, choices: Choices): Family[] {
  const wanted = [...pins.map((pin) => pin.cidr), ...(feed ? choices(feed).aggregated : [])];
  const found = families.filter((family) => ofFamily(wanted, family).length > 0);
  return found.length > 0 ? found : ['IPV4'];
}
