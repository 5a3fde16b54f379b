import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/* The style sheets as text: a class means one thing, and somebody wears it. */

const ROOT = path.join(import.meta.dirname, '..');
const CSS = path.join(ROOT, 'assets', 'css');

/** These say what a class is on a narrow screen and on paper; what it is at all stands elsewhere. */
const ADJUSTS = /^_(?:responsive|print)/;

function sheets(): [file: string, text: string][] {
  return fs
    .readdirSync(CSS)
    .sort()
    .map((file) => [file, fs.readFileSync(path.join(CSS, file), 'utf8')]);
}

const bare = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*/g, '');

/** Selectors that stand in no other rule, one by one; conditions such as @media are looked through. */
function outerSelectors(text: string): string[] {
  const found: string[] = [];
  const open: boolean[] = [];
  let head = '';
  for (const sign of bare(text))
    if (sign === '{') {
      const rule = !head.trim().startsWith('@');
      if (rule && !open.includes(true)) found.push(...head.replace(/\([^()]*\)/g, '()').split(','));
      open.push(rule);
      head = '';
    } else if (sign === '}' || sign === ';') {
      if (sign === '}') open.pop();
      head = '';
    } else head += sign;
  return found.map((s) => s.trim());
}

/** Classes that a sheet defines: a rule of its own, and not only within or beside another. */
function defined(text: string): Set<string> {
  return new Set(outerSelectors(text).flatMap((s) => /^\.(mc-[\w-]+)$/.exec(s)?.[1] ?? []));
}

/** Classes that more than one of these sheets defines. */
function twice(all: readonly [file: string, text: string][]): string[] {
  const homes = new Map<string, string[]>();
  for (const [file, text] of all)
    if (!ADJUSTS.test(file)) for (const c of defined(text)) homes.set(c, [...(homes.get(c) ?? []), file]);
  return [...homes].filter(([, files]) => files.length > 1).map(([c, files]) => `${c}: ${files.join(', ')}`);
}

test('a class is defined in one style sheet', () => {
  const all = sheets();
  expect(all.flatMap(([, text]) => [...defined(text)]).length).toBeGreaterThan(150);
  expect(twice(all)).toEqual([]);
});

test('the check sees a second meaning, also below a condition and in a list, and nothing else', () => {
  const found = (one: string, other: string) =>
    twice([
      ['_a.scss', one],
      ['_b.scss', other],
    ]);
  expect(found('.mc-a { top: 0; }', '@media print { .mc-b, .mc-a { top: 1px; } }')).toEqual([
    'mc-a: _a.scss, _b.scss',
  ]);
  expect(found('.mc-a { .mc-b { top: 0; } }', '.mc-b { top: 0; }')).toEqual([]);
  expect(found('.mc-a { top: 0; }', ':is(p, .mc-a) a, .mc-c .mc-a { top: 0; } // .mc-a { }')).toEqual([]);
  expect(
    twice([
      ['_a.scss', '.mc-a { top: 0; }'],
      ['_print.scss', '.mc-a { top: 0; }'],
    ]),
  ).toEqual([]);
});

test('every class that is styled is worn by a page', () => {
  const pages = ['src', 'assets/islands']
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((f) => /\.tsx?$/.test(f) && !f.includes('.test.'))
        .map((f) => fs.readFileSync(path.join(ROOT, folder, f), 'utf8')),
    )
    .join('\n');
  const worn = new Set(pages.match(/\bmc-[\w-]+/g));
  const styled = sheets().flatMap(([, text]) => [...bare(text).matchAll(/\.(mc-[\w-]+)/g)].map((m) => m[1]!));
  expect(styled.length).toBeGreaterThan(400);
  expect([...new Set(styled)].filter((c) => !worn.has(c))).toEqual([]);
});
