/** What was made at the endpoint, to be taken away at the end: the last first. */
export interface Belongings {
  add(name: string, remove: () => Promise<unknown>): void;
  /** @returns what could not be removed, and why */
  removeAll(): Promise<string[]>;
}

export function createBelongings(): Belongings {
  const all: { name: string; remove: () => Promise<unknown> }[] = [];
  return {
    add: (name, remove) => void all.push({ name, remove }),
    async removeAll() {
      const left: string[] = [];
      for (const { name, remove } of all.splice(0).reverse())
        await remove().catch((error: unknown) => left.push(`${name} (${String(error)})`));
      return left;
    },
  };
}
