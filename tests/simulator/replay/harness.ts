import type { EventDetail, InvocationOutcome } from '../../../simulator/world/record.js';
import type { FeedEntry } from '../../../simulator/programs/replay/delta.js';
import { createLedger, type Balance, type LedgerList } from '../../../simulator/programs/replay/ledger.js';

export const hour = 3_600_000;
const second = 1000;

const ipSet = (n: number) =>
  `arn:aws:wafv2:eu-west-2:111122223333:regional/ipset/edge/a1b2c3d4-0001-4000-8000-00000000000${n}`;
const ec2 = (kind: string) => `arn:aws:ec2:eu-west-2:111122223333:${kind}`;
export const set4 = ipSet(4);
export const set6 = ipSet(6);
export const prefixes = ec2('prefix-list/pl-0123456789abcdef0');
export const groupA = ec2('security-group/sg-0000000000000000a');
export const groupB = ec2('security-group/sg-0000000000000000b');

export const list = (
  name: string,
  targets: LedgerList['targets'],
  more: Partial<LedgerList> = {},
): LedgerList => ({
  name,
  services: ['CLOUDFRONT'],
  aggregate: true,
  holdMs: 24 * hour,
  targets,
  ...more,
});

/** One list with one IPv4 set. */
export const edge = list('edge', [{ kind: 'ip-set', arn: set4, family: 'IPV4' }]);
export const listed = list('listed', [{ kind: 'prefix-list', arn: prefixes, family: 'IPV4' }]);
export const grouped = list('grouped', [
  {
    kind: 'security-groups',
    groups: [groupA, groupB],
    protocol: 'tcp',
    ports: [
      [443, 443],
      [8000, 8100],
    ],
    tag: 'doorlist/dev/grouped',
  },
]);

/** A rule of `grouped`, unless it is told to be another's. */
export const rule = (source: string, ports = '443-443', mark = 'doorlist=doorlist/dev/grouped'): string =>
  `${source} tcp ${ports} sgr-0 ${mark}`;

export const networks = (count: number, third = (i: number) => `3.${i >> 8}.${i & 255}`): string[] =>
  Array.from({ length: count }, (_, i) => `${third(i)}.0/32`);

export interface Refused {
  reason: string;
  withholds: string;
}

export interface RunOptions {
  /** Which version it gets: the newest unless told; none with `false`. */
  file?: number | false;
  /** What a target comes to hold, write by write. */
  writes?: readonly (readonly [arn: string, after: readonly string[]])[];
  /** What is reported of each target of the lists. */
  says?: {
    outcome?: string;
    refusals?: readonly Refused[];
    families?: readonly ('IPV4' | 'IPV6')[];
    key?: string;
    /** The target could not be read, so its family is not known. */
    unread?: boolean;
  };
  /** What is reported of: all lists unless told. */
  about?: readonly LedgerList[];
  function?: string;
  event?: object;
  dryRun?: boolean;
  outcome?: InvocationOutcome;
}

/** Events made by hand, in the shape and order of the record's. */
export function createHarness(...lists: LedgerList[]) {
  const ledger = createLedger(lists);
  const held = new Map<string, readonly string[]>();
  let at = Date.UTC(2026, 7, 22);
  let [version, runs] = [Math.floor(at / second), 0];

  function tell(actor: string, detail: EventDetail): void {
    at += 1;
    ledger.hear({ at, actor, ...detail });
  }

  function write(actor: string, target: string, after: readonly string[], capacity?: number): void {
    const before = held.get(target) ?? [];
    held.set(target, after);
    const room = capacity === undefined ? {} : { capacity };
    tell(actor, { kind: 'state', target, operation: 'Update', before, after, ...room });
  }

  const entry = (network: string): FeedEntry => {
    const [cidr = '', service = 'CLOUDFRONT', region = 'GLOBAL', borderGroup = region] = network.split(' ');
    return { cidr, service, region, borderGroup };
  };

  /** `network SERVICE region border-group`, the last ones left out or not; answers with the version. */
  function publish(added: readonly string[], removed: readonly string[] = []): number {
    version += 1;
    ledger.publish({
      syncToken: String(version),
      added: added.map(entry),
      removed: removed.map(entry),
    });
    return version;
  }

  function begin(
    file: number | false = version,
    { function: name = 'doorlist-dev-refresh', event = {} }: Pick<RunOptions, 'function' | 'event'> = {},
  ): string {
    runs += 1;
    const actor = `${name}-${runs}`;
    const invocation = { function: name, requestId: actor, event, attempt: 1, trigger: 'sns' };
    tell(actor, { kind: 'invoke', ...invocation });
    if (file !== false)
      tell(actor, { kind: 'fetch', url: 'https://ip-ranges', status: 200, syncToken: String(file) });
    return actor;
  }

  function end(
    actor: string,
    { says = {}, about = lists, dryRun = false, outcome = 'ok' }: RunOptions,
  ): void {
    const one = { outcome: says.outcome, key: says.key, refusals: says.refusals ?? [] };
    const reports = about.map(({ name, targets }) => ({
      list: name,
      targets: targets.flatMap((target) =>
        ('family' in target ? [target.family] : (['IPV4', 'IPV6'] as const))
          .filter((family) => says.families?.includes(family) ?? true)
          .map((family) => ({
            list: name,
            target: { arn: target.kind === 'security-groups' ? target.groups[0] : target.arn, key: one.key },
            family: says.unread ? undefined : family,
            outcome: one.outcome ?? (one.refusals.length > 0 ? 'refused' : 'applied'),
            refusals: one.refusals,
          })),
      ),
    }));
    const result = JSON.parse(JSON.stringify({ dryRun, lists: reports })) as unknown;
    const told = outcome === 'ok' ? { result } : { error: { errorType: 'RunFailed' } };
    tell(actor, { kind: 'return', function: 'refresh', requestId: actor, outcome, ...told });
  }

  return {
    tell,
    write,
    publish,
    begin,
    end,
    pass: (ms: number) => void (at += ms),
    run(options: RunOptions = {}): void {
      const actor = begin(options.file, options);
      for (const [arn, after] of options.writes ?? []) write(actor, arn, after);
      end(actor, options);
    },
    balance: () => ledger.balance(),
    /** What is wrong, each in as many words as a table takes. */
    wrongs(): Partial<Balance> {
      const { gaps, overCapacity, foreignTouched, notConverged } = ledger.balance();
      return { gaps, overCapacity, foreignTouched, notConverged };
    },
  };
}

export const nothingWrong = { gaps: 0, overCapacity: 0, foreignTouched: 0, notConverged: 0 };
