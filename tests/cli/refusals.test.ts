import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { estateText, feedOf, lines, setUp, SYNC, type Harness } from './harness.js';
import type { Line } from '../harness/ip-ranges.js';

let harness: Harness;
beforeAll(async () => {
  harness = await setUp();
  await harness.doorlist('refresh');
});
afterAll(() => harness.tearDown());

const others = lines.filter(([, service]) => service === 'S3');
const tooMany = Array.from({ length: 10_001 }, (_, i): Line => [
  `44.${i >> 7}.${(i & 127) * 2}.0/24`,
  'CLOUDFRONT',
  'GLOBAL',
]);

/** What a dry refresh says of a file, from the name of the refusal on. */
async function refused(
  syncToken: number,
  of: readonly Line[],
  ...argv: string[]
): Promise<string | undefined> {
  harness.world.feed.publish(feedOf(syncToken, of));
  const { exit, out } = await harness.doorlist('refresh', '--dry-run', ...argv);
  expect(exit).toBe(3);
  return /: refused \((.*)/.exec(out)?.[1];
}

test.each([
  [
    'future-file',
    SYNC + 7200,
    lines,
    'ip-ranges.json says it is of 2026-08-22 14:00 UTC, more than an hour ahead',
  ],
  [
    'emptied',
    SYNC + 1,
    others,
    'The feed no longer lists any address for this target, which holds 20 entries',
  ],
  [
    'coverage-lost',
    SYNC + 1,
    lines.slice(1),
    'This would take away 93.1 % of its addresses and 1 of its 20 entries',
  ],
  [
    'entries-lost',
    SYNC + 1,
    lines.filter(([cidr]) => !cidr.startsWith('99.')),
    'This would take away 6.9 % of its addresses and 19 of its 20 entries',
  ],
  [
    'capacity',
    SYNC + 1,
    [...lines, ...tooMany],
    '10021 entries are wanted, but the target takes 10000: 21 too many.',
  ],
])('%s is told with its numbers, and exits with 3', async (reason, syncToken, of, told) => {
  expect(await refused(syncToken, of)).toContain(`${reason}): ${told}`);
});

test('unknown-name is told with the nearest match, and exits with 3', async () => {
  const misspelt = harness.file('misspelt.yml', estateText.replace('[CLOUDFRONT]', '[CLOUDFORNT]'));
  harness.world.feed.publish(feedOf(SYNC));
  const { exit, out } = await harness.doorlist('plan', '--config', misspelt);
  expect(exit).toBe(3);
  expect(out).toContain(
    'unknown-name): service CLOUDFORNT is not in ip-ranges.json; did you mean CLOUDFRONT?',
  );
});
