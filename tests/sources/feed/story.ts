import { sampleFeed } from '../../../simulator/world/feed/sample.js';
import { hour, minute } from '../../harness/account.js';
import {
  setUp,
  families,
  reported,
  type Harness,
  type FamilyName,
  type Lists,
  type ListText,
  type News,
} from './harness.js';
import { linesOf, written, type Line } from '../../harness/ip-ranges.js';
import { keyOf, listed, merged, minus, networks, same, spanOf, type Span } from './reading.js';
import { real, snapshot } from './snapshots.js';

/** Something that happened to ip-ranges.json, and what doorlist should make of it. */
export interface Story {
  name: string;
  /** The lists, or targets, that our own file, where there are no real ones, tells the same story of. */
  about: string[];
  lists: Lists;
  moments: Moment[];
}

export type Moment = {
  /** What each target says; whoever is unchanged and holds nothing, says nothing. */
  says: Says;
  /** Subjects, without what all begin with. */
  mails: string[];
  /** Sentences that stand in these mails. */
  tells?: string[];
} & (
  | {
      /** A version as it was; `syncToken` alone where the bytes have to be made. */
      file: number;
      made?: Edit;
      /** What our own file's lines become for this version. */
      own: Edit;
    }
  /** The 6-hourly check, so many hours after the last file was told of. */
  | { check: number }
  /** `serverless invoke -f refresh` for a list. */
  | { force: string }
);

/** By `list family`: `applied: 26 wanted, 2 held, 3 added` or `refused (emptied): 7 stay`. */
export type Says = Record<string, string>;

export type Edit = (lines: readonly Line[]) => readonly Line[];

/** AWS publishes a file and tells of it some minutes later. */
const toldAfter = 8 * minute;
const hold = 24 * hour;
const beginning = 'doorlist dev: ';

/** Runs a story through the real handler, and compares each moment with what the story says of it. */
export async function play({ lists, moments, about }: Story): Promise<void> {
  const [first] = moments;
  if (first === undefined || !('file' in first)) throw new Error('a story begins with a file');
  const harness = await setUp({ start: first.file * 1000, lists });
  const targets = Object.entries(lists).flatMap(([list, text]) =>
    families.map((family) => ({ list, family, text, model: { wanted: [], missing: [] } })),
  );
  let toldAt = 0;
  let bytes: Uint8Array = new Uint8Array();
  for (const moment of moments) {
    if ('file' in moment) {
      toldAt = moment.file * 1000 + toldAfter;
      bytes = bytesOf(moment);
      harness.publish(bytes);
    }
    const before = targets.map((at) => harness.contents(at.list, at.family));
    const news = await happen(harness, moment, toldAt);
    const says: Says = {};
    targets.forEach((at, i) => {
      const said = hear(harness, news, at, before[i] ?? [], bytes);
      if (said !== undefined) says[`${at.list} ${at.family}`] = said;
    });
    const mails = news.mails.map(({ subject }) => subject.replace(beginning, '')).sort();
    expect(comparable({ says, mails }, about)).toEqual(comparable(moment, about));
    const told = masked(news.mails.map(({ body }) => body).join('\n'));
    for (const sentence of moment.tells ?? []) expect(told).toContain(masked(sentence));
    expect(news.outcomes).toEqual(['ok']);
    expect(news.writes).toBe(
      targets.filter((at, i) => harness.contents(at.list, at.family) !== before[i]).length,
    );
  }
}

function bytesOf({ file, made, own }: Extract<Moment, { file: number }>): Uint8Array {
  if (!real) return written(file, own(sample()));
  return made ? written(file, made(newest())) : snapshot(file);
}

/** Our own file is made once, for all stories. */
const sample = once(() => linesOf(Buffer.from(sampleFeed())));

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** What versions that have to be made are made of. */
const newest = once(() => linesOf(snapshot(1787433425)));

