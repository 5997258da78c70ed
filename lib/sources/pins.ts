import type { Pin } from '../estate/estate.js';
import type { WantedEntry } from '../plan/wanted.js';

/** A pin is wanted as it stands in the file, never merged with others. */
export function pinned({ cidr, note }: Pin): WantedEntry {
  return { cidr, origin: 'pin', reason: { kind: 'pin' }, ...(note === undefined ? {} : { who: note }) };
}
