import { families, ofFamily, type Cidr, type Family, familyNames } from '../cidr.js';
import type { FeedSelection, List } from '../estate/estate.js';
import type { Refusal } from '../plan/refusals.js';
import { lastApplied, type Wants } from '../plan/plan.js';
import type { Applied } from '../state/state.js';
import { utc } from '../text/utc.js';
import type { IpRanges } from './feed/ip-ranges.js';
import { pinned } from './pins.js';
import { fingerprint, select } from './feed/selection.js';

/** What a list's sources say together, or why that is not known. */
export type SourcesAnswer =
  | {
      kind: 'known';
      wants: Wants;
      /** To be remembered once everything here is applied. */
      applied?: Applied;
      /** Entries of the selection that are not globally routable. */
      dropped: Cidr[];
      warnings: string[];
    }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'failed'; error: unknown };

/** The feed's file for a whole run, or why there is none. */
export type FeedFile = { file: IpRanges } | { error: unknown } | undefined;

const tooFarAheadMs = 60 * 60_000;

/** A list's wants from its pins and from the feed's file; pure. */
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
    return refuse(
      'future-file',
      `ip-ranges.json says it is of ${utc(file.syncToken * 1000)}, more than an hour ahead of now, ${utc(policy.now)}.`,
      true,
    );
  if (!policy.force && applied !== undefined && file.syncToken < applied.syncToken)
    return {
      kind: 'known',
      wants: lastApplied({ entries: pins }),
      dropped: [],
      warnings: [
        `ip-ranges.json ${file.syncToken} is older than ${applied.syncToken}, which was applied; it is ignored`,
      ],
    };

  const selected = select(file, list.feed, list.aggregate, applied?.known);
  if (selected.unknown.length > 0)
    return refuse('unknown-name', sentence(selected.unknown.join('; ')), false);
  if (!policy.force && applied === undefined && selected.entries.length === 0)
    return refuse(
      'emptied',
      `The selection of ${list.name} matches no entry of ip-ranges.json ${file.syncToken}.`,
      true,
    );

  // A forced file of next year must not make every true one look old until then.
  const syncToken = Math.min(file.syncToken, Math.floor((policy.now + tooFarAheadMs) / 1000));
  const why = `ip-ranges: ${spoken(list.feed)}`;
  return {
    kind: 'known',
    wants: {
      entries: [...selected.entries.map((cidr) => ({ cidr, origin: 'feed' as const, why })), ...pins],
      feed: 'selected',
      syncToken,
      fingerprint: fingerprint(list.feed),
    },
    applied: { syncToken, known: selected.known },
    dropped: selected.dropped,
    warnings: selected.warnings,
  };
}

/** `S3, EC2 in eu-west-2, GLOBAL` */
function spoken({ services, regions = [], borderGroups = [] }: FeedSelection): string {
  const places = [...regions, ...borderGroups];
  return services.join(', ') + (places.length > 0 ? ` in ${places.join(', ')}` : '');
}

function refuse(reason: Refusal['reason'], message: string, forcible: boolean): SourcesAnswer {
  return { kind: 'refused', refusal: { reason, scope: 'list', withholds: 'everything', message, forcible } };
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** A target takes the entries of its own family; warns of wanted entries whose family no target has. */
export function familyWarnings(answer: SourcesAnswer, ofTargets: readonly Family[]): string[] {
  if (answer.kind !== 'known') return [];
  const wanted = answer.wants.entries.map((entry) => entry.cidr);
  const lost = families
    .map((family) => ({ family, entries: ofFamily(wanted, family).length }))
    .filter(({ family, entries }) => entries > 0 && !ofTargets.includes(family))
    .map(
      ({ family, entries }) =>
        `${entries} ${familyNames[family]} entries have no target of their family; add one, or they are let in nowhere`,
    );
  return [...answer.warnings, ...lost];
}
