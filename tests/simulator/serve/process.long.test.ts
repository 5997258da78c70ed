import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sampleFeed } from '../../../simulator/world/feed/sample.js';
import { readOptions } from '../../../simulator/programs/demo/options.js';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'doorlist-'));
afterAll(() => rmSync(folder, { recursive: true }));

function start(...args: string[]) {
  const feed = join(folder, 'ip-ranges.json');
  writeFileSync(feed, sampleFeed());
  const all = ['scripts/run.mjs', 'simulator/programs/demo.ts', '--serve', '--feed', feed, ...args];
  const child = spawn(process.execPath, all, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, next: async () => String((await lines.next()).value), ended, errors: () => errors };
}

test.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, and ends well', async (signal) => {
  const { child, next, ended, errors } = start('--json', '--as', '5.6.7.8');
  const served = JSON.parse(await next()) as { url: string; token: { value: string } };
  expect(served).toMatchObject({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/dev$/) as string,
    address: '5.6.7.8',
    lists: ['developers'],
    developer: { env: { AWS_REGION: 'eu-west-2', DOORLIST_URL: served.url } },
  });
  const answer = await fetch(`${served.url}/user/me`, { headers: { authorization: served.token.value } });
  expect(await answer.json()).toMatchObject({ address: '5.6.7.8', lists: [{ rights: ['join'] }] });
  child.kill(signal);
  expect([await ended, errors()]).toEqual([0, '']);
});

test('tells people what to paste', async () => {
  const { child, next, ended } = start();
  let text = '';
  while (!text.includes('What happens')) text += `${await next()}\n`;
  const [, url = ''] = /The access API: (.*)/.exec(text) ?? [];
  expect(text).toContain(`AWS_REGION=eu-west-2 DOORLIST_URL=${url}\n`);
  expect(text).toContain('npx doorlist allow developers --for 1h --why');
  expect(text).toContain('1.2.3.4, which stands for this machine');
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});

test('what it tells a developer and an administrator to paste works, and stays within this AWS', async () => {
  const { child, next, ended } = start();
  let text = '';
  while (!text.includes('What happens')) text += `${await next()}\n`;
  const [, developer = '', administrator = ''] =
    /As a developer[^\n]*\n(.*?)\n\nAs an administrator[^\n]*\n(.*?)\n\n/s.exec(text) ?? [];
  for (const pasted of [developer, administrator]) {
    const script = ['set -e', ...pasted.replaceAll('npx doorlist', 'node cli/doorlist.mjs').split('\n')];
    const { code, out } = await shell(script.join('\n'));
    expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining('ENOTFOUND') as string });
  }
  expect(administrator.match(/^npx doorlist \w+/gm)).toEqual([
    'npx doorlist leases',
    'npx doorlist plan',
    'npx doorlist flush',
    'npx doorlist flush',
  ]);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});

async function shell(script: string): Promise<{ code: number; out: string }> {
  return new Promise((resolve) =>
    execFile('sh', ['-c', script], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    ),
  );
}

test('says which port cannot be had', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const { ended, errors } = start('--port', String(port));
  expect(await ended).toBe(1);
  expect(errors()).toBe(`Port ${port} of 127.0.0.1 cannot be had (EADDRINUSE); name another, or none.\n`);
  await new Promise((resolve) => taken.close(resolve));
});

test.each([
  [['--serve', '--port', '65536'], 'A port is a number from 0 to 65535'],
  [['--serve', '--port', '1e3'], 'A port is a number from 0 to 65535'],
  [['--serve', '--as', 'here'], 'It is an IPv4 or IPv6 address'],
  [['--port', '8080'], '--port says something of --serve only'],
  [['--as', '1.2.3.4'], '--as says something of --serve only'],
])('refuses %j', (args, sentence) => {
  expect(() => readOptions(args)).toThrow(sentence);
});
