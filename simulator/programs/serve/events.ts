import { targetName } from '../../../lib/report/render.js';
import type { Estate } from '../../../lib/estate/estate.js';
import type { HistoryEvent } from '../../world/record.js';

const MOST_ENTRIES = 4;

/** What somebody at the terminal wants to see of it, each on one line; undefined for the rest. */
export function eventLine(event: HistoryEvent, { lists }: Estate): string | undefined {
  const line = textOf(event, lists);
  return line === undefined ? undefined : `${new Date(event.at).toISOString().slice(11, 19)}Z ${line}`;
}

function textOf(event: HistoryEvent, lists: Estate['lists']): string | undefined {
  if (event.kind === 'mail') return `Mail to ${event.recipients.join(', ')}: ${event.subject}`;
  if (event.kind === 'return' && event.outcome !== 'ok') {
    const { errorMessage } = (event.error ?? {}) as { errorMessage?: string };
    return `${event.function} failed (${event.outcome}): ${errorMessage ?? 'it does not say why'}`;
  }
  if (event.kind !== 'state') return undefined;
  const { target, before, after } = event;
  const ref = lists.flatMap(({ targets }) => targets).find(({ arn }) => arn === target);
  const changes = [
    ...without(after, before).map((entry) => `+${entry}`),
    ...without(before, after).map((entry) => `-${entry}`),
  ];
  if (changes.length === 0) return undefined;
  return `${ref ? targetName(ref) : target}: ${brief(changes)}. It holds ${brief(after)}.`;
}

function without(entries: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return entries.filter((entry) => !known.has(entry));
}

function brief(entries: readonly string[]): string {
  const more = entries.length - MOST_ENTRIES;
  if (more <= 0) return entries.join(', ') || 'nothing';
  return `${entries.slice(0, MOST_ENTRIES).join(', ')} and ${more} more`;
}
