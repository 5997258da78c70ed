import { anywhere } from './anywhere.js';
import { atEc2 } from './at-ec2.js';
import type { Saboteur } from './mutant.js';

export type { Saboteur } from './mutant.js';

export const saboteurs = { ...anywhere, ...atEc2 } satisfies Record<string, Saboteur>;
