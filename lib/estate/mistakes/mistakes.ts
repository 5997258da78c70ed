import { itemAt, type Path } from './readable.js';

/** One thing in the file that its author has to change. */
export interface Mistake {
  /** Such as `lists.developers.pins[0].cidr`; empty where it is about the whole file. */
  path: string;
  line?: number;
  /** What stands there, as text. */
  found: string;
  /** One sentence: what is wrong, what is allowed and, where there is one, the nearest match. */
  message: string;
}

/** A mistake, or a warning, before it is known on which line it stands. */
export interface Finding {
  path: Path;
  message: string;
}

export interface Findings {
  mistakes: Finding[];
  warnings: Finding[];
}

/** A piece of the file cannot be read; the message is one sentence for its author. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** Enough to see what is wrong; a binary file named by accident must not fill a terminal. */
const shownAtMost = 50;

/** Everything wrong with one file, by line; the message tells all of it. */
export class EstateMistakes extends Error {
  override name = 'EstateMistakes';

  constructor(
    readonly file: string,
    readonly mistakes: readonly Mistake[],
  ) {
    const rest = mistakes.length - shownAtMost;
    super(
      [
        `${file} has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:`,
        ...mistakes.slice(0, shownAtMost).map((mistake) => `  ${told(file, mistake)}`),
        ...(rest > 0 ? [`  and ${rest} more`] : []),
      ].join('\n'),
    );
  }
}

/** A mistake or a warning as one line, in the form that editors and terminals make a link of. */
export function told(file: string, { path, line, message }: Omit<Mistake, 'found'>): string {
  return [line === undefined ? file : `${file}:${line}`, ...(path === '' ? [] : [path]), message].join(': ');
}

export function locate(finding: Finding, raw: unknown, lineOf: (path: Path) => number | undefined): Mistake {
  const line = lineOf(finding.path);
  return {
    path: spelled(finding.path),
    ...(line !== undefined && { line }),
    found: shown(itemAt(raw, finding.path)),
    message: finding.message,
  };
}

export function spelled(path: Path): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[\w-]{1,60}$/.test(step) ? `.${step}` : `[${shown(step)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** A value from the file as short printable text. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? 'null' : 'a mapping';
}

function quoted(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return JSON.stringify(short).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (sign) => `\\u{${sign.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}
