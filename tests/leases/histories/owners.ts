/**
 * Who put an entry into the people's sets. `anybody`: somebody at the console put it where doorlist may have meant to,
 * so that either may take it for doorlist's own.
 */
export type Owner = 'doorlist' | 'console' | 'anybody';

export interface Owners {
  of(network: string): Owner | undefined;
  put(network: string, by: 'doorlist' | 'console'): void;
  gone(network: string): void;
  /** Doorlist wants it, or did, so that its memory may have it. */
  wanted(network: string): void;
  /** A run that nobody disturbed has seen that it is neither wanted nor there. */
  settled(isOut: (network: string) => boolean): void;
}

export function createOwners(): Owners {
  const owners = new Map<string, Owner>();
  const claimed = new Set<string>();
  return {
    of: (network) => owners.get(network),
    put(network, by) {
      if (by === 'doorlist') claimed.add(network);
      owners.set(network, by === 'console' && claimed.has(network) ? 'anybody' : by);
    },
    gone: (network) => void owners.delete(network),
    wanted: (network) => void claimed.add(network),
    settled(isOut) {
      for (const network of claimed) if (isOut(network)) claimed.delete(network);
    },
  };
}
