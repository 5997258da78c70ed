import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Unavailable } from '../../../lib/errors.js';
import { download } from '../../../lib/sources/feed/download.js';
import { feedUrl } from '../../../lib/sources/feed/feed.js';
import { httpsTransport } from '../../../lib/sources/feed/https.js';
import { parseIpRanges, type IpRanges } from '../../../lib/sources/feed/ip-ranges.js';
import { sampleFeed } from '../../world/feed/sample.js';
import { CannotStart } from './cannot-start.js';

/** The ip-ranges.json that the day is about. */
export interface GivenFeed {
  bytes: Uint8Array;
  file: IpRanges;
  /** Where it comes from, as a person says it. */
  origin: string;
}

const mib = 1024 * 1024;

/** A file or an address; without either the live feed, and our own sample where that cannot be reached at once. */
export async function givenFeed(named: string | undefined): Promise<GivenFeed> {
  if (named === undefined) return liveOrSample();
  const bytes = unpacked(named, isAddress(named) ? await fetched(named) : read(named));
  try {
    return { bytes, file: parseIpRanges(bytes), origin: named };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    throw new CannotStart(2, `${named} is not a feed file that doorlist takes: ${error.message}`);
  }
}

async function liveOrSample(): Promise<GivenFeed> {
  try {
    const bytes = await fetchedWithin(2_000, feedUrl);
    return { bytes, file: parseIpRanges(bytes), origin: `the live file, ${feedUrl}` };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    const bytes = Buffer.from(sampleFeed());
    const origin = 'a sample of our own making, since the live file could not be reached within two seconds';
    return { bytes, file: parseIpRanges(bytes), origin };
  }
}

function isAddress(named: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(named);
}

async function fetched(address: string): Promise<Uint8Array> {
  if (!URL.canParse(address) || new URL(address).protocol !== 'https:')
    throw new CannotStart(2, `${address} is not an https address; name one, or a file.`);
  try {
    return await fetchedWithin(20_000, address);
  } catch (error) {
    if (error instanceof Unavailable) throw new CannotStart(1, error.message);
    throw error;
  }
}

function fetchedWithin(timeoutMs: number, address: string): Promise<Uint8Array> {
  const limits = { hosts: [new URL(address).host], maxBytes: 32 * mib, timeoutMs };
  return download(httpsTransport, address, limits);
}

const reasons = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'reading it is not allowed'],
]);

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new CannotStart(2, `${file} cannot be read: ${reasons.get(code) ?? message}.`);
  }
}

/** What begins as gzip does, whatever its name; a text cannot. */
function unpacked(named: string, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: 256 * mib });
  } catch {
    throw new CannotStart(2, `${named} begins like a gzip file, but cannot be unpacked.`);
  }
}
