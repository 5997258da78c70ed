import { Conflict, DoorlistError, Unavailable, isAws } from '../errors.js';
import { isTransient } from './transient.js';
import type { PrefixListRef, SecurityGroupsRef } from '../estate/estate.js';
import { kinds } from './kinds.js';

/**
 * Calls a second that EC2 gives back to an account in a Region, for each API apart, once the bucket's 50 or 100 are used:
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export const writesPerSecond = 5;
export const readsPerSecond = 20;

/** EC2's errors as doorlist's. `Passing`: what an error is for the caller that the SDK would try again. */
export function ec2Trouble(
  { kind, arn, name }: SecurityGroupsRef | PrefixListRef,
  Passing: typeof Unavailable = Unavailable,
): (error: unknown) => never {
  const { noun } = kinds[kind];
  return (cause) => {
    if (cause instanceof DoorlistError) throw cause;
    const code = cause instanceof Error ? cause.name : 'unknown';
    const said = cause instanceof Error ? cause.message : String(cause);
    if (isAws('conflict', cause))
      throw new Conflict(
        `${kind}/conflict`,
        `Somebody else changed ${name} at the same time (${code}: ${said}).`,
        { cause },
      );
    if (isAws('gone', cause))
      throw new Unavailable(
        `${kind}/gone`,
        `There is no such ${noun.replace(/^an? /, '')} as ${arn} any more (${said}); take it out of doorlist.yml.`,
        { cause },
      );
    if (isAws('forbidden', cause))
      throw new Unavailable(
        `${kind}/forbidden`,
        `AWS does not let doorlist do this to ${noun}, ${arn}: ${said}`,
        { cause },
      );
    const Failed = isTransient(cause) ? Passing : Unavailable;
    throw new Failed(`${kind}/${code}`, `EC2 refused or failed for ${name}: ${code}: ${said}`, {
      cause,
    });
  };
}

export function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** `page` answers with items and where the next ones are. */
export async function allPages<T>(
  page: (token: string | undefined) => Promise<[T[], string | undefined]>,
): Promise<T[]> {
  const [items, next] = await page(undefined);
  for (let token = next; token;) {
    const [more, after] = await page(token);
    items.push(...more);
    token = after;
  }
  return items;
}
