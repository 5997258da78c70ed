import fc from 'fast-check';
import { parseCidr } from '../../lib/cidr.js';
import {
  end,
  expired,
  forget,
  grant,
  live,
  type Holding,
  type LeaseRequest,
} from '../../lib/leases/lease.js';
import { leaseLimitWords } from '../../lib/report/words.js';

const hour = 3_600_000;
const now = Date.UTC(2026, 7, 22, 9);
const policy = { longest: 12 * hour, perPerson: 2 };
const person = { issuer: 'iam 111122223333', subject: 'AROA:ana', name: 'ana' };
const nobody: Holding = { person, leases: [] };
const net = (n: number) => parseCidr(`198.51.100.${n}/32`);
const six = parseCidr('2001:db8:1::/64');
const request = (over: Partial<LeaseRequest> = {}): LeaseRequest => ({
  network: net(1),
  device: 'laptop',
  why: 'webhook',
  duration: 4 * hour,
  ...over,
});

/** What a person holds after some wants, each granted. */
function after(...wants: [number, Partial<LeaseRequest>][]): Holding {
  return wants.reduce((holding, [at, over]) => {
    const granted = grant(holding, request(over), policy, at);
    if (granted.kind === 'refused') throw new Error(leaseLimitWords(granted.limit));
    return granted.holding;
  }, nobody);
}

const told = (holding: Holding, at: number) =>
  live([holding], at).map(({ network, device, since, until }) => [
    network,
    device,
    (since - now) / hour,
    (until - now) / hour,
  ]);

describe('granting', () => {
  test('a fresh lease begins now', () => {
    const granted = grant(nobody, request(), policy, now);
    expect(granted).toMatchObject({
      kind: 'granted',
      ended: [],
      lease: { since: now, until: now + 4 * hour },
    });
  });

  test.each([
    ['moves its end on', 3, 4, 7],
    ['never back', 3, 0.5, 4],
    ['never past its beginning and the longest', 3, 12, 12],
  ])('renewing %s', (_, at, length, until) => {
    const granted = grant(after([now, {}]), request({ duration: length * hour }), policy, now + at * hour);
    expect(granted.kind).toBe('renewed');
    expect(granted.kind !== 'refused' && told(granted.holding, now + at * hour)).toEqual([
      [net(1), 'laptop', 0, until],
    ]);
  });

  test('endless renewal ends at the longest, and what comes after it begins anew', () => {
    const renewed = after(...Array.from({ length: 11 }, (_, i): [number, object] => [now + i * hour, {}]));
    expect(told(renewed, now + 11 * hour)).toEqual([[net(1), 'laptop', 0, 12]]);
    const fresh = grant(renewed, request(), policy, now + 12 * hour);
    expect(fresh).toMatchObject({ kind: 'granted', lease: { since: now + 12 * hour } });
  });

  test('no lease is longer than the longest', () => {
    expect(told(after([now, { duration: 999 * hour }]), now)).toEqual([[net(1), 'laptop', 0, 12]]);
  });

  test('a device that comes from another address gives up the old one, of the same family only', () => {
    const moved = after([now, {}], [now, { network: six }], [now + hour, { network: net(2) }]);
    expect(told(moved, now + hour)).toEqual([
      [six, 'laptop', 0, 4],
      [net(2), 'laptop', 1, 5],
    ]);
    expect(expired([moved], now + hour)).toMatchObject([{ network: net(1), until: now + hour }]);
  });

  test('more than a person may have is refused, naming what there is; each family counts for itself', () => {
    const two = after([now, {}], [now, { network: net(2), device: 'desktop' }]);
    const third = grant(two, request({ network: net(3), device: 'phone' }), policy, now);
    expect(third).toMatchObject({
      kind: 'refused',
      limit: { reason: 'per-person', family: 'IPV4', most: 2 },
    });
    expect(third.kind === 'refused' && leaseLimitWords(third.limit)).toBe(
      'You have 2 live IPv4 leases on this list (198.51.100.1/32 of laptop, 198.51.100.2/32 of desktop), and 2 are the most; end one first.',
    );
    expect(grant(two, request({ network: six, device: 'phone' }), policy, now).kind).toBe('granted');
    expect(grant(two, request({ network: net(3), device: 'phone' }), policy, now + 4 * hour).kind).toBe(
      'granted',
    );
  });
});

