import type { Layout, Pair } from './layout.js';
import { parted } from './parted.js';

export type Placed = Pair & { container: string; id?: string };

/** What is opened, and then what is closed. */
export interface Step {
  /** Rules that get the list's mark, of siblings, of nobody, or its own that have lost it: before anything is opened. */
  join?: Placed[];
  open: Placed[];
  close: Placed[];
  /** Rules that lose the list's mark and stay for others: after everything else. */
  part?: Placed[];
}

/** What is to be opened and closed. */
export interface Work {
  opens: readonly Opening[];
  closes: readonly Closing[];
}

export interface Opening extends Pair {
  /** Containers that cannot take it. */
  occupied: ReadonlySet<string>;
}

export interface Closing {
  placed: Placed;
  /** Openings that take its place, by index. */
  after: readonly number[];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyManagedPrefixList.html */
const batch = 100;

/** The steps that do a task, or nothing where it does not fit at every instant. */
export function schedule({ opens, closes }: Work, { grain, containers }: Layout): Step[] | undefined {
  const free = new Map(
    containers
      .filter((container) => !container.leaving)
      .map((container) => [container.id, container.room - container.rules.length]),
  );
  const most = grain === 'version' ? batch : Infinity;
  const done = new Set<number>();
  let left = closes;
  const steps: Step[] = [];
  while (done.size < opens.length || left.length > 0) {
    const open = nextOpenings(opens, left, done, free, most);
    const short = opens.length - done.size - space(free);
    const [ready, waiting] = parted(left, (closing) => closing.after.every((i) => done.has(i)));
    // Where nothing can be opened in the room that there is, it is the wrong room.
    const many =
      grain === 'version' || done.size === opens.length ? most : Math.max(open.length === 0 ? 1 : 0, short);
    const close = ready.slice(0, many).map(({ placed }) => placed);
    if (open.length + close.length === 0) return undefined;
    for (const { container } of close) {
      const before = free.get(container);
      if (before !== undefined) free.set(container, before + 1);
    }
    left = [...ready.slice(many), ...waiting];
    steps.push({ open, close });
  }
  return steps;
}

function space(free: ReadonlyMap<string, number>): number {
  return [...free.values()].reduce((sum, room) => sum + Math.max(0, room), 0);
}

/** Everything, where there is room for it; else first what lets go of most for least. */
function nextOpenings(
  opens: readonly Opening[],
  closes: readonly Closing[],
  done: Set<number>,
  free: Map<string, number>,
  most: number,
): Placed[] {
  const open: Placed[] = [];
  const pending = opens.length - done.size;
  const place = (i: number): boolean => {
    const opening = opens[i];
    if (opening === undefined || open.length >= most) return false;
    const container = [...free].find(([id, room]) => room > 0 && !opening.occupied.has(id))?.[0];
    if (container === undefined) return false;
    free.set(container, (free.get(container) ?? 0) - 1);
    done.add(i);
    open.push({ cidr: opening.cidr, portRange: opening.portRange, container });
    return true;
  };

  const needs = (closing: Closing) => closing.after.filter((i) => !done.has(i));
  if (pending > space(free)) {
    const byNeed = closes
      .filter((closing) => closing.after.length > 0)
      .toSorted((a, b) => needs(a).length - needs(b).length);
    for (const closing of byNeed) {
      const needed = needs(closing);
      if (needed.length <= Math.min(space(free), most - open.length)) needed.every(place);
    }
    if (closes.some((closing) => needs(closing).length > 0)) return open;
  }
  opens.forEach((_, i) => done.has(i) || place(i));
  return open;
}
