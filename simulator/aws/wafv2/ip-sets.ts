import type { History } from '../../world/record.js';
import { AwsError, type AwsCall } from '../protocols/wire.js';
import { invalidParameter } from './addresses.js';
import type { IpSetName, Scope } from './arn.js';
import type { Family } from '../protocols/network.js';

export interface IpSet extends IpSetName {
  family: Family;
  description: string | undefined;
  /** In the record's spelling, sorted as text. */
  entries: readonly string[];
  lockToken: string;
}

interface Wanted {
  Name: string;
  Scope: Scope;
  Id: string;
}

/** Every IP set there is, whoever's; each state that one takes goes on record. */
export function createIpSets(record: History) {
  const sets = new Map<string, IpSet>();

  function note(actor: string, operation: string, target: string, after: readonly string[]): void {
    record.add(actor, { kind: 'state', target, operation, before: sets.get(target)?.entries ?? [], after });
  }

  const ofCaller = ({ account, region }: AwsCall) =>
    [...sets.values()].filter((set) => set.account === account && set.region === region);

  function ofScope(call: AwsCall, scope: Scope): IpSet[] {
    if (scope === 'CLOUDFRONT' && call.region !== 'us-east-1') {
      throw invalidParameter('SCOPE_VALUE', scope, 'The scope is not valid.');
    }
    return ofCaller(call).filter((set) => set.scope === scope);
  }

  /** Name, scope and id must all be the set's own. */
  function find(call: AwsCall, { Name, Scope, Id }: Wanted): IpSet {
    const found = ofScope(call, Scope).find((set) => set.name === Name && set.id === Id);
    if (found) return found;
    throw new AwsError(
      'WAFNonexistentItemException',
      'AWS WAF couldn’t perform the operation because your resource doesn’t exist.',
    );
  }

  function findLocked(call: AwsCall, wanted: Wanted & { LockToken: string }): IpSet {
    const set = find(call, wanted);
    if (set.lockToken === wanted.LockToken) return set;
    throw new AwsError(
      'WAFOptimisticLockException',
      'Someone changed the resource after you started to edit it. Reapply your changes.',
    );
  }

  return {
    find,
    findLocked,
    ofScope,
    count: (call: AwsCall) => ofCaller(call).length,
    get(arn: string): IpSet {
      const set = sets.get(arn);
      if (!set) throw new Error(`no such IP set in the simulator: ${arn}`);
      return set;
    },
    put(actor: string, operation: string, set: IpSet): void {
      note(actor, operation, set.arn, set.entries);
      sets.set(set.arn, set);
    },
    remove(actor: string, set: IpSet): void {
      note(actor, 'DeleteIPSet', set.arn, []);
      sets.delete(set.arn);
    },
  };
}
