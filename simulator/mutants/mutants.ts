import { anywhere } from './anywhere.js';
import { atEc2 } from './at-ec2.js';
import type { Mutant } from './mutant.js';

export type { Mutant } from './mutant.js';

export const mutants = { ...anywhere, ...atEc2 } satisfies Record<string, Mutant>;
