import { families, ofFamily, sorted, type Cidr, type Family } from '../../../../lib/cidr.js';
import type { Estate, List, TargetRef } from '../../../../lib/estate/estate.js';
import { policyOf } from '../../../../lib/targets/kinds.js';
import type { Choices } from './choices.js';

/** A target of the estate, as its owner is taken to have created it. */
export interface DayTarget {
  list: List;
  ref: TargetRef;
  family: Family;
  /** Of its family, with the given file. */
  wanted: Cidr[];
}

/**
 * An estate does not say what family its IP sets and prefix lists are: AWS does. So here the names say it, or else
 * the wants.
 */
export function targetsOf({ lists }: Estate, choices: Choices): DayTarget[] {
  return lists.flatMap((list) => {
    const wanted = wantedOf(list, choices);
    const unsaid = list.targets.filter((ref) => policyOf(ref).family(ref) === undefined);
    const told = unsaid.map(({ name }) => familyInName(name));
    const settled = settle(told, wantedFamilies(wanted));
    const families = new Map(unsaid.map(({ key }, i) => [key, settled[i]]));
    return list.targets.map((ref) => {
      const family = policyOf(ref).family(ref) ?? families.get(ref.key) ?? 'IPV4';
      return { list, ref, family, wanted: ofFamily(wanted, family) };
    });
  });
}

/** `developers-v6`, `office_ipv6`, `edgeV6`; also in the middle: `v6-developers`, `developers-ipv6-prod`. */
export function familyInName(name: string): Family | undefined {
  const [, digit] = /(?:v|ip)([46])$/i.exec(name) ?? /(?:^|[-_])(?:ip)?v([46])(?=[-_])/i.exec(name) ?? [];
  return digit === undefined ? undefined : digit === '4' ? 'IPV4' : 'IPV6';
}

/**
 * Names that do not tell get first what is wanted and has no target yet, IPv4 before IPv6, then the wanted in turn.
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

function wantedOf({ pins, feed, aggregate }: List, choices: Choices): Cidr[] {
  const fed = feed ? choices(feed) : { rows: [], aggregated: [] };
  return sorted([...pins.map((pin) => pin.cidr), ...(aggregate ? fed.aggregated : fed.rows)]);
}

function wantedFamilies(wanted: readonly Cidr[]): Family[] {
  const found = families.filter((family) => ofFamily(wanted, family).length > 0);
  return found.length > 0 ? found : ['IPV4'];
}
