/** The file cannot be read as text. `message` is Chinese and says what to do. */
export class UnreadableText extends Error {
  override name = 'UnreadableText';
}

/** Largest text file that is read: 5 MB (5 × 1024 × 1024 bytes). */
export const LARGEST_TEXT_BYTES = 5 * 1024 * 1024;

const SIGNATURES: [bytes: number[], what: string][] = [
  [[0x25, 0x50, 0x44, 0x46], 'PDF 文件'],
  [[0x50, 0x4b, 0x03, 0x04], 'Word、Excel、OFD 或压缩文件'],
  [[0xd0, 0xcf, 0x11, 0xe0], '旧版 Word 或 Excel 文件'],
  [[0xff, 0xd8, 0xff], '图片'],
  [[0x89, 0x50, 0x4e, 0x47], '图片'],
  [[0x1f, 0x8b], '压缩文件'],
];

/**
 * Decodes a text file: UTF-8 and UTF-16 with or without byte order mark, otherwise GB18030 (and with it GBK
 * and GB 2312). A file in UTF-8 with a few broken bytes is read with replacement characters and a warning.
 * Throws UnreadableText for an empty, binary, unknown or too large file; `fileName` only names it in messages.
 */
export function decodeText(bytes: Uint8Array, fileName: string): { text: string; warnings: string[] } {
  const refuse = (why: string): never => {
    throw new UnreadableText(`“${fileName}”${why}`);
  };
  if (bytes.length === 0) refuse('是空文件，没有可导入的内容。');
  if (bytes.length > LARGEST_TEXT_BYTES) refuse('超过 5 MB，不像一篇公文，请拆分后再导入。');
  const known = SIGNATURES.find(([start]) => start.every((b, i) => bytes[i] === b));
  if (known) refuse(`是${known[1]}，不是文本文件，请另存为 TXT 后再导入。`);
  const decoded = decodeUnicode(bytes) ?? decodeGb(bytes);
  if (!decoded) refuse('不是文本文件，或者文字编码无法辨认，请另存为 UTF-8 编码的 TXT 后再导入。');
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(decoded!.text)) refuse('里没有文字，没有可导入的内容。');
  return decoded!;
}

type Decoded = { text: string; warnings: string[] };

function decodeUnicode(bytes: Uint8Array): Decoded | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return readable(strictly('utf-16le', bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return readable(strictly('utf-16be', bytes));
  const zeros = zeroBytes(bytes);
  if (zeros.even + zeros.odd > 0) {
    // Chinese UTF-16 has zero bytes only in its ASCII characters, all on the same side.
    if (bytes.length % 2 !== 0 || (zeros.even > 0 && zeros.odd > 0)) return undefined;
    return readable(strictly(zeros.odd > 0 ? 'utf-16le' : 'utf-16be', bytes));
  }
  const strict = strictly('utf-8', bytes);
  if (strict !== undefined) return { text: strict, warnings: [] };
  const loose = new TextDecoder('utf-8').decode(bytes);
  const broken = loose.split('\ufffd').length - 1;
  const kept = (loose.match(/[^\u0000-\u007f\ufffd]/gu) ?? []).length;
  // GB18030 read as UTF-8 breaks at nearly every character; a damaged UTF-8 file at few.
  if (broken * 20 > kept) return undefined;
  return { text: loose, warnings: [`文件里有 ${broken} 处损坏的字符，已用“\ufffd”代替，请对照原件补正。`] };
}

function decodeGb(bytes: Uint8Array): Decoded | undefined {
  return bytes.includes(0) ? undefined : readable(strictly('gb18030', bytes));
}

function strictly(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The text if nearly all of it is Chinese, Latin or punctuation: random bytes decode to rare characters. */
function readable(text: string | undefined): Decoded | undefined {
  if (text === undefined || text.includes('\0')) return undefined;
  const usual = text.match(
    /[\u0009-\u000d\u0020-\u007e\u00a0-\u00ff\u2000-\u2bff\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/gu,
  );
  return (usual?.length ?? 0) >= text.length * 0.9 ? { text, warnings: [] } : undefined;
}

function zeroBytes(bytes: Uint8Array): { even: number; odd: number } {
  const count = { even: 0, odd: 0 };
  for (let i = bytes.indexOf(0); i >= 0; i = bytes.indexOf(0, i + 1)) {
    if (i % 2 === 0) count.even++;
    else count.odd++;
  }
  return count;
}
