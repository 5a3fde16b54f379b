import path from 'node:path';
import { expect, test } from 'vitest';
import { code, importsOf, program, read, type Sources } from './sources-kit.ts';

/* What is exported is used: by another file of the program, or by what measures and tests it. */

/** The program with all that is around it; paths below the root. */
const whole: Sources = new Map(
  ['src', 'test', 'bench', 'e2e', 'scripts'].flatMap((folder) =>
    [...read(folder)].map(([file, text]): [string, string] => [`${folder}/${file}`, text]),
  ),
);

const HANDED_ON = /^export (?:type )?\{[^}]*\} from [^\n]+$/gm;

/** Exported functions, classes and constants with the file they are in. */
function exportsOf(sources: Sources): { file: string; name: string }[] {
  return [...sources].flatMap(([file, text]) =>
    [...code(text).matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)].map((m) => ({
      file,
      name: m[1] ?? '',
    })),
  );
}

/** Names that nothing but their own declaration, re-exports and tests mention. */
function unused(sources: Sources): string[] {
  const mentions = new Map<string, number>();
  for (const text of sources.values()) {
    const body = code(text)
      .replace(HANDED_ON, '')
      .replace(/^import (?:type )?\{[^}]*\} from [^\n]+$/gm, '');
    for (const word of body.match(/\w+/g) ?? []) mentions.set(word, (mentions.get(word) ?? 0) + 1);
  }
  return exportsOf(sources)
    .filter(({ name }) => (mentions.get(name) ?? 0) <= 1)
    .map(({ file, name }) => `${file} ${name}`);
}

/** An invariant that tests and operators ask for, and the twin of a piece of SQL that a test holds it to. */
const ASKED_BY_TESTS = [
  'mechanisms/procedure/tasks.ts orphanedCases',
  'mechanisms/publication/validity.ts validityOn',
];

test('no exported function is dead', () => {
  expect(unused(program).filter((name) => !ASKED_BY_TESTS.includes(name))).toEqual([]);
  expect(
    unused(
      new Map([
        ['a.ts', 'export function f() {}\nexport const g = 1;'],
        ['b.ts', `import { f, g } from './a.ts';\nexport { f } from './a.ts';\nconsole.log(g);`],
      ]),
    ),
  ).toEqual(['a.ts f']);
});

/** Exported functions, classes and constants that no other file mentions, tests included. */
function keptForItself(sources: Sources): string[] {
  const bodies = new Map([...sources].map(([file, text]) => [file, code(text).replace(HANDED_ON, '')]));
  const mentions = new Map<string, Set<string>>();
  for (const [file, body] of bodies)
    for (const word of new Set(body.match(/\w+/g)))
      mentions.set(word, (mentions.get(word) ?? new Set()).add(file));
  return exportsOf(sources)
    .filter(({ file, name }) => [...(mentions.get(name) ?? [])].every((f) => f === file))
    .map(({ file, name }) => `${file} ${name}`);
}

test('no function is exported for its own file alone', () => {
  expect(keptForItself(whole).filter((it) => it.startsWith('src/'))).toEqual([]);
  expect(
    keptForItself(
      new Map([
        ['a.ts', 'export function f() {}\nexport const g = 1;\nf();'],
        ['index.ts', `export { f, g } from './a.ts';`],
        ['b.ts', `import { g } from './a.ts';\nconsole.log(g);`],
      ]),
    ),
  ).toEqual(['a.ts f']);
});

/** Names that the files of a tree import from each file, by its path; `*` for all of them. */
function imported(sources: Sources): Map<string, Set<string>> {
  const taken = new Map<string, Set<string>>();
  for (const [from, text] of sources)
    for (const m of code(text).matchAll(
      /(?:import|export)\s+(?:type\s+)?(?:\*(?:\s+as\s+(\w+))?|\{([^}]*)\})\s+from\s+'(\.[^']+)'/g,
    )) {
      const to = path.posix.join(path.posix.dirname(from), m[3]!);
      const names = m[1]
        ? [...text.matchAll(new RegExp(`\\b${m[1]}\\.(\\w+)`, 'g'))].map((n) => n[1]!)
        : m[2] === undefined
          ? ['*']
          : m[2].split(',').map(
              (n) =>
                n
                  .trim()
                  .replace(/^type /, '')
                  .split(' as ')[0]!,
            );
      const all = taken.get(to) ?? new Set();
      for (const name of names) all.add(name);
      taken.set(to, all);
    }
  return taken;
}

/** What a file hands on from others and nobody takes from it, neither directly nor through a file that hands on all of it. */
function handedOnInVain(sources: Sources): string[] {
  const taken = imported(sources);
  const onwards = importsOf(sources).filter(({ from }) => /\bindex\.ts$/.test(from));
  const takes = (file: string, name: string): boolean =>
    (taken.get(file)?.has(name) ?? false) ||
    (taken.get(file)?.has('*') === true && onwards.some((i) => i.to === file && takes(i.from, name)));
  return [...sources].flatMap(([file, text]) =>
    [...code(text).matchAll(/^export (?:type )?\{([^}]*)\} from /gm)].flatMap((m) =>
      m[1]!
        .split(',')
        .map(
          (n) =>
            n
              .trim()
              .replace(/^type /, '')
              .split(' as ')
              .at(-1)!,
        )
        .filter((name) => name !== '' && !takes(file, name))
        .map((name) => `${file} ${name}`),
    ),
  );
}

test('an index hands on only what somebody takes', () => {
  expect(handedOnInVain(whole)).toEqual([]);
  expect(
    handedOnInVain(
      new Map([
        ['a/index.ts', `export { f, type G, h } from './a.ts';\nexport * from './b/index.ts';`],
        ['a/b/index.ts', `export { k, l, m } from './b.ts';`],
        ['c.ts', `import { f } from './a/index.ts';\nimport { k } from './a/index.ts';\nh();`],
        ['d.ts', `import * as b from './a/b/index.ts';\nb.m();`],
      ]),
    ),
  ).toEqual(['a/index.ts G', 'a/index.ts h', 'a/b/index.ts l']);
});
