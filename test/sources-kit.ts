import fs from 'node:fs';
import path from 'node:path';

/* The sources as text, for tests that hold rules which a compiler does not know. */

export const ROOT = path.join(import.meta.dirname, '..');

/** Path below src to text. */
export type Sources = ReadonlyMap<string, string>;

export const everything: Sources = read('src');
export const program: Sources = new Map([...everything].filter(([file]) => !/\.test\.tsx?$/.test(file)));

export function read(folder: string): Sources {
  const files = fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    files
      .filter((f) => /\.tsx?$/.test(f))
      .map((f) => [f.split(path.sep).join('/'), fs.readFileSync(path.join(ROOT, folder, f), 'utf8')]),
  );
}

/** Takes comments away; keeps the lines, so that findings can be looked up. */
export function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, ' ')).replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** `file:line` of every match in the code of the sources. */
export function find(sources: Sources, pattern: RegExp, allowed: readonly string[] = []): string[] {
  return [...sources]
    .filter(([file]) => !allowed.some((a) => file === a || (a.endsWith('/') && file.startsWith(a))))
    .flatMap(([file, text]) =>
      code(text)
        .split('\n')
        .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
    );
}

export interface Import {
  from: string;
  to: string;
}

const SPECIFIER =
  /(?:^|\n)\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"`]([^'"`]+)['"`]|\brequire\(\s*['"`]([^'"`]+)['"`]/g;

/** Every import and re-export, static and dynamic; relative ones as paths below src, packages by name. */
export function importsOf(sources: Sources): Import[] {
  return [...sources].flatMap(([from, text]) =>
    [...code(text).matchAll(SPECIFIER)].map((m) => {
      const name = m[1] ?? m[2] ?? m[3] ?? '';
      return { from, to: name.startsWith('.') ? path.posix.join(path.posix.dirname(from), name) : name };
    }),
  );
}
