import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { people, written } from '../harness/estate.js';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'doorlist-fragments-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** What packaging a stage says on stderr, in a process of its own as the framework's is. */
function packaging(stage: string): string {
  const config = join(folder, 'doorlist.yml');
  const resolve = `async (name) => (name === 'sls:stage' ? '${stage}' : 'doorlist')`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['-e', `require('./deploy/fragments.cjs')({ resolveVariable: ${resolve} })`],
    { env: { ...process.env, DOORLIST_CONFIG: config }, encoding: 'utf8' },
  );
  expect(status).toBe(0);
  return stderr.replaceAll(`${folder}/`, '');
}

test('packaging says which file a stage without one of its own uses, and nothing of others', () => {
  writeFileSync(join(folder, 'doorlist.yml'), written({ people }));
  expect(packaging('prdo')).toBe(
    'note: There is no doorlist.prdo.yml, so the stage prdo uses doorlist.yml.\n',
  );
  expect(packaging('dev')).toBe('');
});
