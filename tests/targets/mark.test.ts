import { createMark } from '../../lib/targets/mark.js';

const mark = createMark('doorlist', 'dev', 'developers');
const until = Date.UTC(2026, 7, 22, 21, 17);
const lease = (why: string) => ({ kind: 'lease' as const, until, whys: [why], more: 0 });

test('a description names the person before the reason', () => {
  expect(mark.describe({ who: 'ana (laptop)', reason: lease('webhook') })).toBe(
    'doorlist:doorlist/dev/developers ana (laptop): lease until 2026-08-22T21:17Z webhook',
  );
});

test('a reason of 100 emoji cuts off its own end, never the person', () => {
  const description = mark.describe({ who: 'ana (laptop)', reason: lease('🚀'.repeat(100)) });
  expect(description).toHaveLength(255);
  expect(description).toMatch(/^doorlist:doorlist\/dev\/developers ana \(laptop\): lease until .* -+$/);
});

test.each([
  'doorlist:doorlist/dev/developers pinned: Office VPN',
  'doorlist:doorlist/dev/developers leased until 2026-08-22 21:17 UTC: to test the webhook: ana',
])('a description of an older version is ours: %s', (description) => {
  expect(mark.ownerOf(description)).toBe('ours');
});
