import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { BadHistory } from './bad-history.js';
import { readDelta, type Delta } from './delta.js';

/** Line by line, so that only one is ever held apart. */
export function* deltasIn(file: string): Generator<Delta> {
  const text = contents(file);
  let [start, line] = [0, 1];
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    yield readDelta(text.slice(start, end), `Line ${line} of ${file}`);
    [start, line] = [end + 1, line + 1];
  }
}

const reasons = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'reading it is not allowed'],
]);

function contents(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new BadHistory(`${file} cannot be read: ${reasons.get(code) ?? message}.`);
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString();
  try {
    return gunzipSync(bytes, { maxOutputLength: 256 * 1024 * 1024 }).toString();
  } catch {
    throw new BadHistory(`${file} begins like a gzip file, but cannot be unpacked.`);
  }
}
