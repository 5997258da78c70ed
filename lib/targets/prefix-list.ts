import {
  GetManagedPrefixListAssociationsCommand,
  GetManagedPrefixListEntriesCommand,
  ModifyManagedPrefixListCommand,
  type EC2Client,
  type ManagedPrefixList,
  type ModifyManagedPrefixListCommandInput,
  type PrefixListAssociation,
  type PrefixListEntry,
} from '@aws-sdk/client-ec2';
import pRetry, { AbortError } from 'p-retry';
import { mostPrefixListEntries } from '../aws-limits.js';
import type { Container, Rule } from '../plan/layout.js';
import { sorted, type Family } from '../cidr.js';
import { Conflict, Transient, Unavailable } from '../errors.js';
import type { PrefixListRef } from '../estate/estate.js';
import type { Pace } from './rate-limit.js';
import { allPages, ec2Trouble, readsPerSecond, writesPerSecond } from './ec2.js';
import { contradicting } from './contradiction.js';
import { roomToGrow } from './growth.js';
import type { Mark } from './mark.js';
import type { Ec2Reader } from './ec2-reader.js';
import { applied, cidrsOf, knownOf, remembered, ruleOf, withClaims } from './prefix-list-entries.js';
import type { Change, Request, Snapshot, Target } from './target.js';
import { kinds } from './kinds.js';

