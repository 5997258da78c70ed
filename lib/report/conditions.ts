import { prefixOf } from '../cidr.js';
import { isLate, isSuperseded } from '../errors.js';
import type { Condition } from './episode.js';
import { isOver } from '../plan/fullness.js';
import type { Refusal, RefusalReason } from '../plan/refusals.js';
import { fullness } from './fullness.js';
import { utc } from '../text/utc.js';
import { targetName } from './render.js';
import { triggers } from '../triggers/triggers.js';
import { allTargets, type ListReport, type Report, type TargetReport } from './report.js';
import { refusalOf } from './told.js';
import {
  fullnessRemedyWords,
  fullnessWords,
  moreRemadeWords,
  notOursWords,
  putBackWords,
  remadeWords,
} from './words.js';

/** A row has room for a few. */
const mostWide = 20;
const mostRows = 20;
const mostRemade = 20;

/** What holds of a list in this run and deserves a mail. */
export function listConditions(list: ListReport, now: number): Condition[] {
  const ofTargets = list.targets.flatMap((target) => targetConditions(target, now));
  const conditions = [...ofTargets, ...droppedCondition(list), ...rowConditions(list)];
  return [...new Map(conditions.map((condition) => [condition.key, condition])).values()];
}

function targetConditions(report: TargetReport, now: number): Condition[] {
  const refusals = report.refusals.map((refusal): Condition => {
    const whole = refusal.scope === 'list';
    return {
      key: `${refusal.reason} ${whole ? report.list : report.target.key}`,
      kind: refusal.reason === 'first-flush' ? 'notice' : 'refusal',
      refusal: withoutLeases(refusalOf(refusal)),
      ...(whole ? {} : { target: targetName(report.target) }),
      forcible: refusal.forcible,
    };
  });
  return [
    ...refusals,
    ...capacityCondition(report, now),
    ...wideConditions(report),
    ...driftCondition(report),
    ...notOursCondition(report),
    ...remadeConditions(report),
  ];
}

/** What this run put back, or one before it that died. */
function driftCondition({ added, written, target }: TargetReport): Condition[] {
  const all = [...written.flatMap((change) => change.added), ...added].filter(({ putBack }) => putBack);
  const each = [...new Map(all.map((entry) => [entry.cidr, entry])).values()];
  if (each.length === 0) return [];
  const who = each.flatMap(({ putBack }) => putBack?.by ?? [])[0];
  return [
    {
      key: `put-back ${target.key}`,
      kind: 'notice',
      text: putBackWords(
        targetName(target),
        each.map(({ cidr }) => cidr),
        who,
      ),
      forcible: false,
      recurs: true,
      ...(who === undefined ? {} : { who }),
    },
  ];
}

function notOursCondition({ notOurs, target }: TargetReport): Condition[] {
  if (notOurs === undefined) return [];
  const text = notOursWords(targetName(target), notOurs);
  return [{ key: `not-ours ${target.key}`, kind: 'notice', text, forcible: false }];
}

/** One each, so that a second one is told at once, too. */
function remadeConditions({ remade = [], target }: TargetReport): Condition[] {
  const name = targetName(target);
  const notice = (what: string, text: string): Condition => ({
    key: `re-made:${what} ${target.key}`,
    kind: 'notice',
    text,
    forcible: false,
  });
  const more = remade.length - mostRemade;
  return [
    ...remade.slice(0, mostRemade).map((cidr) => notice(cidr, remadeWords(name, cidr))),
    ...(more > 0 ? [notice('more', moreRemadeWords(name, more))] : []),
  ];
}

/** Who is left out changes with whoever comes, and the words do not name them. */
function withoutLeases(refusal: Refusal): Refusal {
  if (!('leftOut' in refusal)) return refusal;
  const { leftOut, ...rest } = refusal;
  return rest;
}

/** One each, so that a second one is told at once, too. */
function wideConditions({ kept, target }: TargetReport): Condition[] {
  return kept
    .filter((entry) => entry.tooWide)
    .toSorted((a, b) => prefixOf(a.cidr) - prefixOf(b.cidr))
    .slice(0, mostWide)
    .map(({ cidr, who }) => ({
      key: `too-wide:${cidr} ${target.key}`,
      kind: 'notice',
      text: `${targetName(target)} lets in ${cidr}, which doorlist did not put there${who === undefined ? '' : `, but ${who}`}, and which is wider than anybody's home. Take it out, or pin it if it is meant.`,
      forcible: false,
    }));
}

/** That a target is over its limit is news to whoever knows that it is nearly full. */
function capacityCondition(report: TargetReport, now: number): Condition[] {
  const full = fullness(report, now);
  if (full === undefined) return [];
  const text = `${fullnessWords(targetName(report.target), full)} ${fullnessRemedyWords(full)}`;
  const reason = isOver(full) ? 'over-limit' : 'nearly-full';
  return [{ key: `${reason} ${report.target.key}`, kind: 'notice', text, forcible: false }];
}

