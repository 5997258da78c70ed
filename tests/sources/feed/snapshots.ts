import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where AWS's own files of the past are kept, compressed and named by their syncToken. */
export const feedDir = resolve(root, process.env['DOORLIST_FEED_DIR'] ?? '../shared/feed');

/** Whether there are any; otherwise our own, smaller files take their place. */
export const real = existsSync(resolve(feedDir, 'snapshots'));

/** The bytes as AWS served them. */
export function snapshot(syncToken: number): Uint8Array {
  return gunzipSync(readFileSync(resolve(feedDir, 'snapshots', `${syncToken}.json.gz`)));
}

/** The real file of that version, or what stands for it. */
export function version(syncToken: number, own: (syncToken: number) => Uint8Array): Uint8Array {
  return real ? snapshot(syncToken) : own(syncToken);
}

/** The rows of the index of snapshots: syncToken, createDate, #v4, #v6, bytes, md5. */
export function index(): { syncToken: number; v4: number; v6: number; bytes: number; md5: string }[] {
  const [, ...rows] = readFileSync(resolve(feedDir, 'index.tsv'), 'utf8').trim().split('\n');
  return rows.map((row) => {
    const [syncToken, , v4, v6, bytes, md5 = ''] = row.split('\t');
    return { syncToken: Number(syncToken), v4: Number(v4), v6: Number(v6), bytes: Number(bytes), md5 };
  });
}
