import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].sort();

const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** In code, brackets and hashes mean something else. */
function withoutBlocks(text: string): string {
  return text.replace(/^( *)```[\s\S]*?^\1```/gm, '');
}

/** The anchors that GitHub gives to headings: https://docs.github.com/get-started/writing-on-github */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutBlocks(text).matchAll(/^#+ +(.*)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

function linksOf(page: string): string[] {
  const prose = withoutBlocks(read(page)).replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** Why a link leads nowhere, if it does. */
function brokenBecause(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(root, resolve(root, dirname(page), path));
  if (target.startsWith('..')) return `${link} leaves the repository`;
  if (!existsSync(join(root, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  if (statSync(join(root, target)).isDirectory() || !target.endsWith('.md'))
    return `${link}: ${target} has no headings`;
  return anchorsOf(read(target)).includes(anchor) ? undefined : `${link}: ${target} has no such heading`;
}

/** Paths of the repository in code marks, such as `lib/plan/plan.ts`; those with a NAME or * in them stand for many. */
function pathsIn(page: string): string[] {
  const top = /^(\.ci|bench|cli|deploy|docs|functions|lib|scripts|simulator|tests)\/[\w./-]*$/;
  return [...withoutBlocks(read(page)).matchAll(/`([^`\n]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => top.test(code) && !/[A-Z]{4}/.test(code));
}

describe.each(pages)('%s', (page) => {
  test('links to pages and headings that are there', () => {
    expect(
      linksOf(page)
        .map((link) => brokenBecause(page, link))
        .filter(Boolean),
    ).toEqual([]);
  });

  test('names files that are there', () => {
    expect(pathsIn(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('the listing of one run names functions that its files have', () => {
  const [, listing = ''] =
    /^## One run\n[\s\S]*?```\n([\s\S]*?)```/m.exec(read('docs/architecture.md')) ?? [];
  let file = '';
  const missing = listing.split('\n').flatMap((line) => {
    const [, path, names = ''] = /^ *(lib\/\S+)? +((?:\w+…?(?:, )?)*)(?= {2})/.exec(line) ?? [];
    file = path ?? file;
    const text = file !== '' && existsSync(join(root, file)) ? read(file) : '';
    return names
      .split(', ')
      .filter((name) => name !== '' && !new RegExp(`\\b${name.replace('…', '')}`).test(text))
      .map((name) => `${name} in ${file}`);
  });
  expect(listing).toContain('lib/reconcile.ts');
  expect(missing).toEqual([]);
});

test('every page is reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached)
    for (const link of linksOf(page).filter((link) => !link.startsWith('#'))) {
      const target = relative(root, resolve(root, dirname(page), link.split('#')[0] ?? ''));
      for (const each of pages) if (each === target || dirname(each) === target) reached.add(each);
    }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
