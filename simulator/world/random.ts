import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** A whole number, both bounds included. */
  int(from: number, to: number): number;
  uuid(): string;
}

export interface RandomSource {
  /** A stream of its own for each name, so that one actor's draws do not depend on how many another has made. */
  stream(name: string): Random;
}

export function createRandom(seed: number): RandomSource {
  const streams = new Map<string, Random>();
  return {
    stream(name) {
      const known = streams.get(name);
      if (known) return known;
      const stream = seededStream(createHash('sha256').update(`${seed}:${name}`).digest().readInt32BE());
      streams.set(name, stream);
      return stream;
    },
  };
}

function seededStream(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const int = (from: number, to: number) => uniformInt(generator, from, to);
  const hex = (digits: number) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join('');
  return {
    int,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(int(0, 3))}${hex(3)}-${hex(12)}`,
  };
}
