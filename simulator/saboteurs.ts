import { anywhere } from './saboteurs/anywhere.js';
import { atEc2 } from './saboteurs/at-ec2.js';
import type { Saboteur } from './saboteurs/sabotage.js';

export type { Saboteur } from './saboteurs/sabotage.js';

export const saboteurs = { ...anywhere, ...atEc2 } satisfies Record<string, Saboteur>;
