import { TRANSIT } from '../world/endpoint.js';
import type { CallEvent, HistoryEvent } from '../world/record.js';
import { crashFaults, play, type CrashFault, type Point } from './crash/play.js';
import { crashScenarios, type CrashScenario } from './crash/scenarios.js';
import type { Part } from './disturbed/parts.js';
import type { Counted } from './disturbed/text.js';

/** `steps`: calls of the undisturbed plays. Beside the rules, `converges` may be violated. */
export interface CrashResult extends Counted<CrashFault> {
  /** Each point at which something broke, told so that it can be repeated. */
  found: string[];
}

export interface CrashOptions {
  /** Every n-th point only; all unless told. */
  every?: number;
  part?: Part;
  scenarios?: readonly CrashScenario[];
}

/** Every call of every scenario: its process killed before and after it, and its answer lost. */
export async function crash(options: CrashOptions = {}): Promise<CrashResult> {
  const { every = 1, part = { index: 0, of: 1 }, scenarios = crashScenarios } = options;
  const faults = { 'killed before': 0, 'killed after': 0, 'answer lost': 0 };
  const result: CrashResult = { steps: 0, points: 0, faults, violations: {}, found: [] };
  for (const scenario of scenarios) await crashAll(scenario, every, part, result);
  return result;
}

async function crashAll(
  scenario: CrashScenario,
  every: number,
  { index, of }: Part,
  result: CrashResult,
): Promise<void> {
  const undisturbed = await play(scenario);
  const calls = callsOf(undisturbed.events.slice(0, undisturbed.own));
  const points = calls.flatMap(({ isNext, ...call }) =>
    crashFaults
      .filter((fault) => fault !== 'killed before' || !isNext)
      .map((fault): Point => ({ ...call, fault })),
  );
  if (index === 0) {
    note(result, `${scenario.name}, undisturbed`, undisturbed.violations);
    result.steps += calls.length;
  }
  for (const point of points.filter((_, n) => n % every === 0).filter((_, n) => n % of === index)) {
    const { events, violations } = await play(scenario, point);
    const title = `${scenario.name}: ${point.actor}, ${point.operation} ${point.nth}, ${point.fault}`;
    result.points += 1;
    result.faults[point.fault] += 1;
    note(result, title, violations);
    note(result, title, apart(left(undisturbed.events), left(events)));
  }
}

interface Broken {
  rule: number | string;
  message: string;
}

function note(result: CrashResult, title: string, violations: readonly Broken[]): void {
  for (const { rule, message } of violations) {
    result.violations[rule] = (result.violations[rule] ?? 0) + 1;
    result.found.push(`${title}: rule ${rule}: ${message}`);
  }
}

interface Call extends Omit<Point, 'fault'> {
  /** Whoever dies before it has done and heard the same as who dies after the call before. */
  isNext: boolean;
}

/** Every call that an invocation made, counted as the simulator counts them. */
function callsOf(events: readonly HistoryEvent[]): Call[] {
  const calls = events.filter((event) => event.kind === 'call');
  const counts = new Map<string, number>();
  return calls.map((call) => {
    const { actor, operation } = call;
    const nth = (counts.get(`${actor} ${operation}`) ?? 0) + 1;
    counts.set(`${actor} ${operation}`, nth);
    return {
      actor,
      operation,
      nth,
      isNext: isNext(
        call,
        calls.filter((other) => other.actor === actor),
      ),
    };
  });
}

/** Whether a call was sent once the ones before it were answered, and no other with it. */
function isNext(call: CallEvent, all: readonly CallEvent[]): boolean {
  const [earliest, latest] = sent(call);
  const before = all.filter(({ at }) => at <= earliest);
  const others = all.filter((other) => other !== call && !before.includes(other));
  return before.length > 0 && others.every((other) => sent(other)[0] >= latest);
}

function sent({ at, arrived = at }: CallEvent): readonly [number, number] {
  const [shortest, longest] = TRANSIT;
  return [arrived - longest, arrived - shortest];
}

/** What every target holds in the end; the ids that EC2 gives to rules are other ones each time. */
function left(events: readonly HistoryEvent[]): Map<string, readonly string[]> {
  const last = new Map<string, readonly string[]>();
  for (const event of events)
    if (event.kind === 'state')
      last.set(
        event.target,
        event.after.map((entry) => entry.replace(/ sgr-[0-9a-f]+/, '')),
      );
  return last;
}

function apart(undisturbed: Map<string, readonly string[]>, now: Map<string, readonly string[]>): Broken[] {
  return [...new Set([...undisturbed.keys(), ...now.keys()])].flatMap((target) => {
    const [before = [], after = []] = [undisturbed.get(target), now.get(target)];
    const lacks = before.filter((entry) => !after.includes(entry));
    const has = after.filter((entry) => !before.includes(entry));
    if (lacks.length + has.length === 0) return [];
    const message = `${target} ends without [${lacks.join(', ')}] and with [${has.join(', ')}], other than undisturbed`;
    return [{ rule: 'converges', message }];
  });
}
