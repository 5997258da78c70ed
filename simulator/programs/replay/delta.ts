import * as z from 'zod/mini';
import { readNetwork } from '../../aws/protocols/network.js';
import { BadHistory } from './bad-history.js';

/** One entry of ip-ranges.json. */
export interface FeedEntry {
  cidr: string;
  region: string;
  service: string;
  borderGroup: string;
}

/** One line of a history: what a version added to the one before it and removed from it. */
export interface Delta {
  syncToken: number;
  createDate: string;
  /** How many entries the version has after it. */
  n4: number;
  n6: number;
  added: FeedEntry[];
  removed: FeedEntry[];
}

const text = z.string().check(z.minLength(1));
const count = z.int().check(z.nonnegative());

/** Before 2020-04 files had no border groups. Today's have, and of nearly all entries it is the region. */
const entry = z.pipe(
  z.tuple([text.check(z.refine(isNetwork)), text, text, z.string()]),
  z.transform(([cidr, region, service, borderGroup]): FeedEntry => ({
    cidr,
    region,
    service,
    borderGroup: borderGroup || region,
  })),
);

const shape = z.object({
  t: z.int().check(z.gte(100_000_000)),
  cd: z.string().check(z.regex(/^\d{4}(-\d\d){5}$/)),
  n4: count,
  n6: count,
  a: z.array(entry),
  r: z.array(entry),
});

/** @throws BadHistory naming the place */
export function readDelta(line: string, place: string): Delta {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new BadHistory(`${place} is not JSON, so this is no history of ip-ranges.json.`);
  }
  const parsed = shape.safeParse(json);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'all of it';
    throw new BadHistory(`${place} is no version of ip-ranges.json: ${where} is missing or of another kind.`);
  }
  const { t, cd, n4, n6, a, r } = parsed.data;
  return { syncToken: t, createDate: cd, n4, n6, added: a, removed: r };
}

function isNetwork(cidr: string): boolean {
  return typeof readNetwork(cidr) !== 'string';
}

export function isV6({ cidr }: FeedEntry): boolean {
  return cidr.includes(':');
}
