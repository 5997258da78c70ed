import type { Report } from '../../../lib/report/report.js';

/** One lasting reason why part of a target was not written, for a person to decide on. */
export interface ReplayEpisode {
  list: string;
  target: string;
  reason: string;
  from: string;
  /** Absent where it lasts to the end. */
  to?: string;
  runs: number;
  first: string;
  /** Where it said something else in the end. */
  last?: string;
}

/** Follows refusals from run to run. */
export function createEpisodes() {
  const open = new Map<string, ReplayEpisode>();
  const over: ReplayEpisode[] = [];

  return {
    hear({ now, lists }: Report): void {
      const at = new Date(now).toISOString().slice(0, 16);
      const seen = new Set<string>();
      for (const { list, targets } of lists)
        for (const { target, refusals } of targets)
          for (const { reason, scope, message } of refusals) {
            const where = scope === 'list' ? 'the whole list' : target.name;
            const key = `${list} ${where} ${reason}`;
            const before = open.get(key) ?? {
              list,
              target: where,
              reason,
              from: at,
              runs: 0,
              first: message,
            };
            const { last: _, ...rest } = before;
            if (!seen.has(key))
              open.set(key, {
                ...rest,
                runs: before.runs + 1,
                ...(message === before.first ? {} : { last: message }),
              });
            seen.add(key);
          }
      for (const [key, episode] of open) {
        if (seen.has(key)) continue;
        over.push({ ...episode, to: at });
        open.delete(key);
      }
    },
    all: (): ReplayEpisode[] => [...over, ...open.values()].toSorted((a, b) => (a.from < b.from ? -1 : 1)),
  };
}
