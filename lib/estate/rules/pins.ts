import {
  common,
  familyOf,
  isDocumentation,
  isGloballyRoutable,
  parseCidr,
  prefixOf,
  sorted,
  type Cidr,
} from '../../cidr.js';
import { spelled, type Finding, type Findings } from '../mistakes/mistakes.js';
import { field, items, readIf, type Path } from '../mistakes/readable.js';

/** Wider than a whole site's network, a pin is more often a slip of the keyboard than an office. */
const widest = { IPV4: 16, IPV6: 32 } as const;

interface ReadPin {
  path: Path;
  cidr: Cidr;
  wide: boolean;
  private: boolean;
}

export function judgePins(list: unknown, at: Path): Findings {
  const pins = readPins(list, [...at, 'pins']);
  const first = new Map(pins.toReversed().map((pin) => [pin.cidr, pin]));
  const outer = outermost(first.keys());
  return {
    mistakes: pins.flatMap((pin) => [...repetition(pin, first.get(pin.cidr)), ...unconfirmed(pin)]),
    warnings: pins.flatMap((pin) => [
      ...inside(pin, first.get(outer.get(pin.cidr) ?? pin.cidr)),
      ...example(pin),
    ]),
  };
}

function readPins(list: unknown, at: Path): ReadPin[] {
  return items(field(list, 'pins')).flatMap((pin, i) => {
    const cidr = readIf(parseCidr, typeof pin === 'string' ? pin : field(pin, 'cidr'));
    const path = [...at, i, ...(typeof pin === 'string' ? [] : ['cidr'])];
    return cidr === undefined
      ? []
      : [{ path, cidr, wide: field(pin, 'wide') === true, private: field(pin, 'private') === true }];
  });
}

function repetition({ path, cidr }: ReadPin, first: ReadPin | undefined): Finding[] {
  return first === undefined || first.path === path
    ? []
    : [{ path, message: `${cidr} is the same network as ${spelled(first.path)}; keep one` }];
}

function unconfirmed({ path, cidr, ...confirmed }: ReadPin): Finding[] {
  const limit = widest[familyOf(cidr)];
  const wide = prefixOf(cidr) < limit;
  const unreachable = !isGloballyRoutable(cidr) && !isDocumentation(cidr);
  const flags = [...(wide ? ['wide: true'] : []), ...(unreachable ? ['private: true'] : [])];
  const remedy = `if that is meant, write { cidr: ${cidr}, ${flags.join(', ')} }`;
  return [
    ...(wide && !confirmed.wide ? [{ path, message: `${cidr} is wider than /${limit}; ${remedy}` }] : []),
    ...(unreachable && !confirmed.private
      ? [{ path, message: `${cidr} cannot be reached over the Internet, or not all of it; ${remedy}` }]
      : []),
  ];
}

/** For each network the widest that holds it. Networks nest or are apart, and a wider one sorts first. */
function outermost(cidrs: Iterable<Cidr>): Map<Cidr, Cidr> {
  let wide: Cidr | undefined;
  return new Map(
    sorted(cidrs).map((cidr) => {
      if (wide === undefined || common(wide, cidr) !== cidr) wide = cidr;
      return [cidr, wide];
    }),
  );
}

function inside({ path, cidr }: ReadPin, outer: ReadPin | undefined): Finding[] {
  return outer === undefined || outer.cidr === cidr
    ? []
    : [
        {
          path,
          message: `${cidr} is inside ${outer.cidr} (${spelled(outer.path)}), which lets it in already`,
        },
      ];
}

function example({ path, cidr }: ReadPin): Finding[] {
  return isDocumentation(cidr)
    ? [{ path, message: `${cidr} is an address for examples and lets nobody in; put your own in its place` }]
    : [];
}
