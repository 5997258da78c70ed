import { parseEstate } from '../../lib/estate/parse.js';
import type { TargetReport } from '../../lib/report/report.js';
import { deploy } from '../../simulator/world/deployed.js';
import type { World, WorldOptions } from '../../simulator/world/world.js';
import { publisher } from '../harness/publisher.js';
import { runFunction, setUpWorld, tearDown } from '../harness/world.js';
import { forget } from './forget.js';
import type { Hand, Kind } from './kinds/kind.js';

export const refresh = 'doorlist-dev-refresh';
export const flush = 'doorlist-dev-flush';

/** One list with a feed and one target of a kind, and everybody who has to do with it. */
export interface Harness {
  world: World;
  hand: Hand;
  /** What ip-ranges.json lists for the list from now on. */
  publish(...networks: readonly string[]): void;
  /** Runs a function to its end. */
  run(trigger: 'flush' | 'refresh', event?: object): Promise<Outcome>;
  /** What is open at all port ranges now, as sorted text. */
  open(): string[];
  /** The same at every instant so far. */
  instants(): string[][];
  /** The bodies of all mails, one after the other. */
  mailed(): string;
  /** Calls to the target since it was last asked. */
  calls(): Record<string, number>;
  later(ms: number): Promise<void>;
  /** The table is lost. */
  forget(): Promise<void>;
}

export interface Outcome {
  ok: boolean;
  /** Empty unless the run failed. */
  error: string;
  /** What a run that did not fail reports of the target. */
  target: TargetReport;
}

export interface Setting {
  /** Keys of the list in doorlist.yml. */
  list?: Record<string, unknown>;
  /** What somebody else has let in before. */
  foreign?: readonly string[];
  room?: number;
  crowded?: boolean;
  /** What the feed lists at first. */
  feed?: readonly string[];
  world?: Partial<WorldOptions>;
}

export async function setUp(kind: Kind, options: Setting = {}): Promise<Harness> {
  await tearDown();
  const { foreign = [], feed = [], list = {}, room, crowded = false } = options;
  const planted = kind.plant(foreign, { crowded, ...(room !== undefined && { room }) });
  const here = await setUpWorld({ ...planted, ...options.world });
  kind.begin?.(here);
  const text = {
    alerts: { email: ['platform@example.com'] },
    lists: { edge: { feed: { services: ['CLOUDFRONT'] }, flush: {}, ...list, targets: [kind.target] } },
  };
  let actor = '';
  const heard = overheard(here, (who) => (actor = who));
  deploy(heard, parseEstate(JSON.stringify(text)).estate, {
    scheduled: false,
    mutate: (composition) => kind.replace?.(composition, here, actor) ?? composition,
  });
  const publish = publisher(here);
  publish(...feed);

  const states = () => here.record.of('state').filter((state) => kind.arns.includes(state.target));
  const instants = () => {
    const now = new Map<string, readonly string[]>();
    return states().map(({ target, after }) => {
      now.set(target, after);
      return kind.open(kind.arns.map((arn) => now.get(arn) ?? [])).sort();
    });
  };
  let asked = 0;

  return {
    world: here,
    hand: kind.hand(here),
    publish,
    async run(trigger, event = {}) {
      const name = trigger === 'flush' ? flush : refresh;
      const { ok, report, error } = await runFunction(here, name, event);
      return {
        ok,
        error,
        get target() {
          if (!ok) throw new Error(`the run failed: ${error}`);
          const targets = report.lists.flatMap((each) => each.targets);
          const target = targets.find(({ family = kind.family }) => family === kind.family);
          if (target === undefined) throw new Error('the run reported no target of this family');
          return target;
        },
      };
    },
    open: () => instants().at(-1) ?? [],
    instants,
    mailed: () =>
      here.record
        .of('mail')
        .map(({ body }) => body)
        .join('\n'),
    calls() {
      const since = asked;
      asked = here.record.events.length;
      const fresh = new Set(here.record.events.slice(since));
      return here.record.countCalls(
        (call) =>
          fresh.has(call) &&
          ['wafv2', 'ec2', 'servicequotas', 'memory'].includes(call.service) &&
          /^doorlist-/.test(call.actor),
      );
    },
    later: (ms) => here.clock.advanceTo(here.clock.now() + ms),
    forget: () => forget(here),
  };
}

/** The same world, telling who runs whenever a function starts. */
function overheard(world: World, hear: (actor: string) => void): World {
  const register: World['lambda']['register'] = (name, settings) =>
    world.lambda.register(name, {
      ...settings,
      start(invocation) {
        hear(invocation.actor);
        return settings.start(invocation);
      },
    });
  return { ...world, lambda: { ...world.lambda, register } };
}