describe('coming and going', () => {
  const often = (n: number): Holding =>
    Array.from({ length: n }, (_, i) => i).reduce((holding, i) => {
      const granted = grant(holding, request({ network: net(1 + (i % 2)) }), policy, now + i);
      if (granted.kind === 'refused') throw new Error(leaseLimitWords(granted.limit));
      return end(granted.holding, () => true, now + i);
    }, nobody);

  test('thirty times in ten minutes is enough; then it takes until the first of them is that old', () => {
    const thirty = often(30);
    expect(() => often(31)).toThrow('let in 30 times');
    expect(grant(thirty, request(), policy, now + 10 * 60_000 - 1)).toMatchObject({
      limit: { reason: 'too-many' },
    });
    expect(grant(thirty, request(), policy, now + 10 * 60_000)).toMatchObject({ kind: 'granted' });
  });

  test('who renews what they have does not come and go', () => {
    const { holding } = grant(often(29), request(), policy, now + 100) as { holding: Holding };
    expect(grant(holding, request(), policy, now + 200)).toMatchObject({ kind: 'renewed' });
  });

  test('is forgotten with the last lease, once it is long ago', () => {
    const gone = forget(often(3), now + 10 * 60_000 + 5, ['IPV4', 'IPV6']);
    expect([gone.leases, gone.grants]).toEqual([[], []]);
  });
});

describe('ending', () => {
  test('is now, for what is named and live', () => {
    const two = after([now, {}], [now, { network: net(2), device: 'desktop' }]);
    const left = end(two, ({ device }) => device === 'laptop', now + hour);
    expect(told(left, now + hour)).toEqual([[net(2), 'desktop', 0, 4]]);
    expect(end(left, () => true, now + 5 * hour)).toEqual(left);
  });

  test('what has ended is remembered until it is settled, each family for itself', () => {
    const both = after([now, {}], [now, { network: six }]);
    const later = now + 4 * hour;
    expect(forget(both, later - 1, ['IPV4', 'IPV6']).leases).toEqual(both.leases);
    expect(forget(both, now, ['IPV4', 'IPV6'])).toBe(both);
    expect(forget(both, later, ['IPV4']).leases).toMatchObject([{ network: six }]);
    expect(forget(both, later, ['IPV4', 'IPV6']).leases).toEqual([]);
  });
});

test('whatever is asked, nobody has more than they may, and nothing outlives the longest', () => {
  const step = fc.record({
    after: fc.integer({ min: 0, max: 6 * hour }),
    host: fc.integer({ min: 1, max: 4 }),
    device: fc.constantFrom('a', 'b', 'c'),
    length: fc.integer({ min: 1, max: 100 * hour }),
    out: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let [holding, at] = [nobody, now];
      for (const { after: passed, host, device, length, out } of steps) {
        at += passed;
        const before = live([holding], at).length;
        if (out) holding = end(holding, (lease) => lease.device === device, at);
        else {
          const granted = grant(
            holding,
            request({ network: net(host), device, duration: length }),
            policy,
            at,
          );
          if (granted.kind === 'refused') expect(before).toBeGreaterThanOrEqual(policy.perPerson);
          else holding = granted.holding;
        }
        const all = live([holding], at);
        expect(all.length).toBeLessThanOrEqual(policy.perPerson);
        for (const lease of all) expect(lease.until - lease.since).toBeLessThanOrEqual(policy.longest);
        expect(new Set(all.map((lease) => lease.device)).size).toBe(all.length);
      }
    }),
  );
});
