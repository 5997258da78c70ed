import type { RandomSource } from '../../world/random.js';
import type { History } from '../../world/record.js';
import { AwsError, type Service } from '../protocols/wire.js';
import type { Location } from './arn.js';
import type { Ec2Context, Operations } from './context.js';
import { groupOperations } from './groups.js';
import { ingress } from './ingress.js';
import { plantGroup, plantPrefixList, type PlantedGroup, type PlantedPrefixList } from './planted.js';
import { prefixListChanges } from './prefix-list-changes.js';
import { prefixListCreation } from './prefix-list-creation.js';
import { prefixListReads } from './prefix-list-reads.js';
import { createPrefixLists, type PrefixList } from './prefix-lists.js';
import { ec2Protocol } from './protocol.js';
import { createRates } from './rates.js';
import { ruleListing } from './rule-listing.js';
import type { SimRule } from './rule.js';
import { ruleTagging } from './rule-tagging.js';
import { createSecurityGroups } from './security-groups.js';
import { vpcAssociations } from './vpc-associations.js';

export type { PlantedGroup, PlantedPrefixList, PlantedRule } from './planted.js';
export type { SimRule } from './rule.js';

export interface Ec2 extends Service {
  /** Puts a group there as if it had always been. The prefix lists that it refers to come first. */
  plantGroup(group: PlantedGroup): void;
  plantPrefixList(list: PlantedPrefixList): void;
  /** The owner of a list shares it with nobody any more. */
  unshare(arn: string, answer?: 'nothing' | 'error'): void;
  /** From now on AWS refuses to change the list, and does not say why. */
  freeze(arn: string): void;
  /** Somebody deletes the group. */
  removeGroup(arn: string): void;
  /** What a group has now, whatever is described of it. */
  rules(groupArn: string): readonly SimRule[];
  prefixList(arn: string): Pick<PrefixList, 'version' | 'state' | 'maxEntries' | 'entries'>;
  stop(): void;
}

export interface Ec2Options {
  record: History;
  random: RandomSource;
  rulesPerGroup: (location: Location) => number;
  /** How old the rules in an answer may be, at most. Undocumented; AWS says only that it is eventual. */
  lagMs?: number | undefined;
  /** How long a change of a prefix list takes, least and most. */
  modifyMs?: readonly [number, number] | undefined;
}

export function createEc2(options: Ec2Options): Ec2 {
  const { record, random, rulesPerGroup, lagMs = 3000, modifyMs = [1000, 8000] } = options;
  const ids = random.stream('ec2 ids');
  const ages = random.stream('ec2 ages');
  const lists = createPrefixLists({ record, random: random.stream('prefix lists'), modifyMs });
  const groups = createSecurityGroups({ record, lagMs });
  const context: Ec2Context = {
    groups,
    lists,
    quotaOf: rulesPerGroup,
    newId: (kind) => `${kind}-${ids.uuid().replaceAll('-', '').slice(0, 17)}`,
    drawAge: () => ages.int(0, lagMs),
  };
  const operations: Operations = {
    ...groupOperations(context),
    ...vpcAssociations(context),
    ...ingress(context),
    ...ruleListing(context),
    ...ruleTagging(context),
    ...prefixListCreation(context),
    ...prefixListChanges(context),
    ...prefixListReads(context),
  };

  return {
    protocol: ec2Protocol,
    latency: () => [40, 150],
    admit: createRates(),
    perform(call) {
      const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
      if (!operation)
        throw new AwsError(
          'InvalidAction',
          `The action ${call.operation} is not valid for this web service.`,
        );
      return operation(call);
    },
    plantGroup: (group) => plantGroup(context, group),
    plantPrefixList: (list) => plantPrefixList(context, list),
    unshare: (arn, answer = 'nothing') => lists.unshare(arn, answer),
    freeze: (arn) => lists.freeze(arn),
    removeGroup: (arn) => groups.remove('aws', groups.get(arn)),
    rules: (arn) => groups.get(arn).rules,
    prefixList(arn) {
      const { version, state, maxEntries, entries } = lists.get(arn);
      return { version, state, maxEntries, entries };
    },
    stop: () => lists.stop(),
  };
}
