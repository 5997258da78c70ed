import cron from 'aws-cron-parser';

/** The next instant strictly after `afterMs`, or undefined when there is none. */
export type Next = (afterMs: number) => number | undefined;

const UNIT_MS = { minute: 60_000, hour: 3600_000, day: 86_400_000 };

/**
 * `cron(…)` in a time zone, or `rate(…)` counted from `createdMs`.
 * docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function readSchedule(expression: string, timezone: string, createdMs: number): Next {
  const [, kind, inner = ''] = /^(cron|rate)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'cron') return cronSchedule(inner, timezone);
  if (kind === 'rate') return rateSchedule(inner, createdMs);
  throw new Error(`not a schedule: ${expression}`);
}

/** Without a start date a rate "starts invoking your target immediately". */
function rateSchedule(inner: string, createdMs: number): Next {
  const [, digits, unit, plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  if (!digits || (digits === '1') === (plural === 's')) throw new Error(`not a rate: ${inner}`);
  const periodMs = Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return (afterMs) => createdMs + Math.max(0, Math.floor((afterMs - createdMs) / periodMs) + 1) * periodMs;
}

function cronSchedule(inner: string, timezone: string): Next {
  const fields = inner.trim().split(/\s+/);
  const [, , dayOfMonth, , dayOfWeek] = fields;
  if (fields.length !== 6 || (dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new Error(`not a cron expression of six fields with one "?" for a day: ${inner}`);
  }
  const parsed = cron.parse(inner);
  const zone = readZone(timezone);
  // The parser knows UTC only: it is given the wall clock's reading as if that were UTC.
  return (afterMs) => {
    let wallMs = zone.wallAt(afterMs);
    for (;;) {
      const next = cron.next(parsed, new Date(wallMs));
      if (!next) return undefined;
      wallMs = next.getTime();
      const instant = zone.instantOf(wallMs);
      if (instant !== undefined && instant > afterMs) return instant;
    }
  };
}

/**
 * A wall-clock time that a change to summer time leaves out has no instant, and its run is skipped; one that comes
 * twice in autumn has its first only, and runs once.
 */
function readZone(timezone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  function wallAt(instantMs: number): number {
    const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
  }
  function instantOf(wallMs: number): number | undefined {
    const offsets = [-1, 1].map(
      (days) => wallAt(wallMs + days * UNIT_MS.day) - (wallMs + days * UNIT_MS.day),
    );
    const instants = offsets.map((offset) => wallMs - offset).filter((instant) => wallAt(instant) === wallMs);
    return instants.length === 0 ? undefined : Math.min(...instants);
  }
  return { wallAt, instantOf };
}
