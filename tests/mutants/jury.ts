import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../simulator/world/project-root.js';
import type { KnownFile, KnownTest, Reached } from './coverage.js';
import type { Mutant } from './mutant.js';
import { startSession, type Session } from './session.js';

export type Verdict =
  /** `by`: the test that failed, or what else became of it. */
  | { kind: 'convicted'; by: string }
  | { kind: 'survived'; tests: number }
  /** No test reaches it. */
  | { kind: 'unreached' };

export interface Jury {
  judge: (mutant: Mutant) => Promise<Verdict>;
  end: () => void;
}

interface Batch {
  file: string;
  tests: KnownTest[];
  ms: number;
}

export interface JuryOptions {
  compiled: string;
  known: Reached;
  /** All that are in the compiled code. */
  mutants: readonly Mutant[];
  /** Paths of tests that are asked first. */
  first: readonly string[];
  /** How long the tests of one mutant may take together, as they take without it. */
  withinMs: number;
}

/** Tests that take longer are asked after all others of their file. */
const quickMs = 100;

/** What a loop runs more often than without the mutant is taken for endless. */
const mostRounds = 100;

/** What is remembered in a module hides a mutant from all but the first test of a process. */
const remembers = (file: string) =>
  /^const \w+ = new (Weak)?Map</m.test(readFileSync(join(projectRoot(), file), 'utf8'));

/** What test files leave in a worker's memory stays there. */
const runsOfAWorker = 400;

/** Runs the tests that reach a mutant, the quick ones and those of its subject first, until one fails. */
export function createJury({ compiled, known, mutants, first, withinMs }: JuryOptions): Jury {
  let session: Session | undefined;
  let runs = 0;
  const end = () => {
    session?.end();
    session = undefined;
  };
  const started = async () => {
    if (runs >= runsOfAWorker) end();
    if (session) return session;
    const fresh = await startSession(compiled);
    if (fresh === 'died') throw new Error('A worker died before it ran a test.');
    runs = 0;
    session = fresh;
    return fresh;
  };

  /** What failed, or nothing. `again`: in a worker that no other mutant has been in. */
  async function failedIn(batch: Batch, mutant: Mutant, again = false): Promise<string | undefined> {
    const { tests, file } = batch;
    const { key, id } = mutant;
    const worker = await started();
    const isFresh = runs === 0;
    const only = tests.map(({ name }) => name);
    const hits = tests.reduce((sum, { reaches }) => sum + (reaches[id] ?? 0), 0);
    const outcome = await worker.run(
      { file, only, mutant: key, hitLimit: mostRounds * (hits + 1_000) },
      limitOf(batch),
    );
    runs += 1;
    if (typeof outcome === 'string') {
      end();
      if (outcome === 'died' && !isFresh && !again) return failedIn(batch, mutant, true);
      return outcome === 'died' ? outcome : endless(batch);
    }
    const [failure] = outcome.failed;
    if (failure === undefined) return undefined;
    const name = firstLine(failure);
    if (isFresh || again) return name;
    // A mutant before this one may have left something behind: then the same test fails without any.
    const without = await worker.run({ file, only: [name] }, limitOf(batch));
    runs += 1;
    if (typeof without !== 'string' && without.failed.length === 0) return name;
    end();
    return failedIn(batch, mutant, true);
  }

  /** @throws where the same tests take as long without the mutant: then the machine has too much else to do. */
  async function endless({ file, tests, ...batch }: Batch): Promise<string> {
    const only = tests.map(({ name }) => name);
    const without = await (await started()).run({ file, only }, limitOf(batch));
    if (typeof without !== 'string') return 'it does not end';
    throw new Error(`${file} takes too long without any mutant: the machine is too busy.`);
  }

  async function judge(mutant: Mutant): Promise<Verdict> {
    const { id } = mutant;
    if (known.atLoad.has(id)) return judgeAlone(mutant);
    const beside = besideOf(mutant);
    const batches = batchesOf(({ reaches }, file) =>
      known.wasThere(file, id) ? reaches[id] !== undefined : reachesAny(reaches, beside),
    );
    if (batches.length === 0) return { kind: 'unreached' };
    const verdict = await judged(batches, (batch) => failedIn(batch, mutant));
    return verdict.kind === 'survived' && remembers(mutant.file) ? judgeAlone(mutant) : verdict;
  }

  /** In a worker of its own, in which it is there from the beginning. */
  async function judgeAlone(mutant: Mutant): Promise<Verdict> {
    const own = await startSession(compiled, { active: mutant.key });
    if (own === 'died') return { kind: 'convicted', by: 'it does not load' };
    const beside = besideOf(mutant);
    const batches = batchesOf(({ reaches }) => reachesAny(reaches, beside));
    try {
      return await judged(batches, async (batch) => {
        const only = batch.tests.map(({ name }) => name);
        const outcome = await own.run({ file: batch.file, only }, limitOf(batch));
        if (outcome === 'timed out') return await endless(batch);
        if (outcome === 'died') return outcome;
        return outcome.failed[0] === undefined ? undefined : firstLine(outcome.failed[0]);
      });
    } finally {
      own.end();
    }
  }

  async function judged(
    batches: readonly Batch[],
    failed: (batch: Batch) => Promise<string | undefined>,
  ): Promise<Verdict> {
    let [tests, ms] = [0, 0];
    for (const batch of batches) {
      if (tests > 0 && ms + batch.ms > withinMs) continue;
      const by = await failed(batch);
      if (by !== undefined) return { kind: 'convicted', by: `${batch.file}: ${by}` };
      tests += batch.tests.length;
      ms += batch.ms;
    }
    return { kind: 'survived', tests };
  }

  const besideOf = ({ file }: Mutant) =>
    new Set(mutants.filter((other) => other.file === file).map((other) => other.id));
  const reachesAny = (reaches: KnownTest['reaches'], ids: ReadonlySet<string>) =>
    Object.keys(reaches).some((id) => ids.has(id));

  /** The quick tests of a file come before its slow ones, unless what both need takes longest. */
  function batchesOf(reaches: (test: KnownTest, file: KnownFile) => boolean): Batch[] {
    const batchesIn = (known: KnownFile): Batch[] => {
      const { file, overheadMs, tests } = known;
      const all = tests.filter((test) => reaches(test, known));
      const isQuick = ({ ms }: KnownTest) => ms <= quickMs;
      const parts =
        overheadMs > 10 * quickMs ? [all] : [all.filter(isQuick), all.filter((each) => !isQuick(each))];
      return parts
        .filter((part) => part.length > 0)
        .map((part) => ({ file, tests: part, ms: part.reduce((sum, { ms }) => sum + ms, overheadMs) }));
    };
    const rank = ({ file }: Batch) => (first.some((path) => file.startsWith(path)) ? 0 : 1);
    return known.files.flatMap(batchesIn).toSorted((a, b) => rank(a) - rank(b) || a.ms - b.ms);
  }

  return { judge, end };
}

/** Time is for loops that never end; a machine that has much else to do must not convict. */
const limitOf = ({ ms }: Pick<Batch, 'ms'>) => 20_000 + 10 * ms;

const firstLine = (text: string) => text.split('\n')[0] ?? '';
