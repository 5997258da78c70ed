import type {
  AuthorizeSecurityGroupIngressCommandOutput,
  CreateTagsCommandInput,
  DeleteTagsCommandInput,
  RevokeSecurityGroupIngressCommandInput,
} from '@aws-sdk/client-ec2';
import type { Container } from '../plan/layout.js';
import { isOwn } from './security-group-rules.js';
import type { Known, Request } from './target.js';

/*
 * The ids of a list's rules are the second sign of whose they are, beside their tags. AWS gives no id twice. A group
 * has a thousand rules of a family at most, so they need no shorter form in the table:
 * docs/adr/018-what-lost-its-mark-and-what-is-taken-over.md
 */

export function idsOf(known: Known | undefined): Set<string> {
  return new Set(Array.isArray(known?.['ids']) ? known['ids'].map(String) : []);
}

/** What the table keeps of them: nothing where there are none. */
export function knownIds(ids: Iterable<string>): Known {
  const sorted = [...new Set(ids)].sort();
  return sorted.length > 0 ? { ids: sorted } : {};
}

export function ownIds(containers: readonly Container[]): string[] {
  return containers.flatMap(({ rules }) => rules.filter(isOwn).map(({ id = '' }) => id));
}

/** The ids after one call more: what it opened, marked, or took the mark of. */
export function idsAfter(
  ids: ReadonlySet<string>,
  { operation, input }: Request,
  answer: unknown,
): Set<string> {
  switch (operation) {
    case 'ec2:AuthorizeSecurityGroupIngress': {
      const { SecurityGroupRules = [] } = answer as Partial<AuthorizeSecurityGroupIngressCommandOutput>;
      return new Set([...ids, ...SecurityGroupRules.flatMap((rule) => rule.SecurityGroupRuleId ?? [])]);
    }
    case 'ec2:CreateTags':
      return new Set([...ids, ...((input as CreateTagsCommandInput).Resources ?? [])]);
    default:
      return without(ids, goneBy(input));
  }
}

/** Rules that a call revokes, or takes the mark off. */
export function goneBy(input: object): string[] {
  const { Resources } = input as DeleteTagsCommandInput;
  return Resources ?? (input as RevokeSecurityGroupIngressCommandInput).SecurityGroupRuleIds ?? [];
}

function without(ids: ReadonlySet<string>, gone: readonly string[]): Set<string> {
  const left = new Set(gone);
  return new Set([...ids].filter((id) => !left.has(id)));
}
