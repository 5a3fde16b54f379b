import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { code, everything, find, type Import, importsOf, program, ROOT, read } from './sources-kit.ts';

/* Holds the rules of docs/architecture.md that a compiler does not know, by reading the sources as text. */

const LAYERS = [
  ['law/'],
  ['platform/'],
  ['ui/'],
  ['core/'],
  ['mechanisms/'],
  ['modules/'],
  [
    'app.ts',
    'house.ts',
    'addresses.ts',
    'channels.ts',
    'config.ts',
    'contexts.ts',
    'runtime.ts',
    'portal-reading.ts',
    'readiness.ts',
    'error-pages.tsx',
    'install.ts',
    'backup.ts',
    'restore.ts',
    'demo/',
  ],
  ['main.ts', 'health.ts', 'child.ts', 'cli.ts', 'commands/'],
];
/** The order of the modules (architecture, section 5); a module may use those before it. */
const MODULES = [
  'administration',
  'sites',
  'terms',
  'reminders',
  'documents',
  'importing',
  'privacy',
  'feedback',
  'supervision',
];

function layer(file: string): number {
  return LAYERS.findIndex((names) => names.some((n) => (n.endsWith('/') ? file.startsWith(n) : file === n)));
}

function moduleOf(file: string): string | undefined {
  return /^modules\/([^/]+)\//.exec(file)?.[1];
}

/** What is wrong with an import; undefined for a good one. */
function wrongImport({ from, to }: Import): string | undefined {
  const said = `${from} → ${to}`;
  if (!/\.[a-z]+$/.test(to) || !to.includes('/')) {
    const relative = program.has(to) || /^\.\.?\//.test(to);
    if (!relative) return from.startsWith('law/') ? `${said}: law imports nothing` : undefined;
  }
  if (to.startsWith('../')) return `${said}: leaves src`;
  if (!/\.tsx?$/.test(to)) return from.startsWith('law/') ? `${said}: law imports nothing` : undefined;
  const [a, b] = [layer(from), layer(to)];
  if (a < 0) return `${from} belongs to no layer`;
  if (b < 0) return `${to} belongs to no layer`;
  if (b > a) return `${said}: points upwards`;
  const [mine, theirs] = [moduleOf(from), moduleOf(to)];
  if (theirs && mine !== theirs) {
    if (to !== `modules/${theirs}/index.ts`) return `${said}: a module is entered through its index.ts`;
    if (mine && MODULES.indexOf(theirs) > MODULES.indexOf(mine))
      return `${said}: against the order of the modules`;
  }
  const mechanism = (file: string) => /^mechanisms\/([^/]+)\//.exec(file)?.[1];
  if (b === 4 && mechanism(from) !== mechanism(to) && !/^mechanisms\/[^/]+\/index\.ts$/.test(to))
    return `${said}: a mechanism is entered through its index.ts`;
  return undefined;
}

test('imports point one way: law ← platform ← ui ← core ← mechanisms ← modules ← app ← main', () => {
  expect(program.size).toBeGreaterThan(80);
  expect(importsOf(program).map(wrongImport).filter(Boolean)).toEqual([]);
});

test('the check of imports sees what it must see', () => {
  const sees = (file: string, text: string) => importsOf(new Map([[file, text]])).map(wrongImport);
  expect(sees('platform/a.ts', `import { x } from '../core/people.ts';`)).toEqual([
    expect.stringContaining('points upwards'),
  ]);
  expect(sees('platform/a.ts', `export * from '../core/people.ts';`)).toEqual([
    expect.stringContaining('points upwards'),
  ]);
  expect(sees('ui/a.tsx', `const x = await import('../modules/documents/index.ts');`)).toEqual([
    expect.stringContaining('points upwards'),
  ]);
  expect(sees('core/a.ts', `import type {\n  A,\n  B,\n} from '../modules/documents/index.ts';`)).toEqual([
    expect.stringContaining('points upwards'),
  ]);
  expect(sees('app.ts', `import '../src/main.ts';\nimport { t } from './main.ts';`)).toContainEqual(
    expect.stringContaining('points upwards'),
  );
  expect(sees('modules/documents/a.ts', `import { s } from '../sites/portal/home.tsx';`)).toEqual([
    expect.stringContaining('through its index.ts'),
  ]);
  expect(sees('modules/sites/a.ts', `import { s } from '../documents/index.ts';`)).toEqual([
    expect.stringContaining('against the order'),
  ]);
  expect(sees('modules/sites/a.ts', `import type { Module } from '../module.ts';`)).toEqual([undefined]);
  expect(sees('law/a.ts', `import fs from 'node:fs';`)).toEqual([
    expect.stringContaining('law imports nothing'),
  ]);
  expect(sees('law/a.ts', `import { z } from 'zod';`)).toEqual([
    expect.stringContaining('law imports nothing'),
  ]);
  expect(sees('law/a.ts', `import type { Day } from './day.ts';`)).toEqual([undefined]);
  expect(sees('platform/a.ts', `// import { x } from '../core/people.ts';`)).toEqual([]);
});

