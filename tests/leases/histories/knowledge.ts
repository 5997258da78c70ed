import type { Estate } from '../../../lib/estate/estate.js';
import type { World } from '../../../simulator/world/world.js';
import { pinsOf, type Call } from './call.js';
import { createLedger, keyOf, margin, mayBeLiveSince, type Term } from './ledger.js';
import { createOwners } from './owners.js';
import { fed, people4, people6, setOf } from './estate.js';

/** A write leaves within five seconds of its reading; the rest is its way to AWS. */
const oldestReading = 6_000;

export type Knowledge = ReturnType<typeof createKnowledge>;

/** What is known of the people's sets, and why an entry may be in them: what the model asks before it adds a violation. */
export function createKnowledge(world: World, there: readonly string[], first: Estate) {
  const ledger = createLedger();
  const owners = createOwners();
  const calls = new Map<string, Call>();
  const estates: { estate: Estate; from: number }[] = [{ estate: first, from: 0 }];
  /** When an entry was last put in and taken out, and by whom. */
  const putAt = new Map<string, { at: number; actor: string }>();
  const takenByHand = new Map<string, number>();
  for (const pin of pinsOf(first)) owners.wanted(pin);
  for (const network of there) owners.put(network, 'console');

  const holds = (network: string) => world.waf.contents(setOf(network)).includes(network);
  const everything = () => [...world.waf.contents(people4), ...world.waf.contents(people6)];
  const openCalls = () => [...calls.values()].filter(({ result }) => result === undefined);

  /** Every estate that an invocation may have gone by since. */
  function pinnedSince(from: number): Set<string> {
    const oldest = Math.min(from, ...openCalls().map(({ began }) => began));
    const used = estates.filter((_, i) => (estates[i + 1]?.from ?? Infinity) >= oldest);
    return new Set(used.flatMap(({ estate }) => pinsOf(estate)));
  }

  function isFed(network: string, { lists }: Estate): boolean {
    return fed.includes(network) && lists.some((list) => list.name === 'people' && list.feed);
  }

  /** Why an entry may be there, as far as an invocation that began then can know. */
  function isAccountedFor(network: string, call: Call, but?: Term): boolean {
    const owner = owners.of(network);
    const put = putAt.get(network);
    return (
      owner === 'console' ||
      owner === 'anybody' ||
      isFed(network, call.estate) ||
      pinnedSince(call.began).has(network) ||
      (put !== undefined && put.at >= call.began && put.actor !== call.actor) ||
      ledger
        .every()
        .some((term) => term.network === network && term !== but && mayBeLiveSince(term, call.began - margin))
    );
  }

  /** A write is no older than its reading of the leases, except in a process that froze in between. */
  function isWantedBy(network: string, call: Call, at = call.began): boolean {
    const frozen = call.trouble?.kind === 'freezes' ? call.trouble.ms : 0;
    const from = Math.max(call.began, at - oldestReading - frozen) - margin;
    return (
      isFed(network, call.estate) ||
      pinsOf(call.estate).includes(network) ||
      ledger.every().some((term) => term.network === network && mayBeLiveSince(term, from))
    );
  }

  function wasTakenByHand(network: string, since: number): boolean {
    return (takenByHand.get(network) ?? -1) >= since;
  }

  /** By others, or again. */
  function isLeasedSince({ began, operation }: Call, network: string, device: string): boolean {
    const person = 'who' in operation ? operation.who : '';
    const own = keyOf({ person, network, device });
    return ledger
      .every()
      .some(
        (term) => term.network === network && keyOf(term) !== own && mayBeLiveSince(term, began - margin),
      );
  }

  return {
    ledger,
    owners,
    calls,
    estates,
    putAt,
    takenByHand,
    holds,
    everything,
    openCalls,
    pinnedSince,
    isFed,
    isAccountedFor,
    isWantedBy,
    isLeasedSince,
    wasTakenByHand,
  };
}
