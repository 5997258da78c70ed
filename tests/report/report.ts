import { parseCidr } from '../../lib/cidr.js';
import type { TargetRef } from '../../lib/estate/estate.js';
import type { ToldEntry } from '../../lib/report/told.js';
import type { ListReport, Report, TargetReport } from '../../lib/report/report.js';
import { arn, ec2, pl, read, sg } from '../harness/estate.js';

export const now = Date.UTC(2026, 7, 22, 5);

/** The targets of a file with one of each kind; of the security groups both families. */
const refs = read({
  edge: {
    flush: {},
    targets: [
      { arn: arn('edge-v4') },
      { arn: ec2(sg(1)), ports: [80, 443] },
      { arn: ec2(sg(2)), ports: [443] },
      { arn: ec2(pl(1)) },
      { arn: ec2(pl(2)), resize: true },
    ],
  },
}).estate.lists.flatMap(({ targets }) => targets);

export function target(name: string): TargetRef {
  const found = refs.find((ref) => ref.name === name);
  if (!found) throw new Error(`no ${name} among ${refs.map((ref) => ref.name).join(', ')}`);
  return found;
}

export const twoPortRanges = { IPV4: target(`${sg(1)} IPv4`), IPV6: target(`${sg(1)} IPv6`) };
export const group = target(`${sg(2)} IPv4`);
export const ipSet = target('edge-v4');
export const prefixList = target(pl(1));
export const growing = target(pl(2));

export const entry = (cidr: string, why = 'ip-ranges: EC2'): ToldEntry => ({ cidr: parseCidr(cidr), why });

export const entries = (n: number): ToldEntry[] =>
  Array.from({ length: n }, (_, i) => entry(`44.${i >> 8}.${i & 255}.0/24`));

/** Of a target that was found as it should be and holds nothing, but for what is told. */
export function told(of: TargetRef, more: Partial<TargetReport> = {}): TargetReport {
  return {
    list: 'edge',
    target: of,
    outcome: 'unchanged',
    wanted: 0,
    held: 0,
    foreign: 0,
    added: [],
    removed: [],
    moved: [],
    kept: [],
    refusals: [],
    requests: [],
    written: [],
    ...more,
  };
}

export function listOf(targets: TargetReport[]): ListReport {
  return { list: 'edge', targets, warnings: [], dropped: [] };
}

export function reportOf(targets: TargetReport[], more: Partial<Report> = {}): Report {
  return {
    run: 'run-1',
    event: 'event-1',
    trigger: 'refresh',
    by: 'schedule',
    dryRun: false,
    force: false,
    now,
    lists: [listOf(targets)],
    ...more,
  };
}
