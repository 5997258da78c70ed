import type { AwsCall } from '../aws/protocols/wire.js';

/** When something happens to an actor: before its n-th call of an operation is sent, or after the call took effect. */
export interface Moment {
  /** One actor by its full name, or every invocation of a function by the function's. */
  who: string;
  operation: string;
  nth?: number;
  when: 'before' | 'after';
}

/**
 * Which processes run. A process that was killed makes no more calls and gets no more answers: its promises stay pending
 * for ever. What it had already sent still takes effect, as it does on AWS.
 */
export interface Actors {
  kill(actor: string): void;
  isAlive(actor: string): boolean;
  /** Sets an interval that ends with the actor's process. */
  every(actor: string, work: () => void, ms: number): NodeJS.Timeout;
  /** The process is gone. Without this it would send its heartbeat for ever. */
  endIntervals(actor: string): void;
  /** Resolves when the actor crashes at a moment chosen by `crash`; not when it is killed. */
  crashed(actor: string): Promise<void>;
  /** Once, at the first time that the moment comes. */
  crash(moment: Moment): void;
  /** The process freezes at that moment and goes on later, unaware of it: at an instant, or after a duration. */
  pause(moment: Moment, until: number | { forMs: number }): void;
  /** Something else happens at that moment, while the actor waits: an edit at the console, for example. */
  meanwhile(moment: Moment, act: (actor: string) => Promise<void>): void;
  beforeCall(call: CallSign): Promise<void>;
  afterCall(call: CallSign): Promise<void>;
  /** Resolves for an actor that is alive; for one that was killed it never settles. */
  whileAlive(actor: string): Promise<void>;
}

export type CallSign = Pick<AwsCall, 'actor' | 'operation'>;

interface Hook extends Required<Moment> {
  act: (actor: string) => Promise<void>;
}

const never = () => new Promise<never>(() => undefined);

/** Invocations are named after their function: `refresh-17` is one of `refresh`. */
export const isWho = (who: string, actor: string): boolean =>
  actor === who || (actor.startsWith(`${who}-`) && /^\d+$/.test(actor.slice(who.length + 1)));

export function createActors(): Actors {
  const dead = new Set<string>();
  const crashListeners = new Map<string, () => void>();
  const counts = new Map<string, number>();
  const intervals = new Map<string, NodeJS.Timeout[]>();
  let hooks: Hook[] = [];

  const whileAlive = (actor: string) => (dead.has(actor) ? never() : Promise.resolve());

  function crashNow(actor: string): Promise<void> {
    dead.add(actor);
    crashListeners.get(actor)?.();
    return Promise.resolve();
  }

  const set = (moment: Moment, act: Hook['act']) => hooks.push({ nth: 1, ...moment, act });

  async function runHooks({ actor, operation }: CallSign, when: Moment['when']): Promise<void> {
    const nth = counts.get(`${actor} ${operation}`) ?? 0;
    const due = hooks.filter(
      (hook) =>
        hook.when === when && hook.operation === operation && hook.nth === nth && isWho(hook.who, actor),
    );
    hooks = hooks.filter((hook) => !due.includes(hook));
    for (const hook of due) await hook.act(actor);
    await whileAlive(actor);
  }

  return {
    kill(actor) {
      dead.add(actor);
      crashListeners.delete(actor);
    },
    isAlive: (actor) => !dead.has(actor),
    every(actor, work, ms) {
      const interval = setInterval(work, ms);
      intervals.set(actor, [...(intervals.get(actor) ?? []), interval]);
      return interval;
    },
    endIntervals(actor) {
      for (const interval of intervals.get(actor) ?? []) clearInterval(interval);
      intervals.delete(actor);
    },
    crashed: (actor) => new Promise((resolve) => crashListeners.set(actor, resolve)),
    crash: (moment) => set(moment, crashNow),
    meanwhile: (moment, act) => set(moment, act),
    pause: (moment, until) =>
      set(moment, () => {
        const ms = typeof until === 'number' ? until - Date.now() : until.forMs;
        return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
      }),
    async beforeCall(call) {
      await whileAlive(call.actor);
      const key = `${call.actor} ${call.operation}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      await runHooks(call, 'before');
    },
    afterCall: (call) => runHooks(call, 'after'),
    whileAlive,
  };
}
