import type { List } from '../estate/estate.js';

/** What a person may ask for by hand, each a function of its own. */
export const jobs = ['flush', 'refresh'] as const;
export type Job = (typeof jobs)[number];

export type Trigger = Job | 'sweep' | 'access';

/** Everything in which one trigger differs from the others. */
export interface TriggerPolicy {
  title: string;
  takes: (list: List) => boolean;
  /** What a list has none of in doorlist.yml that the trigger does not take. */
  lacks: string;
  /** Whether the feed's file is read; otherwise a run goes by the file that was last applied. */
  readsFeed: boolean;
  /** Whether foreign entries go, where the list lets them. */
  removesForeign: boolean;
  /** Whether the first run by schedule only announces what it would remove. */
  announcesFirst: boolean;
  /** Whether leases end where the list or the caller says so. */
  endsLeases: boolean;
  /** Whether leases are forgotten that have ended and whose network is out. */
  forgetsLeases: boolean;
  /** Whether entries that come and go by leases are mailed, and with them what stayed. */
  tellsLeases: boolean;
  /** Whether refusals and notices are mailed; changes and failures always are. */
  tellsRefusals: boolean;
  /** Whether somebody waits for the answer: then a target is always committed, and a lost race is soon given up. */
  interactive: boolean;
  /** What a person runs by hand with `force`, should the run be refused. */
  forcedBy: Job;
}

/** Whether people are on a list: then it is swept, and its foreign entries are watched. */
export function hasPeople({ flush, leases }: List): boolean {
  return flush !== undefined || leases !== undefined;
}

export const triggers = {
  flush: {
    title: 'Flush',
    takes: ({ flush }) => flush !== undefined,
    lacks: 'flush',
    readsFeed: true,
    removesForeign: true,
    announcesFirst: true,
    endsLeases: true,
    forgetsLeases: true,
    tellsLeases: true,
    tellsRefusals: true,
    interactive: false,
    forcedBy: 'flush',
  },
  sweep: {
    title: 'Sweep',
    takes: hasPeople,
    lacks: 'flush and no leases',
    readsFeed: false,
    removesForeign: false,
    announcesFirst: false,
    endsLeases: false,
    forgetsLeases: true,
    tellsLeases: false,
    tellsRefusals: true,
    interactive: false,
    forcedBy: 'refresh',
  },
  refresh: {
    title: 'Refresh',
    takes: ({ feed }) => feed !== undefined,
    lacks: 'feed',
    readsFeed: true,
    removesForeign: false,
    announcesFirst: false,
    endsLeases: false,
    forgetsLeases: true,
    tellsLeases: false,
    tellsRefusals: true,
    interactive: false,
    forcedBy: 'refresh',
  },
  access: {
    title: 'Access',
    takes: ({ leases }) => leases !== undefined,
    lacks: 'leases',
    readsFeed: false,
    removesForeign: false,
    announcesFirst: false,
    endsLeases: false,
    // One target of the list was looked at; the next sweep sees them all.
    forgetsLeases: false,
    tellsLeases: false,
    // People ask again and again; what lasts is the sweep's to tell.
    tellsRefusals: false,
    interactive: true,
    forcedBy: 'refresh',
  },
} satisfies Record<Trigger, TriggerPolicy>;
