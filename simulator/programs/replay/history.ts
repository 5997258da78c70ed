import { createHash } from 'node:crypto';
import type { FeedVersion } from '../../world/feed/server.js';
import { BadHistory } from './bad-history.js';
import type { Delta, FeedEntry } from './delta.js';
import { createEdition, type Edition } from './edition.js';
import { deltasIn } from './history-file.js';
import { readSpan, type Span } from './span.js';

/** One version of ip-ranges.json in today's shape, whatever the shape of its own day. */
export interface HistoryVersion extends FeedVersion {
  createDate: string;
  /** How many AWS listed: the placeholder in a table that would be empty does not count. */
  entries: { n4: number; n6: number };
  /** Against the version yielded before; all entries are added in the first. */
  added: readonly FeedEntry[];
  removed: readonly FeedEntry[];
}

/**
 * The versions of a history, oldest first, each rebuilt from the one before. A version before `from` is gone
 * through as carefully, but not built.
 *
 * @throws BadHistory
 */
export function* history(file: string, span: Span = {}): Generator<HistoryVersion, void> {
  const { from, to } = readSpan(span);
  let [last, yielded] = [0, false];
  for (const { delta, edition } of editions(file)) {
    last = delta.syncToken;
    if (last > to) break;
    if (last < from) continue;
    yield {
      ...versionOf(delta, edition),
      ...(yielded ? netOf(delta) : { added: edition.entries(), removed: [] }),
    };
    yielded = true;
  }
  if (!yielded)
    throw new BadHistory(`${file} has no version ${spoken(span)}; the last that was read is ${last}.`);
}

/** One edition, brought from each version of a history to the next. @throws BadHistory */
export function* editions(file: string): Generator<{ delta: Delta; edition: Edition }, void> {
  const edition = createEdition();
  let last = 0;
  for (const delta of deltasIn(file)) {
    if (delta.syncToken <= last)
      throw new BadHistory(`${file} lists version ${delta.syncToken} after ${last}, which is not older.`);
    last = delta.syncToken;
    apply(delta, edition, file);
    yield { delta, edition };
  }
}

function versionOf(delta: Delta, edition: Edition): Omit<HistoryVersion, 'added' | 'removed'> {
  const body = edition.bytes(delta);
  return {
    syncToken: String(delta.syncToken),
    createDate: delta.createDate,
    md5: createHash('md5').update(body).digest('hex'),
    body,
    entries: { n4: delta.n4, n6: delta.n6 },
  };
}

function spoken({ from, to }: Span): string {
  const ends = [from === undefined ? '' : `from ${from} on`, to === undefined ? '' : `up to ${to}`];
  return ends.filter((end) => end !== '').join(' and ') || 'at all';
}

/** This one file listed an entry twice, which AWS's counts count twice. */
const listedTwice = { syncToken: 1561659545, n4: 1 };

function apply(delta: Delta, edition: Edition, file: string): void {
  const { syncToken, n4, n6, added, removed } = delta;
  const refuse = ({ cidr, service, region }: FeedEntry, what: string): never => {
    throw new BadHistory(`Version ${syncToken} in ${file} ${what}: ${cidr} of ${service} in ${region}.`);
  };
  for (const entry of removed) {
    if (!edition.has(entry)) refuse(entry, 'removes an entry that is not there');
    edition.remove(entry);
  }
  for (const entry of added) {
    if (edition.has(entry)) refuse(entry, 'adds an entry that is there already');
    edition.add(entry);
  }
  const twice = syncToken === listedTwice.syncToken ? listedTwice.n4 : 0;
  if (edition.n4() + twice !== n4 || edition.n6() !== n6)
    throw new BadHistory(
      `Version ${syncToken} in ${file} comes to ${edition.n4()} IPv4 and ${edition.n6()} IPv6 entries, but its line says ${n4} and ${n6}.`,
    );
}

/** In today's shape, an entry that only got the border group which it has here all along has not changed. */
function netOf({ added, removed }: Delta): Pick<Delta, 'added' | 'removed'> {
  const key = ({ cidr, region, service, borderGroup }: FeedEntry) =>
    [cidr, region, service, borderGroup].join(' ');
  const [came, went] = [new Set(added.map(key)), new Set(removed.map(key))];
  return {
    added: added.filter((entry) => !went.has(key(entry))),
    removed: removed.filter((entry) => !came.has(key(entry))),
  };
}
