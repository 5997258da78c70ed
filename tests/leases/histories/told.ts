import { networkOf } from './places.js';
import type { Errand, Step, Story, Trouble } from './story.js';

/** For a person who is to understand how it came to this. */
export function told({ pins, there, takesFeed, wait, seed, steps }: Story): string {
  const list = (networks: readonly string[]) => networks.join(', ') || 'nothing';
  const setting = `seed ${seed}; answers wait for ${wait} ms; pinned: ${list(pins)}; there already: ${list(there)}${takesFeed ? '; the list has a feed' : ''}`;
  return [setting, ...steps.map((step) => `- ${toldStep(step)}`)].join('\n');
}

function toldStep(step: Step): string {
  const after = step.then === 'done' ? '' : `; ${step.then} ms later:`;
  switch (step.kind) {
    case 'call': {
      const skew = step.skewMs === 0 ? '' : `, its clock ${step.skewMs} ms off`;
      const ill = step.trouble ? `, and ${toldTrouble(step.trouble)}` : '';
      return `${toldErrand(step.errand)}${skew}${ill}${after}`;
    }
    case 'expire':
      return `time passes until ${Math.abs(step.byMs)} ms ${step.byMs < 0 ? 'before' : 'after'} the next end of a lease`;
    case 'redeploy':
      return `the list is deployed with the pins ${step.pins.join(', ') || '(none)'}`;
    case 'edit':
      return `somebody at the console ${step.adds ? 'adds' : 'removes'} ${step.network}${after}`;
  }
}

export function toldErrand(errand: Errand): string {
  switch (errand.kind) {
    case 'join':
      return `${errand.who} asks from ${networkOf(errand.from)}${errand.device && ` with the ${errand.device}`} for ${errand.for}`;
    case 'leave':
      return `${errand.who} leaves${errand.device === undefined ? '' : ` with ${errand.device || 'the nameless device'}`}`;
    case 'flush':
      return `a flush${errand.endLeases ? ' that ends leases' : ''}`;
    case 'sweep':
    case 'refresh':
      return `a ${errand.kind}`;
  }
}

function toldTrouble(trouble: Trouble): string {
  if (trouble.kind === 'fails') return 'AWS writes nothing for it';
  const { operation, nth, when } = trouble.at;
  const does = trouble.kind === 'dies' ? 'it dies' : `it freezes for ${trouble.ms} ms`;
  return `${does} ${when} ${operation}${nth === 1 ? '' : ` no. ${nth}`}`;
}
