import type { Violation } from '../../checker/checker.js';
import type { HistoryEvent } from '../../world/record.js';
import { everything } from '../disturbed/places.js';
import { inSetting, type Setting, type SettingOptions } from '../disturbed/setting.js';
import { following, type CrashScenario } from './scenarios.js';

/** What is done to one call of one invocation. */
export const crashFaults = ['killed before', 'killed after', 'answer lost'] as const;
export type CrashFault = (typeof crashFaults)[number];
export interface Point {
  actor: string;
  operation: string;
  nth: number;
  fault: CrashFault;
}

export interface Played {
  events: readonly HistoryEvent[];
  /** How many of them the scenario itself has; the rest is of the runs that follow. */
  own: number;
  violations: Violation[];
}

/** The scenario and what follows it, with at most one call of it gone wrong. */
export function play(
  scenario: CrashScenario,
  point?: Point,
  options: Pick<SettingOptions, 'mutate'> = {},
): Promise<Played> {
  return inSetting({ seed: 1, ...options, ...everything, ...scenario.world }, async (setting) => {
    if (point) strike(setting, point);
    await scenario.play(setting);
    const { events } = setting.world.record;
    const own = events.length;
    await following(setting);
    return { events, own, violations: setting.violations() };
  });
}

function strike({ world }: Setting, { actor: who, operation, nth, fault }: Point): void {
  if (fault === 'answer lost') world.faults.inject({ who, operation, nth }, { kind: 'reset', landed: true });
  else world.actors.crash({ who, operation, nth, when: fault === 'killed before' ? 'before' : 'after' });
}
