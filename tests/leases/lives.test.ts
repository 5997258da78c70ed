import { tryLives } from './lives/tried.js';

test('thirty lives, and whoever was told so is in, and nobody for longer', async () => {
  await tryLives(Number(process.env['RUNS'] ?? 30), 1);
}, 1_000_000);
