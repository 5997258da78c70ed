import { styleText } from 'node:util';

/** Columns of the narrowest terminal that the story is made for. */
export const width = 100;

export interface Palette {
  title: (text: string) => string;
  time: (text: string) => string;
  good: (text: string) => string;
  bad: (text: string) => string;
}

const plain = (text: string) => text;

export function createPalette(colours: boolean): Palette {
  if (!colours) return { title: plain, time: plain, good: plain, bad: plain };
  return {
    title: (text) => styleText('bold', text),
    time: (text) => styleText('cyan', text),
    good: (text) => styleText('green', text),
    bad: (text) => styleText('yellow', text),
  };
}

/** Lines that fit, broken between words where there are any; each after the first is indented by `indent`. */
export function wrap(text: string, indent = 0, columns = width): string[] {
  const lines: string[] = [];
  let rest = text;
  for (let room = columns; rest.length > room; room = columns - indent) {
    const space = rest.lastIndexOf(' ', room);
    const at = space > room / 3 ? space : room;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return [...lines, rest].map((line, i) => (i === 0 ? line : ' '.repeat(indent) + line));
}

export function short(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 3)}...`;
}

/** The first of many, and how many more there are. */
export function atMost<T>(
  items: readonly T[],
  most: number,
  line: (item: T) => string[],
  what: string,
): string[] {
  const shown = items.length <= most + 1 ? items : items.slice(0, most);
  const more = items.length - shown.length;
  return [...shown.flatMap(line), ...(more > 0 ? [`... and ${more} more ${what}`] : [])];
}

/** `Sat 16:02  `, and the room right of it. */
export const margin = { left: 11, room: width - 11 };

/** A text with the time it is about before it; times are UTC. */
export function stamped(at: number, text: string, palette: Palette): string[] {
  const [first = '', ...rest] = wrap(text, 0, margin.room);
  const day = new Date(at).toUTCString().slice(0, 3);
  const time = new Date(at).toISOString().slice(11, 16);
  return [`${palette.time(`${day} ${time}`)}  ${first}`, ...indent(rest)];
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => ' '.repeat(margin.left) + line);
}
