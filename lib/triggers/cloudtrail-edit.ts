import * as z from 'zod/mini';
import { readCidr, type Cidr } from '../cidr.js';
import type { Estate } from '../estate/estate.js';
import type { Edit } from '../plan/foreign.js';
import { kinds } from '../targets/kinds.js';
import { printableAscii } from '../text/printable.js';

/**
 * An `UpdateIPSet` as CloudTrail tells EventBridge of it; deploy/access/edits.ts has the rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
const updated = z.object({
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  detail: z.object({
    eventName: z.literal('UpdateIPSet'),
    eventTime: z.string(),
    errorCode: z.optional(z.string()),
    userIdentity: z.object({ arn: z.optional(z.string()), invokedBy: z.optional(z.string()) }),
    requestParameters: z.nullish(
      z.object({ id: z.optional(z.string()), addresses: z.optional(z.array(z.string())) }),
    ),
  }),
});

/** Who changed which target of the estate, where an event says so; one that says nothing of use changes nothing. */
export function readEdit(event: unknown, estate: Estate): (Edit & { target: string }) | undefined {
  const read = updated.safeParse(event);
  if (!read.success) return undefined;
  const { requestParameters, userIdentity, eventTime, errorCode } = read.data.detail;
  const targets = estate.lists.flatMap((list) => list.targets);
  const target = targets.find(
    (ref) => kinds[ref.kind].editsTold && 'id' in ref && ref.id === requestParameters?.id,
  );
  const changed = errorCode === undefined ? requestParameters?.addresses : [];
  return {
    target: target?.key ?? '',
    who: nameOf(userIdentity.arn ?? userIdentity.invokedBy ?? 'unknown'),
    at: Date.parse(eventTime),
    ...(changed ? { addresses: changed.flatMap(readable) } : {}),
  };
}

/** `role/session` of an assumed role, `user/ana` of a user. */
function nameOf(arn: string): string {
  const named = arn.split(':').slice(5).join(':') || arn;
  return printableAscii(named.replace(/^assumed-role\//, '')).slice(0, 100);
}

function readable(text: string): Cidr[] {
  try {
    return [readCidr(text)];
  } catch {
    return [];
  }
}
