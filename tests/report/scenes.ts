import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { reportLines } from '../../cli/report-text.js';
import { parseCidr, sorted, type Cidr } from '../../lib/cidr.js';
import { planList, type PlannedList } from '../../lib/decide.js';
import { Unavailable } from '../../lib/errors.js';
import type { TargetRef } from '../../lib/estate/estate.js';
import type { Holding } from '../../lib/leases/lease.js';
import type { Layout, Rule } from '../../lib/plan/layout.js';
import type { Memory } from '../../lib/plan/memory.js';
import { failureConditions, listConditions } from '../../lib/report/conditions.js';
import { follow } from '../../lib/report/episode.js';
import { createLog } from '../../lib/report/log.js';
import { failureMail, listMail } from '../../lib/report/mail.js';
import { failedReport, listReport, runReport, targetReport } from '../../lib/report/outcome.js';
import type { Report } from '../../lib/report/report.js';
import type { IpRanges } from '../../lib/sources/feed/ip-ranges.js';
import type { FeedFile } from '../../lib/sources/wants.js';
import type { Applied, TargetRow } from '../../lib/state/state.js';
import type { Snapshot, Target } from '../../lib/targets/target.js';
import type { Run } from '../../lib/triggers/run.js';
import { arn, ec2, pl, read, sg } from '../harness/estate.js';

export const now = Date.UTC(2026, 7, 22, 5);
export const hour = 3_600_000;
const syncToken = now / 1000 - 600;

const net = (text: string): Cidr => parseCidr(text);
export const nets = (...texts: string[]): Cidr[] => sorted(texts.map(net));
export const many = (n: number, first = 44): string[] =>
  Array.from({ length: n }, (_, i) => `${first}.${i >> 7}.${(2 * i) & 255}.0/24`);

const feed = { services: ['EC2', 'S3'], regions: ['eu-west-2', 'GLOBAL'] };

const { lists } = read(
  {
    developers: {
      flush: {},
      leases: {},
      foreign: { grace: '12h' },
      pins: [
        { cidr: '81.2.69.0/24', note: 'Office VPN' },
        { cidr: '81.2.70.0/24', note: 'Office VPN' },
      ],
      targets: [{ arn: arn('developers-v4') }],
    },
    edge: { feed, targets: [{ arn: arn('edge-v4') }] },
    ports: { feed, targets: [{ arn: ec2(sg(1)), ports: [80, 443] }] },
    prefixes: { feed, targets: [{ arn: ec2(pl(1)) }] },
  },
  { access: { auth: ['iam'] } },
).estate;

/** What a test puts together: a run that looks at one target of one list. */
export interface Scene {
  list: 'developers' | 'edge' | 'ports' | 'prefixes';
  run?: Partial<Run>;
  /** What the feed lists; absent: one entry of each service. */
  listed?: readonly string[];
  dropped?: readonly string[];
  file?: Partial<IpRanges>;
  feed?: FeedFile;
  applied?: Applied;
  /** What the target holds. */
  holds?: readonly string[];
  partial?: readonly string[];
  layout?: Layout;
  row?: Omit<TargetRow, 'version' | 'unreported'> & Partial<Pick<TargetRow, 'unreported'>>;
  leases?: readonly Holding[];
  announced?: boolean;
}

export const set = (room: number): Layout => ({
  grain: 'whole',
  portRanges: [''],
  containers: [{ id: 'set', room, rules: [] }],
});

export const prefixList = (room: number, over: Partial<Layout> = {}): Layout => ({
  grain: 'version',
  portRanges: [''],
  containers: [{ id: pl(1), room, rules: [] }],
  ...over,
});

export const groups = (room: number, rules: Rule[] = [], ids = [sg(1)]): Layout => ({
  grain: 'rule',
  portRanges: ['tcp 80-80', 'tcp 443-443'],
  containers: ids.map((id, i) => ({ id, room, rules: i === 0 ? rules : [] })),
  quota: room,
});

export const fedMemory = (ours: readonly string[], over: Partial<Memory> = {}): Memory => ({
  ours: nets(...ours),
  fed: nets(...ours),
  missing: [],
  fingerprint: JSON.stringify([['EC2', 'S3'], ['GLOBAL', 'eu-west-2'], ['*']]),
  ...over,
});

export const person = (name: string) => ({ issuer: 'iam:111122223333', subject: name, name });

function entriesOf(texts: readonly string[]): IpRanges['entries'] {
  return texts.map((text, i) => ({
    cidr: net(text),
    service: i % 2 === 0 ? 'EC2' : 'S3',
    region: i % 2 === 0 ? 'eu-west-2' : 'GLOBAL',
    borderGroup: i % 2 === 0 ? 'eu-west-2' : 'GLOBAL',
  }));
}

