import { families, ofFamily, type Cidr, type Family } from '../cidr.js';
import type { List } from '../estate/estate.js';
import type { Reason } from '../plan/reason.js';
import type { Refusal } from '../plan/refusals.js';
import { lastApplied, type Wants } from '../plan/plan.js';
import type { Applied } from '../state/state.js';
import type { IpRanges } from './feed/ip-ranges.js';
import { pinned } from './pins.js';
import { fingerprint, select } from './feed/selection.js';
import type { Warning } from './warning.js';

/** What a list's sources say together, or why that is not known. */
export type SourcesAnswer =
  | {
      kind: 'known';
      wants: Wants;
      /** To be remembered once everything here is applied. */
      applied?: Applied;
      /** Entries of the selection that are not globally routable. */
      dropped: Cidr[];
      warnings: Warning[];
    }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'failed'; error: unknown };

/** The feed's file for a whole run, or why there is none. */
export type FeedFile = { file: IpRanges } | { error: unknown } | undefined;

const tooFarAheadMs = 60 * 60_000;

/** What a list wants, from its pins and from the feed's file; pure. */
export function wantsOf(
  list: List,
  feed: FeedFile,
  applied: Applied | undefined,
  policy: { force: boolean; now: number; readsFeed: boolean },
): SourcesAnswer {
  const pins = list.pins.map(pinned);
  if (list.feed === undefined)
    return { kind: 'known', wants: { entries: pins, feed: 'none' }, dropped: [], warnings: [] };
  if (!policy.readsFeed)
    return { kind: 'known', wants: lastApplied({ entries: pins }), dropped: [], warnings: [] };
  if (feed === undefined)
    return { kind: 'failed', error: new Error(`The feed was not read for ${list.name}.`) };
  if ('error' in feed) return { kind: 'failed', error: feed.error };

  const { file } = feed;
  if (!policy.force && file.syncToken * 1000 > policy.now + tooFarAheadMs)
    return refuse({ reason: 'future-file', syncToken: file.syncToken, now: policy.now / 1000 });
  if (!policy.force && applied !== undefined && file.syncToken < applied.syncToken)
    return {
      kind: 'known',
      wants: lastApplied({ entries: pins }),
      dropped: [],
      warnings: [{ kind: 'older-file', syncToken: file.syncToken, applied: applied.syncToken }],
    };

  const selected = select(file, list.feed, list.aggregate, applied?.known);
  if (selected.unknown.length > 0) return refuse({ reason: 'unknown-name', names: selected.unknown });
  if (!policy.force && applied === undefined && selected.entries.length === 0)
    return refuse({ reason: 'emptied', list: list.name, syncToken: file.syncToken });

  // A forced file of next year must not make every true one look old until then.
  const syncToken = Math.min(file.syncToken, Math.floor((policy.now + tooFarAheadMs) / 1000));
  const reason: Reason = { kind: 'feed', ...list.feed };
  return {
    kind: 'known',
    wants: {
      entries: [...selected.entries.map((cidr) => ({ cidr, origin: 'feed' as const, reason })), ...pins],
      feed: 'selected',
      syncToken,
      fingerprint: fingerprint(list.feed),
    },
    applied: { syncToken, known: selected.known },
    dropped: selected.dropped,
    warnings: selected.warnings,
  };
}

function refuse(refusal: Refusal): SourcesAnswer {
  return { kind: 'refused', refusal };
}

/** A target takes the entries of its own family; warns of wanted entries whose family no target has. */
export function familyWarnings(answer: SourcesAnswer, ofTargets: readonly Family[]): Warning[] {
  if (answer.kind !== 'known') return [];
  const wanted = answer.wants.entries.map((entry) => entry.cidr);
  const lost = families
    .filter((family) => !ofTargets.includes(family))
    .map((family) => ({ kind: 'no-target' as const, family, entries: ofFamily(wanted, family).length }))
    .filter(({ entries }) => entries > 0);
  return [...answer.warnings, ...lost];
}
