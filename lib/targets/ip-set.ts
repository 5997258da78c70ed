import {
  GetIPSetCommand,
  UpdateIPSetCommand,
  type UpdateIPSetCommandInput,
  type WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { mostIpSetEntries } from '../aws-limits.js';
import { readCidr, sorted, type Cidr } from '../cidr.js';
import { Conflict, DoorlistError, Transient, Unavailable, isAws } from '../errors.js';
import { isTransient } from './transient.js';
import type { IpSetRef } from '../estate/estate.js';
import type { Pace, Reservations } from './rate-limit.js';
import type { Change, Snapshot, Target } from './target.js';
import { kinds } from './kinds.js';

export interface IpSetSnapshot extends Snapshot {
  lockToken: string;
  /** Passed back with every write, since leaving it out clears it. */
  description: string | undefined;
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/limits.html: calls a second per account and Region, all callers together, fixed. */
const readsPerSecond = 5;
const writesPerSecond = 1;

export function createIpSet(
  ref: IpSetRef,
  { reads, writes }: { reads: WAFV2Client; writes: WAFV2Client },
  pace: Pace,
  reservations: Reservations,
): Target<IpSetSnapshot> {
  const lane = `wafv2 ${ref.account} ${ref.region}`;
  const set = { Name: ref.name, Scope: ref.scope, Id: ref.id };

  return {
    key: ref.key,
    arn: ref.arn,
    queue: lane,
    fenced: kinds[ref.kind].fenced,
    settlesAfter: 0,

    requests: (snapshot: IpSetSnapshot, change: Change) => {
      const input: UpdateIPSetCommandInput = {
        ...set,
        ...(snapshot.description ? { Description: snapshot.description } : {}),
        Addresses: [...change.after],
        LockToken: snapshot.lockToken,
      };
      return [{ operation: 'wafv2:UpdateIPSet', input }];
    },

    async read() {
      const get = () => reads.send(new GetIPSetCommand(set));
      const { IPSet, LockToken } = await pace(`${lane} GetIPSet`, readsPerSecond, get).catch(
        unavailable(ref),
      );
      if (!IPSet?.Addresses || !IPSet.IPAddressVersion || !LockToken)
        throw new Unavailable(
          'ip-set/answer',
          `AWS answered for ${ref.arn} without its addresses or lock token.`,
        );
      return {
        family: IPSet.IPAddressVersion,
        entries: sorted(IPSet.Addresses.map((text) => entry(text, ref))),
        layout: {
          grain: 'whole',
          portRanges: [''],
          containers: [{ id: ref.id, room: mostIpSetEntries, rules: [] }],
        },
        lockToken: LockToken,
        description: IPSet.Description,
        known: { family: IPSet.IPAddressVersion },
      };
    },

    reserve: (by) => reservations(`${lane} UpdateIPSet`, writesPerSecond, by),

    async write(_, requests, beforeCall) {
      for (const { input } of requests) {
        const update = async () => {
          await beforeCall?.();
          return writes.send(new UpdateIPSetCommand(input as UpdateIPSetCommandInput));
        };
        await pace(`${lane} UpdateIPSet`, writesPerSecond, update).catch(unavailable(ref, Transient));
      }
      return undefined;
    },
  };
}

function entry(text: string, ref: IpSetRef): Cidr {
  try {
    return readCidr(text);
  } catch (cause) {
    throw new Unavailable('ip-set/entry', `${ref.arn} holds an entry that is no network: ${String(cause)}.`, {
      cause,
    });
  }
}

/** `Passing`: what an error is for the caller that the SDK would try again. */
function unavailable(ref: IpSetRef, Passing: typeof Unavailable = Unavailable) {
  return (error: unknown): never => {
    if (error instanceof DoorlistError) throw error;
    const name = error instanceof Error ? error.name : 'unknown';
    const said = error instanceof Error ? error.message : String(error);
    if (isAws('conflict', error))
      throw new Conflict('ip-set/conflict', `Somebody else changed ${ref.arn} at the same time.`, {
        cause: error,
      });
    if (isAws('gone', error))
      throw new Unavailable(
        'ip-set/gone',
        `There is no IP set ${ref.arn}; correct its ARN in doorlist.yml or take the target out.`,
        { cause: error },
      );
    const Failed = isTransient(error) ? Passing : Unavailable;
    throw new Failed(`ip-set/${name}`, `AWS WAF refused or failed for ${ref.arn}: ${name}: ${said}`, {
      cause: error,
    });
  };
}
