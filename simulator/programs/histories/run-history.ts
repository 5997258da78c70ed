import type { Violation } from '../../checker/checker.js';
import type { Fault } from '../../world/faults.js';
import { createRandom } from '../../world/random.js';
import { edge4, edge6, groupA, groupB, groupC, list4, list6, people4, people6 } from '../disturbed/places.js';
import { inSetting, type Setting } from '../disturbed/setting.js';
import { estateText, targetSets, type TargetSet } from './target-sets.js';
import {
  faultKinds,
  type CallFault,
  type FaultKind,
  type RandomHistory,
  type Step,
  type Variant,
} from './step.js';

const hour = 3_600_000;

export interface HistoryResult {
  faults: Record<FaultKind, number>;
  violations: readonly Violation[];
}

export interface HistoryOptions {
  /** Clocks of functions that are right, too. */
  withoutSkew?: boolean;
  versions: readonly (readonly string[])[];
  mutate?: NonNullable<Parameters<typeof inSetting>[0]['mutate']>;
}

/** Runs a history in a world of its own and has its record judged. The same history always ends the same. */
export async function runHistory(history: RandomHistory, options: HistoryOptions): Promise<HistoryResult> {
  const { seed, steps, lagMs, feed } = history;
  const targetSet = targetSets[history.targetSet];
  if (!targetSet) throw new Error('there is no such targetSet');
  const faults = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  const happened = (kind: FaultKind) => {
    faults[kind] += 1;
  };
  const skewMs = options.withoutSkew ? () => 0 : skews(seed, happened);
  const setting = {
    ...{ seed, skewMs, ec2: { lagMs }, concurrency: 1_000 },
    ...(options.mutate && { mutate: options.mutate }),
    ...planted(history),
  };
  return inSetting(setting, async (here) => {
    const under: Promise<unknown>[] = [];
    here.world.record.listen((event) => {
      if (event.kind === 'fetch' && event.fault !== undefined) happened('feed failure');
    });
    here.publish(feed);
    here.install(estateText(targetSet, history.variant));
    for (const step of steps) {
      const doing = begin(step, here, { targetSet, happened, versions: options.versions });
      if (step.then === 'done')
        await here.world.clock.drive(Promise.all([doing, here.world.lambda.settled()]));
      else {
        under.push(doing);
        await here.wait(step.then);
      }
    }
    await here.world.clock.drive(Promise.all(under));
    // What is still undone is done by the next runs.
    for (const after of [1, 1, 7]) {
      await here.settle();
      await here.wait(after * hour);
      for (const trigger of ['refresh', 'sweep', 'flush'] as const) {
        here.fire(trigger);
        await here.settle();
      }
    }
    return { faults, violations: here.violations() };
  });
}

interface Around {
  targetSet: TargetSet;
  happened: (kind: FaultKind) => void;
  versions: readonly (readonly string[])[];
}

function begin(step: Step, setting: Setting, { targetSet, happened, versions }: Around): Promise<unknown> {
  const { world } = setting;
  const nameOf = (who: 'refresh' | 'flush' | 'access') => setting.deployed()[who];
  const done: Promise<void> = Promise.resolve();
  switch (step.kind) {
    case 'fire':
      setting.fire(step.trigger);
      return done;
    case 'by hand':
      setting.byHand(step.trigger, step);
      return done;
    case 'join':
      return setting.join(step);
    case 'leave':
      return setting.leave(step.who);
    case 'publish':
      setting.publish(versions[(step.version ?? 0) % versions.length] ?? step.networks);
      if (step.announced) world.announceFeed();
      return done;
    case 'edit':
      happened('edit at the console');
      return edit(step, world.console).catch(() => undefined);
    case 'deploy':
      happened('deployment');
      setting.install(estateText(targetSet, step.variant));
      return done;
    case 'wait':
      return setting.wait(step.ms);
    case 'wait for an end': {
      const end = setting.nextEnd();
      return end === undefined ? done : world.clock.advanceTo(Math.max(end + step.byMs, world.clock.now()));
    }
    case 'kill': {
      const moment = { who: nameOf(step.who), ...step.at };
      world.actors.meanwhile(moment, () => {
        happened(`killed ${step.at.when}`);
        return done;
      });
      world.actors.crash(moment);
      return done;
    }
    case 'pause':
      world.actors.meanwhile({ who: nameOf(step.who), ...step.at }, (actor) => {
        happened('paused');
        world.record.add(actor, { kind: 'note', text: `frozen for ${step.ms} ms` });
        return new Promise((resolve) => setTimeout(resolve, step.ms));
      });
      return done;
    case 'fail': {
      const { who, operation, nth, times, fault } = step;
      world.faults.inject({ who: nameOf(who), operation, nth, times }, faultOf[fault], () => happened(fault));
      return done;
    }
    case 'fail the feed':
      world.feed.fail(step.fault, step.times);
      return done;
    case 'deliver twice':
      world.lambda.duplicateNext();
      return done;
  }
}

/** A client waits ten seconds for an answer: lib/compose.ts. */
const faultOf: Record<CallFault, Fault> = {
  throttled: { kind: 'throttle' },
  'internal error': { kind: 'internal-error' },
  'answer lost': { kind: 'reset', landed: true },
  'timed out after the effect': { kind: 'reset', landed: true, afterMs: 10_000 },
  'connection broken': { kind: 'reset', landed: false },
  'mail refused': { kind: 'internal-error' },
};

function edit(
  { place, cidr, adds, port }: Extract<Step, { kind: 'edit' }>,
  console: Setting['world']['console'],
): Promise<void> {
  if (place.includes(':security-group/'))
    return adds
      ? console.allow(place, { source: cidr, from: port, to: port }, 'eve')
      : console.revokeRule(place, cidr, 'eve');
  if (place.includes(':prefix-list/'))
    return console.editList(place, adds ? { add: [{ cidr }] } : { remove: [cidr] }, 'eve');
  return console[adds ? 'add' : 'remove'](place, cidr, 'eve');
}

/** The clocks of two functions may be two seconds apart; each invocation keeps its own. */
function skews(seed: number, happened: (kind: FaultKind) => void): (actor: string) => number {
  const random = createRandom(seed).stream('clocks');
  const known = new Map<string, number>();
  return (actor) => {
    const before = known.get(actor);
    if (before !== undefined) return before;
    const skew = ([0, 0, 1_000, -1_000] as const)[random.int(0, 3)] ?? 0;
    known.set(actor, skew);
    if (skew !== 0) happened('clock skew');
    return skew;
  };
}

/** What stands there before doorlist comes. */
function planted({ rules, maxEntries }: Pick<RandomHistory, 'rules' | 'maxEntries'> & { variant: Variant }) {
  const others = Array.from({ length: rules }, (_, i) => ({ source: `60.0.${i}.0/24`, from: 25, to: 25 }));
  const there = ['9.9.9.9/32'];
  return {
    ipSets: [
      { arn: people4, addresses: there },
      { arn: people6, addresses: ['2a02:c7d:8::/64'] },
      { arn: edge4, addresses: there },
      { arn: edge6, addresses: ['2a02:c7d:8::/64'] },
    ],
    securityGroups: [
      { arn: groupA, rules: [...others, { source: '9.9.9.9/32', from: 22, to: 22 }] },
      { arn: groupB },
      { arn: groupC },
    ],
    prefixLists: [
      { arn: list4, family: 'IPV4' as const, maxEntries, entries: [{ cidr: '9.9.9.9/32' }] },
      { arn: list6, family: 'IPV6' as const, maxEntries, entries: [{ cidr: '2a02:c7d:8::/64' }] },
    ],
  };
}
