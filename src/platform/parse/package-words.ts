import { ParseRefused } from './parsed.ts';

/** The text of an XML part, in the encoding that its mark or declaration says. @throws ParseRefused for one with a document type */
export function xmlOf(part: Uint8Array): string {
  const text = new TextDecoder(encodingOf(part)).decode(part);
  // Office files have none; with one, words could be written that no reader of tags finds.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text))
    throw new ParseRefused('文件中带有自定义实体，不能上传。请用原来的软件另存后再上传。');
  return text;
}

function encodingOf(part: Uint8Array): string {
  const [a, b] = part;
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return 'utf-16be';
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return 'utf-16le';
  const head = Buffer.from(part.subarray(0, 200)).toString('latin1');
  const said = /^[^<]*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(said).encoding;
  } catch {
    throw new ParseRefused('文件的文字编码无法识别。请用原来的软件另存后再上传。');
  }
}

/** The words of an XML text. Tags inside a paragraph cut words apart (runs), the ends of paragraphs and cells are lines. */
export function wordsOf(xml: string): string {
  return xml
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, inside: string) =>
      inside.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
    )
    .replace(
      /<\/(?:[\w-]+:)?(?:p|si|c|row|TextObject|TextCode|title|subject|creator|keywords|description)>/g,
      '\n',
    )
    .replace(/<(?:[\w-]+:)?(?:br|tab)\b[^>]*>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&#(\d{1,7});/g, (_, n: string) => codePoint(Number(n)))
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, n: string) => codePoint(Number.parseInt(n, 16)))
    .replace(/&amp;/g, '&');
}

function codePoint(n: number): string {
  return n > 0 && n <= 0x10ffff ? String.fromCodePoint(n) : '';
}
