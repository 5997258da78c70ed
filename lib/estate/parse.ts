import type { Estate, List } from './estate.js';
import { parseCidr } from '../cidr.js';
import { toAccess } from './access.js';
import { accountOf } from './rules/claims.js';
import { parseCron } from './values/cron.js';
import { parseDuration, parseSweptDuration } from './values/duration.js';
import { hints, hintsWithoutFeed } from './hints/hints.js';
import { EstateMistakes, locate, told, type Finding } from './mistakes/mistakes.js';
import type { OtherFile } from './rules/named-arns.js';
import { judge } from './rules/rules.js';
import { asMeant } from './schema/as-meant.js';
import { estateFile, type EstateFile } from './schema/schema.js';
import { sentences } from './schema/sentences.js';
import { targetRefs } from './target-refs.js';
import { readYaml } from './yaml-source.js';

export interface ParseOptions {
  /** What mistakes and warnings call the file. */
  file?: string;
  /** A schedule has to fire after this instant; without it, ever. */
  now?: number;
  /** Other stages' files, whose targets cannot be this one's as well. */
  elsewhere?: readonly OtherFile[];
}

export interface ParsedEstate {
  estate: Estate;
  /** One line each, with file and line. */
  warnings: string[];
  /** Warnings for where ip-ranges.json is not at hand; whoever reads it tells the same better. */
  withoutFeed: string[];
}

/** @throws EstateMistakes with everything that is wrong, and nothing else whatever the text. */
export function parseEstate(text: string, options: ParseOptions = {}): ParsedEstate {
  const { file = 'doorlist.yml', now = 0, elsewhere = [] } = options;
  const source = readYaml(text);
  if (source.value === undefined) throw new EstateMistakes(file, source.mistakes);

  const { value: raw, misspelt, written } = asMeant(source.value);
  const shape = estateFile.safeParse(raw);
  const rules = judge(raw, now, elsewhere);
  const at = ({ path, message }: Finding) =>
    locate({ path: written(path), message }, source.value, source.lineOf);
  const warn = (finding: Finding) => told(file, at(finding));
  const mistakes = [
    ...source.mistakes,
    ...misspelt.map((finding) => locate(finding, source.value, source.lineOf)),
    ...[...sentences(shape.error?.issues ?? [], raw), ...rules.mistakes].map(at),
  ].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const account = accountOf(raw);
  if (mistakes.length > 0 || !shape.success || account === undefined)
    throw new EstateMistakes(file, mistakes);
  return {
    estate: toEstate(shape.data, account),
    warnings: [...rules.warnings, ...hints(shape.data)].map(warn),
    withoutFeed: hintsWithoutFeed(shape.data).map(warn),
  };
}

function toEstate({ alerts, access, lists }: EstateFile, account: string): Estate {
  return {
    account,
    alerts,
    ...(access && { access: toAccess(access) }),
    lists: Object.entries(lists).map(([name, list]) => toList(name, list)),
  };
}

function toList(name: string, list: EstateFile['lists'][string]): List {
  const { feed, flush, leases, foreign, tooWide } = list;
  return {
    name,
    id: list.id ?? name,
    pins: list.pins
      .map((pin) => (typeof pin === 'string' ? { cidr: pin, note: undefined } : pin))
      .map(({ cidr, note }) => ({ cidr: parseCidr(cidr), ...(note !== undefined && { note }) })),
    ...(feed && {
      feed: {
        services: feed.services,
        ...(feed.regions && { regions: feed.regions }),
        ...(feed.borderGroups && { borderGroups: feed.borderGroups }),
      },
    }),
    ...(flush && {
      flush: {
        ...(flush.cron !== undefined && { cron: parseCron(flush.cron).text }),
        timezone: flush.timezone,
        leases: flush.leases,
      },
    }),
    ...(leases && {
      leases: {
        ...leases,
        default: parseSweptDuration(leases.default),
        longest: parseSweptDuration(leases.longest),
      },
    }),
    ...(list.probe !== undefined && { probe: list.probe }),
    guards: list.guards,
    hold: parseDuration(list.hold),
    aggregate: list.aggregate,
    adopt: list.adopt,
    ...(typeof foreign === 'string'
      ? { foreign }
      : { foreign: 'flush', grace: parseSweptDuration(foreign.grace) }),
    tooWide: { IPV4: tooWide.ipv4, IPV6: tooWide.ipv6 },
    targets: list.targets.flatMap((target) => targetRefs(target, list.id ?? name)),
  };
}
