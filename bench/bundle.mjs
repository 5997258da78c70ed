/**
 * How large the packaged handlers are, and how long a cold process takes to load each.
 * Measured with the Node that runs this and, where DOORLIST_NODE24 names one, with that: Lambda runs Node 24.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageStage } from '../scripts/package-stage.mjs';
import { filesOf } from '../scripts/zip.mjs';

const runs = 15;

const load =
  'const start = performance.now(); require(process.argv[1]); console.log(performance.now() - start)';

/** What a handler finds in Lambda, so that loading it composes it. */
const environment = {
  AWS_REGION: 'eu-west-2',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  DOORLIST_SERVICE: 'doorlist',
  DOORLIST_STAGE: 'dev',
  DOORLIST_ACCOUNT: '111122223333',
  DOORLIST_TABLE: 'doorlist-dev',
  DOORLIST_ALERTS_TOPIC: 'arn:aws:sns:eu-west-2:111122223333:alerts',
  POWERTOOLS_SERVICE_NAME: 'doorlist-dev',
  POWERTOOLS_METRICS_NAMESPACE: 'doorlist',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

function output(node, args) {
  const { status, stdout, stderr } = spawnSync(node, args, { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${node} failed: ${stderr}`);
  return stdout.trim();
}

function medianLoad(node, file) {
  const times = Array.from({ length: runs }, () => Number(output(node, ['-e', load, file])));
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
}

const stage = 'dev';
const directory = packageStage(stage);
const unpacked = mkdtempSync(join(tmpdir(), 'doorlist-bench-'));
const nodes = [process.execPath, process.env.DOORLIST_NODE24].filter((node) => node);
const rows = ['flush', 'refresh'].map((lambda) => {
  const [code] = filesOf(join(directory, `${lambda}.zip`)).values();
  const file = join(unpacked, `${lambda}.cjs`);
  writeFileSync(file, code);
  const times = nodes.map((node) => [
    `ms on ${output(node, ['--version'])}`,
    Number(medianLoad(node, file).toFixed(1)),
  ]);
  return [lambda, { bytes: code.length, gzip: gzipSync(code).length, ...Object.fromEntries(times) }];
});
rmSync(unpacked, { recursive: true });

console.table(Object.fromEntries(rows));
console.log(`Median of ${runs} fresh processes.`);
