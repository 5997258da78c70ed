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
  trigger: 'flush' | 'sweep' | 'refresh' | 'access';
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
  /** What the access API answered, and to which kind of request. */
  answer?: Answer;
  method?: string;
  returned?: { index: number; at: number; outcome: InvocationOutcome };
  reads: TargetRead[];
  fetches: (EventOf<'fetch'> & { index: number })[];
  calls: RunCall[];
  /** What EC2 has shown it so far. */
  shown: Set<string>;
  /** For how long its process stood still in all. */
  frozenMs: number;
  /** What is noted of its connections that broke before a call arrived, or before its answer. */
  broken: { index: number; text: string }[];
}

/** A lease as the access API tells it. */
export interface SaidLease {
  network?: string;
  device?: string;
  since?: string;
  until?: string;
}

export interface Answer {
  status: number;
  body: { state?: string; lease?: SaidLease; ended?: SaidLease[] };
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
  httpMethod?: string;
  pathParameters?: { list?: string } | null;
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
    lists: lists.filter((list) => isAboutList(trigger, payload, list)),
    ...(payload.httpMethod === undefined ? {} : { method: payload.httpMethod }),
    begun: { index, at: event.at },
    reads: [],
    fetches: [],
    calls: [],
    shown: new Set(),
    frozenMs: 0,
    broken: [],
  };
}

function isAboutList(trigger: RecordedRun['trigger'], payload: Payload, list: SpecList): boolean {
  const named = trigger === 'access' ? (payload.pathParameters?.list ?? '') : payload.list;
  if (named !== undefined && named !== list.name) return false;
  switch (trigger) {
    case 'refresh':
      return list.feed !== undefined;
    case 'access':
      return list.leases;
    case 'flush':
      return list.flush;
    case 'sweep':
      return list.flush || list.leases;
  }
}

/** Notes what a note says of a run. */
export function noteNote(run: RecordedRun, text: string, index: number): void {
  const [, ms] = /^frozen for (\d+) ms/.exec(text) ?? [];
  if (ms === undefined) run.broken.push({ index, text });
  else run.frozenMs += Number(ms);
}

/** What a function answered to API Gateway. */
export function readAnswer(result: unknown): Answer {
  const { statusCode = 0, body = '{}' } = (result ?? {}) as { statusCode?: number; body?: string };
  return { status: statusCode, body: JSON.parse(body) as Answer['body'] };
}

function triggerOf(name: string, { sweep }: Payload): RecordedRun['trigger'] {
  if (name.endsWith('access')) return 'access';
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
