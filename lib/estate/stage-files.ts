import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { didYouMean } from '../text/nearest.js';
import { defaultStage } from './default-stage.js';
import { EstateMistakes } from './mistakes/mistakes.js';
import type { OtherFile } from './rules/named-arns.js';
import { parseEstate, type ParsedEstate } from './parse.js';
import { readYaml } from './yaml-source.js';

export interface LoadOptions {
  /** The folder that doorlist.yml is in. */
  dir?: string;
  /** Another file in its place. */
  config?: string;
  /** `doorlist.STAGE.yml` takes the place of doorlist.yml where it exists. */
  stage?: string;
  now?: number;
}

export interface LoadedEstate extends ParsedEstate {
  file: string;
  /** One sentence where the stage was named and has no file of its own, which may be meant or a misspelling. */
  shared?: string;
}

const reasons = new Map([
  ['ENOENT', 'there is no such file; copy doorlist.yml from the project, or name yours'],
  ['EISDIR', 'it is a folder'],
  ['ERR_ENCODING_INVALID_ENCODED_DATA', 'it is not UTF-8 text'],
]);

const largest = 1024 * 1024;

/** @throws EstateMistakes, for a file that cannot be read at all too. */
export function loadEstate({
  dir = '.',
  config = join(dir, 'doorlist.yml'),
  stage,
  now = Date.now(),
}: LoadOptions): LoadedEstate {
  const ofStage = stage === undefined ? config : fileOfStage(config, stage);
  const file = existsSync(ofStage) ? ofStage : config;
  const shares = stage !== undefined && stage !== defaultStage && file !== ofStage;
  if (shares && !existsSync(file)) throw unreadable(file, noFile(config, stage));
  const text = readText(file);
  const others = siblings(config)
    .filter((path) => basename(path) !== basename(file))
    .map(otherFile);
  const { estate, warnings, withoutFeed } = parseEstate(text, {
    file,
    now,
    elsewhere: others.flatMap(({ files }) => files),
  });
  const ofOthers = others.flatMap((other) => other.warnings);
  return {
    estate,
    warnings: [...warnings, ...ofOthers],
    withoutFeed,
    file,
    ...(shares && {
      shared: `There is no ${ofStage}, so the stage ${stage} uses ${file}${otherStage(config, stage) || '.'}`,
    }),
  };
}

function noFile(config: string, stage: string): string {
  return `cannot be read: there is neither this file nor ${basename(fileOfStage(config, stage))}${otherStage(config, stage) || '; copy doorlist.yml from the project, or name yours'}`;
}

/** Which stage may have been meant: one that has a file of its own, or the default. */
function otherStage(config: string, stage: string): string {
  const { folder, stem, ending } = parts(config);
  if (!existsSync(folder)) return '';
  const stages = siblings(config)
    .map((path) => basename(path, ending).slice(stem.length + 1))
    .filter((name) => name !== '');
  return didYouMean(
    stage,
    [...stages, defaultStage].filter((name) => name !== stage),
  );
}

/** @throws EstateMistakes where there can be no such stage */
function fileOfStage(config: string, stage: string): string {
  if (!/^[A-Za-z0-9-]+$/.test(stage))
    throw unreadable(
      config,
      `the stage ${JSON.stringify(stage)} must be made of letters, digits and hyphens`,
    );
  const { folder, stem, ending } = parts(config);
  return join(folder, `${stem}.${stage}${ending}`);
}

/** The estates of all stages: `doorlist.yml` and every `doorlist.STAGE.yml` beside it. */
function siblings(config: string): string[] {
  const { folder, stem, ending } = parts(config);
  return readdirSync(folder)
    .filter((name) => name === `${stem}${ending}` || (name.startsWith(`${stem}.`) && name.endsWith(ending)))
    .sort()
    .map((name) => join(folder, name));
}

function parts(config: string) {
  const ending = extname(config);
  return { folder: dirname(config), stem: basename(config, ending), ending };
}

/** Another stage's mistakes are not this one's, but claims that nobody could read are worth a word. */
function otherFile(file: string): { files: OtherFile[]; warnings: string[] } {
  try {
    const { value } = readYaml(readText(file));
    if (value !== undefined) return { files: [{ file, raw: value }], warnings: [] };
  } catch (error) {
    if (!(error instanceof EstateMistakes)) throw error;
  }
  return {
    files: [],
    warnings: [`${file}: cannot be read, so nobody knows whether it claims the same targets`],
  };
}

function readText(file: string): string {
  try {
    if (statSync(file).size > largest) throw unreadable(file, 'is larger than 1 MiB, which no estate is');
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof EstateMistakes) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw unreadable(file, `cannot be read: ${reasons.get(code) ?? message}`);
  }
}

function unreadable(file: string, message: string): EstateMistakes {
  return new EstateMistakes(file, [{ path: '', found: 'nothing', message }]);
}
