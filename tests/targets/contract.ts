import { accidents } from './contract/accidents.js';
import { drift } from './contract/drift.js';
import { filling } from './contract/filling.js';
import { foreignEntries } from './contract/foreign.js';
import { hands } from './contract/hands.js';
import { lostMemory } from './contract/lost-memory.js';
import { marks } from './contract/marks.js';
import { oldKnowledge } from './contract/old-knowledge.js';
import { room } from './contract/room.js';
import { tearDown } from '../harness/world.js';
import type { Kind } from './kinds/kind.js';

/**
 * What every kind of target has to do, through the real reconcile on the simulated AWS, and always beside entries that
 * doorlist did not put there.
 */
export function contract(kind: Kind): void {
  afterEach(tearDown);

  describe(kind.name, () => {
    filling(kind);
    foreignEntries(kind);
    hands(kind);
    drift(kind);
    room(kind);
    lostMemory(kind);
    if (kind.marks) marks(kind);
    oldKnowledge(kind);
  });
}

/** The rest of it, which takes long: every call of a run may be its last. */
export function contractInAccidents(kind: Kind): void {
  afterEach(tearDown);

  describe(kind.name, () => accidents(kind));
}
