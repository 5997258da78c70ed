import type { CallEvent, EventOf, InvocationOutcome } from '../world/record.js';
import type { Spec, SpecList, SpecTarget } from './spec.js';
import { ec2ContainerOf, shownBy } from './ec2-calls.js';
import { isGroups, containersOf } from './targets.js';

/** One invocation of a function of doorlist's, and what it did. */
export interface RecordedRun {
  actor: string;
  /** The same when Lambda tries again. */
  requestId: string;
  /** What a sweep takes out it takes out at rest: it is no flush. */
  trigger: 'flush' | 'sweep' | 'refresh';
  /** What fired it, as text; a schedule that fires twice sends the same. */
  event: string;
  byHand: boolean;
  force: boolean;
  dryRun: boolean;
  announced?: { syncToken: number; md5: string };
  /** As deployed when it began. */
  estate: readonly SpecList[];
  /** Of these, what it was about. */
  lists: readonly SpecList[];
  begun: { index: number; at: number };
  returned?: { index: number; at: number; outcome: InvocationOutcome };
  reads: TargetRead[];
  fetches: (EventOf<'fetch'> & { index: number })[];
  calls: RunCall[];
  /** What EC2 has shown it so far. */
  shown: Set<string>;
  /** What is noted of its connections that broke before a call arrived. */
  broken: string[];
}

/** A look at everything that a target is about. What it showed, the record of states tells. */
export interface TargetRead {
  index: number;
  at: number;
  /** The target's key. */
  target: string;
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
  sweep?: unknown;
  Records?: { Sns?: { Message?: string } }[];
}

export function openRun(
  event: EventOf<'invoke'> & { actor: string },
  index: number,
  spec: Spec,
): RecordedRun {
  const payload = (event.event ?? {}) as Payload;
  const trigger = triggerOf(event.function, payload);
  const lists = spec.editions.findLast((edition) => edition.from <= index)?.lists ?? [];
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
    estate: lists,
    lists: lists
      .filter((list) => (trigger === 'refresh' ? list.feed !== undefined : list.flush))
      .filter((list) => payload.list === undefined || payload.list === list.name),
    begun: { index, at: event.at },
    reads: [],
    fetches: [],
    calls: [],
    shown: new Set(),
    broken: [],
  };
}

function triggerOf(name: string, { sweep }: Payload): RecordedRun['trigger'] {
  if (!name.endsWith('flush')) return 'refresh';
  return sweep === true ? 'sweep' : 'flush';
}

function announcementIn({ Records = [] }: Payload): RecordedRun['announced'] {
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

export function listOf(run: RecordedRun, key: string): SpecList | undefined {
  return run.lists.find((list) => list.targets.some((target) => target.key === key));
}

/** Notes what a call to EC2 has shown: a look at a target, once all its groups have been seen. */
export function noteLooks(run: RecordedRun, call: CallEvent, index: number): void {
  const shown = call.service === 'ec2' ? shownBy(call) : [];
  for (const container of shown) run.shown.add(container);
  for (const { target } of shown.length === 0 ? [] : targetsOf(run)) {
    const containers = isGroups(target) ? target.groups : containersOf(target);
    if (
      containers.some((container) => shown.includes(container)) &&
      containers.every((container) => run.shown.has(container))
    )
      run.reads.push({ index, at: call.at, target: target.key });
  }
}

/** The targets that a run is about. */
export function targetsOf(run: RecordedRun): { list: SpecList; target: SpecTarget }[] {
  return run.lists.flatMap((list) => list.targets.map((target) => ({ list, target })));
}

/** What a call is to change, or shows alone. */
export function containerOf(call: CallEvent): string | undefined {
  switch (call.service) {
    case 'ec2':
      return ec2ContainerOf(call);
    case 'wafv2': {
      const { Scope, Name, Id } = call.input as Record<string, string>;
      const scope = Scope === 'CLOUDFRONT' ? 'global' : 'regional';
      return Name && Id
        ? `arn:aws:wafv2:${call.region}:${call.account}:${scope}/ipset/${Name}/${Id}`
        : undefined;
    }
    default:
      return undefined;
  }
}

/** A call that changes a container, or was to. */
export const isChange = ({ service, operation }: CallEvent): boolean =>
  (service === 'wafv2' || service === 'ec2') && !/^(Get|List|Describe)/.test(operation);
