/**
 * Packages the stages dev and prod, and the estates of check-estates.mjs, and asks of each what AWS's own
 * validator and our rules ask. Prints every finding; exits with 1 where there is one.
 */
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { estates } from './check-estates.mjs';
import { packageStage } from './package-stage.mjs';
import { filesOf } from './zip.mjs';

const require = createRequire(import.meta.url);
const { CelEngine, TemplateFile } = require('@aws/cloudformation-validate');
const { load } = require('../deploy/typescript.cjs');
const { templateFindings } = load('template-rules.ts');
const { handlerBudget, zipFindings } = load('zip-rules.ts');

/** Framework noise, and AWS's public topic, which lets everybody subscribe. */
const allowed = new Set(['W3005', 'W9002', 'W9013']);
const engine = new CelEngine();

function validatorFindings(path) {
  return engine
    .validateStandard(new TemplateFile(path))
    .diagnostics.filter(({ severity, ruleId }) => severity !== 'INFO' && !allowed.has(ruleId))
    .map(
      ({ severity, ruleId, propertyPath, message }) =>
        `${severity} ${ruleId} ${propertyPath ?? ''} ${message}`,
    );
}

/** Each target adds some 250 bytes of estate to both handlers, which code of ours can do nothing about. */
function budgetOf(name) {
  return name in estates ? handlerBudget + 100_000 : handlerBudget;
}

function findingsIn(directory) {
  const name = basename(directory);
  const template = (kind) => join(directory, `cloudformation-template-${kind}-stack.json`);
  const zips = ['flush', 'refresh', 'access'].map((lambda) => [
    lambda,
    filesOf(join(directory, `${lambda}.zip`)),
  ]);
  for (const [lambda, files] of zips)
    console.log(
      `${name} ${lambda}: ${[...files].map(([file, { length }]) => `${file} ${length} bytes`).join(', ')}`,
    );
  return [
    ...validatorFindings(template('create')),
    ...validatorFindings(template('update')),
    ...templateFindings(JSON.parse(readFileSync(template('update'), 'utf8'))),
    ...zips.flatMap(([lambda, files]) => zipFindings(lambda, files, budgetOf(name))),
  ].map((finding) => `${name}: ${finding}`);
}

function packageEstate([name, estate]) {
  const folder = mkdtempSync(join(tmpdir(), 'doorlist-check-'));
  const config = join(folder, 'doorlist.yml');
  writeFileSync(config, JSON.stringify(estate));
  try {
    return packageStage('dev', { name, config });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const directories = [
  ...['dev', 'prod'].map((stage) => packageStage(stage)),
  ...Object.entries(estates).map(packageEstate),
];
const findings = directories.flatMap(findingsIn);
engine.free();
for (const finding of findings) console.error(finding);
console.log(findings.length === 0 ? 'template: ok' : `template: ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
