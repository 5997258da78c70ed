import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Another run may still read a folder of other content. */
function forgetOld(parent, kept, keptMs) {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    if (folder !== kept && Date.now() - statSync(folder).mtimeMs > keptMs)
      rmSync(folder, { recursive: true, force: true });
  }
}

/** The folder for what is built from the content that `hash` has seen, marked as used now. Others go when unused for `keptMs`. */
export function cacheFolder(name, hash, keptMs) {
  const parent = join(root, '.cache', name);
  const folder = join(parent, hash.digest('hex').slice(0, 16));
  mkdirSync(folder, { recursive: true });
  utimesSync(folder, new Date(), new Date());
  forgetOld(parent, folder, keptMs);
  return folder;
}
