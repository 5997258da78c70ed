import { familyNames } from '../../cidr.js';
import type { Warning } from '../../sources/warning.js';
import { count } from './count.js';

/** A sentence without its full stop, since a file and a line may stand before it. */
export function warningWords(warning: Warning): string {
  switch (warning.kind) {
    case 'older-file':
      return `ip-ranges.json ${warning.syncToken} is older than ${warning.applied}, which was applied; it is ignored`;
    case 'global-left-out': {
      const { service, entries } = warning;
      return `regions leaves out ${count(entries, 'GLOBAL entry', 'GLOBAL entries')} of ${service}, whose traffic can come from any region; add GLOBAL unless that is meant`;
    }
    case 'no-target': {
      const family = familyNames[warning.family];
      return warning.entries === 1
        ? `1 ${family} entry has no target of its family; add one, or it is let in nowhere`
        : `${warning.entries} ${family} entries have no target of their family; add one, or they are let in nowhere`;
    }
  }
}
