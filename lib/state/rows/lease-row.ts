import * as z from 'zod/mini';
import { familyOf, isGloballyRoutable, prefixOf, type Cidr } from '../../cidr.js';
import { leaseEvents, type Holding, type StoredHolding } from '../../leases/lease.js';
import type { Item } from '../table.js';
import { arePast, network, parsed, time, version } from './row.js';

export type HoldingRow = StoredHolding;

/** The widest `ipv6Prefix` that the file takes: lib/estate/schema/leases.ts. */
const widestIpv6 = 32;

const grantable = network.check(z.refine(isGrantable));

/** One that a function ended whose clock is behind may end before it began. */
const lease = z.looseObject({
  network: grantable,
  device: z.string(),
  why: z.string(),
  since: time,
  until: time,
});

const person = z.looseObject({ issuer: z.string(), subject: z.string(), name: z.string() });

const record = z.looseObject({
  what: z.enum(leaseEvents),
  lease,
  at: time,
  by: z.exactOptional(person),
  address: z.exactOptional(z.string()),
  request: z.string(),
});

const schema = z.looseObject({
  version,
  person,
  leases: z.array(lease),
  grants: z.exactOptional(z.array(time)),
  unrecorded: z.exactOptional(z.array(record)),
});

/** Two clocks differ by seconds. */
const skewMs = 60_000;

/**
 * A row is read as a whole or not at all: it stands under its own person's key, and holds only what some list could have
 * granted until now. How much its list grants today is not known here: `withinPolicy` of lib/leases/lease.ts.
 */
export function holdingRow(item: Item, now: number): HoldingRow | undefined {
  const row = parsed(schema, item);
  if (row === undefined || item['sk'] !== personKey(row.person)) return undefined;
  const { leases, grants = [], unrecorded = [] } = row;
  const times = [...leases.map(({ since }) => since), ...grants, ...unrecorded.map(({ at }) => at)];
  return arePast(times, now, skewMs) ? row : undefined;
}

/** Nothing for a row that says nothing: it is taken away. */
export function holdingItem({ unrecorded = [], ...row }: HoldingRow): Item | undefined {
  const { leases, grants = [] } = row;
  if (leases.length + grants.length + unrecorded.length === 0) return undefined;
  return { ...row, ...(unrecorded.length > 0 ? { unrecorded } : {}) };
}

export function personKey({ issuer, subject }: Holding['person']): string {
  return `${issuer} ${subject}`;
}

function isGrantable(cidr: Cidr): boolean {
  const isNarrow = familyOf(cidr) === 'IPV4' ? prefixOf(cidr) === 32 : prefixOf(cidr) >= widestIpv6;
  return isNarrow && isGloballyRoutable(cidr);
}
