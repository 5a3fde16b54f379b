import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffPart, diffText } from './diff-text.ts';

const side = (parts: DiffPart[], gone: 'ins' | 'del') =>
  parts
    .filter((part) => part.kind !== gone)
    .map((part) => part.text)
    .join('');

/** Parts in short: +came, -went, =stayed. */
const short = (before: string, after: string) =>
  diffText(before, after).map((part) => `${{ ins: '+', del: '-', same: '=' }[part.kind]}${part.text}`);

describe('comparison of two texts', () => {
  it.each([
    ['相同', '相同', ['=相同\n']],
    ['要尽快公布', '要于5月25日前公布', ['=要', '-尽快', '+于5月25日前', '=公布\n']],
    ['第一行\n第二行', '第一行', ['=第一行\n', '-第二行\n']],
    ['第一行', '第一行\n第二行', ['=第一行\n', '+第二行\n']],
    ['甲\n乙\n丙', '甲\n丁\n丙', ['=甲\n', '-乙', '+丁', '=\n丙\n']],
    ['', '新', ['+新', '=\n']],
  ])('%j to %j', (before, after, expected) => {
    expect(short(before, after)).toEqual(expected);
  });

  it('gives both texts back whole', () => {
    const text = fc
      .array(fc.constantFrom('甲', '乙', '丙', '\n', '𠮷', ' '), { maxLength: 40 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffText(before, after);
        expect(side(parts, 'ins')).toBe(`${before}\n`);
        expect(side(parts, 'del')).toBe(`${after}\n`);
      }),
    );
  });

  it('never splits a character outside the basic plane', () => {
    expect(short('𠮷', '𠮶')).toEqual(['-𠮷', '+𠮶', '=\n']);
  });

  it('takes a stretch too large to compare as replaced, and stays whole', () => {
    const before = Array.from({ length: 3000 }, (_, n) => `前${n}`).join('\n');
    const after = Array.from({ length: 3000 }, (_, n) => `后${n}`).join('\n');
    const parts = diffText(before, after);
    expect(side(parts, 'ins')).toBe(`${before}\n`);
    expect(side(parts, 'del')).toBe(`${after}\n`);
  });
});
