/** How often each mutant's place was reached, by the mutant's key. */
export type Coverage = Record<string, number>;

/** Asks a worker to run a test file. */
export interface RunFile {
  file: string;
  /** The names of its tests that are to run; absent: all. */
  only?: string[] | undefined;
  /** The key of the mutant that is switched on. */
  mutant?: string | undefined;
  /** A mutant that is reached more often runs for ever. */
  hitLimit?: number | undefined;
}

export interface Answer {
  /** What failed, and how. */
  failed: string[];
  passed: { name: string; ms: number }[];
  /** By test: the file's path, then after a NUL the test's name; outside tests the path alone. */
  coverage: Record<string, Coverage>;
}

/** What a worker says first: what was reached while the code loaded. */
export interface Ready {
  atLoad: Coverage;
}
