import type { TargetRow, Written } from '../state/state.js';
import { fallsTo, givenUp, type Claim, type Claimant } from './claim.js';

/*
 * What was written and is not mailed yet is its writer's to mail, until another run claims it or its writer gives it up.
 */

type Named = Pick<Written, 'run' | 'at'>;

const isAmong = (of: readonly Named[]) => (written: Named) =>
  of.some((other) => other.run === written.run && other.at === written.at);

/** A run mails what it wrote itself, in an earlier try too, and what a dead run left or a failed one gave up. */
export function reportable(unreported: readonly Written[], claimant: Claimant, now: number): Written[] {
  return unreported.filter((written) => fallsTo(claimant, written.claim ?? written, now));
}

/** What is left to report once some of it has been mailed. */
export function withoutMailed(row: TargetRow, mailed: readonly Named[]): TargetRow {
  return { ...row, unreported: row.unreported.filter((written) => !isAmong(mailed)(written)) };
}

/** The row with these claimed, as far as nobody else has done that; and which they are. */
export function claimed(
  row: TargetRow,
  wanted: readonly Named[],
  claim: Claim,
): { row: TargetRow; mine: Written[] } {
  const mine = reportable(row.unreported.filter(isAmong(wanted)), claim, claim.at);
  const unreported = row.unreported.map((written) =>
    mine.includes(written) ? { ...written, claim } : written,
  );
  return { row: { ...row, unreported }, mine };
}

/** What a failed run had to mail falls to whoever comes next. */
export function givenBack(unreported: readonly Written[], run: string): Written[] {
  return unreported.map((written) =>
    (written.claim ?? written).run === run ? { ...written, claim: givenUp } : written,
  );
}
