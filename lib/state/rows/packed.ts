import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';

/** An item may have 400 KB with its names: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const mostItemBytes = 390_000;

/** Some ten times what the fullest row has; 400 KB could inflate to a thousand times as much. */
const mostUnpackedBytes = 32 * 1024 * 1024;

/**
 * gzip, which every version reads. It forgets after 32 KB what it has seen, and networks that are ours, fed and missing
 * stand there three times: what is too long for an item as gzip is Brotli, which forgets nothing.
 */
export function pack(text: string): Buffer {
  const gzip = gzipSync(text);
  if (gzip.length <= mostItemBytes) return gzip;
  const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY } = constants;
  return brotliCompressSync(text, { params: { [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_QUALITY]: 6 } });
}

/** What `pack` was given. @throws where it is anything else, or would be too much */
export function unpack(packed: Uint8Array): string {
  const limits = { maxOutputLength: mostUnpackedBytes };
  const isGzip = packed[0] === 0x1f && packed[1] === 0x8b;
  return (isGzip ? gunzipSync(packed, limits) : brotliDecompressSync(packed, limits)).toString();
}
