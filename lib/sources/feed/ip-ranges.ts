import * as z from 'zod/mini';
import { isGloballyRoutable, parseCidr, type Cidr } from '../../cidr.js';
import { Unavailable } from '../../errors.js';

/** One version of AWS's address ranges; https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html */
export interface IpRanges {
  /** The instant of publication in Unix seconds, which is also the version. */
  syncToken: number;
  createDate: string;
  entries: FeedEntry[];
  /** Entries that are not globally routable, which AWS has published by mistake; they are in no selection. */
  dropped: FeedEntry[];
}

export interface FeedEntry {
  cidr: Cidr;
  service: string;
  region: string;
  borderGroup: string;
}

/** AWS writes `2017-11-30-18-42-12` and documents `2017-11-30T18:42:12+00:00`. */
export const createTime = z
  .string()
  .check(z.regex(/^\d{4}-\d\d-\d\d(-\d\d-\d\d-\d\d|T\d\d:\d\d:\d\d(Z|\+00:00))$/));

export const syncToken = z.pipe(z.string().check(z.regex(/^\d{9,11}$/)), z.transform(Number));

const head = z.object({ syncToken, createDate: createTime, prefixes: some(), ipv6_prefixes: some() });

/** The lines are read one by one, and once: there are 17,000 of them. */
function some() {
  return z.custom<unknown[]>((value) => Array.isArray(value) && value.length > 0);
}

/** @throws Unavailable where the bytes are not a whole ip-ranges.json of today's shape. */
export function parseIpRanges(bytes: Uint8Array): IpRanges {
  if (bytes.length === 0) throw new Unavailable('feed/empty', 'ip-ranges.json came back with 0 bytes.');
  const parsed = head.safeParse(json(bytes));
  if (!parsed.success) throw misshapen(parsed.error.issues[0]?.path.join('.') || 'it');
  const { prefixes, ipv6_prefixes, ...version } = parsed.data;
  const file: IpRanges = { ...version, entries: [], dropped: [] };
  readLines(file, prefixes, { key: 'ip_prefix', of: 'prefixes', familyMark: '.' });
  readLines(file, ipv6_prefixes, { key: 'ipv6_prefix', of: 'ipv6_prefixes', familyMark: ':' });
  return file;
}

function misshapen(where: string): Unavailable {
  return new Unavailable(
    'feed/shape',
    `ip-ranges.json has not the shape that AWS documents: ${where} is missing, empty or of another kind.`,
  );
}

function json(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const begins = JSON.stringify(text.slice(0, 40));
    throw new Unavailable(
      'feed/json',
      `ip-ranges.json is not JSON (${bytes.length} bytes beginning ${begins}); it may be cut short or an error page.`,
      { cause },
    );
  }
}

function readLines(
  { entries, dropped }: IpRanges,
  lines: readonly unknown[],
  { key, of, familyMark }: { key: string; of: string; familyMark: string },
): void {
  lines.forEach((line, i) => {
    const fields = (typeof line === 'object' && line !== null ? line : {}) as Partial<
      Record<string, unknown>
    >;
    const { [key]: prefix, service, region, network_border_group: borderGroup } = fields;
    const where = (field: string) => misshapen(line === fields ? `${of}.${i}.${field}` : `${of}.${i}`);
    if (typeof prefix !== 'string' || prefix.length > 50) throw where(key);
    if (!isName(service)) throw where('service');
    if (!isName(region)) throw where('region');
    if (!isName(borderGroup)) throw where('network_border_group');
    const network = remembered(prefix);
    if (!network?.cidr.includes(familyMark))
      throw new Unavailable(
        'feed/prefix',
        `ip-ranges.json lists ${JSON.stringify(prefix)} under ${service}, which is no network of that family.`,
      );
    const entry = { cidr: network.cidr, service, region, borderGroup };
    if (network.routable) entries.push(entry);
    else dropped.push(entry);
  });
}

/** Codes come without notice, so they are no fixed list; but they go into mails and rows as they stand. */
function isName(text: unknown): text is string {
  if (typeof text !== 'string') return false;
  if (goodNames.has(text)) return true;
  if (!/^[\w.-]{1,64}$/.test(text)) return false;
  if (goodNames.size < 10_000) goodNames.add(text);
  return true;
}

/** A few dozen names stand in 17,000 lines. */
const goodNames = new Set<string>();

interface Judged {
  cidr: Cidr;
  routable: boolean;
}

/**
 * Each prefix stands in the file under one to three services, and a warm function reads nearly the same file again:
 * a text is parsed and judged once.
 */
const memo = new Map<string, Judged | undefined>();

function remembered(prefix: string): Judged | undefined {
  const known = memo.get(prefix);
  if (known !== undefined) return known;
  if (memo.size > 100_000) memo.clear();
  const judged = judge(prefix);
  memo.set(prefix, judged);
  return judged;
}

function judge(prefix: string): Judged | undefined {
  try {
    const cidr = parseCidr(prefix);
    return { cidr, routable: isGloballyRoutable(cidr) };
  } catch {
    return undefined;
  }
}
