/** How long decisions take on as much as a target or a list can have: they are to grow with it, not with its square. */
import { performance } from 'node:perf_hooks';
import { parseCidr } from '../lib/cidr.js';
import { plan } from '../lib/plan/plan.js';
import { columns } from '../lib/report/columns.js';
import { leased } from '../lib/sources/leases.js';

const now = Date.UTC(2026, 7, 22);
const nets = (n, prefix) =>
  Array.from({ length: n }, (_, i) =>
    parseCidr(`${44 + (i >> 15)}.${(i >> 7) & 255}.${(i & 127) * 2}.0/${prefix}`),
  );

function missing(n) {
  const ours = nets(n, 24);
  const parts = ours.flatMap((cidr) => [{ cidr: parseCidr(cidr.replace('/24', '/25')), since: now - 1 }]);
  const wants = { entries: [], feed: 'selected', syncToken: 2, fingerprint: 'x' };
  const memory = { ours, fed: ours, missing: parts, syncToken: 1, fingerprint: 'x' };
  const policy = { removeForeign: false, hold: 86_400_000, force: false };
  plan({ family: 'IPV4', actual: ours, wants, memory, policy, now });
}

function oneAddress(n) {
  const network = parseCidr('81.2.69.142/32');
  const lease = { network, device: '', why: '', since: now, until: now + 1 };
  const person = (i) => ({ issuer: 'iam', subject: `p${i}`, name: `p${i}` });
  leased(
    Array.from({ length: n }, (_, i) => ({ person: person(i), leases: [lease] })),
    now,
  );
}

const mail = (n) =>
  columns(
    ['ADDRESS', 'WHY'],
    Array.from({ length: n }, (_, i) => [`44.0.${i}.0/24`, 'why']),
  );

const rows = Object.entries({ missing, oneAddress, mail }).map(([name, work]) => {
  const times = [1_000, 10_000].map((n) => {
    const start = performance.now();
    work(n);
    return [`ms for ${n}`, Number((performance.now() - start).toFixed(1))];
  });
  return [name, Object.fromEntries(times)];
});
console.table(Object.fromEntries(rows));
