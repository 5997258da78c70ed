import fc from 'fast-check';
import { addressesOf } from '../../../simulator/checker/addresses.js';
import { createCoverage } from '../../../simulator/programs/replay/ledger/coverage.js';

/** Small enough to nest, to touch and to come twice. */
const network = fc
  .tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 26, max: 32 }))
  .map(([host, prefix]) => `10.0.0.${host - (host % 2 ** (32 - prefix))}/${prefix}`);
const steps = fc.array(
  fc.record({ came: fc.array(network, { maxLength: 6 }), going: fc.array(fc.nat(), { maxLength: 6 }) }),
  { maxLength: 12 },
);

test('networks that come and go leave the addresses of those that stay', () => {
  fc.assert(
    fc.property(steps, (changes) => {
      const coverage = createCoverage();
      const there: string[] = [];
      for (const { came, going } of changes) {
        const gone = going.flatMap((nth) => (there.length > 0 ? there.splice(nth % there.length, 1) : []));
        there.push(...came);
        coverage.change(gone, came);
        expect(coverage.addresses()).toEqual(addressesOf(there));
        expect(coverage.size()).toBe(new Set(there).size);
      }
    }),
  );
});

test('the value is the same as long as the addresses are', () => {
  const coverage = createCoverage();
  coverage.change([], ['10.0.0.0/24', '10.0.1.0/24']);
  const before = coverage.addresses();
  coverage.change(['10.0.0.0/24', '10.0.1.0/24'], ['10.0.0.0/23', '10.0.0.1/32']);
  expect(coverage.addresses()).toBe(before);
  coverage.change(['10.0.0.0/23'], []);
  expect(coverage.addresses()).toEqual(addressesOf(['10.0.0.1/32']));
});
