import type { TargetRef } from '../estate/estate.js';
import { utc } from '../text/utc.js';
import { triggers } from '../triggers/triggers.js';
import { columns, type LayOut } from './columns.js';
import type { Report, TargetReport } from './report.js';
import { policyOf } from '../targets/kinds.js';

export { count } from './words/count.js';

/** What stands in a table of addresses: for a person, wherever it is read. */
export interface Row {
  address: string;
  what: string;
  /** Empty where nobody knows. */
  who: string;
  since: string;
  why: string;
}

/** `developers-v4 (eu-west-2)` */
export function targetName(ref: TargetRef): string {
  return `${ref.name} (${policyOf(ref).place(ref)})`;
}

/** Of who and since when only where something is known of any. */
export function addressTable(rows: readonly Row[], layOut: LayOut = columns): string[] {
  const told = (['address', 'what', 'who', 'since', 'why'] as const).filter(
    (column) => (column !== 'who' && column !== 'since') || rows.some((row) => row[column] !== ''),
  );
  return layOut(
    told.map((column) => column.toUpperCase()),
    rows.map((row) => told.map((column) => row[column])),
  );
}

/** What came, went, moved and stayed in a target; removals first, since they are what a reader looks for. */
export function entryRows(
  target: Pick<TargetReport, 'added' | 'removed'> & Partial<Pick<TargetReport, 'moved'>>,
  kept: TargetReport['kept'],
  planned = false,
): Row[] {
  const { moved = [] } = target;
  const isMoved = new Set(moved.map(({ cidr }) => cidr));
  const row = (what: string) => (entry: TargetReport['kept'][number]) => ({
    address: entry.cidr,
    what,
    who: entry.who ?? '',
    since: entry.since === undefined ? '' : utc(entry.since),
    why: entry.why,
  });
  return [
    ...target.removed.map(row(planned ? 'remove' : 'removed')),
    ...target.added.map((entry) => row(addedWord(entry, planned))(entry)),
    ...moved.map((entry) => row(movedWord(entry, planned))(entry)),
    ...kept.filter(({ cidr }) => !isMoved.has(cidr)).map(row('kept')),
  ];
}

function addedWord({ putBack }: TargetReport['added'][number], planned: boolean): string {
  if (putBack) return 'put back';
  return planned ? 'add' : 'added';
}

function movedWord({ marked }: TargetReport['moved'][number], planned: boolean): string {
  if (marked === 'adopted') return planned ? 'take over' : 'taken over';
  if (marked === 'again') return planned ? 'mark again' : 'marked again';
  return planned ? 'move' : 'moved';
}

export interface ChangeCounts {
  removed: number;
  added: number;
  moved: number;
  /** Of what is added, what somebody had taken out. */
  putBack: number;
  /** Of what is moved, what was somebody else's. */
  adopted: number;
  /** Of what is moved, what had lost its mark. */
  again: number;
}

export function changesOf(targets: readonly TargetReport[]): ChangeCounts {
  const sum = (of: (target: TargetReport) => readonly unknown[]) =>
    targets.reduce((total, target) => total + of(target).length, 0);
  return {
    removed: sum(({ removed }) => removed),
    added: sum(({ added }) => added),
    putBack: sum(({ added }) => added.filter(({ putBack }) => putBack)),
    moved: sum(({ moved }) => moved),
    adopted: sum(({ moved }) => moved.filter(({ marked }) => marked === 'adopted')),
    again: sum(({ moved }) => moved.filter(({ marked }) => marked === 'again')),
  };
}

/** `2 removed, 1 added`, and `3 moved` where any did; or, planned, `2 to remove, 1 to add` */
export function changeCounts(
  { removed, added, moved, putBack, adopted, again }: ChangeCounts,
  planned = false,
): string {
  const [out, into, over, back, taken, marked] = planned
    ? ['to remove', 'to add', 'to move', 'to put back', 'to take over', 'to mark again']
    : ['removed', 'added', 'moved', 'put back', 'taken over', 'marked again'];
  const others = moved - adopted - again;
  const changes = [
    removed > 0 ? `${removed} ${out}` : '',
    added > putBack ? `${added - putBack} ${into}` : '',
    putBack > 0 ? `${putBack} ${back}` : '',
    adopted > 0 ? `${adopted} ${taken}` : '',
    again > 0 ? `${again} ${marked}` : '',
    others > 0 ? `${others} ${over}` : '',
  ];
  return changes.filter(Boolean).join(', ') || (planned ? 'nothing to change' : 'nothing changed');
}

/**
 * The targets of a list that have something to tell: of security groups not the family that nobody wants anything of
 * and nobody is let in by, where the other one stands for both.
 */
export function tellable(targets: readonly TargetReport[]): TargetReport[] {
  return targets.filter((target, i) => {
    const standsForIt = (other: TargetReport, j: number) =>
      j !== i &&
      other.target.arn === target.target.arn &&
      (target.outcome === other.outcome ? !isBare(other) || j < i : target.outcome === 'unchanged');
    return !isBare(target) || !targets.some(standsForIt);
  });
}

function isBare(report: TargetReport): boolean {
  const { target, wanted, held, added, removed, moved, kept, written, error } = report;
  const some = [added, removed, moved, kept, written].some((entries) => entries.length > 0);
  return policyOf(target).family(target) !== undefined && wanted + held === 0 && !some && error === undefined;
}

/** How a person forces what was refused, in the words of the command line and of the framework. */
export function forceCommands(
  trigger: Report['trigger'],
  list: string,
  { stage, region }: { stage: string; region: string },
): string[] {
  const payload = JSON.stringify({ list, force: true });
  const job = triggers[trigger].forcedBy;
  return [
    `npx doorlist ${job} ${list} --force --stage ${stage} --region ${region}`,
    `npx serverless invoke -f ${job} --stage ${stage} --data '${payload}' --region ${region}`,
  ];
}
