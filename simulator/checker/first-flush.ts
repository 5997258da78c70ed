import type { Court } from './context.js';
import type { Run } from './run.js';
import type { RunWrite } from './writes.js';

/** Whether nothing was recorded of the list when this event came, in whatever try of it, and nobody has announced it. */
export function isFirst(court: Court, write: RunWrite): boolean {
  const { evidence, ownership } = court;
  const [first = write.run] = evidence.runs.filter((other) => isSameEvent(other, write.run));
  const keys = write.list.targets.map(({ key }) => key);
  const look = first.calls.find((call) => call.rows.some((row) => keys.some((key) => row.endsWith(key))));
  const index = look?.index ?? first.begun.index;
  return keys.every((key) => !ownership.hasRecord(key, index)) && !isAnnounced(court, write);
}

export function isSameEvent(one: Run, other: Run): boolean {
  return one.requestId === other.requestId || one.event === other.event;
}

/** Another event has announced the flush of this list, or somebody has done it by hand. */
function isAnnounced({ evidence }: Court, { run, list, index }: RunWrite): boolean {
  return evidence.runs.some((other) => {
    if (isSameEvent(other, run) || !other.lists.some(({ name }) => name === list.name)) return false;
    const { trigger, byHand, dryRun, returned } = other;
    if (trigger === 'flush' && byHand && !dryRun && returned?.outcome === 'ok' && returned.index < index)
      return true;
    return evidence.mails.some(
      (mail) =>
        mail.actor === other.actor &&
        mail.index < index &&
        /announced/.test(mail.text) &&
        mail.text.includes(list.name),
    );
  });
}
