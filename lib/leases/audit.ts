import type { Holding, LeaseRecord, Person } from './lease.js';

/** One line of the record of who was let in and out. */
export interface AuditRecord extends LeaseRecord {
  list: string;
  person: Person;
  /** It may have been written before: whoever was to do that has not said that they had. */
  again?: true;
}

/** A person's leases with what became of them just now, to be on record before anything is opened for them. */
export function toRecord(holding: Holding, records: readonly LeaseRecord[]): Holding {
  if (records.length === 0) return holding;
  return { ...holding, unrecorded: [...(holding.unrecorded ?? []), ...records] };
}

/** The same once it is on record what `isWritten` says. */
export function recorded<H extends Holding>(holding: H, isWritten: (record: LeaseRecord) => boolean): H {
  const { unrecorded = [] } = holding;
  const left = unrecorded.filter((record) => !isWritten(record));
  return left.length === unrecorded.length ? holding : { ...holding, unrecorded: left };
}
