import * as z from 'zod/mini';
import { createTime, syncToken } from '../sources/feed/ip-ranges.js';

/**
 * What AWS said of a new file: a hint of when to look and what to expect. Its url is not used, since the file is
 * fetched from the configured host only.
 */
export interface Announcement {
  syncToken: number;
  /** Of the file's raw bytes. */
  md5: string;
}

const message = z.object({
  'create-time': createTime,
  synctoken: syncToken,
  md5: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
});

/** The newest of the announcements in an SNS event's records; undefined where none can be read as one. */
export function readAnnouncement(messages: readonly string[]): Announcement | undefined {
  return messages
    .map(parse)
    .filter((found) => found !== undefined)
    .sort((a, b) => b.syncToken - a.syncToken)[0];
}

function parse(text: string): Announcement | undefined {
  try {
    const { synctoken, md5 } = message.parse(JSON.parse(text));
    return { syncToken: synctoken, md5 };
  } catch {
    return undefined;
  }
}
