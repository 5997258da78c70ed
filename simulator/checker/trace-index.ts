import type { EventOf, HistoryEvent } from '../world/record.js';
import type { Spec } from './spec.js';
import { isChange, noteLooks, noteNote, openRun, readAnswer, containerOf, type RecordedRun } from './run.js';
import { createEntryReader, type RecordedEntry } from './entry.js';
import { createLeaseBook, notePromises, type RecordedLease } from './leases.js';

/** A change to what an IP set, a prefix list or a security group holds. */
export interface Write {
  index: number;
  at: number;
  actor: string;
  /** Absent for a person, and for AWS itself. */
  run?: RecordedRun;
  /** The ARN of what was changed. */
  container: string;
  before: readonly RecordedEntry[];
  after: readonly RecordedEntry[];
  opened: readonly RecordedEntry[];
  closed: readonly RecordedEntry[];
  /** What stayed while its marks changed. */
  remarked: readonly Remark[];
  /** The event of the call that asked for it: a prefix list takes its time. */
  sent: number;
}

/** One entry before and after its marks changed. */
export interface Remark {
  from: RecordedEntry;
  to: RecordedEntry;
}

export interface RecordedMail {
  index: number;
  at: number;
  actor: string;
  text: string;
  /** That the text names. */
  networks: ReadonlySet<string>;
}

/** A change of a row of doorlist's table that took effect. */
export interface RowChange {
  index: number;
  at: number;
  actor: string;
  operation: string;
}

/** The record, sorted once for all rules. `index` is always an event's position in it. */
export interface TraceIndex {
  spec: Spec;
  runs: readonly RecordedRun[];
  writes: readonly Write[];
  mails: readonly RecordedMail[];
  /** Of a list, by its id, every version of every lease. */
  leasesOf(list: string): readonly RecordedLease[];
  /** When an event happened; of none that did, the end of the record. */
  timeAt(index: number): number;
  /** What became of the row that remembers a target, by its key. */
  recordOf(target: string): readonly RowChange[];
  /** What became of the lock of a target. */
  lockOf(target: string): readonly RowChange[];
  /** What a container held when an event happened, before what that did. */
  heldIn(container: string, index: number): readonly RecordedEntry[];
  /** The most entries that a prefix list took then. */
  sizeOf(container: string, index: number): number | undefined;
}

export function indexTrace(history: readonly HistoryEvent[], spec: Spec): TraceIndex {
  const runs = new Map<string, RecordedRun>();
  const writes: (Write & { capacity?: number })[] = [];
  const mails: RecordedMail[] = [];
  const rows: (RowChange & { key: string })[] = [];
  const asked = new Map<string, number>();
  const read = createEntryReader();
  const leases = createLeaseBook(spec.editions.flatMap((edition) => edition.lists.map(({ id }) => id)));

  history.forEach((event, index) => {
    const { at, actor } = event;
    if (event.kind === 'invoke') runs.set(actor, openRun(event, index, spec));
    const run = runs.get(actor);
    switch (event.kind) {
      case 'state': {
        const { target: container, capacity } = event;
        const [before, after] = [read(container, event.before), read(container, event.after)];
        writes.push({
          ...{ index, at, actor, container, before, after },
          opened: lacking(after, before),
          closed: lacking(before, after),
          remarked: remarked(before, after),
          sent: container.includes(':prefix-list/') ? (asked.get(`${actor} ${container}`) ?? index) : index,
          ...(run ? { run } : {}),
          ...(capacity === undefined ? {} : { capacity }),
        });
        break;
      }
      case 'mail': {
        const text = `${event.subject}\n${event.body}`;
        mails.push({ index, at, actor, text, networks: new Set(text.match(/[0-9a-f.:]+\/\d+/g)) });
        break;
      }
      case 'call': {
        if (event.service === 'dynamodb') leases.note(event, index);
        if (event.service === 'dynamodb' && event.outcome === 'ok')
          for (const key of rowsIn(event)) rows.push({ index, at, actor, operation: event.operation, key });
        if (event.outcome === 'ok' && isChange(event))
          asked.set(`${actor} ${containerOf(event) ?? ''}`, index);
        if (!run) break;
        run.calls.push({ index, ...event, rows: event.service === 'dynamodb' ? rowsIn(event) : [] });
        noteLooks(run, event, index);
        break;
      }
      case 'read':
        run?.reads.push({ index, at, target: event.target });
        break;
      case 'fetch':
        run?.fetches.push({ index, ...event });
        break;
      case 'return':
        if (!run) break;
        run.returned = { index, at, outcome: event.outcome };
        if (run.trigger === 'access') run.answer = readAnswer(event.result);
        break;
      case 'note':
        if (run) noteNote(run, event.text, index);
        break;
      case 'invoke':
      case 'dead-letter':
    }
  });

  notePromises(leases, [...runs.values()]);
  const changes = rows.filter(({ operation }) => /^(Put|Update|Delete)Item$/.test(operation));
  const byContainer = new Map<string, typeof writes>();
  for (const write of writes)
    byContainer.set(write.container, [...(byContainer.get(write.container) ?? []), write]);
  const lastIn = (container: string, index: number) =>
    byContainer.get(container)?.findLast((write) => write.index < index);
  return {
    spec,
    runs: [...runs.values()],
    writes,
    mails,
    leasesOf: leases.of,
    timeAt: (index) => (history[index] ?? history.at(-1))?.at ?? 0,
    recordOf: (target) => changes.filter(({ key }) => key.endsWith(target) && !isLock(key)),
    lockOf: (target) => changes.filter(({ key }) => key.endsWith(target) && isLock(key)),
    heldIn: (container, index) => lastIn(container, index)?.after ?? [],
    sizeOf: (container, index) => lastIn(container, index)?.capacity,
  };
}

function lacking(entries: readonly RecordedEntry[], others: readonly RecordedEntry[]): RecordedEntry[] {
  const there = new Set(others.map(({ identity }) => identity));
  return entries.filter(({ identity }) => !there.has(identity));
}

function remarked(before: readonly RecordedEntry[], after: readonly RecordedEntry[]): Remark[] {
  const was = new Map(before.map((entry) => [entry.identity, entry]));
  return after.flatMap((to) => {
    const from = was.get(to.identity);
    return from === undefined || from === to ? [] : [{ from, to }];
  });
}

/** The table has a lock row and a row of memory for each target, under keys that end in the target's. */
export const isLock = (key: string): boolean => key.startsWith('lock');

interface RowCall {
  Key?: { pk?: { S?: string } };
  Item?: { pk?: { S?: string } };
  RequestItems?: Record<string, { Keys?: { pk?: { S?: string } }[] }>;
}

function rowsIn({ input }: EventOf<'call'>): string[] {
  const { Key, Item, RequestItems = {} } = input as RowCall;
  const keys = [Key, Item, ...Object.values(RequestItems).flatMap(({ Keys = [] }) => Keys)];
  return keys.flatMap((key) => key?.pk?.S ?? []);
}
