import { readFileSync } from 'node:fs';
import { families, ofFamily, type Family } from '../lib/cidr.js';
import type { Estate } from '../lib/estate/estate.js';
import { EstateMistakes, locate, told, type Finding } from '../lib/estate/mistakes/mistakes.js';
import { readYaml } from '../lib/estate/yaml-source.js';
import type { IpRanges } from '../lib/sources/feed/ip-ranges.js';
import { unknownNameWords, warningWords } from '../lib/report/words.js';
import { select } from '../lib/sources/feed/selection.js';

/** What a list's selection comes to in the file of today. */
export interface SelectionSize {
  list: string;
  family: Family;
  /** As the file has them, without duplicates. */
  entries: number;
  /** Merged exactly. */
  aggregated: number;
}

export interface SelectionCheck {
  sizes: SelectionSize[];
  /** One line each, with file and line. */
  warnings: string[];
}

/** @throws EstateMistakes with every selection that a refresh would refuse */
export function checkSelections({ lists }: Estate, file: string, ranges: IpRanges): SelectionCheck {
  const source = readYaml(readFileSync(file, 'utf8'));
  const at = (finding: Finding) => locate(finding, source.value, source.lineOf);
  const checked = lists.flatMap(({ name, feed }) => {
    if (feed === undefined) return [];
    const finding = (message: string): Finding => ({ path: ['lists', name, 'feed'], message });
    const own = select(ranges, feed, false);
    const merged = select(ranges, feed, true);
    const empty = own.unknown.length + own.entries.length === 0;
    return {
      mistakes: [
        ...own.unknown.map((name) => finding(unknownNameWords(name))),
        ...(empty ? [finding('the selection matches no entry of ip-ranges.json')] : []),
      ],
      warnings: [
        ...own.warnings.map((warning) => finding(warningWords(warning))),
        ...(own.dropped.length > 0
          ? [
              finding(
                `ip-ranges.json lists ${own.dropped.join(', ')}, which is not globally routable and is left out`,
              ),
            ]
          : []),
      ],
      sizes: families.map((family) => ({
        list: name,
        family,
        entries: ofFamily(own.entries, family).length,
        aggregated: ofFamily(merged.entries, family).length,
      })),
    };
  });
  const mistakes = checked.flatMap((one) => one.mistakes).map(at);
  if (mistakes.length > 0) throw new EstateMistakes(file, mistakes);
  return {
    sizes: checked.flatMap((one) => one.sizes),
    warnings: checked.flatMap((one) => one.warnings).map((warning) => told(file, at(warning))),
  };
}
