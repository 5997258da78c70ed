import type { EventOf, HistoryEvent } from '../record.js';
import type { Charge } from './charge.js';
import { openRun, type Run } from './run.js';

/** A change to what a target holds. */
export interface Write {
  index: number;
  at: number;
  actor: string;
  /** Absent for a person, and for AWS itself. */
  run?: Run;
  target: string;
  before: readonly string[];
  after: readonly string[];
}

export interface Mail {
  index: number;
  at: number;
  actor: string;
  text: string;
  /** Of the text, for addresses. */
  words: ReadonlySet<string>;
}

/** A doing to a row of doorlist's table that took effect. */
export interface RowChange {
  index: number;
  at: number;
  actor: string;
  operation: string;
}

/** The record, sorted once for all rules. `index` is always an event's place in it. */
export interface Evidence {
  charge: Charge;
  runs: readonly Run[];
  writes: readonly Write[];
  mails: readonly Mail[];
  /** What became of the row that remembers a target. */
  recordOf(target: string): readonly RowChange[];
  /** What became of the lock of a target. */
  lockOf(target: string): readonly RowChange[];
}

export function sift(history: readonly HistoryEvent[], charge: Charge): Evidence {
  const runs = new Map<string, Run>();
  const writes: Write[] = [];
  const mails: Mail[] = [];
  const rows: (RowChange & { key: string })[] = [];

  history.forEach((event, index) => {
    const { at, actor } = event;
    if (event.kind === 'invoke') runs.set(actor, openRun(event, index, charge));
    const run = runs.get(actor);
    switch (event.kind) {
      case 'state': {
        const { target, before, after } = event;
        writes.push({ index, at, actor, target, before, after, ...(run ? { run } : {}) });
        break;
      }
      case 'mail': {
        const text = `${event.subject}\n${event.body}`;
        mails.push({ index, at, actor, text, words: new Set(text.split(/[\s,;()]+/)) });
        break;
      }
      case 'call': {
        if (event.service === 'dynamodb' && event.outcome === 'ok')
          for (const key of rowsIn(event)) rows.push({ index, at, actor, operation: event.operation, key });
        run?.calls.push({ index, ...event, rows: event.service === 'dynamodb' ? rowsIn(event) : [] });
        break;
      }
      case 'read':
        run?.reads.push({ index, at, target: event.target, entries: event.entries });
        break;
      case 'fetch':
        run?.fetches.push({ index, ...event });
        break;
      case 'return':
        if (run) run.returned = { index, at, outcome: event.outcome };
        break;
      case 'note':
        run?.broken.push(event.text);
        break;
      case 'invoke':
      case 'dead-letter':
    }
  });

  const changes = rows.filter(({ operation }) => /^(Put|Update|Delete)Item$/.test(operation));
  return {
    charge,
    runs: [...runs.values()],
    writes,
    mails,
    recordOf: (target) => changes.filter(({ key }) => key.endsWith(target) && !isLock(key)),
    lockOf: (target) => changes.filter(({ key }) => key.endsWith(target) && isLock(key)),
  };
}

/** The table has a lock row and a row of memory for each target, under keys that end in its ARN. */
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
