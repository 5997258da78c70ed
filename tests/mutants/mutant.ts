import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { projectRoot } from '../../simulator/world/project-root.js';

/** One small change of the code, which a test has to notice. */
export interface Mutant {
  /** The same as long as its line, and what stands before it in the line, stay as they are. */
  id: string;
  /** What switches it on in the instrumented code. */
  key: string;
  file: string;
  /** From 1. */
  line: number;
  /** The lines that it changes, without the space around them. */
  lines: string;
  /** What kind of change it is. */
  mutator: string;
  was: string;
  becomes: string;
}

export interface Instrumented {
  mutants: Mutant[];
  /** The sources with every mutant in them, each behind its switch. */
  sources: Map<string, string>;
}

/** Puts all mutants of some files into their sources. `files`: paths from the root. */
export async function instrument(files: readonly string[]): Promise<Instrumented> {
  const contents = files.map((name) => ({
    name,
    mutate: true as const,
    content: readFileSync(join(projectRoot(), name), 'utf8'),
  }));
  const made = await new Instrumenter(silent).instrument(contents, {
    plugins: ['typescript'],
    ignorers: [],
    excludedMutations: [],
  });
  const sources = new Map(made.files.map(({ name, content }) => [name, content]));
  const originals = new Map(contents.map(({ name, content }) => [name, content.split('\n')]));
  const seen = new Map<string, number>();
  const mutants = made.mutants.map((mutant): Mutant => {
    const { fileName: file, id: key, mutatorName: mutator, replacement, location } = mutant;
    const { start, end } = location;
    const lines = (originals.get(file) ?? []).slice(start.line, end.line + 1);
    const last = lines.length - 1;
    const was = lines
      .map((line, i) => line.slice(i === 0 ? start.column : 0, i === last ? end.column : undefined))
      .join('\n');
    const trimmed = lines.join('\n').trim();
    const what = [file, trimmed, mutator, was, replacement].join('\0');
    const nth = seen.get(what) ?? 0;
    seen.set(what, nth + 1);
    const id = createHash('sha256').update(`${what}\0${nth}`).digest('hex').slice(0, 8);
    return { id, key, file, line: start.line + 1, lines: trimmed, mutator, was, becomes: replacement };
  });
  return { mutants, sources };
}

const nothing = () => undefined;

const silent = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};
