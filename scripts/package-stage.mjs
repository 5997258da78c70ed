import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Packages one stage, offline, into `.cache/package/NAME`, and gives that directory.
 * Files left by an earlier build would be zipped along, so they go first.
 */
export function packageStage(stage, { name = stage, config = '' } = {}) {
  const directory = join(root, '.cache', 'package', name);
  for (const stale of [join(root, '.esbuild'), directory]) rmSync(stale, { recursive: true, force: true });
  const serverless = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const { status } = spawnSync(
    process.execPath,
    [serverless, 'package', '--stage', stage, '--package', directory],
    {
      cwd: root,
      env: { ...process.env, DOORLIST_CONFIG: config },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  if (status !== 0) throw new Error(`packaging ${name} failed`);
  return directory;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  packageStage(process.argv[2] ?? 'dev');
