import { printableAscii } from '../text/printable.js';
import { utc } from '../text/utc.js';
import type { Episode } from './episode.js';
import type { RefusalReason } from '../plan/refusals.js';
import {
  addressTable,
  changeCounts,
  changesOf,
  count,
  entryRows,
  forceCommands,
  targetName,
  type ChangeCounts,
  type Row,
} from './render.js';
import type { ListReport, Report, TargetReport } from './report.js';
import { triggers } from '../triggers/triggers.js';
import type { ToldWritten } from './told.js';
import { askWords, causeWords } from './words.js';
import { kinds } from '../targets/kinds.js';

/** Where this doorlist is deployed. */
export interface Place {
  stage: string;
  region: string;
}

export interface Mail {
  /** ASCII, at most 100 characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
  subject: string;
  body: string;
}

/** SNS takes 262,144 bytes; the rest is room for what it puts around. */
const maxBytes = 255_000;

/** The mail about one list: who came and went, and which refusals began, last or are over. */
export function listMail(report: Report, list: ListReport, due: readonly Episode[], place: Place): Mail {
  const targets = list.targets.filter(
    (target) => changed(target) || target.written.some(isNews) || announces(target),
  );
  const [refused, over, noticed, quiet] = [
    refusals(due),
    due.filter((episode) => episode.over && !episode.recurs),
    due.filter((episode) => episode.kind === 'notice' && !episode.over),
    due.filter((episode) => episode.over && episode.recurs),
  ];
  const changes = targets.some(changed) ? changeCounts(changesOf(targets)) : '';
  const news = [
    refused.length > 0 ? `REFUSED: ${headlines(refused)}` : '',
    changes,
    headlines(noticed),
    over.length > 0 ? `no longer refused: ${headlines(over)}` : '',
    quiet.length > 0 ? 'nothing is taken out any more' : '',
  ].filter(Boolean);
  return {
    subject: subject(
      `doorlist ${place.stage}: ${list.list}: ${news.join('; ') || 'changes of an earlier run'}`,
    ),
    body: body([
      [
        `${triggers[report.trigger].title} of ${list.list} (${place.stage}), ${utc(report.now)}${changes ? `: ${changes}` : ''}.`,
      ],
      ...refused.map(refusalLines),
      refused.some((episode) => episode.forcible)
        ? [
            'What was refused was not written: whoever was let in still is. If you did not expect this, leave it; it ends by itself when the feed is right again. If it is right as it is, force it:',
            ...forceCommands(report.trigger, list.list, place).map((command) => `  ${command}`),
          ]
        : [],
      ...over.map((episode) => [
        `Over: what had been refused since ${utc(episode.since)} is no longer. It was: ${causeWords(episode)}`,
      ]),
      ...quiet.map((episode) => [
        `Over: nothing was taken out since ${utc(episode.last ?? episode.since)}. It was: ${causeWords(episode)}`,
      ]),
      ...noticed.map((episode) => [
        causeWords(episode),
        ...(episode.recurs && episode.mailed !== undefined
          ? [askWords(utc(episode.since), episode.who)]
          : []),
      ]),
      ...targets.map((target) => targetLines(target, report)),
      targets.some(revokes) ? [tracked] : [],
      list.warnings.map((warning) => `Warning: ${warning}.`),
    ]),
  };
}

/** The mail about failures that began or are over. */
export function failureMail(report: Report, due: readonly Episode[], place: Place): Mail {
  const begun = due.filter((episode) => !episode.over);
  const [first] = begun.length > 0 ? begun : due;
  const word = begun.length > 0 ? 'FAILED' : 'works again';
  const lists = report.lists
    .filter((list) => list.targets.some((target) => target.outcome === 'failed'))
    .map((list) => list.list);
  return {
    subject: subject(`doorlist ${place.stage}: ${report.trigger} ${word}: ${first ? causeWords(first) : ''}`),
    body: body([
      [
        `The ${report.trigger} of ${utc(report.now)} (${place.stage}) ${begun.length > 0 ? 'failed' : 'works again'}.`,
      ],
      ...textsOf(begun).map((text) => [text]),
      ...textsOf(due.filter((episode) => episode.over)).map((text) => [`Over since this run: ${text}`]),
      begun.length > 0
        ? [
            `Lists it concerns: ${lists.join(', ')}. Whoever is wanted and was let in still is; what had to change may be done or not, and the next run sees to it.`,
            'The run is tried again by itself. doorlist mails no more of this failure until it is over.',
          ]
        : [],
    ]),
  };
}

/** What fails the targets of both families in the same words is said once. */
function textsOf(episodes: readonly Episode[]): string[] {
  return [...new Set(episodes.map(causeWords))];
}

function changed({ added, removed, moved }: TargetReport): boolean {
  return added.length + removed.length + moved.length > 0;
}

function revokes({ target, removed, written }: TargetReport): boolean {
  return (
    kinds[target.kind].keepsConnections &&
    (removed.length > 0 || written.some(({ removedCount }) => removedCount > 0))
  );
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html */
const tracked =
  'Revoking a rule does not cut connections that are already open: those that AWS tracks go on, idle ones for up to 5 days by default. Only a network ACL cuts them at once.';

/** What a refusal or a notice is called in a subject. */
const reasons = {
  emptied: 'would leave a target empty',
  capacity: 'more than a target takes',
  occupied: 'entries that another list holds',
  'coverage-lost': 'would close too many addresses',
  'entries-lost': 'would close too many entries',
  'unknown-name': 'a name that ip-ranges.json lacks',
  'future-file': 'an ip-ranges.json from the future',
  'older-file': 'an ip-ranges.json that is too old',
  'first-flush': 'first flush announced',
  'nearly-full': 'nearly full',
  'over-limit': 'over its limit',
  'too-wide': 'a wide network let in by hand',
  'not-routable': 'unroutable entries left out',
  'put-back': 'somebody takes out what is wanted',
  'not-ours': "entries of the selection that are not doorlist's",
  're-made': "entries that are no longer doorlist's",
  'unreadable-row': 'a row of the table that cannot be read',
} satisfies Record<
  | RefusalReason
  | 'nearly-full'
  | 'over-limit'
  | 'too-wide'
  | 'not-routable'
  | 'put-back'
  | 'not-ours'
  | 're-made'
  | 'unreadable-row',
  string
>;

const headlineOf = new Map<string, string>(Object.entries(reasons));

const undescribed = 'entries that AWS does not describe';

function isUndescribed(episode: Episode): boolean {
  return 'refusal' in episode && 'undescribed' in episode.refusal;
}

/** Episodes of another version may have other reasons. */
function headlines(episodes: readonly Episode[]): string {
  const all = episodes.map((episode) => {
    const reason = /^[^ :]*/.exec(episode.key)?.[0] ?? episode.key;
    return isUndescribed(episode) ? undescribed : (headlineOf.get(reason) ?? reason);
  });
  return [...new Set(all)].join(', ');
}

function announces({ refusals }: TargetReport): boolean {
  return refusals.some((refusal) => refusal.reason === 'first-flush');
}

function refusals(due: readonly Episode[]): Episode[] {
  return due.filter((episode) => episode.kind === 'refusal' && !episode.over);
}

function refusalLines(episode: Episode): string[] {
  const { mailed, since, forcible } = episode;
  const lasting = mailed === undefined ? '' : ` (since ${utc(since)})`;
  return [`REFUSED${lasting}: ${causeWords(episode)}`, ...(forcible ? [] : ['Force does not lift this.'])];
}

function targetLines(target: TargetReport, report: Report): string[] {
  const kept = triggers[report.trigger].tellsLeases ? target.kept : [];
  const held = target.held > 0 ? `, ${target.held} of them held` : '';
  const foreign = target.foreign > 0 ? `, ${target.foreign} of them not put there by doorlist` : '';
  const entries = target.kept.length + target.added.length;
  const left = target.written.filter((written) => written.event !== report.event && isNews(written));
  return [
    `${targetName(target.target)}: ${count(entries, 'entry', 'entries')} now${held}${foreign}.`,
    ...tableInMail(entryRows(target, kept)),
    ...left.flatMap((written) => [
      `A run of ${utc(written.at)} was cut short before it could mail this (${changeCounts(countsOf(written))}):`,
      ...tableInMail(entryRows(written, [])),
    ]),
  ];
}

/** Rows that no mail has room for are not laid out: they are empty lines, which `body` counts. */
function tableInMail(rows: readonly Row[]): string[] {
  let bytes = 0;
  const fits = rows.findIndex((row) => (bytes += Buffer.byteLength(Object.values(row).join(' '))) > maxBytes);
  if (fits === -1) return addressTable(rows);
  return [...addressTable(rows.slice(0, fits)), ...rows.slice(fits).map(() => '')];
}

function countsOf({ added, moved, addedCount, removedCount, movedCount }: ToldWritten): ChangeCounts {
  const others = added.filter((entry) => !entry.putBack).length;
  const putBack = added.length === 0 ? 0 : addedCount - others;
  const again = moved.filter(({ marked }) => marked === 'again').length;
  const own = moved.filter(({ marked }) => marked === undefined).length;
  const adopted = moved.length === own + again ? 0 : movedCount - own - again;
  return { removed: removedCount, added: addedCount, moved: movedCount, putBack, adopted, again };
}

/** Whether a change is more than what was put back, which has mails of its own. */
export function isNews(written: ToldWritten): boolean {
  const { removed, added, moved, putBack } = countsOf(written);
  return putBack === 0 || removed + moved + added > putBack;
}

/** Paragraphs as text; cut with a count where SNS would not take it all. */
function body(paragraphs: string[][]): string {
  const lines = paragraphs
    .filter((lines) => lines.length > 0)
    .flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
  let bytes = 0;
  const fits = lines.findIndex((line) => (bytes += Buffer.byteLength(line) + 1) > maxBytes);
  if (fits === -1) return lines.join('\n') + '\n';
  return [
    ...lines.slice(0, fits),
    `... and ${lines.length - fits} more lines, which the log of this run has, or their number where they are too many for it.`,
    '',
  ].join('\n');
}

function subject(text: string): string {
  const ascii = printableAscii(text);
  return ascii.length <= 100 ? ascii : `${ascii.slice(0, 97)}...`;
}
