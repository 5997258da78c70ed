/** `pending`: it is granted or ended, but AWS has not taken it yet. */
export const exits = { ok: 0, failed: 1, usage: 2, refused: 3, pending: 4 } as const;

export type Exit = keyof typeof exits;

const always = ['ok', 'failed', 'usage'] as const;

/**
 * What each command ends with; docs/cli.md tells the same, and scripts rely on it. `run` ends with whatever its
 * command ended with, too.
 */
export const exitsOf: Record<string, readonly Exit[]> = {
  validate: always,
  plan: [...always, 'refused'],
  flush: [...always, 'refused'],
  refresh: [...always, 'refused'],
  allow: [...always, 'refused', 'pending'],
  run: [...always, 'refused', 'pending'],
  revoke: [...always, 'refused', 'pending'],
  leases: [...always, 'refused'],
  whoami: [...always, 'refused'],
};
