import type { Call } from '../aws/protocols/wire.js';

/** Where in an actor's life something happens: before its n-th call of an operation is sent, or after it took effect. */
export interface Moment {
  /** One actor by its full name, or every invocation of a function by the function's. */
  who: string;
  operation: string;
  nth?: number;
  when: 'before' | 'after';
}

/**
 * Who is alive. A process that was killed makes no more calls and hears no more answers: its promises stay pending
 * for ever. What it had already sent still takes effect, as it does on AWS.
 */
export interface Actors {
  kill(actor: string): void;
  isAlive(actor: string): boolean;
  /** Resolves when the actor crashes at a moment chosen by `crash`; not when it is killed. */
  crashed(actor: string): Promise<void>;
  /** Once, at the first time that the moment comes. */
  crash(moment: Moment): void;
  /** The process freezes at that moment and wakes late, none the wiser: at an instant, or after a while. */
  pause(moment: Moment, until: number | { forMs: number }): void;
  /** Something else happens just then, while the actor waits: a hand at the console, say. */
  meanwhile(moment: Moment, act: () => Promise<void>): void;
  beforeCall(call: CallSign): Promise<void>;
  afterCall(call: CallSign): Promise<void>;
  /** Passes for the living; for the dead it never settles. */
  breathe(actor: string): Promise<void>;
}

export type CallSign = Pick<Call, 'actor' | 'operation'>;

interface Trap extends Required<Moment> {
  act: (actor: string) => Promise<void>;
}

const never = () => new Promise<never>(() => undefined);

/** Invocations are named after their function: `refresh-17` is one of `refresh`. */
export const isWho = (who: string, actor: string): boolean =>
  actor === who || (actor.startsWith(`${who}-`) && /^\d+$/.test(actor.slice(who.length + 1)));

export function createActors(): Actors {
  const dead = new Set<string>();
  const mourners = new Map<string, () => void>();
  const counts = new Map<string, number>();
  let traps: Trap[] = [];

  const breathe = (actor: string) => (dead.has(actor) ? never() : Promise.resolve());

  function crashNow(actor: string): Promise<void> {
    dead.add(actor);
    mourners.get(actor)?.();
    return Promise.resolve();
  }

  const set = (moment: Moment, act: Trap['act']) => traps.push({ nth: 1, ...moment, act });

  async function spring({ actor, operation }: CallSign, when: Moment['when']): Promise<void> {
    const nth = counts.get(`${actor} ${operation}`) ?? 0;
    const sprung = traps.filter(
      (trap) =>
        trap.when === when && trap.operation === operation && trap.nth === nth && isWho(trap.who, actor),
    );
    traps = traps.filter((trap) => !sprung.includes(trap));
    for (const trap of sprung) await trap.act(actor);
    await breathe(actor);
  }

  return {
    kill(actor) {
      dead.add(actor);
      mourners.delete(actor);
    },
    isAlive: (actor) => !dead.has(actor),
    crashed: (actor) => new Promise((resolve) => mourners.set(actor, resolve)),
    crash: (moment) => set(moment, crashNow),
    meanwhile: (moment, act) => set(moment, act),
    pause: (moment, until) =>
      set(moment, () => {
        const ms = typeof until === 'number' ? until - Date.now() : until.forMs;
        return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
      }),
    async beforeCall(call) {
      await breathe(call.actor);
      const key = `${call.actor} ${call.operation}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      await spring(call, 'before');
    },
    afterCall: (call) => spring(call, 'after'),
    breathe,
  };
}
