import { spell, type Family } from '../../../aws/protocols/network.js';

/** Address space that is given out from its beginning to its end, never the same address twice. */
export interface Space {
  /** The next network of that prefix length: `28.0.4.0/24`. */
  take(prefix: number): string;
  /** A part of it, to be given out by itself. */
  part(prefix: number): { network: string; space: Space };
}

interface Range {
  from: bigint;
  to: bigint;
}

const widths = { IPV4: 32, IPV6: 128 } as const;

/** The /8 networks that begin with these numbers, one after another. */
export function createSpace(family: Family, firstBytes: readonly number[]): Space {
  const unit = 1n << BigInt(widths[family] - 8);
  return space(
    family,
    firstBytes.map((byte) => ({ from: BigInt(byte) * unit, to: BigInt(byte + 1) * unit })),
  );
}

function space(family: Family, ranges: readonly Range[]): Space {
  const left = [...ranges];

  /** What lies between one network and the next, wider one stays unused. */
  function reserve(prefix: number): Range {
    const size = 1n << BigInt(widths[family] - prefix);
    for (let range = left[0]; range; range = left[0]) {
      const from = ((range.from + size - 1n) / size) * size;
      const to = from + size;
      if (to <= range.to) {
        left[0] = { from: to, to: range.to };
        return { from, to };
      }
      left.shift();
    }
    throw new Error('the space is used up');
  }

  const spelled = ({ from }: Range, prefix: number) =>
    spell({ family, groups: groups(from, widths[family] / 16), prefix });

  return {
    take: (prefix) => spelled(reserve(prefix), prefix),
    part(prefix) {
      const range = reserve(prefix);
      return { network: spelled(range, prefix), space: space(family, [range]) };
    },
  };
}

function groups(address: bigint, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number((address >> BigInt(16 * (count - 1 - i))) & 0xffffn));
}
