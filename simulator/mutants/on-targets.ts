import { sorted } from '../../lib/cidr.js';
import type { Rule } from '../../lib/plan/layout.js';
import type { Step } from '../../lib/plan/schedule.js';
import type { Change, Request, Snapshot } from '../../lib/targets/target.js';
import { onTargets } from './mutant.js';

export function onRequests(change: (requests: Request[], snapshot: Snapshot) => Request[]) {
  return onTargets((target) => ({
    requests: (snapshot, plan) => change(target.requests(snapshot, plan), snapshot),
  }));
}

/** What is undefined is not sent. */
export function onInputs(operation: string, change: (input: object) => object) {
  return onRequests((requests) =>
    requests.map(({ input, ...request }) =>
      request.operation === operation
        ? { operation, input: { ...input, ...change(input) } }
        : { ...request, input },
    ),
  );
}

export function onSteps(steps: (change: Change, snapshot: Snapshot) => Step[]) {
  return onTargets((target) => ({
    requests(snapshot, change) {
      const taken = steps(change, snapshot).filter(({ open, close }) => open.length + close.length > 0);
      return target.requests(snapshot, { ...change, steps: taken });
    },
  }));
}

/** What a target reads, with other ideas of whose it is. */
export function onOwners(owned: (owner: Rule['owner']) => Rule['owner']) {
  return onRules((rule) => ({ ...rule, owner: owned(rule.owner) }));
}

export function onRules(change: (rule: Rule) => Rule) {
  return onTargets((target) => ({
    async read(known) {
      const snapshot = await target.read(known);
      const containers = snapshot.layout.containers.map((container) => ({
        ...container,
        rules: container.rules.map(change),
      }));
      const rules = containers.flatMap((container) => container.rules);
      const marked = sorted(new Set(rules.filter(({ owner }) => owner === 'ours').map(({ cidr }) => cidr)));
      const entries = sorted(new Set(rules.filter(({ owner }) => owner !== 'other').map(({ cidr }) => cidr)));
      return { ...snapshot, entries, marked, layout: { ...snapshot.layout, containers } };
    },
  }));
}
