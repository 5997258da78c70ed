import { createHash } from 'node:crypto';
import type {
  ManagedPrefixList,
  ModifyManagedPrefixListCommandInput,
  PrefixListEntry,
} from '@aws-sdk/client-ec2';
import { readCidr, sorted, type Cidr } from '../cidr.js';
import type { Rule } from '../plan/layout.js';
import type { Mark } from './mark.js';
import type { Known } from './target.js';

/** An entry as AWS describes it. */
export function ruleOf({ Cidr = '', Description = '' }: PrefixListEntry, mark: Mark): Rule {
  return { cidr: readCidr(Cidr), portRange: '', ...ownedBy(mark, Description) };
}

/** Of foreign entries their id, too, which tells who has taken one over. */
function ownedBy(mark: Mark, description: string): Pick<Rule, 'owner' | 'id'> {
  const owner = mark.ownerOf(description);
  return owner === 'foreign' ? { owner, id: hashOf(description) } : { owner };
}

/** What tells one entry of a network from the next: AWS gives entries no ids. */
function hashOf(description: string): string {
  return createHash('sha256').update(description).digest('base64url').slice(0, 10);
}

/** A stack claims the foreign entries of a list that it owns: nobody takes them over. */
export function withClaims(list: ManagedPrefixList, rules: readonly Rule[]): readonly Rule[] {
  return isOfStack(list) ? rules.map(claimed) : rules;
}

/** Tags that begin with `aws:` are AWS's own, such as CloudFormation's: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
function isOfStack({ Tags = [] }: ManagedPrefixList): boolean {
  return Tags.some(({ Key = '' }) => Key.startsWith('aws:'));
}

function claimed(rule: Rule): Rule {
  return rule.owner === 'foreign' ? { ...rule, claimed: 'stack' } : rule;
}

export function cidrsOf(rules: readonly Rule[], owner: Rule['owner']): Cidr[] {
  return sorted(rules.filter((rule) => rule.owner === owner).map(({ cidr }) => cidr));
}

/** A version never changes, so its entries need not be read twice. Whose they are was judged for one list. */
export function knownOf(version: number, rules: readonly Rule[], mark: Mark): Known {
  const idOf = new Map(rules.map(({ cidr, id = '' }) => [cidr, id]));
  const foreign = cidrsOf(rules, 'foreign');
  const ids = foreign.map((cidr) => idOf.get(cidr));
  return {
    version,
    mark: mark.value,
    ours: cidrsOf(rules, 'ours'),
    foreign,
    ids,
    other: cidrsOf(rules, 'other'),
  };
}

export function remembered(known: Known | undefined, version: number, mark: Mark): Rule[] | undefined {
  if (known?.['version'] !== version || known['mark'] !== mark.value) return undefined;
  // An earlier version kept no ids.
  if (!Array.isArray(known['ids'])) return undefined;
  const ids = known['ids'].map(String);
  return (['ours', 'foreign', 'other'] as const).flatMap((owner) =>
    (known[owner] as Cidr[]).map((cidr, i): Rule => ({
      cidr,
      portRange: '',
      owner,
      ...(owner === 'foreign' ? { id: ids[i] ?? '' } : {}),
    })),
  );
}

export function applied(
  rules: readonly Rule[],
  { AddEntries = [], RemoveEntries = [] }: ModifyManagedPrefixListCommandInput,
): Rule[] {
  const gone = new Set(RemoveEntries.map(({ Cidr }) => Cidr));
  const added = AddEntries.map(({ Cidr = '' }): Rule => ({
    cidr: Cidr as Cidr,
    portRange: '',
    owner: 'ours',
  }));
  return [...rules.filter(({ cidr }) => !gone.has(cidr)), ...added];
}
