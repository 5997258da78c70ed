#!/usr/bin/env node
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const { run } = await import('../scripts/run.mjs');
  const { main } = await run('cli/main.ts');
  await main(root);
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error(`error: ${error.message.split('\n')[0]}; run npm ci in ${root} first.`);
  process.exitCode = 1;
}
