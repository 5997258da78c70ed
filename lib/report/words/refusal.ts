import type { Remedy, TakenByList } from '../../plan/capacity.js';
import type { CapacityRefusal, ShareRefusal, ToldBefore, UnknownName } from '../../plan/refusals.js';
import { utc } from '../../text/utc.js';
import { count } from './count.js';

type Assumed = Extract<Remedy, { grain: 'rule' }>['assumed'];

/** One sentence with the numbers, and more of what takes the room. */
export function refusalWords(refusal: ToldBefore): string {
  switch (refusal.reason) {
    case 'unknown-name':
      return sentence(refusal.names.map(unknownNameWords).join('; '));
    case 'future-file':
      return `ip-ranges.json says it is of ${utc(refusal.syncToken * 1000)}, more than an hour ahead of now, ${utc(refusal.now * 1000)}.`;
    case 'older-file':
      return 'ip-ranges.json is older than the file that the list last applied, and nothing is remembered of what this target was fed; a newer file mends it.';
    case 'emptied':
      return 'list' in refusal
        ? `The selection of ${refusal.list} matches no entry of ip-ranges.json ${refusal.syncToken}.`
        : `The feed no longer lists any address for this target, which holds ${count(refusal.fed, 'entry', 'entries')} of the feed's.`;
    case 'capacity':
      return capacityWords(refusal);
    case 'occupied': {
      const some = refusal.some.join(', ') + (refusal.entries > refusal.some.length ? ' and others' : '');
      const where = refusal.everyPort ? ' at every port' : '';
      const entries = `${count(refusal.entries, 'entry', 'entries')} (${some}) cannot be doorlist's own here${where}`;
      return refusal.undescribed
        ? `${entries}, since AWS says that the same is there already, and does not describe all of it; look for it in the console and take it away.`
        : `${entries}, since another list or another doorlist has marked the same as its own; what that one has opened is open until it takes it away.`;
    }
    case 'coverage-lost':
    case 'entries-lost':
      return shareWords(refusal);
    case 'first-flush':
      return `This is the first scheduled flush that doorlist knows of, so it is announced, not done: it would remove ${count(refusal.entries, 'entry', 'entries')}. The next one removes what is not pinned by then; a flush by hand does so at once.`;
    case 'text':
      return refusal.text;
  }
}

/** `service CloudFront is not in ip-ranges.json; did you mean CLOUDFRONT?` */
export function unknownNameWords({ kind, name, near }: UnknownName): string {
  const meant = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
  return `${kind} ${name} is not in ip-ranges.json${meant}`;
}

function shareWords(refusal: ShareRefusal): string {
  if ('earlier' in refusal)
    return refusal.earlier === 1
      ? '1 network that the feed no longer lists stays, since its removal was refused earlier.'
      : `${refusal.earlier} networks that the feed no longer lists stay, since their removal was refused earlier.`;
  const { reason, coverageLost, gone, ours, limit } = refusal;
  const loss = `This would take away ${coverageLost.toFixed(1)} % of its addresses and ${gone} of its ${ours} entries`;
  return reason === 'coverage-lost'
    ? `${loss}; the limit is ${limit} % of the addresses.`
    : `${loss}; the limit is ${limit} % of the entries where more than 1 % of the addresses go.`;
}

function capacityWords({ wanted, foreign, portRanges, fits, remedy }: CapacityRefusal): string {
  const others = foreign === 0 ? '' : ` beside ${foreign} that doorlist did not put there`;
  const rules = portRanges > 1 ? ` at ${portRanges} ports each (${wanted * portRanges} rules)` : '';
  const but = fits ? ', and would fit, but not at every instant of the way there:' : ', but';
  const words = `${count(wanted, 'entry is', 'entries are')} wanted${rules}${others}${but} ${remedyWords(remedy)}`;
  return [words, ...takenWords(remedy)].map((text) => `${text}.`).join(' ');
}

/** What takes the room, as far as anybody knows, in sentences without their full stop. */
function takenWords(remedy: Remedy): string[] {
  if (remedy.grain === 'whole' || (remedy.grain === 'version' && remedy.way !== 'referring-groups'))
    return [];
  const full = remedy.grain === 'rule' ? (remedy.full ?? []) : [];
  const { lists = [], assumed } = remedy;
  return [
    ...lists.map(listWords),
    ...full.map(
      (group) =>
        `AWS takes no more rules in ${group} than stand there (RulesPerSecurityGroupLimitExceeded), though it tells of room for more`,
    ),
    ...(assumed ? [assumedWords(assumed)] : []),
  ];
}

function listWords({ list, rules, unknown, smaller }: TakenByList): string {
  const weight = count(rules, 'rule');
  if (unknown)
    return `AWS does not describe the prefix list ${list}, which rules of the group refer to, so it counts as the most that it can be, ${weight}; its owner may have ceased to share it with this account`;
  const counts = `The prefix list ${list}, which rules of the group refer to, counts as ${weight} there`;
  return smaller === undefined
    ? counts
    : `${counts}, by its MaxEntries and not by its entries, so it can be made smaller as far as its entries have room`;
}

function assumedWords({ quota, unread }: NonNullable<Assumed>): string {
  const why =
    unread === 'forbidden'
      ? 'doorlist lacks the permission servicequotas:GetServiceQuota to read it'
      : 'Service Quotas did not answer';
  return `The quota of ${quota} rules per group is assumed, since ${why}`;
}

export function remedyWords(remedy: Remedy): string {
  switch (remedy.grain) {
    case 'whole':
      return `the target takes ${remedy.room}: ${remedy.lacking} too many`;
    case 'version':
      return prefixListWords(remedy);
    case 'rule': {
      const { groups, room, lacking, moreGroups, largerQuota, lists = [], full = [], assumed, most } = remedy;
      const readable = assumed?.unread === 'forbidden' ? ' that doorlist may read' : '';
      const ways = [
        ...lists.flatMap(({ list, smaller }) =>
          smaller === undefined ? [] : [`a MaxEntries of ${smaller} for ${list}`],
        ),
        ...lists.flatMap(({ list, enough }) => (enough ? [`no rule that refers to ${list}`] : [])),
        ...(moreGroups === undefined ? [] : [count(moreGroups, 'more group', 'more groups')]),
        ...(largerQuota === undefined ? [] : [`a quota of ${largerQuota} rules per group${readable}`]),
      ];
      const takes = `the ${groups === 1 ? 'group has' : `${groups} groups have`} room for ${room} rules of this family: ${lacking} too few`;
      if (ways.length > 0) return `${takes}; ${ways.join(' or ')} would fit`;
      return lists.length + full.length > 0
        ? takes
        : `${takes}; the groups of an interface hold at most ${most} rules, so narrow the selection`;
    }
  }
}

function prefixListWords(remedy: Extract<Remedy, { grain: 'version' }>): string {
  const takes = `the prefix list takes ${remedy.room}`;
  switch (remedy.way) {
    case 'divide':
      return `${takes} and at most ${remedy.most}, and ${remedy.needed} are needed; narrow the selection or divide it between two lists`;
    case 'resize':
      return `${takes}; a MaxEntries of ${remedy.needed} would fit, which \`resize: true\` lets doorlist set`;
    case 'referring-groups':
      return `${takes}, ${remedy.needed} would fit, and the security groups that refer to it have room for ${remedy.growable}`;
  }
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
