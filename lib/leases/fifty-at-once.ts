import PQueue from 'p-queue';

/** All leases of a list may end together, and its rows are of one partition of the table, which takes 1,000 writes a second. */
export async function fiftyAtOnce(works: readonly (() => Promise<void>)[]): Promise<void> {
  await new PQueue({ concurrency: 50 }).addAll(works);
}
