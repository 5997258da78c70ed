import { familyOf } from '../../../simulator/aws/protocols/network.js';
import type { Call } from './call.js';
import { isSurelyLive, keyOf, margin, type Term } from './ledger.js';
import { longest, networkOf } from './estate.js';

const lengths = { '5m': 5 * 60_000, '4h': 4 * 3_600_000, '6h': 6 * 3_600_000 } as Record<string, number>;

/** What is wrong with what an invocation made of somebody's leases. */
export function wrongEdits(
  call: Call,
  person: string,
  { before, after }: { before: readonly Term[]; after: readonly Term[] },
  at: number,
): string[] {
  const old = new Map(before.map((term) => [keyOf(term), term]));
  return after
    .filter((term) => !before.includes(term))
    .filter((term) => !mayWrite(call, person, old.get(keyOf(term)), term, at))
    .map((term) => `wrote ${shown(term)} where the table had ${shown(old.get(keyOf(term)))}`)
    .concat(
      after
        .filter(({ since, until }) => until > since + longest)
        .map((term) => `granted more than the longest: ${shown(term)}`),
    );
}

function mayWrite(
  { operation, began }: Call,
  person: string,
  old: Term | undefined,
  term: Term,
  at: number,
): boolean {
  const isNow = (ms: number) => ms >= began - margin && ms <= at + margin;
  const ends = old !== undefined && term.since === old.since && isNow(term.until) && term.until < old.until;
  switch (operation.kind) {
    case 'join': {
      if (operation.who !== person) return false;
      const network = networkOf(operation.from);
      const asked = lengths[operation.for] ?? 0;
      if (term.network !== network || term.device !== operation.device)
        return ends && term.device === operation.device && familyOf(term.network) === familyOf(network);
      if (old !== undefined && term.since === old.since) return isRenewed(old, term, asked, isNow);
      if (old !== undefined && isSurelyLive(old, at)) return false;
      return isNow(term.since) && term.until === term.since + asked;
    }
    case 'leave':
      return (
        operation.who === person &&
        ends &&
        (operation.device === undefined || term.device === operation.device)
      );
    case 'flush':
      return operation.endLeases && ends;
    case 'sweep':
    case 'refresh':
      return false;
  }
}

function isRenewed(old: Term, term: Term, asked: number, isNow: (ms: number) => boolean): boolean {
  const capped = term.until === Math.max(old.until, term.since + longest);
  return term.until >= old.until && (isNow(term.until - asked) || capped);
}

/** What an invocation forgot. */
export function forgotten({ before, after }: { before: readonly Term[]; after: readonly Term[] }): Term[] {
  const left = new Set(after.map(keyOf));
  return before.filter((term) => !left.has(keyOf(term)));
}

export function shown(term: Term | undefined): string {
  if (term === undefined) return 'nothing';
  const { person, network, device, since, until } = term;
  return `${person}'s ${network} ${device} (${clock(since)} to ${clock(until)})`;
}

export function clock(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(11, 23) : 'ever';
}
