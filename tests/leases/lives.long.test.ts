import { tryLives } from './lives/tried.js';

/** Other ones each time; a failure tells its seed. */
const seed = Number(process.env['SEED'] ?? Date.now() & 0xffff);
const runs = Number(process.env['RUNS'] ?? 1_000);

test(`${runs} lives from seed ${seed}, and whoever was told so is in, and nobody for longer`, async () => {
  await tryLives(runs, seed);
}, 1_000_000);
