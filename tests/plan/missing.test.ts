import { parseCidr } from '../../lib/cidr.js';
import { plan } from '../../lib/plan/plan.js';

const now = Date.UTC(2026, 7, 22);

/** Counts how often anything of the remembered parts is looked at. */
function looks(n: number): number {
  let count = 0;
  const ours = Array.from({ length: n }, (_, i) => parseCidr(`44.${i >> 7}.${(i & 127) * 2}.0/24`));
  const missing = ours.map((cidr) => {
    const half = parseCidr(cidr.replace('/24', '/25'));
    return {
      since: now - 1,
      get cidr() {
        count += 1;
        return half;
      },
    };
  });
  const selection = { syncToken: 1, fingerprint: 'x' };
  const { held } = plan({
    family: 'IPV4',
    actual: ours,
    wants: { entries: [], feed: 'selected', ...selection },
    memory: { ours, fed: ours, missing, ...selection },
    policy: { removeForeign: false, hold: 86_400_000, force: false },
    now,
  });
  expect(held.filter(({ since }) => since === now - 1)).toHaveLength(n);
  expect(held.filter(({ since }) => since === now)).toHaveLength(n);
  return count;
}

test('what is missing is dated by the parts that are its own, not by every part', () => {
  expect(looks(1_000)).toBeLessThan(20 * 1_000);
});
