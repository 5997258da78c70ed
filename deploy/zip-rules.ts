import { isBuiltin } from 'node:module';

/** A handler of this size loads in well under 80 ms; `npm run bench:bundle` measures it. */
export const handlerBudget = 600_000;

const namedInAnErrorText = '@aws-sdk/signature-v4-crt';

/** A function's zip holds its handler, and the handler holds everything else. */
export function zipFindings(
  lambda: string,
  files: ReadonlyMap<string, Uint8Array>,
  mostBytes = handlerBudget,
): string[] {
  const handler = `functions/${lambda}.cjs`;
  const names = [...files.keys()];
  const code = files.get(handler);
  if (code === undefined || names.length !== 1)
    return [`${lambda}.zip holds ${names.join(', ') || 'nothing'}; it should hold ${handler} only.`];
  const required = [...new TextDecoder().decode(code).matchAll(/\b(?:require|import)\("([^"]+)"\)/g)];
  const foreign = new Set(required.map(([, name = '']) => name).filter((name) => !isBuiltin(name)));
  foreign.delete(namedInAnErrorText);
  return [
    ...(code.length > mostBytes ? [`${handler} has ${code.length} bytes; ${mostBytes} is the most.`] : []),
    ...[...foreign].map((name) => `${handler} requires ${name}, which is not in the zip.`),
  ];
}
