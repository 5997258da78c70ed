import {
  addressesOf,
  holds,
  nowhere,
  together,
  without,
  type Addresses,
} from '../../../checker/addresses.js';

/** The addresses of networks that come and go, of which a few change at a time. */
export interface Coverage {
  /** A network that came twice has to go twice. */
  change(gone: readonly string[], came: readonly string[]): void;
  /** The same value as before where no address came or went. */
  addresses(): Addresses;
  /** How many networks there are. */
  size(): number;
}

export function createCoverage(): Coverage {
  const counts = new Map<string, number>();
  let all = nowhere;

  /** Says which of these are there now and were not, or the reverse. */
  function count(networks: readonly string[], by: 1 | -1): string[] {
    return networks.filter((network) => {
      const before = counts.get(network) ?? 0;
      if (before + by > 0) counts.set(network, before + by);
      else counts.delete(network);
      return before === 0 || before + by === 0;
    });
  }

  return {
    change(gone, came) {
      const lost = addressesOf(count(gone, -1));
      const [fresh, others] = [count(came, 1), [...meeting(counts.keys(), lost)]];
      const staying = addressesOf([...others, ...fresh]);
      if (holds(staying, lost) && holds(all, staying)) return;
      all = together(without(all, lost), staying);
    },
    addresses: () => all,
    size: () => counts.size,
  };
}

/** Those that have an address of a region, whose parts are in order and apart. */
function* meeting(networks: Iterable<string>, region: Addresses): Generator<string> {
  if (region.length === 0) return;
  for (const network of networks) {
    const { from, to } = ends(network);
    let [low, high] = [0, region.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((region[middle]?.from ?? 0n) <= to) low = middle + 1;
      else high = middle;
    }
    if ((region[low - 1]?.to ?? -1n) >= from) yield network;
  }
}

const known = new Map<string, Addresses[number]>();

function ends(network: string): Addresses[number] {
  const found = known.get(network) ?? addressesOf([network])[0];
  if (!found) throw new Error(`${network} has no addresses`);
  known.set(network, found);
  return found;
}
