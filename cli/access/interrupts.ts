import type { Signals } from './machine.js';

export interface Interrupts {
  /** From now on, this is what a signal does. */
  react: (to: (signal: NodeJS.Signals) => void) => void;
  close: () => void;
}

/** What asks a process to end. */
const asking = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** From here to `close` no signal ends this process by itself: what it holds has to be let go first. */
export function interruptsOf(signals: Signals): Interrupts {
  let reaction: (signal: NodeJS.Signals) => void = () => undefined;
  const listeners = asking.map((signal) => [signal, () => reaction(signal)] as const);
  for (const [signal, listener] of listeners) signals.on(signal, listener);
  return {
    react: (to) => (reaction = to),
    close() {
      for (const [signal, listener] of listeners) signals.off(signal, listener);
    },
  };
}
