import type { Random } from '../../world/random.js';
import type { History } from '../../world/record.js';
import { AwsError } from '../protocols/wire.js';
import type { Lambda } from '../lambda/lambda.js';
import { readSchedule, type Next } from './expression.js';

export interface Schedule {
  name: string;
  /** `cron(…)` or `rate(…)`. */
  expression: string;
  timezone?: string;
  function: string;
  input: unknown;
  /** The schedule's own dead-letter queue, for events that Lambda would not accept. */
  deadLetters?: string;
}

export interface Scheduler {
  start(schedules: readonly Schedule[]): void;
  stop(): void;
}

/** "60 seconds precision": docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html */
const LATE_MS = [0, 59_999] as const;
/** A longer timer would fire at once. */
const LONGEST_NAP_MS = 20 * 86_400_000;

export function createScheduler({
  lambda,
  record,
  random,
}: {
  lambda: Lambda;
  record: History;
  random: Random;
}): Scheduler {
  const timers = new Set<NodeJS.Timeout>();

  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  }

  function waitUntil(atMs: number, run: () => void): void {
    const left = atMs - Date.now();
    if (left <= LONGEST_NAP_MS) later(Math.max(0, left), run);
    else later(LONGEST_NAP_MS, () => waitUntil(atMs, run));
  }

  function follow(schedule: Schedule, next: Next, afterMs: number): void {
    const due = next(afterMs);
    if (due === undefined) return;
    waitUntil(due, () => {
      later(random.int(...LATE_MS), () => fire(occasion(schedule, due)));
      follow(schedule, next, due);
    });
  }

  /** Success is Lambda's acceptance; what becomes of the event then is Lambda's business. */
  function fire(schedule: Schedule): void {
    try {
      lambda.invokeAsync(schedule.function, schedule.input, `schedule ${schedule.name}`);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { name, deadLetters, input } = schedule;
      if (deadLetters !== undefined)
        record.add('aws', { kind: 'dead-letter', queue: deadLetters, body: input });
      else
        record.add('aws', {
          kind: 'note',
          text: `schedule ${name} could not invoke ${schedule.function}: ${error.code}`,
        });
    }
  }

  return {
    start(schedules) {
      const now = Date.now();
      for (const schedule of schedules) {
        const next = readSchedule(schedule.expression, schedule.timezone ?? 'UTC', now);
        follow(schedule, next, now - 1);
      }
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** A schedule with the context attributes in its input replaced, as they are for each occasion: docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function occasion(schedule: Schedule, dueMs: number): Schedule {
  const input = JSON.stringify(schedule.input ?? null)
    .replaceAll('<aws.scheduler.scheduled-time>', `${new Date(dueMs).toISOString().slice(0, 19)}Z`)
    .replaceAll('<aws.scheduler.schedule-arn>', `arn:aws:scheduler:::schedule/default/${schedule.name}`);
  return { ...schedule, input: JSON.parse(input) as unknown };
}
