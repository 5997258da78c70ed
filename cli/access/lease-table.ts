import { terminalTable } from '../../lib/report/terminal-table.js';
import { spokenDuration } from '../../lib/text/duration.js';
import type { ToldLease } from './answers.js';
import { localTime } from './times.js';

type Shown = ToldLease & { who?: { name: string; issuer: string; subject: string } };

/** Leases for a reader, the first to end first; those of everybody with their person and id. */
export function leaseTable(leases: readonly Shown[], now: number): string[] {
  const isEveryones = leases.some(({ who }) => who !== undefined);
  const sorted = [...leases].sort((a, b) => Date.parse(a.until) - Date.parse(b.until));
  const heads = ['NETWORK', 'DEVICE', 'UNTIL', 'LEFT', 'STATE', 'WHY'];
  return terminalTable(
    isEveryones ? ['WHO', ...heads, 'ID'] : heads,
    sorted.map((lease) => {
      const { network, device, until, why, id, who } = lease;
      const ms = Date.parse(until);
      const row = [
        network,
        device,
        localTime(ms, now),
        lease.live ? spokenDuration(ms - now) : '',
        stateOf(lease),
        why,
      ];
      return isEveryones ? [who?.name ?? '', ...row, id] : row;
    }),
  );
}

function stateOf({ live, open }: ToldLease): string {
  if (live) return open ? 'in' : 'opening';
  return open ? 'closing' : 'out';
}
