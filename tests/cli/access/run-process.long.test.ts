import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secrets, serveAccess, type AccessApi } from '../../harness/access-api.js';

let api: AccessApi;
let later = 0;
const folder = mkdtempSync(join(tmpdir(), 'doorlist-run-'));
let commandPid: number | undefined;
beforeAll(async () => {
  api = await serveAccess(() => Date.now() + later);
});
afterEach(() => {
  // A command outlives a doorlist that was killed.
  if (commandPid !== undefined) process.kill(commandPid, 'SIGKILL');
  commandPid = undefined;
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

const script = `
  process.on('SIGTERM', () => process.exit(7));
  process.on('SIGINT', () => process.exit(8));
  process.on('SIGHUP', () => process.exit(9));
  fetch(process.argv[1] + '/' + process.pid, { method: 'POST' });
  setInterval(() => undefined, 1000);
`;

/** cli/doorlist.mjs as a process of its own, in a session of its own: no terminal is behind it. */
function doorlist(...command: string[]): { process: ChildProcess; closed: Promise<unknown[]> } {
  const main = join(process.cwd(), 'cli', 'doorlist.mjs');
  const child = spawn(process.execPath, [main, 'run', 'developers', '--url', api.url, '--', ...command], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      AWS_ACCESS_KEY_ID: 'ann',
      AWS_SECRET_ACCESS_KEY: secrets.ann,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  child.stderr.resume();
  return { process: child, closed: once(child, 'exit') };
}

test("exits with the command's own code, from anywhere, with AWS credentials of the environment", async () => {
  const { closed } = doorlist('sh', '-c', 'exit 7');
  expect(await closed).toEqual([7, null]);
  expect(api.seen.map(({ method, status }) => [method, status])).toEqual([
    ['GET', 200],
    ['PUT', 200],
    ['DELETE', 200],
  ]);
  expect(api.live()).toEqual([]);
});

test.each([
  ['SIGTERM', 7],
  ['SIGINT', 8],
  ['SIGHUP', 9],
] as const)('%s ends the command, then the lease', async (signal, code) => {
  const { process: child, closed } = doorlist(process.execPath, '-e', script, api.url);
  await api.next('POST');
  expect(api.live()).toHaveLength(1);
  child.kill(signal);
  expect(await closed).toEqual([code, null]);
  expect(api.live()).toEqual([]);
});

test('killed, it leaves a lease that ends by itself', async () => {
  const { process: child, closed } = doorlist(process.execPath, '-e', script, api.url);
  const { path } = await api.next('POST');
  commandPid = Number(path.slice(1));
  child.kill('SIGKILL');
  expect(await closed).toEqual([null, 'SIGKILL']);
  rmSync(join('.cache', `cli-main-ts-${child.pid ?? 0}`), { recursive: true });
  expect(api.live()).toHaveLength(1);
  later = 15 * 60_000;
  expect(api.live()).toEqual([]);
});
