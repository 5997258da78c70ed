import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
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
  const file = fileOfStage(config, stage);
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
  return { estate, warnings: [...warnings, ...ofOthers], withoutFeed, file };
}

function fileOfStage(config: string, stage: string | undefined): string {
  if (stage === undefined) return config;
  if (!/^[A-Za-z0-9-]+$/.test(stage))
    throw unreadable(
      config,
      `the stage ${JSON.stringify(stage)} must be made of letters, digits and hyphens`,
    );
  const { folder, stem, ending } = parts(config);
  const ofStage = join(folder, `${stem}.${stage}${ending}`);
  return existsSync(ofStage) ? ofStage : config;
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
