import type { Random } from '../random.js';

/** A person looks, types and saves; on an error message they try again, but not for ever. */
const THINK_MS = [1000, 4000] as const;
const MOST_TRIES = 8;

export interface ConsolePerson {
  think(): Promise<void>;
  /** Does it again as long as the error is one of these. */
  insist<T>(worthAnotherTry: readonly string[], act: () => Promise<T>): Promise<T>;
}

export function createPerson(random: Random): ConsolePerson {
  const think = () => new Promise<void>((resolve) => setTimeout(resolve, random.int(...THINK_MS)));
  return {
    think,
    async insist(worthAnotherTry, act) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await act();
        } catch (error) {
          const again = error instanceof Error && worthAnotherTry.includes(error.name);
          if (!again || attempt === MOST_TRIES) throw error;
          await think();
        }
      }
    },
  };
}
