import type { Report } from '../../lib/report/report.js';
import { createWorld, type World, type WorldOptions } from '../../simulator/world/world.js';
import { start } from './account.js';

const worlds: World[] = [];

/** A simulated account with a clock of its own; `tearDown` takes it down. */
export async function setUpWorld(options: Partial<WorldOptions> = {}): Promise<World> {
  const world = await createWorld({ start, seed: 1, ...options });
  worlds.push(world);
  return world;
}

/** For afterEach or afterAll: takes down every world that was set up since. */
export async function tearDown(): Promise<void> {
  for (const world of worlds.splice(0)) await world.stop();
}

export interface Ended {
  ok: boolean;
  report: Report;
  /** Empty unless the run failed. */
  error: string;
}

/** Runs a function to its end, like an asynchronous event without its retries. */
export async function runFunction(world: World, name: string, event: unknown): Promise<Ended> {
  const { outcome, payload } = await world.clock.drive(world.lambda.invoke(name, event));
  const error = outcome === 'ok' ? '' : (payload as { errorMessage: string }).errorMessage;
  return { ok: outcome === 'ok', report: payload as Report, error };
}

/** What a function answers that may not fail; time passes only for who lets it. */
export async function answerOfFunction(world: World, name: string, event: unknown): Promise<unknown> {
  const { outcome, payload } = await world.lambda.invoke(name, event);
  if (outcome !== 'ok') throw new Error(JSON.stringify(payload));
  return payload;
}