/** Our own file tells the same story in other numbers, which the model checks, and of nobody else. */
function comparable({ says, mails }: { says: Says; mails: string[] }, about: string[]): object {
  if (real) return { says, mails };
  return {
    says: Object.fromEntries(
      Object.entries(says)
        .filter(([target]) => about.some((each) => target.startsWith(each)))
        .map(([target, said]) => [target, masked(said)]),
    ),
    mails: mails
      .filter((mail) => about.some((each) => each.split(' ')[0] === mail.split(':')[0]))
      .map(masked),
  };
}

const masked = (text: string) => (real ? text : text.replace(/\d+/g, '#'));

async function happen(harness: Harness, moment: Moment, told: number): Promise<News> {
  if ('force' in moment) {
    await harness.until(harness.world.clock.now() + minute);
    return harness.invoke({ list: moment.force, force: true });
  }
  await harness.until('file' in moment ? told : told + moment.check * hour);
  return 'file' in moment ? harness.announce() : harness.check();
}

/** What one target should hold, by addresses: read from the files alone. */
interface Model {
  wanted: Span[];
  /** Not listed any more, since then. */
  missing: { span: Span; since: number }[];
}

/** What a target says, once it is known to hold exactly what it should. */
function hear(
  harness: Harness,
  news: News,
  { list, family, text, model }: { list: string; family: FamilyName; text: ListText; model: Model },
  was: readonly string[],
  bytes: Uint8Array,
): string | undefined {
  const entries = harness.contents(list, family);
  if (!news.report?.lists.some((report) => report.list === list)) {
    expect(entries).toBe(was);
    return undefined;
  }
  const { outcome, wanted, held, added, removed, refusals } = reported(news, list, family);
  const reasons = refusals.map(({ reason }) => reason);
  if (refusals.some(({ withholds }) => withholds === 'everything')) {
    expect(entries).toBe(was);
    return `${outcome} (${reasons.join()}): ${was.length} stay`;
  }

  const withheld = refusals.some(({ withholds }) => withholds === 'removals');
  follow(model, listed(bytes, family, text.feed).map(spanOf), harness.world.clock.now(), {
    withheld,
    forced: news.report.force,
  });
  const requests = networks(model.wanted).map(keyOf);
  const there = new Map(entries.map((entry) => [keyOf(spanOf(entry)), spanOf(entry)]));
  expect(requests.filter((request) => !there.has(request))).toEqual([]);
  for (const request of requests) there.delete(request);
  const missing = model.missing.map(({ span }) => span);
  expect(same([...there.values()], missing)).toBe(true);

  const [old, now] = [new Set(was), new Set(entries)];
  const came = entries.filter((entry) => !old.has(entry));
  const went = was.filter((entry) => !now.has(entry));
  expect({ wanted, held }).toEqual({ wanted: requests.length, held: there.size });
  expect(added.map(({ cidr }) => cidr).sort()).toEqual(came.sort());
  expect(removed.map(({ cidr }) => cidr).sort()).toEqual(went.sort());
  if (outcome === 'unchanged' && held === 0 && came.length + went.length === 0) return undefined;
  return [
    `${outcome}${reasons.length > 0 ? ` (${reasons.join()})` : ''}: ${wanted} wanted`,
    ...(held > 0 ? [`${held} held`] : []),
    ...(came.length > 0 ? [`${came.length} added`] : []),
    ...(went.length > 0 ? [`${went.length} removed`] : []),
  ].join(', ');
}

/**
 * An address that is listed is wanted at once; one that is not any more is missed for a day and gone after that,
 * unless its removal is withheld. Forced to be empty, nothing is missed.
 */
function follow(
  model: Model,
  wanted: Span[],
  now: number,
  { withheld, forced }: { withheld: boolean; forced: boolean },
): void {
  const lost = minus(model.wanted, wanted).map((span) => ({ span, since: now }));
  const still = model.missing.flatMap(({ span, since }) =>
    minus([span], wanted).map((part) => ({ span: part, since })),
  );
  const emptied = forced && wanted.length === 0;
  model.wanted = merged(wanted);
  model.missing = [...still, ...lost].filter(({ since }) => withheld || !(emptied || now - since >= hold));
}
