/**
 * The shortest part of a list that still fails, as far as it is found in time: first the end is left out, since what comes
 * after the failure is not needed, then halves, then less and less.
 */
export async function shortened<T>(
  all: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
  isOver: () => boolean,
): Promise<readonly T[]> {
  let left = await beginning(all, fails, isOver);
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < left.length && !isOver();) {
      const fewer = [...left.slice(0, from), ...left.slice(from + size)];
      if (await fails(fewer)) left = fewer;
      else from += size;
    }
  }
  return left;
}

async function beginning<T>(
  all: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
  isOver: () => boolean,
): Promise<readonly T[]> {
  let [works, breaks] = [-1, all.length];
  while (breaks - works > 1 && !isOver()) {
    const middle = Math.floor((works + breaks) / 2);
    if (await fails(all.slice(0, middle))) breaks = middle;
    else works = middle;
  }
  return all.slice(0, breaks);
}
