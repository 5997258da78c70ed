/** `replaced`: other text for some sources, by their path from the root. Answers with the folder of what was compiled. */
export function compileTests(replaced?: ReadonlyMap<string, string>): Promise<string>;
