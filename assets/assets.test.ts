import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildAssets } from '../scripts/build-assets.mjs';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist', 'assets');

let manifest: Record<string, string> = {};
const read = (name: string) => readFileSync(join(folder, manifest[name] ?? ''), 'utf8');

beforeAll(async () => {
  await buildAssets();
  manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
}, 30_000);

describe('built assets', () => {
  it('are five files named by their content, with nothing left over from earlier builds', () => {
    expect(Object.keys(manifest).sort()).toEqual([
      'console.css',
      'console.js',
      'favicon.svg',
      'portal.css',
      'portal.js',
    ]);
    for (const [name, file] of Object.entries(manifest)) {
      const [stem, kind] = name.split('.');
      expect(file).toMatch(new RegExp(`^${stem}\\.[0-9a-f]{8}\\.${kind}$`));
      expect(existsSync(join(folder, file))).toBe(true);
    }
    const files = readdirSync(folder).filter((file) => /\.(?:css|js|svg)$/.test(file));
    expect(files.sort()).toEqual(Object.values(manifest).sort());
  });

  it('are not built again when no source has changed', async () => {
    expect(await buildAssets()).toBe(false);
  });

  it.each(['portal.css', 'console.css'])(
    '%s fetches nothing: no url(), no @import, no @font-face',
    (name) => {
      const text = read(name);
      expect(text).not.toMatch(/url\(|@import|@font-face/);
    },
  );

  it.each(['portal.css', 'console.css'])(
    '%s defines every custom property that it reads without a fallback',
    (name) => {
      const text = read(name);
      const defined = new Set([...text.matchAll(/(--[\w-]+)\s*:/g)].map((match) => match[1]));
      const used = [...text.matchAll(/var\(\s*(--[\w-]+)\s*\)/g)].map((match) => match[1]);
      expect([...new Set(used)].filter((property) => !defined.has(property))).toEqual([]);
    },
  );

  it('name the authors and the licence of Tabler and Bootstrap', () => {
    for (const name of ['portal.css', 'console.css']) {
      expect(read(name)).toMatch(
        /^\/\*![\s\S]*Tabler[\s\S]*MIT licence[\s\S]*Bootstrap[\s\S]*MIT licence[\s\S]*?\*\//,
      );
    }
  });

  it('are small: sheets at most 30 KB, scripts at most 15 KB, compressed', () => {
    for (const face of ['portal', 'console']) {
      expect(gzipSync(read(`${face}.css`)).length).toBeLessThanOrEqual(30 * 1024);
      expect(gzipSync(read(`${face}.js`)).length).toBeLessThanOrEqual(15 * 1024);
    }
  });
});
