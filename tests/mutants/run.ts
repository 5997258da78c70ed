import { Command, InvalidArgumentError } from 'commander';
import { compiledWith } from './compiled.js';
import { reached } from './coverage.js';
import { redWithout } from './deleted.js';
import { draw, isOfOneLine } from './draw.js';
import { explanations } from './explained.js';
import { filesIn } from './files.js';
import { createJury } from './jury.js';
import { instrument, type Mutant } from './mutant.js';
import { deletedRules } from './rules.js';
import { changeText, resultOf, resultText, verdictText, type Judged } from './told.js';

interface Options {
  pure: boolean;
  rules: boolean;
  folder: string[];
  file?: string[];
  seed: string;
  count?: number;
  only?: string[];
  within: number;
  json: boolean;
}

/** What talks to AWS or to the table, and who decides for those. */
const folders = ['lib/commit', 'lib/state', 'lib/leases', 'lib/targets'];

/** What takes values and returns values. */
const pure = ['lib/plan', 'lib/leases/lease.ts', 'lib/cidr.ts', 'lib/sources/feed/selection.ts'];

/** Small tests of what is pure: they are asked before all others. */
const first = [
  'tests/plan',
  'tests/cidr',
  'tests/leases/lease.test',
  'tests/sources',
  'tests/commit',
  'tests/state',
];

const options = new Command('npm run test:mutants --')
  .description('Changes doorlist in one place after the other, and says which change no test notices.')
  .option('--folder <path...>', 'draws mutants of one line from each of these', folders)
  .option('--seed <seed>', 'which ones', '1')
  .option('--count <number>', 'how many in all (80; with --pure or --file: all there are)', wholeNumber)
  .option('--pure', 'the files that only decide', false)
  .option('--file <path...>', 'these files or folders')
  .option('--only <id...>', 'these mutants')
  .option('--rules', 'rules that are deleted whole, and the tests that have to notice', false)
  .option('--within <seconds>', 'how long the tests of one mutant may take together', wholeNumber, 60)
  .option('--json', 'print one line of JSON', false)
  .parse()
  .opts<Options>();

const say = (line: string) => process.stderr.write(`${line}\n`);
process.exitCode = (await (options.rules ? deleteRules() : tryMutants())) ? 0 : 1;

async function tryMutants(): Promise<boolean> {
  const where = options.file ?? (options.pure ? pure : options.folder);
  const groups = where.map((path) => filesIn(path, '.ts'));
  const about = new Set(groups.flat());
  // Always the same code, so that what was found out about a test file still serves.
  const { mutants, sources } = await instrument(
    [...new Set([...[...pure, ...folders].flatMap((path) => filesIn(path, '.ts')), ...about])].sort(),
  );
  const compiled = await compiledWith(sources);
  const tests = filesIn('tests', '.test.ts').filter((file) => !file.endsWith('.long.test.ts'));
  const known = await reached(compiled, mutants, tests, say);
  const jury = createJury({ compiled, known, mutants, first, withinMs: options.within * 1000 });
  const judged: Judged[] = [];
  for (const mutant of chosen(mutants, groups, about)) {
    const verdict = await jury.judge(mutant);
    judged.push({ mutant, verdict });
    say(`${verdictText(verdict)} ${changeText(mutant)}`);
  }
  jury.end();
  const result = resultOf(
    judged,
    explanations.filter(({ file }) => about.has(file)),
    mutants,
  );
  console.log(options.json ? JSON.stringify(result) : resultText(result));
  return result.unexplained.length + result.stale.length === 0;
}

function chosen(
  mutants: readonly Mutant[],
  groups: readonly (readonly string[])[],
  about: ReadonlySet<string>,
): readonly Mutant[] {
  const { only, pure: ofPure, file, seed } = options;
  if (only) return mutants.filter(({ id }) => only.includes(id));
  const all = mutants.filter((mutant) => about.has(mutant.file));
  if (ofPure || file) return options.count === undefined ? all : draw([all], options.count, seed);
  const candidates = groups.map((files) =>
    mutants.filter((mutant) => files.includes(mutant.file) && isOfOneLine(mutant)),
  );
  return draw(candidates, Math.ceil((options.count ?? 80) / groups.length), seed);
}

async function deleteRules(): Promise<boolean> {
  const unnoticed: string[] = [];
  for (const rule of deletedRules) {
    const red = await redWithout(rule);
    if (red.length === 0) unnoticed.push(rule.without);
    say(`${red.length > 0 ? 'convicted' : 'SURVIVED'} ${rule.without}${red[0] ? `, by ${red[0]}` : ''}`);
  }
  const count = deletedRules.length;
  console.log(
    options.json
      ? JSON.stringify({ rules: count, unnoticed })
      : `${count} rules deleted, ${unnoticed.length} unnoticed`,
  );
  return unnoticed.length === 0;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 1 up.');
  return Number(text);
}
