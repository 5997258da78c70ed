/**
 * As `Promise.all`, but does not reject before all have ended. Lambda freezes what still runs when a function has
 * answered; a commit that thaws with the container's next invocation would keep its target's lock alive for nothing.
 *
 * @throws what the first of them in their order threw
 */
export async function allEnded<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}
