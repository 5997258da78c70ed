import FakeTimers from '@sinonjs/fake-timers';

/**
 * Time as the simulator sees it. Everything below plain `Date.now()` and `setTimeout` runs on it unchanged, so the
 * same code serves on the virtual clock (tests, scenarios) and on the real one (served over HTTP).
 */
export interface Clock {
  now(): number;
  /** Runs everything due until `atMs`, awaited by anybody or not, and leaves the clock there. */
  advanceTo(atMs: number): Promise<void>;
  /** Lets time pass until `promise` settles. */
  drive<T>(promise: Promise<T>): Promise<T>;
  /** Real input and output: virtual time stands still while any is under way. */
  io<T>(work: () => Promise<T>): Promise<T>;
  uninstall(): void;
}

export interface ClockOptions {
  /** Real time without timers or input/output after which a pending promise counts as a deadlock. */
  patienceMs?: number;
  /** Virtual time after which it does: timers that set each other (a schedule) would otherwise hide one. */
  horizonMs?: number;
}

/** How many turns of the real event loop must pass quietly before time may move: streams and SDK middleware need a few. */
const QUIET_TURNS = 6;
/** A longer setTimeout fires at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const realSetImmediate = setImmediate;
const turn = () => new Promise<void>((resolve) => realSetImmediate(resolve));

/** Fakes the global timers and Date. Only one can be installed at a time. */
export function installClock(startMs: number, options: ClockOptions = {}): Clock {
  const { patienceMs = 2000, horizonMs = 48 * 3600_000 } = options;
  const timers = FakeTimers.install({
    now: startMs,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    shouldClearNativeTimers: true,
  });
  let inFlight = 0;
  let quiet = 0;

  /** Fires the next timer once the event loop is quiet, unless `pending` ends first; throws when there is none. */
  async function step(pending: () => boolean): Promise<void> {
    const stuckAt = performance.now() + patienceMs;
    while (pending()) {
      await turn();
      quiet = inFlight > 0 ? 0 : quiet + 1;
      if (quiet < QUIET_TURNS || !pending()) continue;
      if (readsFile()) {
        quiet = 0;
        continue;
      }
      if (timers.countTimers() > 0) {
        quiet = 0;
        timers.next();
        return;
      }
      if (performance.now() > stuckAt)
        throw new Error('deadlock: no timer is set, no I/O is under way, and the promise is pending');
    }
  }

  async function drive<T>(promise: Promise<T>): Promise<T> {
    const pending = pendingUntil(promise);
    const giveUpAt = timers.now + horizonMs;
    while (pending()) {
      await step(pending);
      if (timers.now > giveUpAt)
        throw new Error(`deadlock: the promise is pending after ${horizonMs / 3600_000} h of virtual time`);
    }
    return promise;
  }

  /** Fires what is due at this very instant, and says whether anything was. */
  async function runDue(): Promise<boolean> {
    const pending = pendingUntil(new Promise((resolve) => timers.setTimeout(resolve, 0)));
    let fired = 0;
    while (pending()) {
      await step(pending);
      fired += 1;
    }
    return fired > 1;
  }

  async function advanceTo(atMs: number): Promise<void> {
    while (timers.now < atMs) {
      const hop = Math.min(atMs - timers.now, LONGEST_TIMER_MS, horizonMs);
      await drive(new Promise((resolve) => timers.setTimeout(resolve, hop)));
    }
    while (await runDue());
  }

  async function io<T>(work: () => Promise<T>): Promise<T> {
    inFlight += 1;
    try {
      return await work();
    } finally {
      inFlight -= 1;
      quiet = 0;
    }
  }

  return { now: () => timers.now, advanceTo, drive, io, uninstall: () => timers.uninstall() };
}

/** The SDK reads its configuration files at a client's first call, and nobody could count that as `io`. */
function readsFile(): boolean {
  return process.getActiveResourcesInfo().some((resource) => /^(FSReq|CloseReq)/.test(resource));
}

function pendingUntil(promise: Promise<unknown>): () => boolean {
  let pending = true;
  const settle = () => (pending = false);
  promise.then(settle, settle);
  return () => pending;
}

export function realClock(): Clock {
  return {
    now: () => Date.now(),
    advanceTo: (atMs) => new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - Date.now()))),
    drive: (promise) => promise,
    io: (work) => work(),
    uninstall: () => undefined,
  };
}
