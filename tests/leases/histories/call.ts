import type { Estate } from '../../../lib/estate/estate.js';
import type { InvocationResult } from '../../../simulator/aws/lambda/result.js';
import type { Operation, Trouble } from './history.js';

/** One invocation, as whoever watches knows it. */
export interface Call {
  actor: string;
  operation: Operation;
  estate: Estate;
  began: number;
  trouble: Trouble | undefined;
  result?: InvocationResult;
}

/** Runs that see to the whole of the list that people are on. */
export function isWhole({ operation, estate }: Call): boolean {
  const people = estate.lists.find(({ name }) => name === 'people');
  return (
    operation.kind === 'sweep' ||
    operation.kind === 'flush' ||
    (operation.kind === 'refresh' && people?.feed !== undefined)
  );
}

export function pinsOf({ lists }: Estate): string[] {
  return lists.filter(({ name }) => name === 'people').flatMap(({ pins }) => pins.map(({ cidr }) => cidr));
}
