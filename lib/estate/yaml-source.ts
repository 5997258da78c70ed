import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import type { Mistake } from './mistakes/mistakes.js';
import { shown } from './mistakes/mistakes.js';
import type { Path } from './mistakes/readable.js';

export interface YamlSource {
  /** What the text says; `undefined` where it cannot be known. */
  value: unknown;
  mistakes: Mistake[];
  /** The line of the place, or of the nearest one around it that the file has. */
  lineOf: (path: Path) => number | undefined;
}

/** The parser goes down a level of the stack for each, and a process that runs out of stack may not live to say so. */
const deepest = 200;

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > deepest) return true;
  }
  return false;
}

/** Reads one YAML document. Whatever the text, it answers; what is wrong with it stands in `mistakes`. */
export function readYaml(text: string): YamlSource {
  if (nestsTooDeep(text)) {
    const message = `the file nests brackets deeper than ${deepest}; a doorlist.yml needs a handful`;
    return { value: undefined, mistakes: [{ path: '', found: 'nothing', message }], lineOf: () => undefined };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const located = [...document.errors, ...document.warnings].map((error): Mistake & { line: number } => {
    const line = lineAt(error.pos[0]);
    return { path: '', line, found: shown(text.split('\n')[line - 1]?.trim()), message: sentence(error) };
  });
  // The first error of a line is the author's; the others mostly follow from it.
  const mistakes: Mistake[] = [
    ...new Map(located.toReversed().map((mistake) => [mistake.line, mistake])).values(),
  ].reverse();
  const refused = (message: string): YamlSource => ({
    value: undefined,
    mistakes: [...mistakes, { path: '', found: 'nothing', message }],
    lineOf: () => undefined,
  });

  // A key given twice leaves the rest readable; after any other error the values are the parser's guess.
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY'))
    return { value: undefined, mistakes, lineOf: () => undefined };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    return refused('the file is empty; it needs at least the keys alerts and lists');
  try {
    return { value: document.toJS(), mistakes, lineOf: (path) => lineAt(offsetOf(document, path)) };
  } catch (error) {
    return refused(`the aliases cannot be followed: ${(error as Error).message}`);
  }
}

function sentence({ code, message }: { code: string; message: string }): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'the key is given twice in the same mapping; keep one';
    case 'MULTIPLE_DOCS':
      return 'the file holds more than one YAML document; keep one, without a line ---';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'this is not YAML: a colon is missing after a key, is one too many, or stands in a text that is not in quotes';
    case 'RESOURCE_EXHAUSTION':
      return 'the file nests too deeply to be read';
    default:
      return `this is not YAML: ${message}`;
  }
}

function offsetOf(document: Document, path: Path): number {
  let offset = 0;
  let node: Node | null | undefined = document.contents;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap<Node, Node | null>(node)) {
      const pair: Pair<Node, Node | null> | undefined = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === step,
      );
      offset = pair?.key.range?.[0] ?? offset;
      node = pair?.value;
    } else if (isSeq<Node>(node) && typeof step === 'number') {
      node = node.items[step];
      offset = node?.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}
