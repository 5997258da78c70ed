/** The way to a place in the file. */
export type Path = readonly (string | number)[];

/*
 * Rules that look at several places at once have to speak even where another place is wrong, so that all
 * mistakes come at once. They read the file as it was written, and take what is not there as absent.
 */

/** The entries of a mapping; none where it is anything else. */
export function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

export function field(value: unknown, key: string): unknown {
  return has(value, key) ? value[key] : undefined;
}

export function has(value: unknown, key: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key);
}

/** The items of a list; none where it is anything else. */
export function items(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function itemAt(value: unknown, path: Path): unknown {
  return path.reduce((at, step) => (typeof step === 'number' ? items(at)[step] : field(at, step)), value);
}

/** What `parse` makes of a text, or nothing where it refuses. */
export function readIf<T>(parse: (text: string) => T, value: unknown): T | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return parse(value);
  } catch {
    return undefined;
  }
}
