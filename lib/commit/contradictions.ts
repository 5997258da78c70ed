import { isDeepStrictEqual } from 'node:util';
import { Conflict, Contradiction, Unavailable, type Says } from '../errors.js';
import type { Layout } from '../plan/layout.js';
import type { Snapshot, Target } from '../targets/target.js';

/** What AWS says of a target when it refuses, and does not show when it is read. */
export interface Contradictions {
  heard(error: unknown): void;
  /** The target as the refusals have it that a fresh read did not explain. */
  believed(snapshot: Snapshot): Snapshot;
  looked(snapshot: Snapshot): void;
  /** The last conflict is no race where the last two looks were alike: nobody else changed the target. */
  judged(error: unknown, target: Target): Error;
}

/** What AWS says once may be a race; what it says again after a fresh read lasts, and so does all that follows it. */
export function createContradictions(): Contradictions {
  const heard = new Map<string, Says>();
  const lasting = new Map<string, Says>();
  let looks: Snapshot[] = [];
  return {
    heard(error) {
      if (!(error instanceof Contradiction)) return;
      const { says } = error;
      const key = JSON.stringify(says);
      if (heard.has(key) || lasting.size > 0) lasting.set(key, says);
      heard.set(key, says);
    },
    believed: (snapshot) =>
      lasting.size === 0 ? snapshot : { ...snapshot, layout: told(snapshot.layout, [...lasting.values()]) },
    looked: (snapshot) => (looks = [...looks.slice(-1), snapshot]),
    judged(error, { arn }) {
      const [a, b] = looks;
      const isRace = a === undefined || b === undefined || !areAlike(a, b);
      if (!(error instanceof Conflict) || isRace) return error as Error;
      const { code, cause, message } = error;
      const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : message;
      return new Unavailable(
        code.replace(/conflict$/, 'refused'),
        `AWS refused to change ${arn} again and again, though nobody else changed it meanwhile (${said}).`,
        { cause },
      );
    },
  };
}

function areAlike(a: Snapshot, b: Snapshot): boolean {
  return isDeepStrictEqual([a.entries, a.layout], [b.entries, b.layout]);
}

/** A full container takes as much as stands in it. What is there and not described may be anybody's. */
function told(layout: Layout, says: readonly Says[]): Layout {
  const containers = layout.containers.map((container) => {
    const about = says.filter((each) => each.container === container.id);
    const hidden = about.flatMap(({ entry }) =>
      entry ? [{ ...entry, owner: 'other' as const, undescribed: true as const }] : [],
    );
    const rules = [...container.rules, ...hidden];
    if (about.every(({ entry }) => entry)) return { ...container, rules };
    return { ...container, rules, room: Math.min(container.room, rules.length), full: true as const };
  });
  return { ...layout, containers };
}
