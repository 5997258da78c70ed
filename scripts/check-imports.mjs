/**
 * Refuses import circles, `import type` included: most lint rules skip those, and files that need one another's types
 * cannot be read one by one. `node scripts/check-imports.mjs` reads the folders below from the project's root.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ['lib', 'functions', 'cli', 'deploy', 'simulator'];

function filesOf(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** What each file imports of the project, by path from the root. */
export function importsOf(files, read = (file) => readFileSync(join(root, file), 'utf8')) {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(read(file), true, true);
      const found = importedFiles
        .filter(({ fileName }) => fileName.startsWith('.'))
        .map(({ fileName }) => join(dirname(file), fileName).replace(/\.js$/, '.ts'));
      return [file, [...new Set(found)].filter((path) => known.has(path))];
    }),
  );
}

/** The groups of files that reach one another, each sorted (Tarjan's algorithm). */
export function circlesOf(imports) {
  const [index, low, stack, onStack, circles] = [new Map(), new Map(), [], new Set(), []];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    onStack.add(file);
    for (const next of imports.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (onStack.has(next)) low.set(file, Math.min(low.get(file), low.get(next)));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    circle.forEach((each) => onStack.delete(each));
    if (circle.length > 1 || imports.get(file)?.includes(file)) circles.push(circle.sort());
  };
  for (const file of imports.keys()) visit(file);
  return circles;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = folders.flatMap(filesOf).sort();
  const circles = circlesOf(importsOf(files));
  for (const circle of circles) console.error(`These files import one another: ${circle.join(', ')}`);
  console.log(`${files.length} files, ${circles.length} import circles`);
  process.exitCode = circles.length > 0 ? 1 : 0;
}