function droppedCondition({ list, dropped }: ListReport): Condition[] {
  if (dropped.length === 0) return [];
  const text = `ip-ranges.json lists networks that are not globally routable, which are left out: ${some(dropped)}.`;
  return [{ key: `not-routable ${list}`, kind: 'notice', text, forcible: false }];
}

/** One each, so that a second one is told at once, too. */
function rowConditions({ list, unreadable }: ListReport): Condition[] {
  if (unreadable === undefined) return [];
  const { leases, keptUntil, replaced } = unreadable;
  const ofLeases = leases
    .slice(0, mostRows)
    .map((row) =>
      rowCondition(
        list,
        row,
        `The row ${row} of the table cannot be read, so it opens nothing; what doorlist may have opened for it stays until ${utc(keptUntil)}. Should another version have written it, deploy that one, else delete the row.`,
      ),
    );
  const more = leases.length - mostRows;
  return [
    ...ofLeases,
    ...(more > 0 ? [rowCondition(list, 'more', `${more} more rows of leases cannot be read.`)] : []),
    ...replaced.map((row) =>
      rowCondition(
        list,
        row,
        `The row ${row} of the table could not be read, so it was written anew: what it had told of mails and files is forgotten, and may be mailed again. Nothing has to be done.`,
      ),
    ),
  ];
}

function rowCondition(list: string, row: string, text: string): Condition {
  return {
    key: `unreadable-row:${encodeURIComponent(row)} ${list}`,
    kind: 'notice',
    text,
    forcible: false,
  };
}

/**
 * Which runs can tell that a refusal is over: every one, those that know all that the list wants, those that read the
 * feed, or those that announce first.
 */
const knownTo = {
  'unknown-name': 'readsFeed',
  'future-file': 'readsFeed',
  'older-file': 'readsFeed',
  emptied: 'readsFeed',
  capacity: 'everySource',
  occupied: 'everySource',
  'coverage-lost': 'everyRun',
  'entries-lost': 'everyRun',
  'first-flush': 'announcesFirst',
} satisfies Record<RefusalReason, 'everyRun' | 'everySource' | 'readsFeed' | 'announcesFirst'>;

/** Refusals, and the notices that are of the feed, too. */
const knownOf = Object.entries({
  ...knownTo,
  'not-routable': 'readsFeed' as const,
  'not-ours': 'everySource' as const,
});

/** Whether a run looked at what an episode of a list is about, and can tell whether that is over. */
export function judgedOf(list: ListReport, trigger: Report['trigger']): (key: string) => boolean {
  const looked = list.targets.filter((target) => target.outcome !== 'failed');
  const scopes = new Set([
    ...(looked.length > 0 ? [list.list] : []),
    // Of what is withheld for one reason nobody knows whether the others still hold.
    ...looked.filter((target) => !isWithheld(target)).map((target) => target.target.key),
  ]);
  const tells = { everyRun: true, everySource: !list.byLastApplied, ...triggers[trigger] };
  const blind = new Set(knownOf.flatMap(([reason, runs]) => (tells[runs] ? [] : [reason])));
  return (key) => scopes.has(scopeOf(key)) && !blind.has(key.slice(0, key.indexOf(' ')));
}

function isWithheld({ refusals }: TargetReport): boolean {
  return refusals.some(({ withholds }) => withholds === 'everything' || withholds === 'additions');
}

/** One failure of the feed or the table fails many targets, and is told once. */
export function failureConditions(report: Report): Condition[] {
  const conditions = allTargets(report).flatMap(({ error, target }): Condition[] =>
    error && !isSuperseded(error) && !isLate(error)
      ? [
          {
            key: `${error.code} ${failureScope(error.code, target.key)}`,
            kind: 'failure',
            text: error.message,
            forcible: false,
          },
        ]
      : [],
  );
  return [...new Map(conditions.map((condition) => [condition.key, condition])).values()];
}

/** A failure is over when a run came to the same place and nothing failed there. */
export function failuresJudgedOf(report: Report): (key: string) => boolean {
  const still = new Set(failureConditions(report).map((condition) => scopeOf(condition.key)));
  const worked = allTargets(report).filter((target) => target.outcome !== 'failed');
  const scopes = new Set([
    ...worked.map((target) => target.target.key),
    ...(report.feed ? ['feed'] : []),
    ...(worked.length > 0 ? ['table'] : []),
  ]);
  return (key) => scopes.has(scopeOf(key)) && !still.has(scopeOf(key));
}

function failureScope(code: string, key: string): string {
  if (code === 'table/row') return key;
  const place = code.split('/')[0];
  return place === 'feed' || place === 'table' ? place : key;
}

function scopeOf(key: string): string {
  return key.slice(key.indexOf(' ') + 1);
}

/** A mail and a row have room for a few. */
function some(networks: readonly string[]): string {
  const few = networks.slice(0, 20).join(', ');
  return networks.length > 20 ? `${few} and ${networks.length - 20} more` : few;
}
