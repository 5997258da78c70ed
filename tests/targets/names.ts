import type { Family } from '../../lib/cidr.js';

const here = 'arn:aws:ec2:eu-west-2:111122223333';

const digits = (n: number) => String(n).padStart(17, '0');

export const groupId = (n: number): string => `sg-${digits(n)}`;
export const groupArn = (n: number): string => `${here}:security-group/${groupId(n)}`;
export const listId = (n: number): string => `pl-${digits(n)}`;
export const listArn = (n: number): string => `${here}:prefix-list/${listId(n)}`;

/** Networks that the feed lists; no two of them merge. */
export const fed = (family: Family, n: number): string =>
  family === 'IPV4' ? `3.${n >> 7}.${(2 * n) & 255}.0/24` : `2600:9000:${(n + 1).toString(16)}::/64`;

/** Addresses that somebody else lets in. */
export const foreignRule = (family: Family, n: number): string =>
  family === 'IPV4' ? `9.9.${n >> 8}.${n & 255}/32` : `2620:fe::${(n + 1).toString(16)}/128`;

export function many(n: number, name: (family: Family, n: number) => string, family: Family): string[] {
  return Array.from({ length: n }, (_, i) => name(family, i));
}
