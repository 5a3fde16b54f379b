// Builds style sheets, scripts and the icon of portal and console into dist/assets, with names that carry a hash of
// their content, and a manifest from the plain name to the file. Does nothing when no source has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'assets');
const target = join(root, 'dist', 'assets');

const faces = ['portal', 'console'];
/** Packages whose version decides what comes out. */
const tools = ['@tabler/core', 'esbuild', 'postcss', 'postcss-preset-env', 'sass'];
/** The oldest browser that must show everything. */
const browser = 'chrome94';
/** Classes of Tabler that our components use; rules for others are left out. */
const keptClasses = new Set([
  'btn',
  'btn-danger',
  'btn-link',
  'btn-primary',
  'form-control',
  'form-label',
  'form-select',
  'table',
]);
const newerFunctions = /\b(?:oklch|oklab|light-dark|color-mix)\(/;

const banner = `/*!
 * Includes parts of:
 * Tabler 1.6.1 (https://tabler.io), Copyright 2018-2026 The Tabler Authors, codecalm.net Paweł Kuna, MIT licence
 * Bootstrap 5.3 (https://getbootstrap.com), Copyright 2011-2026 The Bootstrap Authors, MIT licence
 */
`;

/** All source files below a folder, in a fixed order. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Hash over everything that the output depends on. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [...filesBelow(sources), fileURLToPath(import.meta.url)]) {
    hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file));
  }
  for (const tool of tools) {
    hash.update(JSON.parse(readFileSync(join(root, 'node_modules', tool, 'package.json'), 'utf8')).version);
  }
  return hash.digest('hex');
}

/** Whether the last build was of these sources and all its files are still there. */
function isFresh(stamp) {
  const stampFile = join(target, '.stamp');
  const manifestFile = join(target, 'manifest.json');
  if (!existsSync(stampFile) || !existsSync(manifestFile)) return false;
  if (readFileSync(stampFile, 'utf8') !== stamp) return false;
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  return Object.values(manifest).every((file) => existsSync(join(target, file)));
}

/** PostCSS plugin: of Tabler's rules keeps only those for elements and for the classes we use. */
const prune = {
  postcssPlugin: 'prune-tabler',
  Once(sheet) {
    sheet.walkDecls((declaration) => {
      if (newerFunctions.test(declaration.value)) declaration.remove();
    });
    sheet.walkRules((rule) => {
      rule.selectors = rule.selectors.filter((selector) =>
        [...selector.matchAll(/\.([A-Za-z][\w-]*)/g)].every(([, name]) => keptClasses.has(name)),
      );
      if (rule.selector === '') rule.remove();
    });
    sheet.walkComments((comment) => comment.remove());
    // Containers that have lost all their rules; `walk` goes from the outside in, so repeat until none is left.
    let removed = true;
    while (removed) {
      removed = false;
      sheet.walk((node) => {
        if (node.nodes?.length === 0) {
          node.remove();
          removed = true;
        }
      });
    }
  },
};

async function styleSheets() {
  const [{ compile }, { default: postcss }, { default: presetEnv }, { transform }] = await Promise.all([
    import('sass'),
    import('postcss'),
    import('postcss-preset-env'),
    import('esbuild'),
  ]);
  const options = {
    loadPaths: [join(root, 'node_modules')],
    quietDeps: true,
    charset: false,
  };
  // What :has() adds is guarded by @supports; the fallback of the plugin would need a script of its own.
  const lower = postcss([
    presetEnv({ browsers: 'chrome >= 94', stage: 2, features: { 'has-pseudo-class': false } }),
  ]);
  const tabler = await postcss([prune]).process(compile(join(sources, 'css/tabler.scss'), options).css, {
    from: undefined,
  });
  return Promise.all(
    faces.map(async (face) => {
      const own = compile(join(sources, 'css', `${face}.scss`), options).css;
      const lowered = await lower.process(`${tabler.css}\n${own}`, { from: undefined });
      const { code } = await transform(lowered.css, {
        loader: 'css',
        minify: true,
        target: browser,
        charset: 'utf8',
      });
      return { name: `${face}.css`, content: banner + code };
    }),
  );
}

async function scripts() {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: faces.map((face) => join(sources, 'islands', `${face}.ts`)),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: browser,
    charset: 'utf8',
    outdir: target,
    tsconfigRaw: {},
  });
  return result.outputFiles.map((file, index) => ({ name: `${faces[index]}.js`, content: file.text }));
}

/** What is taken as it is. */
function pictures() {
  return [{ name: 'favicon.svg', content: readFileSync(join(sources, 'favicon.svg'), 'utf8') }];
}

/** Writes to a neighbour first, so that a reader never sees half a file. */
function writeWhole(file, content) {
  const draft = `${file}.${process.pid}.part`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}

/**
 * Builds the assets when a source has changed.
 * @returns whether anything was built
 */
export async function buildAssets() {
  const stamp = fingerprint();
  if (isFresh(stamp)) return false;
  const outputs = (await Promise.all([styleSheets(), scripts(), pictures()])).flat();
  mkdirSync(target, { recursive: true });
  const manifest = {};
  for (const { name, content } of outputs) {
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
    const file = name.replace('.', `.${hash}.`);
    manifest[name] = file;
    writeWhole(join(target, file), content);
  }
  writeWhole(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeWhole(join(target, '.stamp'), stamp);
  const current = new Set([...Object.values(manifest), 'manifest.json', '.stamp']);
  for (const file of readdirSync(target)) {
    if (!current.has(file) && !file.endsWith('.part')) rmSync(join(target, file));
  }
  return true;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildAssets();
}
