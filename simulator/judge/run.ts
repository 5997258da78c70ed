import type { CallEvent, EventOf, Outcome } from '../record.js';
import type { Charge, ChargedList } from './charge.js';

/** One invocation of a function of doorlist's, and what it did. */
export interface Run {
  actor: string;
  /** The same when Lambda tries again. */
  requestId: string;
  trigger: 'flush' | 'refresh';
  /** What fired it, as text; a schedule that fires twice sends the same. */
  event: string;
  byHand: boolean;
  force: boolean;
  dryRun: boolean;
  announced?: { syncToken: number; md5: string };
  /** What it was about, as deployed when it began. */
  lists: readonly ChargedList[];
  begun: { index: number; at: number };
  returned?: { index: number; at: number; outcome: Outcome };
  reads: TargetRead[];
  fetches: (EventOf<'fetch'> & { index: number })[];
  calls: RunCall[];
  /** What is noted of its connections that broke before a call arrived. */
  broken: string[];
}

export interface TargetRead {
  index: number;
  at: number;
  target: string;
  entries: readonly string[];
}

export type RunCall = CallEvent & {
  index: number;
  /** The keys of the table's rows that it concerns. */
  rows: readonly string[];
};

interface Payload {
  list?: unknown;
  force?: unknown;
  dryRun?: unknown;
  schedule?: unknown;
  Records?: { Sns?: { Message?: string } }[];
}

export function openRun(event: EventOf<'invoke'> & { actor: string }, index: number, charge: Charge): Run {
  const payload = (event.event ?? {}) as Payload;
  const trigger = event.function.endsWith('flush') ? 'flush' : 'refresh';
  const lists = charge.editions.findLast((edition) => edition.from <= index)?.lists ?? [];
  const announced = announcementIn(payload);
  return {
    actor: event.actor,
    requestId: event.requestId,
    trigger,
    event: JSON.stringify(payload),
    byHand: payload.schedule === undefined && payload.Records === undefined,
    force: payload.force === true,
    dryRun: payload.dryRun === true,
    ...(announced ? { announced } : {}),
    lists: lists
      .filter((list) => (trigger === 'flush' ? list.flush : list.feed !== undefined))
      .filter((list) => payload.list === undefined || payload.list === list.name),
    begun: { index, at: event.at },
    reads: [],
    fetches: [],
    calls: [],
    broken: [],
  };
}

function announcementIn({ Records = [] }: Payload): Run['announced'] {
  return Records.flatMap(({ Sns }) => {
    try {
      const { synctoken, md5 } = JSON.parse(Sns?.Message ?? '') as Record<string, unknown>;
      return typeof synctoken === 'string' && typeof md5 === 'string'
        ? [{ syncToken: Number(synctoken), md5 }]
        : [];
    } catch {
      return [];
    }
  }).sort((a, b) => b.syncToken - a.syncToken)[0];
}

export function listOf(run: Run, target: string): ChargedList | undefined {
  return run.lists.find((list) => list.targets.includes(target));
}

/** The IP set that a WAF call is about. */
export function targetOf({ service, region, account, input }: RunCall): string | undefined {
  if (service !== 'wafv2') return undefined;
  const { Scope, Name, Id } = input as Record<string, string>;
  if (!Name || !Id) return undefined;
  return `arn:aws:wafv2:${region}:${account}:${Scope === 'CLOUDFRONT' ? 'global' : 'regional'}/ipset/${Name}/${Id}`;
}
