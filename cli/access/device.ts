import { BadRequest } from '../../lib/errors.js';
import type { Api } from './api.js';
import type { Machine } from './machine.js';

const longest = 40;

/** A device has one lease in each family, so what must not end each other has to have different names. */
export function ownDevice(said: string | undefined, { team }: Api, { hostname }: Machine): string {
  const device = said ?? team.device;
  if (device === undefined) return named(hostname.split('.')[0] ?? '', longest);
  if (/^[A-Za-z\d ._-]{1,40}$/.test(device)) return device;
  throw new BadRequest(
    'usage/device',
    `The device ${JSON.stringify(device)} must be 1 to 40 letters, digits, spaces, ".", "_" or "-"; say another with --device.`,
  );
}

/** Of one run of a command: `laptop run-4711`. */
export function runDevice(device: string, { pid }: Machine): string {
  const suffix = ` run-${pid}`;
  return named(device, longest - suffix.length) + suffix;
}

function named(name: string, room: number): string {
  return name.replace(/[^A-Za-z\d ._-]/g, '-').slice(0, room) || 'machine';
}
