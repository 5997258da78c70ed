import { BadRequest } from '../../lib/errors.js';

const usual = 60;
const longest = 600;

/** --patience in milliseconds. @throws BadRequest */
export function timeoutOf(said: string | undefined): number {
  const seconds = said === undefined ? usual : Number(said);
  if (said !== '' && Number.isInteger(seconds) && seconds >= 0 && seconds <= longest) return seconds * 1000;
  throw new BadRequest(
    'usage/patience',
    `--patience must be whole seconds from 0 to ${longest}, and is ${JSON.stringify(said)}.`,
  );
}
