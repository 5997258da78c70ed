import { networkOf } from './estate.js';
import type { Operation, Step, RandomHistory, Trouble } from './history.js';

/** For a person who is to understand how it came to this. */
export function told({ pins, there, takesFeed, wait, seed, steps }: RandomHistory): string {
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
      return `${toldOperation(step.operation)}${skew}${ill}${after}`;
    }
    case 'expire':
      return `time passes until ${Math.abs(step.byMs)} ms ${step.byMs < 0 ? 'before' : 'after'} the next end of a lease`;
    case 'redeploy':
      return `the list is deployed with the pins ${step.pins.join(', ') || '(none)'}`;
    case 'edit':
      return `somebody at the console ${step.adds ? 'adds' : 'removes'} ${step.network}${after}`;
  }
}

export function toldOperation(operation: Operation): string {
  switch (operation.kind) {
    case 'join':
      return `${operation.who} asks from ${networkOf(operation.from)}${operation.device && ` with the ${operation.device}`} for ${operation.for}`;
    case 'leave':
      return `${operation.who} leaves${operation.device === undefined ? '' : ` with ${operation.device || 'the nameless device'}`}`;
    case 'flush':
      return `a flush${operation.endLeases ? ' that ends leases' : ''}`;
    case 'sweep':
    case 'refresh':
      return `a ${operation.kind}`;
  }
}

function toldTrouble(trouble: Trouble): string {
  if (trouble.kind === 'fails') return 'AWS writes nothing for it';
  if (trouble.kind === 'unheard') {
    const { operation, nth, times } = trouble;
    return `it hears no answer of ${times} ${operation} from no. ${nth} on`;
  }
  const { operation, nth, when } = trouble.at;
  const does = trouble.kind === 'dies' ? 'it dies' : `it freezes for ${trouble.ms} ms`;
  return `${does} ${when} ${operation}${nth === 1 ? '' : ` no. ${nth}`}`;
}