export interface PrefixListSnapshot extends Snapshot {
  /** The version that `entries` are of; every change of entries makes the next one. */
  version: number;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html */
const page = 100;

/** A change takes effect within seconds; two minutes in all before it is given up. */
const retryPolicy = { retries: 30, minTimeout: 1_000, factor: 1.5, maxTimeout: 5_000 };

export function createPrefixList(
  ref: PrefixListRef,
  mark: Mark,
  { reads, writes, reader, pace }: { reads: EC2Client; writes: EC2Client; reader: Ec2Reader; pace: Pace },
): Target<PrefixListSnapshot> {
  const lane = `ec2 ${ref.account} ${ref.region}`;
  const PrefixListId = ref.id;
  const call = <T>(operation: string, perSecond: number, work: () => Promise<T>): Promise<T> =>
    pace(`${lane} ${operation}`, perSecond, work).catch(ec2Trouble(ref));

  /** The list once nothing is under way; a change that failed has changed nothing. */
  async function settled(): Promise<ManagedPrefixList> {
    const found = await pRetry(async () => {
      const [list] = await reader
        .lists([PrefixListId])
        .catch(ec2Trouble(ref))
        .catch((error: unknown) => Promise.reject(new AbortError(error as Error)));
      if (list?.State?.endsWith('-in-progress') && list.State !== 'delete-in-progress')
        throw new Unavailable(
          'prefix-list/busy',
          `${ref.name} has been in the state ${list.State} for two minutes; it is read again at the next run.`,
        );
      return list;
    }, retryPolicy);
    if (found) return found;
    throw new Unavailable(
      'prefix-list/gone',
      `There is no such prefix list as ${ref.arn} any more (EC2 describes none); take it out of doorlist.yml.`,
    );
  }

  async function rulesOf(version: number): Promise<Rule[]> {
    const entries = await allPages<PrefixListEntry>(async (token) => {
      const input = { PrefixListId, TargetVersion: version, MaxResults: page, NextToken: token };
      const { Entries = [], NextToken } = await call('GetManagedPrefixListEntries', readsPerSecond, () =>
        reads.send(new GetManagedPrefixListEntriesCommand(input)),
      );
      return [Entries, NextToken];
    });
    return entries.map((entry) => ruleOf(entry, mark));
  }

  async function send(
    input: ModifyManagedPrefixListCommandInput,
    beforeCall: (() => Promise<void>) | undefined,
  ): Promise<void> {
    const modify = async () => {
      await beforeCall?.();
      return writes.send(new ModifyManagedPrefixListCommand(input));
    };
    await pace(`${lane} ModifyManagedPrefixList`, writesPerSecond, modify)
      .catch(contradicting(`${ref.kind}/conflict`, ref.name, PrefixListId))
      .catch(ec2Trouble(ref, Transient));
  }

  return {
    key: ref.key,
    arn: ref.arn,
    queue: ref.key,
    // No write without a difference makes a version, so none could void what a dead writer still holds.
    fenced: kinds[ref.kind].fenced,
    settlesAfter: 0,

    async read(known) {
      const list = await settled();
      const { version, room, family } = editable(list, ref);
      const rules = remembered(known, version, mark) ?? (await rulesOf(version));
      const container: Container = { id: ref.id, room, rules: withClaims(list, rules) };
      const ours = cidrsOf(rules, 'ours');
      return {
        family,
        entries: sorted([...ours, ...cidrsOf(rules, 'foreign')]),
        marked: ours,
        layout: {
          grain: 'version',
          portRanges: [''],
          containers: [container],
          ...(ref.resize ? { growable: mostPrefixListEntries } : {}),
        },
        ...(ref.resize ? {} : { measured: true as const }),
        version,
        known: { ...knownOf(version, rules, mark), family },
      };
    },

    async measureCapacity(snapshot) {
      const groups = await referring();
      const [container] = snapshot.layout.containers;
      const size = container?.room ?? 0;
      const { family } = snapshot;
      const { most, ...growth } = await roomToGrow({
        reader,
        list: PrefixListId,
        size,
        family,
        groups,
      }).catch(ec2Trouble(ref));
      const growable = Math.max(size, Math.min(mostPrefixListEntries, most));
      return { ...snapshot, layout: { ...snapshot.layout, growable, ...growth }, measured: true };
    },

    requests: (snapshot, change) => requestsOf(PrefixListId, mark, snapshot, change),

    async write({ version: before, layout, family }, requests, beforeCall) {
      let version = before;
      let rules = layout.containers.flatMap((container) => container.rules);
      for (const request of requests) {
        const input = request.input as ModifyManagedPrefixListCommandInput;
        await send(input, beforeCall);
        const { Version, State, StateMessage } = await settled();
        if (State?.endsWith('-failed'))
          throw new Unavailable(
            'prefix-list/failed',
            `AWS could not change ${ref.name}: ${StateMessage ?? State}`,
          );
        version += input.MaxEntries === undefined ? 1 : 0;
        if (Version !== version)
          throw new Conflict('prefix-list/conflict', `Somebody else changed ${ref.name} at the same time.`);
        rules = applied(rules, input);
      }
      return { ...knownOf(version, rules, mark), family };
    },
  };

  async function referring(): Promise<string[]> {
    const associations = await allPages<PrefixListAssociation>(async (token) => {
      const input = { PrefixListId, MaxResults: 255, NextToken: token };
      const { PrefixListAssociations = [], NextToken } = await call(
        'GetManagedPrefixListAssociations',
        readsPerSecond,
        () => reads.send(new GetManagedPrefixListAssociationsCommand(input)),
      );
      return [PrefixListAssociations, NextToken];
    });
    return associations.map(({ ResourceId = '' }) => ResourceId).filter((id) => id.startsWith('sg-'));
  }
}

/** @throws Unavailable for a list that is not ours to change */
function editable(
  list: ManagedPrefixList,
  ref: PrefixListRef,
): { version: number; room: number; family: Family } {
  const { OwnerId, IpamPrefixListResolverTargetId, Version, MaxEntries, AddressFamily, State, StateMessage } =
    list;
  const said = StateMessage === undefined ? (State ?? '') : `${State ?? ''}: ${StateMessage}`;
  if (OwnerId === 'AWS')
    throw new Unavailable(
      'prefix-list/aws',
      `${ref.name} is AWS's own list and cannot be changed; refer to it in the security group itself.`,
    );
  if (IpamPrefixListResolverTargetId)
    throw new Unavailable(
      'prefix-list/ipam',
      `${ref.name} is filled by an IPAM prefix list resolver (${IpamPrefixListResolverTargetId}), which would undo every change; name another list, or take the resolver off.`,
    );
  if (State === 'create-failed')
    throw new Unavailable(
      'prefix-list/failed',
      `AWS could not create ${ref.name} (${said}), so nothing can be written to it; delete it and make another, or take it out of doorlist.yml.`,
    );
  if (State === 'delete-failed')
    throw new Unavailable(
      'prefix-list/failed',
      `Somebody wanted ${ref.name} deleted, and AWS could not do it (${said}). It stays as it is, and doorlist writes no more to it; delete it once nothing refers to it, or take it out of doorlist.yml.`,
    );
  if (State?.startsWith('delete-'))
    throw new Unavailable(
      'prefix-list/gone',
      `${ref.name} is being deleted (${State}); take it out of doorlist.yml.`,
    );
  if (Version === undefined || MaxEntries === undefined || AddressFamily === undefined)
    throw new Unavailable(
      'prefix-list/answer',
      `AWS answered for ${ref.arn} without its version, size or family.`,
    );
  return { version: Version, room: MaxEntries, family: AddressFamily === 'IPv6' ? 'IPV6' : 'IPV4' };
}

/** MaxEntries and entries cannot change in one call; entries of one call make one version. */
function requestsOf(
  PrefixListId: string,
  mark: Mark,
  { version }: PrefixListSnapshot,
  change: Change,
): Request[] {
  const entries = new Map([...change.keep, ...change.add].map((entry) => [entry.cidr, entry]));
  const resize: ModifyManagedPrefixListCommandInput[] =
    change.grow === undefined ? [] : [{ PrefixListId, MaxEntries: change.grow, CurrentVersion: version }];
  // What is taken over is remembered, and not written: AWS changes no description without taking the entry out.
  const written = change.steps.filter(({ open, close }) => open.length + close.length > 0);
  const edits = written.map(({ open, close }, i): ModifyManagedPrefixListCommandInput => ({
    PrefixListId,
    CurrentVersion: version + i,
    ...(open.length > 0
      ? {
          AddEntries: open.map(({ cidr }) => ({
            Cidr: cidr,
            Description: mark.describe(entries.get(cidr)),
          })),
        }
      : {}),
    ...(close.length > 0 ? { RemoveEntries: close.map(({ cidr }) => ({ Cidr: cidr })) } : {}),
  }));
  return [...resize, ...edits].map((input) => ({ operation: 'ec2:ModifyManagedPrefixList', input }));
}
