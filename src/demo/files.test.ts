import { loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { extensionOf } from '../platform/files/types.ts';
import { inspect } from '../platform/parse/inspect.ts';
import { DEMO_DOCUMENTS, type DemoAttachment } from './content/index.ts';
import { ofdFile } from './ofd.ts';
import { pictureFile } from './picture.ts';
import { slidesFile } from './slides.ts';

/* The files that hand-written papers bring in formats of their own: what an upload would make of them. */

const PUBLIC = ['published', 'published-corrected', 'correction-in-review', 'withdrawal-requested'];
const MADE = { ofd: ofdFile, pptx: slidesFile, png: pictureFile } as const;
const published = DEMO_DOCUMENTS.filter((d) => PUBLIC.includes(d.reach)).flatMap((d) =>
  (d.attachments ?? []).map((a) => ({ d, a })),
);
const one = (extension: keyof typeof MADE): { a: DemoAttachment; bytes: Buffer } => {
  const found = published.find(({ a }) => extensionOf(a.name) === extension);
  if (!found) throw new Error(`no ${extension}`);
  return { a: found.a, bytes: MADE[extension](found.a.lines) };
};

describe('a file of the demo city', () => {
  it.each(['ofd', 'pptx', 'png'] as const)(
    'as %s is small, the same every time, and taken by the checks',
    async (extension) => {
      const { a, bytes } = one(extension);
      expect(bytes.length).toBeLessThan(30_000);
      expect(MADE[extension](a.lines).equals(bytes)).toBe(true);
      const { result } = await inspect(bytes, { extension });
      expect([result.secrecyMark, result.personal]).toEqual([false, []]);
      expect(result.preview.kind).toBe(extension === 'png' ? 'picture' : 'blocks');
    },
  );

  it('shows every line of a form and of slides in its preview', async () => {
    for (const extension of ['ofd', 'pptx'] as const) {
      const { a, bytes } = one(extension);
      const { preview, wordsRead } = (await inspect(bytes, { extension })).result;
      expect(wordsRead).toBe(true);
      const shown = JSON.stringify(preview);
      for (const text of a.lines.flat()) expect(shown).toContain(text);
    }
    const { preview } = (await inspect(one('ofd').bytes, { extension: 'ofd' })).result;
    expect(JSON.stringify(preview)).toContain('儿童姓名：　性别：　民族：');
  });

  it('draws a sketch that a browser can show, and refuses what it cannot draw', async () => {
    const { bytes } = one('png');
    const { width, height } = await loadImage(bytes);
    expect([width, height]).toEqual([720, 480]);
    expect(() => pictureFile([['blue', '1', '2', '3']])).toThrow('cannot draw');
    expect(() => pictureFile([['road', '1', '2']])).toThrow('cannot draw');
  });

  it('is named in the text of its paper', () => {
    for (const { d, a } of published.filter(({ a: { name } }) => /(?:ofd|pptx|png)$/.test(name)))
      expect(d.body, d.key).toContain(a.name.replace(/\.[a-z]+$/, ''));
  });
});
