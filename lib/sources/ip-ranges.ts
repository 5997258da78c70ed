import * as z from 'zod/mini';
import { isGloballyRoutable, parseCidr, type Cidr } from '../cidr.js';
import { Unavailable } from '../errors.js';

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

const shape = z.object({
  syncToken,
  createDate: createTime,
  prefixes: lines('ip_prefix'),
  ipv6_prefixes: lines('ipv6_prefix'),
});

type Line<K extends string> = Record<K | 'service' | 'region' | 'network_border_group', string>;

/** There are 17,000 of them, so each is looked at by one check instead of by four. */
function lines<K extends string>(prefix: K) {
  const wrong = (line: unknown): string[] => {
    if (typeof line !== 'object' || line === null) return [];
    const fields = line as Partial<Record<string, unknown>>;
    if (!isPrefix(fields[prefix])) return [prefix];
    const name = names.find((key) => !isName(fields[key]));
    return name === undefined ? right : [name];
  };
  const line = z.custom<Line<K>>().check(({ value, issues }) => {
    const path = wrong(value);
    if (path !== right) issues.push({ code: 'custom', path, input: value });
  });
  return z.array(line).check(z.minLength(1));
}

const names = ['service', 'region', 'network_border_group'];
const right: string[] = [];

function isPrefix(text: unknown): boolean {
  return typeof text === 'string' && text.length <= 50;
}

/** Codes come without notice, so they are no fixed list; but they go into mails and rows as they stand. */
function isName(text: unknown): boolean {
  return typeof text === 'string' && /^[\w.-]{1,64}$/.test(text);
}

/** @throws Unavailable where the bytes are not a whole ip-ranges.json of today's shape. */
export function parseIpRanges(bytes: Uint8Array): IpRanges {
  if (bytes.length === 0) throw new Unavailable('feed/empty', 'ip-ranges.json came back with 0 bytes.');
  const parsed = shape.safeParse(json(bytes));
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'it';
    throw new Unavailable(
      'feed/shape',
      `ip-ranges.json has not the shape that AWS documents: ${where} is missing, empty or of another kind.`,
    );
  }
  const { prefixes, ipv6_prefixes, ...head } = parsed.data;
  const all = [
    ...prefixes.map((entry) => feedEntry(entry.ip_prefix, '.', entry)),
    ...ipv6_prefixes.map((entry) => feedEntry(entry.ipv6_prefix, ':', entry)),
  ];
  const [entries, dropped] = [all.filter(routable), all.filter((entry) => !routable(entry))];
  return { ...head, entries, dropped };
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

function feedEntry(
  prefix: string,
  familyMark: string,
  at: { service: string; region: string; network_border_group: string },
): FeedEntry {
  const cidr = remembered(prefix);
  if (cidr === undefined || !cidr.includes(familyMark))
    throw new Unavailable(
      'feed/prefix',
      `ip-ranges.json lists ${JSON.stringify(prefix)} under ${at.service}, which is no network of that family.`,
    );
  return { cidr, service: at.service, region: at.region, borderGroup: at.network_border_group };
}

/**
 * Each prefix stands in the file under one to three services, and a warm function reads nearly the same file again:
 * a text is parsed and judged once.
 */
const memo = new Map<string, { cidr: Cidr; routable: boolean } | undefined>();

function remembered(prefix: string): Cidr | undefined {
  if (!memo.has(prefix)) {
    if (memo.size > 100_000) memo.clear();
    memo.set(prefix, judge(prefix));
  }
  return memo.get(prefix)?.cidr;
}

function judge(prefix: string): { cidr: Cidr; routable: boolean } | undefined {
  try {
    const cidr = parseCidr(prefix);
    return { cidr, routable: isGloballyRoutable(cidr) };
  } catch {
    return undefined;
  }
}

function routable(entry: FeedEntry): boolean {
  return memo.get(entry.cidr)?.routable ?? isGloballyRoutable(entry.cidr);
}
