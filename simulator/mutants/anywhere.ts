import type { UpdateIPSetCommandInput } from '@aws-sdk/client-wafv2';
import type { Placed } from '../../lib/plan/schedule.js';
import { parseCidr, sorted, type Cidr } from '../../lib/cidr.js';
import { Conflict } from '../../lib/errors.js';
import type { TargetRow } from '../../lib/state/state.js';
import type { Request, Target } from '../../lib/targets/target.js';
import { spellExpanded } from '../aws/protocols/network.js';
import { onDeps, onLists, onReports, onState, onTargets, type Mutant } from './mutant.js';

/** Mutants that break a rule at any kind of target, or at IP sets only. */
export const anywhere = {
  closesFirst: {
    rule: 1,
    story: 'removes in a call of its own, before it adds',
    mutate: onTargets((target) => ({
      async write(snapshot, requests) {
        const kept = snapshot.entries.filter((entry) => addressesIn(requests).has(entry));
        const adds = kept.length < addressesIn(requests).size;
        if (kept.length === snapshot.entries.length || !adds) return target.write(snapshot, requests);
        await target.write(snapshot, readdressed(requests, kept));
        return writeAnew(target, requests);
      },
    })),
  },
  holdsNothing: {
    rule: 1,
    story: 'takes out at once what the feed no longer lists',
    mutate: onLists((list) => ({ ...list, hold: 0 })),
  },
  takesFailureForEmptiness: {
    rule: 2,
    story: 'goes on without the feed when it cannot be had',
    mutate: onDeps(({ feed, now }) => ({
      feed: {
        read: (announced) =>
          feed.read(announced).catch(() => ({
            syncToken: Math.floor(now() / 1000),
            createDate: '',
            entries: [],
            dropped: [],
          })),
      },
    })),
  },
  takesSilenceForAnEmptyTable: {
    rule: 2,
    story: 'goes on without its memory when the table does not answer',
    mutate: onState((state) => ({
      read: (lists, targets) =>
        state.read(lists, targets).catch(() => ({
          lists: new Map(),
          targets: new Map(targets.map((arn) => [arn, { version: 0, unreported: [] }])),
          feed: { version: 0, applied: {} },
          failures: { version: 0, episodes: {} },
        })),
      target: (arn) => state.target(arn).catch((): TargetRow => ({ version: 0, unreported: [] })),
      saveTarget: (arn, row) => state.saveTarget(arn, row).catch(() => undefined),
      withLock: (_, work) => work(free),
    })),
  },
  writesWhateverIsDeployed: {
    rule: 3,
    story: 'takes its own edition for the deployed one',
    mutate: onDeps(({ edition }) => ({ edition: { ...edition, deployed: async () => edition.own } })),
  },
  refreshesTheToken: {
    rule: 3,
    story: 'on a conflict takes a new token for its old answer',
    mutate: onTargets((target) => ({
      write: (snapshot, requests) =>
        target.write(snapshot, requests).catch(async (error: unknown) => {
          if (!(error instanceof Conflict)) throw error;
          return writeAnew(target, requests);
        }),
    })),
  },
  callsALostRaceWon: {
    rule: 3,
    story: 'takes a conflict for somebody else having done the work',
    mutate: onTargets((target) => ({
      write: (snapshot, requests) =>
        target.write(snapshot, requests).catch((error: unknown) => {
          if (!(error instanceof Conflict)) throw error;
          return undefined;
        }),
    })),
  },
  leavesTheDeadTheirToken: {
    rule: 3,
    story: 'takes over a lock without the write that voids the token of its former holder',
    mutate: onState((state) => ({
      withLock: (target, work) => state.withLock(target, (lock) => work({ ...lock, takenOver: false })),
    })),
  },
  needsNoLock: {
    rule: 3,
    story: 'trusts in the lock token alone',
    mutate: onState(() => ({ withLock: (_target, work) => work(free) })),
  },
  comparesText: {
    rule: 4,
    story: 'compares what AWS returns as text',
    mutate: onTargets((target) => ({
      async read() {
        const snapshot = await target.read();
        return { ...snapshot, entries: snapshot.entries.map((entry) => spellExpanded(entry) as Cidr) };
      },
    })),
  },
  takesEverythingForItsOwn: {
    rule: 5,
    story: 'counts whatever is in a target as put there by itself',
    mutate: ({ estate, deps }) => {
      const seen = new Map<string, Cidr[]>();
      const claiming = onTargets((target) => ({
        async read() {
          const snapshot = await target.read();
          seen.set(target.arn, snapshot.entries);
          return snapshot;
        },
      }));
      const claim = (arn: string, row: TargetRow): TargetRow =>
        row.memory ? { ...row, memory: { ...row.memory, ours: seen.get(arn) ?? [] } } : row;
      const remembering = onState((state) => ({
        async read(lists, targets) {
          const recalled = await state.read(lists, targets);
          return {
            ...recalled,
            targets: new Map(
              [...recalled.targets].map(([arn, row]) => [arn, 'error' in row ? row : claim(arn, row)]),
            ),
          };
        },
        target: async (arn) => claim(arn, await state.target(arn)),
      }));
      return remembering(claiming({ estate, deps }));
    },
  },
  flushesBeforeItSays: {
    rule: 5,
    story: 'does the first scheduled flush of a list at once',
    mutate: onState((state) => ({
      async read(lists, targets) {
        const recalled = await state.read(lists, targets);
        const rows = [...recalled.lists].map(
          ([name, row]) => [name, { announced: 'long ago', ...row }] as const,
        );
        return { ...recalled, lists: new Map(rows) };
      },
    })),
  },
  neverTakesOut: {
    rule: 5,
    story: 'only ever adds, to be on the safe side',
    mutate: onTargets((target) => ({
      requests: (snapshot, change) =>
        target.requests(snapshot, {
          ...change,
          after: sorted([...snapshot.entries, ...change.after]),
          steps: change.steps.map((step) => ({ ...step, close: [] })),
        }),
    })),
  },
  swallowsErrors: {
    rule: 6,
    story: 'catches what AWS refuses, so that the function is never red',
    mutate: onTargets((target) => ({
      write: (snapshot, requests) =>
        target.write(snapshot, requests).catch((error: unknown) => {
          if (error instanceof Conflict) throw error;
          return undefined;
        }),
    })),
  },
  failsInSilence: {
    rule: 6,
    story: 'leaves failures to the alarm and mails only what went well',
    mutate: onReports((targets) => targets.filter((target) => target.outcome !== 'failed')),
  },
  mailsNoChanges: {
    rule: 6,
    story: 'mails only trouble',
    mutate: onReports((targets) =>
      targets.map((target) => ({ ...target, added: [], removed: [], written: [] })),
    ),
  },
  shrugsOffLostMail: {
    rule: 6,
    story: 'does not fail for a mail that could not be sent',
    mutate: onDeps(({ alerts }) => ({
      alerts: { send: (report, recalled) => alerts.send(report, recalled).catch(() => undefined) },
    })),
  },
  widens: {
    rule: 7,
    story: 'saves entries by rounding IPv4 networks up to /16',
    mutate: onTargets((target) => ({
      requests: (snapshot, change) =>
        target.requests(snapshot, {
          ...change,
          after: sorted(change.after.map(widened)),
          steps: change.steps.map(({ open, close }) => ({ open: widenedPlaces(open), close })),
        }),
    })),
  },
  dropsItsGuard: {
    rule: 8,
    story: 'turns every guard off',
    mutate: onLists((list) => ({
      ...list,
      guards: { emptied: 'allow', coverageLost: 100, entriesLost: 100, minEntries: 10_000 },
    })),
  },
  ignoresCapacity: {
    rule: 8,
    story: 'lets AWS say when a set is full',
    mutate: onTargets((target) => ({
      async read() {
        const snapshot = await target.read();
        const containers = snapshot.layout.containers.map((container) => ({ ...container, room: 1e9 }));
        return { ...snapshot, layout: { ...snapshot.layout, containers } };
      },
    })),
  },
  refusesInSilence: {
    rule: 8,
    story: 'counts refusals in a metric only',
    mutate: onReports((targets) => targets.map((target) => ({ ...target, refusals: [] }))),
  },
  hidesTheWayOut: {
    rule: 8,
    story: 'mails a refusal without the command that forces it',
    mutate: onReports((targets) =>
      targets.map((target) => ({
        ...target,
        refusals: target.refusals.map((refusal) => ({ ...refusal, forcible: false })),
      })),
    ),
  },
} satisfies Record<string, Mutant>;

