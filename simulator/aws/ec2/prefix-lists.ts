import type { Random } from '../../world/random.js';
import type { History } from '../../world/record.js';
import { AwsError } from '../protocols/wire.js';
import type { Family } from '../protocols/network.js';
import { isAt, type Ec2Name, type Location } from './arn.js';
import type { Tags } from './tags.js';

export interface PrefixListEntry {
  /** RFC 5952, without host bits. */
  cidr: string;
  description?: string;
}

export interface PrefixList extends Ec2Name {
  name: string;
  family: Family;
  maxEntries: number;
  /** The size that a change under way asks for. */
  coming?: number;
  version: number;
  state: string;
  stateMessage?: string;
  entries: readonly PrefixListEntry[];
  tags: Tags;
  /** Of a list that an IPAM resolver keeps. */
  resolverTarget?: string;
  /** Of AWS's own lists: how many rules a reference counts for. */
  awsWeight?: number;
  /** Other accounts that its owner shares it with now. */
  sharedWith?: readonly string[];
  /** Every change is refused, in a state that says nothing of it. */
  frozen?: true;
  /** Shared no more, and a filter that names it is an error. */
  refused?: true;
}

/** What a Modify asks for, validated already. */
export interface PrefixListChange {
  name?: string;
  maxEntries?: number;
  entries?: readonly PrefixListEntry[];
}

export interface PrefixListsOptions {
  record: History;
  random: Random;
  /** How long a change takes, least and most. */
  modifyMs: readonly [number, number];
}

export type PrefixLists = ReturnType<typeof createPrefixLists>;

/** "1,000 stored versions": docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MOST_VERSIONS = 1000;

/** Every prefix list there is; each state that one takes goes on record. What is asked for takes effect some seconds later. */
export function createPrefixLists({ record, random, modifyMs }: PrefixListsOptions) {
  const lists = new Map<string, PrefixList>();
  const versions = new Map<string, { version: number; entries: readonly PrefixListEntry[] }[]>();
  const timers = new Set<NodeJS.Timeout>();

  function later(act: () => void): void {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        act();
      },
      random.int(...modifyMs),
    );
    timers.add(timer);
  }

  function note(actor: string, operation: string, after: PrefixList | undefined, target: string): void {
    const [before, now] = [lists.get(target)?.entries ?? [], after?.entries ?? []].map((entries) =>
      Object.freeze(entries.map(({ cidr, description }) => `${cidr} ${description ?? '-'}`).sort()),
    );
    const capacity = after && { capacity: after.maxEntries };
    if (before && now)
      record.add(actor, { kind: 'state', target, operation, before, after: now, ...capacity });
  }

  function put(actor: string, operation: string, list: PrefixList): void {
    note(actor, operation, list, list.arn);
    lists.set(list.arn, list);
    const older = (versions.get(list.arn) ?? []).filter(({ version }) => version < list.version);
    const newest = { version: list.version, entries: list.entries };
    versions.set(list.arn, [...older, newest].slice(-MOST_VERSIONS));
  }

  /** Without a word on record: nothing about its entries or its size has changed yet. */
  function enter(list: PrefixList): PrefixList {
    lists.set(list.arn, list);
    return list;
  }

  function get(arn: string): PrefixList {
    const list = lists.get(arn);
    if (!list) throw new Error(`no such prefix list in the simulator: ${arn}`);
    return list;
  }

  /** AWS's own are everybody's. */
  const mayDescribe = (list: PrefixList, { account, region }: Location) =>
    isAt(list, { account, region }) ||
    isAt(list, { account: 'aws', region }) ||
    (list.region === region && list.sharedWith?.includes(account) === true);

  const of = (location: Location): PrefixList[] =>
    [...lists.values()].filter((list) => mayDescribe(list, location)).sort((a, b) => (a.id < b.id ? -1 : 1));

  function find(location: Location, id: string): PrefixList {
    const found = of(location).find((list) => list.id === id);
    if (found) return found;
    throw notFound(id);
  }

  return {
    of,
    find,
    get,
    put,

    /**
     * What a rule that refers to a list counts for; while it is resized, the larger of the two sizes. References to a
     * list that is shared no more go on: docs.aws.amazon.com/vpc/latest/userguide/sharing-managed-prefix-lists.html
     */
    weight({ region }: Location, id: string): number {
      const list = [...lists.values()].find((each) => each.id === id && each.region === region);
      return list?.awsWeight ?? Math.max(list?.maxEntries ?? 0, list?.coming ?? 0);
    },

    /** Its owner shares it with nobody any more, who can then neither describe nor newly refer to it. */
    unshare(arn: string, answer: 'nothing' | 'error'): void {
      const { sharedWith: _, ...list } = get(arn);
      enter({ ...list, ...(answer === 'error' && { refused: true }) });
    },

    freeze: (arn: string) => void enter({ ...get(arn), frozen: true }),

    /** What a filter names is mostly not there without an error; whether always is undocumented. */
    checkNamed(ids: readonly string[]): void {
      const refused = [...lists.values()].find((list) => list.refused && ids.includes(list.id));
      if (refused) throw notFound(refused.id);
    },

    entriesAt(list: PrefixList, version: number): readonly PrefixListEntry[] {
      const stored = versions.get(list.arn)?.find((each) => each.version === version);
      if (stored) return stored.entries;
      // The code is not documented.
      throw new AwsError(
        'InvalidPrefixListVersion.NotFound',
        `Version ${version} of the prefix list '${list.id}' does not exist`,
      );
    },

    /** Its entries are there once it is complete. */
    create(actor: string, list: PrefixList): PrefixList {
      later(() => put(actor, 'CreateManagedPrefixList', { ...list, state: 'create-complete' }));
      return enter({ ...list, entries: [], state: 'create-in-progress' });
    },

    /** `obstacle`: asked when the change is due, says why it cannot be. */
    modify(
      actor: string,
      list: PrefixList,
      change: PrefixListChange,
      obstacle: () => string | undefined,
    ): PrefixList {
      const { stateMessage: _, ...clean } = list;
      later(() => {
        const stateMessage = obstacle();
        if (stateMessage !== undefined) {
          enter({ ...clean, state: 'modify-failed', stateMessage });
          return;
        }
        const version = list.version + (change.entries ? 1 : 0);
        put(actor, 'ModifyManagedPrefixList', { ...clean, ...change, version, state: 'modify-complete' });
      });
      const coming = change.maxEntries === undefined ? {} : { coming: change.maxEntries };
      return enter({ ...clean, ...coming, state: 'modify-in-progress' });
    },

    delete(actor: string, list: PrefixList): PrefixList {
      later(() => {
        note(actor, 'DeleteManagedPrefixList', undefined, list.arn);
        lists.delete(list.arn);
        versions.delete(list.arn);
      });
      return enter({ ...list, state: 'delete-in-progress' });
    },

    stop(): void {
      timers.forEach(clearTimeout);
      timers.clear();
    },
  };
}

const notFound = (id: string) =>
  new AwsError('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