async function planned(scene: Scene): Promise<{ run: Run; plan: PlannedList; feed: FeedFile }> {
  const list = lists.find(({ name }) => name === scene.list);
  const [ref] = list?.targets ?? [];
  if (list === undefined || ref === undefined) throw new Error(`no ${scene.list}`);
  const alone = { ...list, targets: [ref] };
  const run: Run = {
    id: 'run-1',
    event: 'event-1',
    trigger: list.feed ? 'refresh' : 'flush',
    by: 'schedule',
    lists: [alone],
    dryRun: false,
    force: false,
    endLeases: false,
    ...scene.run,
  };
  const file = {
    syncToken,
    createDate: '2026-08-22-04-50-00',
    entries: entriesOf(scene.listed ?? ['3.0.0.0/24', '4.0.0.0/24']),
    dropped: entriesOf(scene.dropped ?? []),
    ...scene.file,
  };
  const given = scene.feed ?? { file };
  const snapshot: Snapshot = {
    family: 'IPV4',
    entries: nets(...(scene.holds ?? [])),
    ...(scene.partial ? { partial: nets(...scene.partial) } : {}),
    layout: scene.layout ?? set(10_000),
    measured: true,
  };
  const plan = await planList(alone, run, {
    feed: given,
    targets: new Map([[ref.key, { target: targetOf(ref), snapshot }]]),
    recalled: {
      lists: new Map([
        [list.name, { version: 1, episodes: {}, ...(scene.announced ? { announced: 'by hand' } : {}) }],
      ]),
      targets: new Map([[ref.key, { version: 1, unreported: [], ...scene.row }]]),
      feed: { version: 1, applied: scene.applied ? { [list.name]: scene.applied } : {} },
      failures: { version: 0, episodes: {} },
      leases: new Map([[list.name, { holdings: scene.leases ?? [], unreadable: [] }]]),
    },
    now,
  });
  return { run, plan, feed: given };
}

/** Nothing is read from it or written to it: the scene says what it holds. */
function targetOf({ key, arn }: TargetRef): Target {
  const unused = () => {
    throw new Error('a scene has no AWS');
  };
  return {
    key,
    arn,
    queue: key,
    fenced: true,
    settlesAfter: 0,
    read: unused,
    requests: unused,
    write: unused,
  };
}

/** Everything that is said of a scene: the mails, the texts, the values of the log and the JSON. */
export async function said(scene: Scene): Promise<string> {
  const { run, plan, feed } = await planned(scene);
  const { unreported = [] } = scene.row ?? {};
  const targets = plan.targets.map((target) =>
    'error' in target
      ? failedReport(plan.list, target.ref, target.error)
      : targetReport(plan.list, target, run, { written: unreported }),
  );
  const report = runReport(run, now, feed, [listReport(plan, targets)]);
  const logged = plan.targets.flatMap((target) =>
    'plan' in target ? lines((log) => log.plan(run, target.ref, target.plan)) : [],
  );
  return [
    ...mails(report),
    '--- doorlist',
    ...reportLines(report, 'dev', (_, text) => text),
    '--- log',
    ...[...logged, ...lines((log) => log.report(report))].map((line) => JSON.stringify(line, shortened, 1)),
    '--- --json',
    JSON.stringify(report.lists, shortened, 1),
    '',
  ].join('\n');
}

function mails(report: Report): string[] {
  const place = { stage: 'dev', region: 'eu-west-2' };
  const observer = { claimant: { run: report.run, event: report.event }, now, judged: () => true };
  const ofLists = report.lists.map((list) => {
    const { due } = follow({}, listConditions(list, now), observer);
    return listMail(report, list, due, place);
  });
  const { due: failures } = follow({}, failureConditions(report), observer);
  const all = [...ofLists, ...(failures.length > 0 ? [failureMail(report, failures, place)] : [])];
  return all.flatMap(({ subject, body }) => ['--- mail', subject, '', body]);
}

/** What is handed to the log, as values. */
function lines(tell: (log: ReturnType<typeof createLog>) => void): unknown[] {
  const told: unknown[] = [];
  const logger = { info: (name: string, value: object) => told.push({ [name]: value }) };
  const metrics = { addMetric: () => undefined };
  tell(createLog(logger as unknown as Logger, metrics as unknown as Metrics));
  return told;
}

/** A target's reference is not what is looked at here, nor is the order of keys. */
function shortened(key: string, value: unknown): unknown {
  if (key === 'target' && typeof value === 'object') return (value as TargetRef).name;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort());
}

export const failing = new Unavailable('feed/unreachable', 'ip-ranges.json could not be had: ECONNRESET.');
