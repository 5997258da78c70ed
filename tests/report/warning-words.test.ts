import { warningWords } from '../../lib/report/words.js';
import type { Warning } from '../../lib/sources/warning.js';

test.each<[Warning, string]>([
  [
    { kind: 'older-file', syncToken: 5, applied: 7 },
    'ip-ranges.json 5 is older than 7, which was applied; it is ignored',
  ],
  [
    { kind: 'global-left-out', service: 'S3', entries: 1 },
    'regions leaves out 1 GLOBAL entry of S3, whose traffic can come from any region; add GLOBAL unless that is meant',
  ],
  [
    { kind: 'global-left-out', service: 'S3', entries: 2 },
    'regions leaves out 2 GLOBAL entries of S3, whose traffic can come from any region; add GLOBAL unless that is meant',
  ],
  [
    { kind: 'no-target', family: 'IPV6', entries: 1 },
    '1 IPv6 entry has no target of its family; add one, or it is let in nowhere',
  ],
  [
    { kind: 'no-target', family: 'IPV4', entries: 19 },
    '19 IPv4 entries have no target of their family; add one, or they are let in nowhere',
  ],
])('%j', (warning, words) => {
  expect(warningWords(warning)).toBe(words);
});
