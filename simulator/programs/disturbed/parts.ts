import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../../world/project-root.js';

/** One of several processes that share a program's work: each takes every `of`-th piece. */
export interface Part {
  index: number;
  of: number;
}

/** Runs `npm run sim -- PROGRAM ...` in so many processes, each with a part of the work, and returns what they printed. */
export async function inParts<T>(jobs: number, args: readonly string[]): Promise<T[]> {
  const root = projectRoot();
  return Promise.all(
    Array.from({ length: jobs }, async (_, index) => {
      const program = [join(root, 'scripts/run.mjs'), 'simulator/programs/sim.ts', ...args];
      const child = spawn(process.execPath, [...program, '--part', `${index}/${jobs}`], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const printed = await text(child.stdout);
      try {
        return JSON.parse(printed) as T;
      } catch {
        throw new Error(`a part of ${args.join(' ')} printed no result: ${printed.slice(-500)}`);
      }
    }),
  );
}

/** The sum of the parts' results: numbers are added, lists are joined. */
export function summed<T extends object>(parts: readonly T[]): T {
  const sum: Record<string, unknown> = {};
  for (const part of parts)
    for (const [key, value] of Object.entries(part as Record<string, unknown>))
      sum[key] = key in sum ? plus(sum[key], value) : value;
  return sum as T;
}

function plus(one: unknown, other: unknown): unknown {
  if (typeof one === 'number' && typeof other === 'number') return one + other;
  if (Array.isArray(one) && Array.isArray(other)) return [...(one as unknown[]), ...(other as unknown[])];
  return summed([one as object, other as object]);
}
