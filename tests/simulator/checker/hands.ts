import fc from 'fast-check';
import type { Harness } from './harness.js';
import { familyMark, foreignNetworks, networks, pins } from './estates.js';

type Console = Harness['world']['console'];

/** Something that a person does at the console. */
export interface Edit {
  what: string;
  by: (console: Console) => Promise<void>;
}

const cidrs = fc.constantFrom(...foreignNetworks, ...networks, ...pins);
const ports = fc.constantFrom(443, 443, 22, 8000);

export function editsOf(places: readonly string[]): fc.Arbitrary<Edit> {
  const edit = fc.record({ place: fc.constantFrom(...places), cidr: cidrs, adds: fc.boolean(), port: ports });
  return edit
    .filter(({ place, cidr }) => place.includes(':security-group/') || cidr.includes(familyMark(place)))
    .map(({ place, cidr, adds, port }) => {
      const name = place.split(/[/:]/).slice(-2).join('/');
      const what = `somebody ${adds ? 'adds' : 'removes'} ${cidr} ${name}`;
      if (place.includes(':security-group/')) {
        const admission = { source: cidr, from: port, to: port === 8000 ? 8100 : port };
        return adds
          ? { what: `${what} at ${port}`, by: (console) => console.allow(place, admission, 'alice') }
          : { what, by: (console) => console.revokeRule(place, cidr, 'alice') };
      }
      if (place.includes(':prefix-list/')) {
        const change = adds ? { add: [{ cidr }] } : { remove: [cidr] };
        return { what, by: (console) => console.editList(place, change, 'alice') };
      }
      return { what, by: (console) => console[adds ? 'add' : 'remove'](place, cidr, 'alice') };
    });
}
