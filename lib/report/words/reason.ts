import type { Entry } from '../../plan/guarded-plan.js';
import type { Reason } from '../../plan/reason.js';
import { utc } from '../../text/utc.js';

const foreign = 'not put there by doorlist';

/** Why an entry is there, comes or goes, for the last column of a table. */
export function whyOf({ reason, notOurs, shared }: Pick<Entry, 'reason' | 'notOurs' | 'shared'>): string {
  const why = reasonWords(reason);
  if (notOurs) return `${why}, ${foreign}`;
  return shared ? `${why}; another list keeps it open` : why;
}

export function reasonWords(reason: Reason): string {
  switch (reason.kind) {
    case 'pin':
      return 'pinned';
    case 'lease':
      return leaseWords(reason);
    case 'feed':
      return `ip-ranges: ${selectionWords(reason)}`;
    case 'feed-last-applied':
      return 'ip-ranges, as last applied';
    case 'held':
      return 'held';
    case 'perhaps-leased':
      return 'perhaps leased: a row of a lease cannot be read';
    case 'withheld':
      return 'removal refused';
    case 'foreign':
      return foreign;
    case 'removed-at-next-flush':
      return 'not pinned: goes at the next flush';
    case 'stands-in':
      return 'stays for entries that cannot be put in its place';
    case 'lent':
      return 'stays until another list that wants it has opened it';
    case 'untouched':
      return 'nothing was changed';
    case 'missing':
      return reason.madeRoom ? 'no longer in ip-ranges, made room' : 'no longer in ip-ranges';
    case 'unwanted':
      return 'neither pinned nor leased';
    case 'lease-ended':
      return 'no longer leased';
    case 'perhaps-lease-ended':
      return `kept until now because a row of leases could not be read since ${utc(reason.since)}`;
    case 'pin-ended':
      return 'no longer pinned';
    case 'selection-ended':
      return 'no longer selected';
    case 'covered':
      return 'covered by other entries';
    case 'put-back':
      return `${reason.by ?? 'somebody'} took it out; ${reasonWords(reason.wanted)}`;
    case 'text':
      return reason.text;
  }
}

/** `leased until 2026-08-22 21:17 UTC: to test the webhook` */
function leaseWords({ until, whys, more }: Extract<Reason, { kind: 'lease' }>): string {
  const some = whys.join('; ') + (more > 0 ? ` and ${more} more` : '');
  return `leased until ${utc(until)}${some === '' ? '' : `: ${some}`}`;
}

/** `S3, EC2 in eu-west-2, GLOBAL` */
function selectionWords({
  services,
  regions = [],
  borderGroups = [],
}: Extract<Reason, { kind: 'feed' }>): string {
  const locations = [...regions, ...borderGroups];
  return services.join(', ') + (locations.length > 0 ? ` in ${locations.join(', ')}` : '');
}