const inputs = (requests: readonly Request[]) =>
  requests.map(({ input }) => input as UpdateIPSetCommandInput);

function addressesIn(requests: readonly Request[]): Set<string> {
  return new Set(inputs(requests).flatMap(({ Addresses = [] }) => Addresses));
}

function readdressed(requests: readonly Request[], addresses: readonly string[]): Request[] {
  return requests.map(({ operation, input }) => ({ operation, input: { ...input, Addresses: addresses } }));
}

/** The same addresses once more, over whatever is there by now. */
async function writeAnew(target: Target, requests: readonly Request[]) {
  // AWS takes one write of IP sets a second, and nobody sends a throttled one again.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const snapshot = await target.read();
  const after = [...addressesIn(requests)] as Cidr[];
  return target.write(snapshot, target.requests(snapshot, { after, add: [], keep: [], steps: [] }));
}

const free = { waited: false, takenOver: false };

function widened(cidr: Cidr): Cidr {
  const [a, b] = cidr.split('.');
  return cidr.includes(':') || Number(cidr.split('/')[1]) < 16 ? cidr : parseCidr(`${a}.${b}.0.0/16`);
}

/** Each network once, since AWS refuses the same twice. */
function widenedPlaces(open: readonly Placed[]): Placed[] {
  const wide = open.map((placed) => ({ ...placed, cidr: widened(placed.cidr) }));
  return [...new Map(wide.map((placed) => [`${placed.cidr} ${placed.portRange}`, placed])).values()];
}
