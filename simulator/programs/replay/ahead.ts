import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../world/clock.js';
import { projectRoot } from '../../world/project-root.js';
import type { NextVersion, Assignment } from './ahead-worker.js';
import { BadHistory } from './bad-history.js';
import type { HistoryVersion } from './history.js';
import type { Span } from './span.js';

export interface AheadOptions extends Span {
  /** Stands still while the worker is waited for. */
  clock: Pick<Clock, 'io'>;
  /** How many versions, of up to 2.6 MB, may wait to be taken. */
  ahead?: number;
}

/**
 * As `history`, rebuilt in a worker that runs a few versions ahead. Whoever leaves early says so with `return`, as
 * `for await` does.
 *
 * @throws BadHistory
 */
export async function* historyAhead(
  file: string,
  { clock, ahead = 4, ...span }: AheadOptions,
): AsyncGenerator<HistoryVersion, void> {
  const worker = startWorker({ file, span });
  try {
    for (let wanted = 0; wanted < ahead; wanted += 1) worker.want();
    for (;;) {
      const answer = await clock.io(() => worker.answer());
      if (answer === 'end') return;
      if ('refused' in answer) throw new BadHistory(answer.refused);
      worker.want();
      yield answer.version;
    }
  } finally {
    await clock.io(() => worker.dismiss());
  }
}

function startWorker(assignment: Assignment) {
  const worker = new Worker(program(), { eval: true, workerData: assignment });
  const answers: NextVersion[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  worker.on('message', (answer: NextVersion) => {
    answers.push(answer);
    wake();
  });
  worker.on('error', (error: Error) => {
    failure = error;
    wake();
  });
  return {
    want: () => worker.postMessage('next'),
    async answer(): Promise<NextVersion> {
      for (;;) {
        const answer = answers.shift();
        if (answer) return answer;
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    dismiss: () => worker.terminate(),
  };
}

let built: string | undefined;

/** A worker reads no TypeScript in Node 20, so its program is bundled as scripts/run.mjs bundles an entry. */
function program(): string {
  const entry = join(projectRoot(), 'simulator/programs/replay/ahead-worker.ts');
  built ??= buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  }).outputFiles[0]?.text;
  if (built === undefined) throw new Error(`${entry} was bundled into nothing`);
  return built;
}
