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

export function editsOf(containers: readonly string[]): fc.Arbitrary<Edit> {
  const edit = fc.record({
    container: fc.constantFrom(...containers),
    cidr: cidrs,
    adds: fc.boolean(),
    port: ports,
  });
  return edit
    .filter(
      ({ container, cidr }) => container.includes(':security-group/') || cidr.includes(familyMark(container)),
    )
    .map(({ container, cidr, adds, port }) => {
      const name = container.split(/[/:]/).slice(-2).join('/');
      const what = `somebody ${adds ? 'adds' : 'removes'} ${cidr} ${name}`;
      if (container.includes(':security-group/')) {
        const admission = { source: cidr, from: port, to: port === 8000 ? 8100 : port };
        return adds
          ? { what: `${what} at ${port}`, by: (console) => console.allow(container, admission, 'alice') }
          : { what, by: (console) => console.revokeRule(container, cidr, 'alice') };
      }
      if (container.includes(':prefix-list/')) {
        const change = adds ? { add: [{ cidr }] } : { remove: [cidr] };
        return { what, by: (console) => console.editList(container, change, 'alice') };
      }
      return { what, by: (console) => console[adds ? 'add' : 'remove'](container, cidr, 'alice') };
    });
}
