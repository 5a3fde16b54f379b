import { extractText, getDocumentProxy } from 'unpdf';
import { ChineseMaps } from './chinese-maps.ts';
import { ParseRefused } from './parsed.ts';

/** Pages of a file whose words are looked at; a longer one is left to a person. */
const MOST_PAGES = 2000;

/** What could be read of a PDF file. */
export interface PdfText {
  pages: number;
  /** One line per line of a page, pages apart by an empty line. */
  text: string;
  /** The same page by page; none of a file that is too long to be read. */
  words: readonly string[];
  /** Whether every page gave words: a scanned page gives none, nor does one whose letters have no meaning given. */
  complete: boolean;
}

/**
 * Pages and words of a PDF file.
 * @throws ParseRefused for a file that is damaged, or locked by a password
 */
export async function readPdf(bytes: Buffer): Promise<PdfText> {
  try {
    const pdf = await getDocumentProxy(new Uint8Array(bytes), {
      verbosity: 0,
      BinaryDataFactory: ChineseMaps,
      cMapPacked: false,
    });
    const pages = pdf.numPages;
    // Also those in packed objects, whose names do not stand in the open.
    if (await pdf.hasJSActions())
      throw new ParseRefused('PDF 中带有可运行的脚本，不能上传。请重新打印为 PDF 后再上传。');
    if (Object.keys((await pdf.getAttachments()) ?? {}).length > 0)
      throw new ParseRefused('PDF 中附带其他文件，不能上传。请去掉附带的文件，或分别上传。');
    if (pages > MOST_PAGES) return { pages, text: '', words: [], complete: false };
    const { text } = await extractText(pdf, { mergePages: false });
    // A private-use letter is one of a font that does not say what it stands for.
    const complete = text.every((page) => page.trim() !== '' && !/[\p{Co}\ufffd]/u.test(page));
    return { pages, text: text.join('\n\n'), words: text, complete };
  } catch (error) {
    if (error instanceof ParseRefused) throw error;
    if ((error as Error).name === 'PasswordException')
      throw new ParseRefused('文件设有打开密码，无法检查。请去掉密码后再上传。');
    throw new ParseRefused('PDF 文件已损坏，无法打开。请重新导出为 PDF 后再上传。');
  }
}
