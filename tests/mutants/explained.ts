import type { Mutant } from './mutant.js';

/** Why no test can notice a mutant, or none has to. */
export interface Explanation {
  file: string;
  /** The lines that the mutant changes, without the space around them. */
  lines: string;
  /** What becomes of them: one or several mutants of the same place. */
  becomes: string | string[];
  why: string;
}

export const explanations: Explanation[] = [
  {
    file: 'lib/commit/look.ts',
    lines: 'return settles <= 0 || isAsWritten ? 0 : Math.min(settles, 1_000);',
    becomes: 'settles < 0',
    why: 'At 0 the other branch is Math.min(0, 1_000), which is 0, too.',
  },
  {
    file: 'lib/leases/record.ts',
    lines: 'return own.length > 0 && log.audit !== undefined;',
    becomes: ['true', 'own.length >= 0'],
    why: 'Only record asks for it; then it strikes off nothing, and a row that stays as it is costs the table no call.',
  },
  {
    file: 'lib/state/rows/shorter.ts',
    lines: 'const { foreignEntries, ...rest } = memory ?? { ours: [], fed: [], missing: [] };',
    becomes: '{}',
    why: 'Without a memory there are no foreign entries, and only with some is the rest of it used.',
  },
  {
    file: 'lib/targets/prefix-list.ts',
    lines: 'await beforeCall?.();',
    becomes: 'beforeCall()',
    why: 'commit is the only one that writes a target, and always hands it over.',
  },
  {
    file: 'lib/targets/security-groups.ts',
    lines: 'if (shareVpc(vpcsOf(found, []))) return;',
    becomes: '["Stryker was here"]',
    why: 'vpcsOf goes by the associations that name one of the groups, which a text does not.',
  },
  {
    file: 'lib/targets/security-groups.ts',
    lines: 'return { id, room: limit - taken.rules, rules, ...(lists.length > 0 ? { lists } : {}) };',
    becomes: ['true', 'lists.length >= 0'],
    why: 'Whoever reads the lists of a container takes it the same where there are none and where it has no such key.',
  },
];

export function explains({ file, lines, becomes }: Explanation, mutant: Mutant): boolean {
  return file === mutant.file && lines === mutant.lines && [becomes].flat().includes(mutant.becomes);
}
