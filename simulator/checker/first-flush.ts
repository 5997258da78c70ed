import type { CheckerContext } from './context.js';
import type { RecordedRun } from './run.js';
import type { RunWrite } from './writes.js';

/** Whether nothing was recorded of the list when this event came, in whatever try of it, and nobody has announced it. */
export function isFirst(context: CheckerContext, write: RunWrite): boolean {
  const { trace, ownership } = context;
  const [first = write.run] = trace.runs.filter((other) => isSameEvent(other, write.run));
  const keys = write.list.targets.map(({ key }) => key);
  const look = first.calls.find((call) => call.rows.some((row) => keys.some((key) => row.endsWith(key))));
  const index = look?.index ?? first.begun.index;
  return keys.every((key) => !ownership.hasRecord(key, index)) && !isAnnounced(context, write);
}

export function isSameEvent(one: RecordedRun, other: RecordedRun): boolean {
  return one.requestId === other.requestId || one.event === other.event;
}

/** Another event has announced the flush of this list, or somebody has done it by hand. */
function isAnnounced({ trace }: CheckerContext, { run, list, index }: RunWrite): boolean {
  return trace.runs.some((other) => {
    if (isSameEvent(other, run) || !other.lists.some(({ name }) => name === list.name)) return false;
    const { trigger, byHand, dryRun, returned } = other;
    if (trigger === 'flush' && byHand && !dryRun && returned?.outcome === 'ok' && returned.index < index)
      return true;
    return trace.mails.some(
      (mail) =>
        mail.actor === other.actor &&
        mail.index < index &&
        /announced/.test(mail.text) &&
        mail.text.includes(list.name),
    );
  });
}
