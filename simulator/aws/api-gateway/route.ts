import type { ApiMethod } from './rest-api.js';

export interface MatchedRoute {
  method: ApiMethod;
  /** As they stand in the path, percent-encoded. */
  parameters: Readonly<Record<string, string>>;
}

/**
 * Which method a path below the stage means. Paths are told apart as they are written: `%2f` divides no segment, `..`
 * is a name like any other, an empty segment fits nothing, case counts, and what is written out beats `{name}`. One
 * slash at the end is passed over, which AWS does not say; it does stay in the path that IAM is asked about.
 */
export function route(methods: readonly ApiMethod[], method: string, path: string): MatchedRoute | undefined {
  const segments = path.replace(/\/$/, '').split('/');
  const fitting = methods
    .filter((each) => each.method === method)
    .map((each) => ({ method: each, parameters: parametersOf(each.resource.split('/'), segments) }))
    .filter((each): each is MatchedRoute => each.parameters !== undefined);
  return fitting.sort((a, b) => rank(b.method).localeCompare(rank(a.method)))[0];
}

function parametersOf(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === '') return undefined;
    if (name !== undefined) parameters[name] = segment;
  }
  return parameters;
}

/** Segment for segment: written out is 1, a parameter is 0. */
function rank({ resource }: ApiMethod): string {
  return resource
    .split('/')
    .map((part) => (part.startsWith('{') ? '0' : '1'))
    .join('');
}
