/** The most instants that lie in any window of that width. */
export function slidingMost(instants: readonly number[], widthMs: number): number {
  const sorted = instants.toSorted((a, b) => a - b);
  let [most, first] = [0, 0];
  sorted.forEach((at, last) => {
    while (at - (sorted[first] ?? at) >= widthMs) first++;
    most = Math.max(most, last - first + 1);
  });
  return most;
}
