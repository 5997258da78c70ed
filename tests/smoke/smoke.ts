/**
 * The packaged zips' handlers, each in a process of its own on this machine's Node, against the simulator over HTTP:
 * what is deployed is what is tried. `npm run smoke` packages first.
 */
import type { APIGatewayProxyResult } from 'aws-lambda';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadEstate } from '../../lib/estate/stage-files.js';
import type { Report } from '../../lib/report/report.js';
import { filesOf } from '../../scripts/zip.mjs';
import { realClock } from '../../simulator/world/clock.js';
import { serve } from '../../simulator/world/http.js';
import { sampleFeed } from '../../simulator/world/feed/sample.js';
import { createWorld } from '../../simulator/world/world.js';
import { eventOf, home } from '../access/event.js';

const packaged = join('.cache', 'package', 'dev');
const folder = mkdtempSync(join(tmpdir(), 'doorlist-smoke-'));
const { estate } = loadEstate({ config: 'doorlist.yml', stage: 'dev' });
const targets = estate.lists.flatMap((list) => list.targets);
const foreignCidr = '198.51.100.7/32';
const now = Date.now();
const [developers] = targets;
if (developers === undefined) throw new Error('doorlist.yml has no target');

const world = await createWorld({
  start: now,
  seed: 1,
  clock: realClock(),
  ipSets: targets.map(({ arn }) => ({ arn, addresses: arn === developers.arn ? [foreignCidr] : [] })),
});
const topic = `arn:aws:sns:eu-west-2:${estate.account}:alerts`;
world.sns.plant(topic, estate.alerts.email);
world.feed.publish(sampleFeed({ syncToken: Math.floor(now / 1000) - 3600 }));
const served = await serve(world);

function unpack(lambda: string): string {
  const bundle = join(folder, `${lambda}.cjs`);
  const code = filesOf(join(packaged, `${lambda}.zip`)).get(`functions/${lambda}.cjs`);
  if (code === undefined) throw new Error(`${lambda}.zip holds no functions/${lambda}.cjs`);
  writeFileSync(bundle, code);
  return bundle;
}

/** Its own environment and nobody else's: a handler finds what serverless.yml gives it. */
const environment = {
  PATH: process.env['PATH'],
  AWS_ENDPOINT_URL: served.url,
  AWS_REGION: 'eu-west-2',
  AWS_ACCESS_KEY_ID: 'smoke',
  AWS_SECRET_ACCESS_KEY: 'smoke',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  DOORLIST_SERVICE: 'doorlist',
  DOORLIST_STAGE: 'dev',
  DOORLIST_ACCOUNT: estate.account,
  DOORLIST_TABLE: 'doorlist',
  DOORLIST_ALERTS_TOPIC: topic,
  POWERTOOLS_SERVICE_NAME: 'doorlist-dev',
  POWERTOOLS_METRICS_NAMESPACE: 'doorlist',
};

async function invoke<R = Report>(lambda: string, event: object): Promise<R> {
  const preload = ['--require', resolve('tests/smoke/internet.cjs')];
  const args = [...preload, resolve('tests/smoke/invoke.cjs'), unpack(lambda), JSON.stringify(event)];
  const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((done) => child.on('close', done));
  const line = stdout.split('\n').find((text) => text.startsWith('RESULT '));
  if (code !== 0 || line === undefined)
    throw new Error(`${lambda} ended with ${String(code)}: ${stderr}${stdout}`);
  if (!stdout.includes('"Namespace":"doorlist"')) throw new Error(`${lambda} emitted no metrics`);
  return JSON.parse(line.slice('RESULT '.length)) as R;
}

const outcomes = (report: Report) =>
  report.lists.flatMap((list) => list.targets.map((target) => target.outcome));
const results: [string, boolean][] = [];
const check = (what: string, holds: boolean) => results.push([what, holds]);

try {
  const flushed = await invoke('flush', { list: 'developers' });
  check(
    'flush.zip takes a foreign entry out and puts the pins in',
    outcomes(flushed).every((outcome) => outcome === 'applied') &&
      !world.waf.contents(developers.arn).includes(foreignCidr),
  );
  check(
    'flush.zip mails it',
    world.record.of('mail').some((mail) => mail.body.includes(foreignCidr)),
  );
  const joined = await invoke<APIGatewayProxyResult>('access', eventOf({ body: { for: '1h' } }));
  check(
    'access.zip lets in where a call comes from',
    joined.statusCode === 200 && world.waf.contents(developers.arn).includes(`${home}/32`),
  );
  const refreshed = await invoke('refresh', {});
  check(
    'refresh.zip fills the lists from the feed',
    outcomes(refreshed).every((outcome) => outcome === 'applied'),
  );
  const writes = world.record.countCalls()['wafv2:UpdateIPSet'];
  const again = await invoke('refresh', {});
  check(
    'refresh.zip writes nothing the second time',
    outcomes(again).every((outcome) => outcome === 'unchanged') &&
      world.record.countCalls()['wafv2:UpdateIPSet'] === writes,
  );
} finally {
  await served.close();
  await world.stop();
  rmSync(folder, { recursive: true });
}
for (const [what, holds] of results)
  console.log(`${holds ? 'ok' : 'FAILED'}: ${what} (Node ${process.version})`);
const failed = results.filter(([, holds]) => !holds).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
