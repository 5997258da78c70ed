import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Estate } from './estate.js';

/** Where what the functions run comes from, beside the estate. */
const folders = ['lib', 'functions'];
const files = ['package-lock.json'];

const codes = new Map<string, string>();

/**
 * Names what decides in a deployed doorlist: the estate and the code, its packages included. The same estate with the
 * same code is the same edition, wherever and how often it is deployed.
 */
export function editionOf(estate: Estate, root: string): string {
  const code = codes.get(root) ?? codeOf(root);
  codes.set(root, code);
  return createHash('sha256').update(JSON.stringify(estate)).update(code).digest('hex').slice(0, 20);
}

function codeOf(root: string): string {
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  const hash = createHash('sha256');
  for (const name of [...sources, ...files].sort()) {
    const content = readFileSync(join(root, name));
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
