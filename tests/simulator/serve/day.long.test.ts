import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Serving } from '../../../simulator/programs/serve.js';
import { developersV4, setUp, tearDown } from './harness.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'doorlist-day-'));
});
afterEach(async () => {
  rmSync(home, { recursive: true });
  await tearDown();
});

/** The command itself, as a process of its own, with a developer's keys. */
function start({ url, people }: Serving, ...argv: string[]): ChildProcess {
  const { accessKeyId, secretAccessKey } = people.developer;
  return spawn(process.execPath, [join(process.cwd(), 'cli', 'doorlist.mjs'), ...argv], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      DOORLIST_URL: url,
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
}

async function doorlist(serving: Serving, ...argv: string[]): Promise<{ code: number | null; out: string }> {
  const child = start(serving, ...argv);
  let out = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.resume();
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

interface Told {
  leases: { network: string; until: string; live: boolean }[];
}

async function leasesOf(serving: Serving) {
  const { code, out } = await doorlist(serving, 'leases', '--json');
  expect(code).toBe(0);
  return (JSON.parse(out) as Told).leases.filter(({ live }) => live);
}

const open = ({ world }: Serving) => world.waf.contents(developersV4);

test('a developer gets in, sees it, and gets out', async () => {
  const serving = await setUp();
  const allowed = await doorlist(serving, 'allow', 'developers', '--for', '1h', '--why', 'webhook');
  expect(allowed.code).toBe(0);
  expect(open(serving)).toEqual(['1.2.3.4/32']);
  expect(await leasesOf(serving)).toMatchObject([{ network: '1.2.3.4/32' }]);
  expect((await doorlist(serving, 'revoke')).code).toBe(0);
  expect(open(serving)).toEqual([]);
});

test('run is in while its command runs, passes its exit code on and leaves no lease', async () => {
  const serving = await setUp();
  const seen = [] as (readonly string[])[];
  serving.world.record.listen((event) => {
    if (event.kind === 'state') seen.push(event.after);
  });
  expect((await doorlist(serving, 'run', '--', 'sh', '-c', 'exit 7')).code).toBe(7);
  expect(seen).toContainEqual(['1.2.3.4/32']);
  expect(open(serving)).toEqual([]);
  expect(await leasesOf(serving)).toEqual([]);
});

test('run that is killed outright leaves a lease that ends by itself', async () => {
  const serving = await setUp();
  const child = start(serving, 'run', '--', 'sleep', '10');
  await new Promise<void>((resolve) =>
    serving.world.record.listen((event) => {
      if (event.kind === 'call' && event.operation.startsWith('PUT ')) resolve();
    }),
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(open(serving)).toEqual(['1.2.3.4/32']);
  const [lease] = await leasesOf(serving);
  const minutes = (Date.parse(lease?.until ?? '') - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(0);
  expect(minutes).toBeLessThanOrEqual(15);
});
