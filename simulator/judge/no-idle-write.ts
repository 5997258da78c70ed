import { blame, writesOfRuns, type Court, type Rule, type RunWrite } from './court.js';
import { sameNetworks } from './one-writer.js';

/** Rule 4: no write without a difference, but for the one that voids a dead writer's token; and none in a dry run. */
export const noIdleWrite: Rule = (court) =>
  writesOfRuns(court).flatMap((write) => {
    if (write.run.dryRun) return [blame(4, write, 'wrote in a dry run')];
    if (!sameNetworks(write.before, write.after) || tookOver(court, write)) return [];
    return [blame(4, write, `wrote ${write.after.length} entries that were there`)];
  });

/** Whether the writer found the lock in the hands of somebody who had not let go of it, and has not written since. */
function tookOver({ evidence }: Court, { run, target, index }: RunWrite): boolean {
  const changes = evidence
    .lockOf(target)
    .filter((change) => change.index < index && change.operation !== 'UpdateItem');
  const mine = changes.findLastIndex(
    (change) => change.operation === 'PutItem' && change.actor === run.actor,
  );
  const former = changes.slice(0, Math.max(0, mine)).findLast(({ actor }) => actor !== run.actor);
  const acquired = changes[mine]?.index ?? Infinity;
  const voided = evidence.writes.some(
    (other) => other.run === run && other.target === target && other.index > acquired && other.index < index,
  );
  return former?.operation === 'PutItem' && !voided;
}
