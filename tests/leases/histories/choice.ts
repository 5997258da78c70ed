import fc from 'fast-check';

export const some = <T>(from: readonly T[]) => fc.subarray([...from]);
export const any = <const T>(...from: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...from);

/** Nearly always there, and left out where a failure is the same without it. */
export const mostly = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 30 });
