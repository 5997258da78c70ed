import type { Cidr } from '../cidr.js';

/**
 * How a target takes its entries.
 * - `whole`: one call replaces everything, so only the result has to fit
 * - `version`: calls of at most `batch` additions and removals, each one version; a call's additions have to fit
 *   beside everything that is there before it
 * - `rule`: additions and removals are calls of their own
 */
export interface Layout {
  grain: 'whole' | 'version' | 'rule';
  /** What an entry opens: a rule stands for one entry at one port range. */
  portRanges: readonly string[];
  containers: readonly Container[];
  /** How many rules AWS allows on each container, for all purposes. */
  quota?: number;
  /** Why that number is what doorlist knew before, or what every account has, and not what AWS says. */
  assumed?: Unread;
  /** What takes the room in groups that refer to this prefix list, where it may grow. */
  beside?: readonly ReferredList[];
  /** The most room that the one container may be given, where doorlist may. */
  growable?: number;
  /** What other lists of the estate want here and have no mark on yet: nothing that lets it in is closed. */
  needed?: readonly Needed[];
  /** Networks of which the rules that stand there for nobody are taken over: adopted. */
  adopts?: ReadonlySet<Cidr>;
}

/** A network that another list wants at a port range of some containers. */
export interface Needed extends Pair {
  containers: readonly string[];
}

/** One container with a limit of its own: an IP set, a prefix list, one of several security groups. */
export interface Container {
  id: string;
  /** How many rules it takes, after what stands in it for other purposes. */
  room: number;
  rules: readonly Rule[];
  /** It is no longer the target's: what is ours in it moves to the others. */
  leaving?: boolean;
  /** Of what stands in it for other purposes, the prefix lists that its rules refer to. */
  lists?: readonly ReferredList[];
  /** AWS refused to add to what stands there, and a fresh read did not tell why. */
  full?: true;
}

/** A quota may not be read, or nobody answered. */
export type Unread = 'forbidden' | 'unanswered';

export interface ReferredList {
  id: string;
  /** How many rules all references to it take; of an unknown weight, at most. */
  rules: number;
  references: number;
  /** Its MaxEntries, where the account may set another. */
  size?: number;
  /** AWS does not describe it. */
  unknown?: true;
}

/** One entry on a container, at one port range. */
export interface Rule {
  cidr: Cidr;
  portRange: string;
  /**
   * - `shared`: the list's and somebody else's
   * - `sibling`: another list's of the estate, which this one may join
   * - `other`: another doorlist's or another list's, who may take it away; AWS takes no second one beside it
   */
  owner: 'ours' | 'shared' | 'foreign' | 'sibling' | 'other';
  /** What AWS calls it; of an entry of a prefix list, what stands in its description, by a hash. */
  id?: string;
  /** Of the list's own: somebody has taken its mark off, and its id tells whose it is. */
  unmarked?: true;
  /** Of the list's own: somebody else put it there, and the table tells whose it is. */
  adopted?: true;
  /** Of foreign ones, why nobody takes it over: it has tags, or a stack such as CloudFormation's owns what it stands in. */
  claimed?: Claimed;
  /** AWS says that it is there, and does not describe it. */
  undescribed?: true;
}

export type Claimed = 'tags' | 'stack';

export type Pair = Pick<Rule, 'cidr' | 'portRange'>;

/** What opens or stays open without any room: rules of siblings that the list may join. */
export function joinable({ portRanges, containers }: Layout): Set<Cidr> {
  const at = new Map<Cidr, Set<string>>();
  const joins = new Set<Cidr>();
  for (const { leaving, rules } of containers)
    for (const { cidr, portRange, owner } of rules) {
      if (leaving || owner === 'other') continue;
      at.set(cidr, (at.get(cidr) ?? new Set()).add(portRange));
      if (owner === 'sibling') joins.add(cidr);
    }
  const isOpen = (cidr: Cidr) => portRanges.every((portRange) => at.get(cidr)?.has(portRange));
  return new Set([...joins].filter(isOpen));
}

/** Of its room what the marks of others take, who may stand on the target's own rules. */
export function takenByOthers({ containers }: Layout): number {
  return containers
    .filter((container) => !container.leaving)
    .flatMap(({ rules }) => rules.filter(({ owner }) => owner === 'other' || owner === 'sibling')).length;
}

export function roomOf({ containers }: Layout): number {
  return containers
    .filter((container) => !container.leaving)
    .reduce((sum, container) => sum + Math.max(0, container.room), 0);
}

/** How many entries a target takes beside what others have marked as theirs. */
export function capacityOf(layout: Layout): number {
  return Math.max(
    0,
    Math.floor((roomOf(layout) - takenByOthers(layout)) / Math.max(1, layout.portRanges.length)),
  );
}
