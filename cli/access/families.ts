import { isIP } from 'node:net';
import { families, type Family } from '../../lib/cidr.js';
import { DoorlistError } from '../../lib/errors.js';
import type { Machine } from './machine.js';
import { Refused, Unreached } from './errors.js';

/** What a machine has asked over each of its families. */
export interface OverBoth<T> {
  /** At least one. */
  done: { family: Family; answer: T }[];
  /** What kept a family out that is there and was wanted. */
  missed: { family: Family; error: DoorlistError }[];
}

/** The families that a host can be asked over. @throws Unreached where there is no such host */
export async function familiesOf({ hostname }: URL, lookup: Machine['lookup']): Promise<Family[]> {
  const literal = isIP(hostname.replace(/^\[|\]$/g, ''));
  if (literal !== 0) return [literal === 6 ? 'IPV6' : 'IPV4'];
  const found = await lookup(hostname).catch((error: unknown): never => {
    throw new Unreached(
      'api/unreachable',
      `The host ${hostname} of the access API was not found (${(error as Error).message}); check the address and the network.`,
      true,
      { cause: error },
    );
  });
  return families.filter((family) => found.includes(family));
}

/**
 * Does the same over every family at once. A family that the machine or the list lacks is left out without a word
 * where another one works.
 *
 * @throws what the API said, rather than what the network did, where none works
 */
export async function overBoth<T>(
  over: readonly Family[],
  work: (family: Family) => Promise<T>,
): Promise<OverBoth<T>> {
  const outcomes = await Promise.all(
    over.map(async (family) =>
      work(family).then(
        (answer) => ({ family, answer }),
        (error: unknown) => ({ family, error }),
      ),
    ),
  );
  const done = outcomes.flatMap((outcome) => ('answer' in outcome ? [outcome] : []));
  const failed = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome] : []));
  const bug = failed.find(({ error }) => !(error instanceof DoorlistError));
  if (bug) throw bug.error;
  const missed = failed as OverBoth<T>['missed'];
  if (done.length === 0) throw mostTelling(missed.map(({ error }) => error));
  return { done, missed: missed.filter(({ error }) => !isLacking(error)) };
}

function isLacking(error: DoorlistError): boolean {
  return error instanceof Unreached ? error.lacking : isOtherFamily(error);
}

function isOtherFamily(error: DoorlistError): boolean {
  return error instanceof Refused && error.code === 'address/family';
}

function mostTelling(errors: readonly DoorlistError[]): DoorlistError {
  const ranked = [
    (error: DoorlistError) => !(error instanceof Unreached) && !isOtherFamily(error),
    (error: DoorlistError) => !(error instanceof Unreached),
    (error: DoorlistError) => !isLacking(error),
    () => true,
  ];
  const told = ranked.map((is) => errors.find(is)).find((error) => error !== undefined);
  return told ?? new Unreached('api/unreachable', 'The access API has no address to ask.', true);
}
