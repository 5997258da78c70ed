import { createHash } from 'node:crypto';
import pRetry from 'p-retry';
import { Unavailable } from '../../errors.js';
import type { Announcement } from '../../triggers/announcement.js';
import { download, type DownloadLimits, type Transport } from './download.js';
import { parseIpRanges, type IpRanges } from './ip-ranges.js';

export interface Feed {
  /**
   * The newest ip-ranges.json, at least as new as what was announced.
   *
   * @throws Unavailable where it cannot be had whole and true; never an empty file.
   */
  read(announced?: Announcement): Promise<IpRanges>;
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-ranges.html */
export const feedUrl = 'https://ip-ranges.amazonaws.com/ip-ranges.json';

/** The file was 2.6 MB in August 2026 and grows by 10 to 15 % a year. */
export const mostFeedBytes = 32 * 1024 * 1024;

const limits: DownloadLimits = {
  hosts: [new URL(feedUrl).host],
  maxBytes: mostFeedBytes,
  timeoutMs: 20_000,
};

/** The announcement overtakes the file now and then: wait for it, in all some 14 s. */
const retryPolicy = { retries: 3, minTimeout: 2_000, factor: 2 };

export function createFeed(transport: Transport, url: string = feedUrl): Feed {
  const fetchOnce = async (announced?: Announcement): Promise<IpRanges> => {
    const bytes = await download(transport, url, limits);
    const file = parseIpRanges(bytes);
    if (announced?.syncToken === file.syncToken && md5(bytes) !== announced.md5)
      throw new Unavailable(
        'feed/md5',
        `ip-ranges.json ${file.syncToken} has md5 ${md5(bytes)}, but ${announced.md5} was announced.`,
      );
    if (announced !== undefined && file.syncToken < announced.syncToken)
      throw new Unavailable(
        'feed/older',
        `ip-ranges.json is ${file.syncToken}, older than the announced ${announced.syncToken}.`,
      );
    return file;
  };
  return {
    read: (announced) =>
      pRetry(() => fetchOnce(announced), {
        ...retryPolicy,
        shouldRetry: ({ error }) => error instanceof Unavailable && worthRetrying(error),
      }),
  };
}

/** What a moment may mend. The rest is the same a second later, and the function's own retries come after minutes. */
function worthRetrying(error: Unavailable): boolean {
  return (
    error.code === 'feed/older' || error.code === 'feed/connection' || error.code.startsWith('feed/status-5')
  );
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}