test('every module stands in the order, and every folder of src in a layer', () => {
  const modules = new Set([...program.keys()].map(moduleOf).filter((m) => m !== undefined));
  expect([...modules].filter((m) => !MODULES.includes(m))).toEqual([]);
  expect([...program.keys()].filter((f) => layer(f) < 0)).toEqual([]);
});

test('no file imports itself through others', () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of importsOf(program))
    if (program.has(to)) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const loops: string[] = [];
  const walk = (file: string, above: readonly string[]) => {
    if (above.includes(file)) loops.push([...above.slice(above.indexOf(file)), file].join(' → '));
    if (done.has(file) || above.includes(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...above, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  // Types only: the actions of a case page take the view that the page reads.
  expect(
    loops.filter(
      (l) => !l.includes('modules/documents/console/case-actions.tsx → modules/documents/console/case.tsx'),
    ),
  ).toEqual([]);
});

test('the supervisor stays small: it loads no web framework, no query builder, no job queue, no page', () => {
  // Imports of types alone are gone in the build.
  const loaded = (file: string) => {
    const text = code(program.get(file) ?? '').replace(/^\s*(?:import|export) type [^;]*;/gm, '');
    return importsOf(new Map([[file, text]])).map((i) => i.to);
  };
  const seen = new Set(['main.ts']);
  for (const file of seen) for (const to of loaded(file)) seen.add(to);
  expect(seen.size).toBeGreaterThan(10);
  expect(
    [...seen].filter((f) =>
      /^(fastify|kysely|pg-boss|preact|pino)|^@fastify|\.tsx$|^(core|mechanisms|modules)\//.test(f),
    ),
  ).toEqual([]);
});

const CLOCK = /\bnew Date\(|\bDate\.now\(|\bDate\(\)/;

test('only the clock reads the time of the machine', () => {
  expect(find(program, CLOCK, ['platform/clock.ts'])).toEqual([]);
  expect(
    find(new Map([['a.ts', 'const t = Date.now();\nconst d = new Date();\nDate.UTC(2026, 0, 1);']]), CLOCK),
  ).toHaveLength(2);
});

const SQL_TIME =
  /(?<![.\w])now\(\)(?!\s*[:{])|\bcurrent_(?:date|timestamp|time)\b|\blocal(?:time|timestamp)\b|\b(?:clock|statement|transaction)_timestamp\b|'(?:today|now|yesterday|tomorrow)'\s*::/i;

test('SQL never asks the database for the time: law and visibility get it as a parameter', () => {
  const found = find(program, SQL_TIME);
  // The one exception: when a migration was applied is a fact about the installation, not about the law.
  expect(found).toEqual([
    expect.stringMatching(
      /^platform\/db\/migrate\.ts:\d+ .*create table if not exists migration .*default clock_timestamp\(\)/,
    ),
  ]);
  const migrations = new Map(
    fs
      .readdirSync(path.join(ROOT, 'migrations'))
      .map((f) => [f, fs.readFileSync(path.join(ROOT, 'migrations', f), 'utf8')]),
  );
  expect(migrations.size).toBeGreaterThan(3);
  expect(find(migrations, SQL_TIME)).toEqual([]);
  expect(
    find(
      new Map([['a.ts', 'where at < now()\nvalid_to >= current_date\nclock.now()\nnow(): Date;']]),
      SQL_TIME,
    ),
  ).toHaveLength(2);
});

test('pages hold nothing inline: no style, no script, no handler, no raw HTML but that of sanitised texts', () => {
  const pages = new Map([...program].filter(([file]) => file.endsWith('.tsx')));
  expect(pages.size).toBeGreaterThan(20);
  expect(find(pages, /\sstyle=/)).toEqual([]);
  expect(find(pages, /<script(?!\s+src=\{)/)).toEqual([]);
  expect(find(pages, /\son(?!ce=)[a-zA-Z]+=[{"']/)).toEqual([]);
  expect(find(pages, /javascript:/)).toEqual([]);
  expect(
    find(pages, /dangerouslySetInnerHTML/, ['ui/document-view.tsx', 'ui/icons.tsx', 'ui/lists.tsx']),
  ).toEqual([]);
});

test('types are never switched off', () => {
  const all = new Map([
    ...everything,
    ...read('test'),
    ...[...read('scripts')].map(([f, t]): [string, string] => [`scripts/${f}`, t]),
  ]);
  expect(find(all, /(?::|<|\||&|\bas|,|=>)\s*any\b(?!\w|['"`])|\bany\[\]/)).toEqual([]);
  const raw = (pattern: RegExp) =>
    [...all]
      .filter(([file]) => file !== 'architecture.test.ts')
      .flatMap(([file, text]) =>
        text
          .split('\n')
          .filter((l) => pattern.test(l))
          .map((l) => `${file} ${l.trim()}`),
      );
  expect(raw(/@ts-(?:ignore|expect-error|nocheck)/)).toEqual([]);
  // Where the linter is overruled, the reason stands in the same line.
  expect(raw(/biome-ignore/).filter((l) => !/biome-ignore(?:-\w+)? \S+: \S.{9,}/.test(l))).toEqual([]);
});

test('connections outward are opened in named files only', () => {
  const opens =
    /(?<!\boutbound\.)\bfetch\(|\bhttps?\.(?:request|get)\(|\bnet\.(?:connect|createConnection)\(|\btls\.connect\(|\bnew WebSocket\(/;
  // The door outward; and sockets of this machine: the lock of a data folder, the server found in it, a virus scanner.
  expect(
    find(program, opens, ['platform/postgres/', 'platform/outbound.ts', 'platform/files/clamd.ts']),
  ).toEqual([]);
});

test('the environment is read in one place', () => {
  // The supervisor and its processes hand it to the schema of config.ts; the bootstrap order of a child is no setting.
  expect(
    find(program, /process\.env/, ['main.ts', 'child.ts', 'cli.ts', 'commands/', 'platform/postgres/']),
  ).toEqual([]);
});

test('[R-SEC-04] every field for a password or a code is named among those that no page may carry again', () => {
  const fields = [...program]
    // The sign-in itself keeps other forms, and is never kept.
    .filter(([file]) => !file.startsWith('ui/') && file !== 'core/pages/sign-in-view.tsx')
    .flatMap(([file, text]) =>
      [...code(text).matchAll(/<TextField\b[^>]*>/g)]
        .map((m) => m[0])
        .filter((tag) => /type="password"|one-time-code/.test(tag))
        .map((tag) => ({
          file,
          name: /\bname=(?:"([^"]+)"|\{`([^`]+)`\})/.exec(tag)?.slice(1).find(Boolean),
        })),
    );
  expect(fields.length).toBeGreaterThan(5);
  const secrets = (file: string) =>
    [...(program.get(file) ?? '').matchAll(/secrets: \[([^\]]*)\]/g)].flatMap((m) =>
      [...m[1]!.matchAll(/'([^']+)'/g)].map((n) => n[1]!),
    );
  const named = ({ file, name }: { file: string; name: string | undefined }) =>
    secrets(file).some((s) => s === name || (name?.includes('${') && s.startsWith(name.split('${')[0]!)));
  expect(fields.filter((f) => !named(f))).toEqual([]);
});
