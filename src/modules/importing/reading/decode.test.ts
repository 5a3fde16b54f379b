import { describe, expect, test } from 'vitest';
import { decodeText, LARGEST_TEXT_BYTES, UnreadableText } from './decode.ts';

const TEXT = '各单位：\r\n请把路灯修好，3天内办结。\n';
const utf8 = new TextEncoder().encode(TEXT);
// Written by hand from the code table: 各单位：请 in GB 2312.
const GB = new Uint8Array([0xb8, 0xf7, 0xb5, 0xa5, 0xce, 0xbb, 0xa3, 0xba, 0xc7, 0xeb]);

function utf16(text: string, littleEndian: boolean, mark: boolean): Uint8Array {
  const units = [...(mark ? '\ufeff' : ''), ...text].map((c) => c.charCodeAt(0));
  return new Uint8Array(units.flatMap((u) => (littleEndian ? [u & 255, u >> 8] : [u >> 8, u & 255])));
}

describe('[R-DOC-01] encodings of text files', () => {
  test.each([
    ['UTF-8', utf8],
    ['UTF-8 with mark', new Uint8Array([0xef, 0xbb, 0xbf, ...utf8])],
    ['UTF-16 LE with mark', utf16(TEXT, true, true)],
    ['UTF-16 BE with mark', utf16(TEXT, false, true)],
    ['UTF-16 LE without mark', utf16(TEXT, true, false)],
    ['UTF-16 BE without mark', utf16(TEXT, false, false)],
  ])('%s', (_name, bytes) => expect(decodeText(bytes, 'a.txt')).toEqual({ text: TEXT, warnings: [] }));

  test('GB18030', () => expect(decodeText(GB, 'a.txt').text).toBe('各单位：请'));

  test('a UTF-8 file cut in the middle of a character is read with a warning', () => {
    const { text, warnings } = decodeText(new TextEncoder().encode(TEXT.repeat(5)).subarray(0, 212), 'a.txt');
    expect(text).toMatch(/^各单位：\r\n请/);
    expect(text).toContain('\ufffd');
    expect(warnings.join()).toContain('损坏的字符');
  });
});

describe('[R-DOC-01] what is refused, in Chinese, with the file named', () => {
  test.each([
    ['an empty file', new Uint8Array(0), '空文件'],
    ['only blanks', new TextEncoder().encode(' \r\n\u3000\n'), '没有文字'],
    ['only control characters', new TextEncoder().encode('\u0001\u0002\n'), '没有文字'],
    ['zero bytes', new Uint8Array([0x41, 0, 0, 0, 0x42, 0x43]), '不是文本文件'],
    ['a PDF', new TextEncoder().encode('%PDF-1.7 …'), 'PDF'],
    ['a packed file', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]), 'Word'],
    ['an old Word file', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1]), '旧版 Word'],
    ['a picture', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), '图片'],
    [
      'bytes of no encoding',
      new Uint8Array(Array.from({ length: 400 }, (_, i) => 128 + ((i * 73) % 128))),
      '编码',
    ],
    ['more than 5 MB', new Uint8Array(LARGEST_TEXT_BYTES + 1).fill(0x41), '超过 5 MB'],
  ])('%s', (_name, bytes, part) => {
    const read = () => decodeText(bytes, '甲.txt');
    expect(read).toThrow(UnreadableText);
    expect(read).toThrow(part);
    expect(read).toThrow('甲.txt');
  });

  test('exactly 5 MB is read', () => {
    expect(decodeText(new Uint8Array(LARGEST_TEXT_BYTES).fill(0x41), 'a.txt').text).toHaveLength(
      LARGEST_TEXT_BYTES,
    );
  });
});
