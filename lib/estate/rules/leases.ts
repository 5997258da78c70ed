import { parseSweptDuration } from '../values/duration.js';
import { leaseDefaults } from '../schema/leases.js';
import type { Finding, Findings } from '../mistakes/mistakes.js';
import { entries, field, has, readIf, type Path } from '../mistakes/readable.js';

/** What a shorter prefix lets in is more than one home or office: providers give each at most this much. */
const widestHome = 56;

/** The rules between the keys of a list about people who come and go. */
export function judgeLeases(list: unknown, at: Path): Findings {
  return {
    mistakes: [...durations(field(list, 'leases'), [...at, 'leases']), ...pointless(list, at)],
    warnings: wide(field(list, 'leases'), [...at, 'leases', 'ipv6Prefix']),
  };
}

function durations(leases: unknown, at: Path): Finding[] {
  if (entries(leases).length === 0) return [];
  const of = (key: keyof typeof leaseDefaults) => {
    const written = has(leases, key) ? leases[key] : leaseDefaults[key];
    const said = `${String(written)}${has(leases, key) ? '' : ' unless it is given'}`;
    return { said, duration: readIf(parseSweptDuration, written) };
  };
  const [preset, longest] = [of('default'), of('longest')];
  if (preset.duration === undefined || longest.duration === undefined || preset.duration <= longest.duration)
    return [];
  return [
    {
      path: [...at, has(leases, 'default') ? 'default' : 'longest'],
      message: `the default (${preset.said}) is longer than the longest (${longest.said}); give a default that is not`,
    },
  ];
}

/** Keys that say something only of a list that somebody sweeps or joins. */
function pointless(list: unknown, at: Path): Finding[] {
  if (entries(list).length === 0) return [];
  const leased = has(list, 'leases');
  const swept = leased || has(list, 'flush');
  const told = (path: Path, message: string): Finding[] => [{ path: [...at, ...path], message }];
  return [
    ...(has(list, 'probe') && !leased
      ? told(['probe'], 'probe tells whoever lets themselves in, and this list has no leases; take it out')
      : []),
    ...(has(field(list, 'flush'), 'leases') && !leased
      ? told(
          ['flush', 'leases'],
          'leases says what a flush does with leases, and this list has none; give it leases, or take this out',
        )
      : []),
    ...(has(field(list, 'foreign'), 'grace') && !has(list, 'flush')
      ? told(
          ['foreign', 'grace'],
          'a grace begins once the first flush of the list was announced, and this one has no flush; give it one, or take foreign out',
        )
      : []),
    ...(has(list, 'tooWide') && !swept
      ? told(
          ['tooWide'],
          'tooWide is heeded on lists with a flush or leases, and this one has neither; give it one, or take tooWide out',
        )
      : []),
  ];
}

function wide(leases: unknown, path: Path): Finding[] {
  const prefix = field(leases, 'ipv6Prefix');
  if (typeof prefix !== 'number' || prefix >= widestHome) return [];
  return [
    {
      path,
      message: `/${prefix} lets in more than one home or office, which have at most a /${widestHome}; each lease lets in other people with it`,
    },
  ];
}
