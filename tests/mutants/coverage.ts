import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../simulator/world/project-root.js';
import type { Mutant } from './mutant.js';
import type { Coverage } from './protocol.js';
import { startSession, type Session } from './session.js';

/** A test, how long it takes, and how often it reaches each mutant's place, by the mutant's id. */
export interface KnownTest {
  name: string;
  ms: number;
  reaches: Coverage;
}

export interface KnownFile {
  /** Names the mutants that there were when it was run. */
  known: string;
  file: string;
  /** What its tests need together before the first of them, such as a `beforeAll`. */
  overheadMs: number;
  tests: KnownTest[];
}

export interface Reached {
  files: KnownFile[];
  /** What is evaluated while the code loads: a worker has to start with such a mutant. */
  atLoad: ReadonlySet<string>;
  /** Whether a mutant was there when a test file was run. */
  wasThere: (file: KnownFile, id: string) => boolean;
}

const longestMs = 600_000;

/**
 * Runs each test file without a mutant to see what it reaches, unless that is known of the same test file. What it
 * reached before an edit of the code still serves: of a mutant that was not there then, all tests that reach its file
 * are asked. Only tests that have come to reach a mutant by such an edit are missed, so at worst one survives.
 */
export async function reached(
  compiled: string,
  mutants: readonly Mutant[],
  tests: readonly string[],
  tell: (line: string) => void,
): Promise<Reached> {
  const folder = join(projectRoot(), '.cache/mutants-reached');
  mkdirSync(folder, { recursive: true });
  const idOf = new Map(mutants.map(({ key, id }) => [key, id]));
  const byId = (coverage: Coverage): Coverage =>
    Object.fromEntries(Object.entries(coverage).map(([key, times]) => [idOf.get(key) ?? key, times]));
  const ids = mutants.map(({ id }) => id).sort();
  const known = hashOf(ids.join());
  writeFileSync(join(folder, `ids-${known}.json`), JSON.stringify(ids));

  let session: Session | undefined;
  const loaded = join(folder, `at-load-${known}.json`);
  if (!existsSync(loaded)) {
    session = await started(compiled);
    writeFileSync(loaded, JSON.stringify(byId(session.atLoad)));
  }
  const atLoad = new Set(Object.keys(JSON.parse(readFileSync(loaded, 'utf8')) as Coverage));
  const files: KnownFile[] = [];
  for (const [i, file] of tests.entries()) {
    const bundle = readFileSync(join(compiled, file.replace(/\.ts$/, '.js')), 'utf8');
    const remembered = join(folder, `${hashOf(file, bundle.replaceAll(compiled, ''))}.json`);
    if (!existsSync(remembered)) {
      tell(`without a mutant: ${file}, ${i + 1} of ${tests.length}`);
      session ??= await started(compiled);
      writeFileSync(remembered, JSON.stringify({ known, ...(await reachedBy(session, file, byId)) }));
    }
    files.push(JSON.parse(readFileSync(remembered, 'utf8')) as KnownFile);
  }
  session?.end();
  const then = new Map(
    [...new Set(files.map((each) => each.known))].map((name) => [
      name,
      new Set(JSON.parse(readFileSync(join(folder, `ids-${name}.json`), 'utf8')) as string[]),
    ]),
  );
  return { files, atLoad, wasThere: (file, id) => then.get(file.known)?.has(id) ?? false };
}

async function started(compiled: string): Promise<Session> {
  const session = await startSession(compiled, { preload: true });
  if (session === 'died') throw new Error('A worker died before it ran a test.');
  return session;
}

async function reachedBy(
  session: Session,
  file: string,
  byId: (coverage: Coverage) => Coverage,
): Promise<Omit<KnownFile, 'known'>> {
  const began = performance.now();
  const answer = await session.run({ file }, longestMs);
  const took = performance.now() - began;
  if (typeof answer === 'string') throw new Error(`${file} ${answer} without a mutant.`);
  if (answer.failed.length > 0)
    throw new Error(`${file} fails without a mutant: ${answer.failed.join('\n')}`);
  const tests = answer.passed.map(({ name, ms }): KnownTest => {
    const reaches = { ...answer.coverage[file] };
    for (const [key, times] of Object.entries(answer.coverage[`${file}\0${name}`] ?? {}))
      reaches[key] = (reaches[key] ?? 0) + times;
    return { name, ms, reaches: byId(reaches) };
  });
  const inTests = tests.reduce((sum, { ms }) => sum + ms, 0);
  return { file, overheadMs: Math.max(0, Math.round(took - inTests)), tests };
}

function hashOf(...parts: string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}
