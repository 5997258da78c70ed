import type { Family } from '../../lib/cidr.js';

/** Networks that the feed lists; no two of them merge. */
export const fed = (family: Family, n: number): string =>
  family === 'IPV4' ? `3.${n >> 7}.${(2 * n) & 255}.0/24` : `2600:9000:${(n + 1).toString(16)}::/64`;

/** Addresses that somebody else lets in. */
export const foreignRule = (family: Family, n: number): string =>
  family === 'IPV4' ? `9.9.${n >> 8}.${n & 255}/32` : `2620:fe::${(n + 1).toString(16)}/128`;

export function many(n: number, name: (family: Family, n: number) => string, family: Family): string[] {
  return Array.from({ length: n }, (_, i) => name(family, i));
}
