import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { serve, type Served } from '../../simulator/world/http.js';
import { realClock } from '../../simulator/world/clock.js';
import type { Report } from '../../lib/report/report.js';
import { DEVELOPERS, feedOf, setUp, SYNC, type Harness } from './harness.js';
import { answerOf, type Answer } from '../harness/command-line.js';

let harness: Harness;
let served: Served;
beforeAll(async () => {
  harness = await setUp({ clock: realClock() });
  harness.world.feed.publish(feedOf(Math.floor(Date.now() / 1000)));
  served = await serve(harness.world);
});
afterAll(async () => {
  await served.close();
  await harness.tearDown();
});

/** cli/doorlist.mjs as a process of its own, against the simulated account over HTTP. */
async function doorlist(
  argv: string[],
  { env = {}, cwd = process.cwd(), reads = true } = {},
): Promise<Answer> {
  const child = spawn(process.execPath, [join(process.cwd(), 'cli', 'doorlist.mjs'), ...argv], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: harness.folder,
      DOORLIST_CONFIG: harness.config,
      AWS_ENDPOINT_URL: served.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
  });
  if (!reads) child.stdout.destroy();
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const [code] = (await once(child, 'close')) as [number];
  return answerOf(code, out.join(''), err.join(''));
}

const credentials = { AWS_ACCESS_KEY_ID: 'ann', AWS_SECRET_ACCESS_KEY: 'unchecked' };

test('a plan, then the flush of the deployed function, then nothing is left to do', async () => {
  const planned = await doorlist(['plan', 'developers', '--json'], { env: credentials });
  expect([planned.exit, planned.err]).toEqual([0, '']);
  const { reports } = planned.json() as { reports: Report[] };
  const request = reports[0]?.lists[0]?.targets[0]?.requests[0];

  const flushed = await doorlist(['flush', 'developers'], { env: credentials });
  expect([flushed.exit, flushed.err]).toEqual([0, '']);
  expect(flushed.out).toMatch(/198\.51\.100\.7\/32 +removed/);
  expect(flushed.out).not.toContain('\u001b[');
  expect(harness.updates()).toMatchObject([{ actor: 'doorlist-dev-flush-1', input: request?.input }]);
  expect(harness.world.waf.contents(DEVELOPERS)).toEqual(['81.2.69.0/24']);

  const local = await doorlist(['flush', 'developers', '--local', '--json'], { env: credentials });
  expect([local.exit, local.err]).toEqual([0, '']);
  expect(local.json()).toMatchObject({ lists: [{ targets: [{ outcome: 'unchanged' }] }] });
});

test('without credentials it says so in one sentence', async () => {
  const { exit, out, err } = await doorlist(['flush']);
  expect([exit, out]).toEqual([1, '']);
  expect(err).toMatch(/^error: There are no AWS credentials to use \(.*\); sign in, .*\n$/);
});

test("from a folder below the clone, it finds the clone's doorlist.yml", async () => {
  const { out, err } = await doorlist(['validate', '--feed', harness.file('feed.json', feedOf(SYNC))], {
    cwd: join(process.cwd(), 'lib', 'sources'),
    env: { DOORLIST_CONFIG: '' },
  });
  expect(out + err).toContain(join('..', '..', 'doorlist.yml'));
});

test('a reader who has read enough ends it quietly', async () => {
  expect(await doorlist(['--help'], { reads: false })).toMatchObject({ exit: 0, err: '' });
});
