import type { Random } from '../../world/random.js';
import type { History } from '../../world/record.js';
import { AwsError, type AwsCall, type Service } from '../protocols/wire.js';
import { readAddresses } from './addresses.js';
import { ipSetArn, readIpSetArn } from './arn.js';
import { ipSetShapes as shapes } from './shapes.js';
import { createIpSets, type IpSet } from './ip-sets.js';
import { jsonProtocol } from '../protocols/json.js';
import { spellExpanded, type Family } from '../protocols/network.js';
import { readShape } from '../protocols/shape.js';
import { createTokenBuckets } from '../protocols/token-bucket.js';

export interface PlantedIpSet {
  arn: string;
  addresses: readonly string[];
  family: Family;
  description?: string | undefined;
}

export interface Wafv2 extends Service {
  /** Puts a set there as if it had always been, whatever the rate limits. */
  plant(set: PlantedIpSet): void;
  /** What a set holds now, in the record's spelling. */
  contents(arn: string): readonly string[];
  description(arn: string): string | undefined;
}

export interface Wafv2Options {
  record: History;
  random: Random;
  /** How GetIPSet writes IPv6. Undocumented; the harsh reading is a spelling that nobody sent. */
  ipv6Spelling?: 'expanded' | 'rfc5952';
}

/** "Maximum number of IP sets per account per Region": docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const MOST_SETS = 100;
/** Calls a second per account and Region, all callers together, from the same page. Delete is not listed: taken as a write. */
const RATE = { CreateIPSet: 1, UpdateIPSet: 1, DeleteIPSet: 1, GetIPSet: 5, ListIPSets: 5 } as const;

type Operation = keyof typeof RATE;
const isOperation = (name: string): name is Operation => name in RATE;

export function createWafv2({ record, random, ipv6Spelling = 'expanded' }: Wafv2Options): Wafv2 {
  const sets = createIpSets(record);
  const take = createTokenBuckets();

  const operations: Record<Operation, (call: AwsCall) => unknown> = {
    CreateIPSet(call) {
      const input = readShape(call.input, shapes.create);
      if (sets.ofScope(call, input.Scope).some((set) => set.name === input.Name)) {
        throw new AwsError(
          'WAFDuplicateItemException',
          'Some resource in your request is a duplicate of an existing one.',
        );
      }
      if (sets.count(call) >= MOST_SETS) {
        throw new AwsError(
          'WAFLimitsExceededException',
          `The operation exceeds your resource limit: ${MOST_SETS} IP sets`,
        );
      }
      const place = {
        account: call.account,
        region: call.region,
        scope: input.Scope,
        name: input.Name,
        id: random.uuid(),
      };
      const set: IpSet = {
        ...place,
        arn: ipSetArn(place),
        family: input.IPAddressVersion,
        description: input.Description,
        entries: readAddresses(input.Addresses, input.IPAddressVersion),
        lockToken: random.uuid(),
      };
      sets.put(call.actor, 'CreateIPSet', set);
      return { Summary: summary(set) };
    },

    GetIPSet(call) {
      const set = sets.find(call, readShape(call.input, shapes.get));
      record.add(call.actor, {
        kind: 'read',
        target: set.arn,
        lockToken: set.lockToken,
        entries: set.entries,
      });
      const spelling =
        ipv6Spelling === 'expanded' && set.family === 'IPV6' ? spellExpanded : (entry: string) => entry;
      return {
        IPSet: {
          Name: set.name,
          Id: set.id,
          ARN: set.arn,
          Description: set.description,
          IPAddressVersion: set.family,
          Addresses: set.entries.map(spelling),
        },
        LockToken: set.lockToken,
      };
    },

    UpdateIPSet(call) {
      const input = readShape(call.input, shapes.update);
      const set = sets.findLocked(call, input);
      const entries = readAddresses(input.Addresses, set.family);
      // Everything is replaced: a Description that is left out is cleared.
      const lockToken = random.uuid();
      sets.put(call.actor, 'UpdateIPSet', { ...set, entries, description: input.Description, lockToken });
      return { NextLockToken: lockToken };
    },

    ListIPSets(call) {
      const { Scope, NextMarker, Limit = 100 } = readShape(call.input, shapes.list);
      const all = sets.ofScope(call, Scope);
      const from = NextMarker === undefined ? 0 : all.findIndex((set) => set.name === NextMarker) + 1;
      const page = all.slice(from, from + Limit);
      return {
        IPSets: page.map(summary),
        ...(from + Limit < all.length ? { NextMarker: page.at(-1)?.name } : {}),
      };
    },

    DeleteIPSet(call) {
      sets.remove(call.actor, sets.findLocked(call, readShape(call.input, shapes.delete)));
      return {};
    },
  };

  return {
    protocol: jsonProtocol('1.1', 'AWSWAF_20190729'),
    latency: (operation) => (/^(Get|List)/.test(operation) ? [40, 120] : [80, 300]),
    admit({ account, region, operation }) {
      if (isOperation(operation) && !take(`${account} ${region} ${operation}`, RATE[operation])) {
        throw new AwsError('ThrottlingException', 'Rate exceeded');
      }
    },
    perform(call) {
      if (!isOperation(call.operation)) throw new AwsError('UnknownOperationException', 'UnknownOperation');
      return operations[call.operation](call);
    },
    plant({ arn, addresses, family, description }) {
      const entries = readAddresses(addresses, family);
      sets.put('aws', 'CreateIPSet', {
        ...readIpSetArn(arn),
        family,
        description,
        entries,
        lockToken: random.uuid(),
      });
    },
    contents: (arn) => sets.get(arn).entries,
    description: (arn) => sets.get(arn).description,
  };
}

function summary(set: IpSet) {
  return { Name: set.name, Id: set.id, ARN: set.arn, Description: set.description, LockToken: set.lockToken };
}
