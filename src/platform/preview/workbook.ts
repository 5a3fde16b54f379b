import { PREVIEW_LIMITS, type PreviewWriter } from './blocks.ts';
import { EPOCHS, numberFormats, shownNumber } from './number-format.ts';
import { readSheet, type SheetContent } from './sheet.ts';
import { type Merge, mergesOf, sheetTable } from './sheet-table.ts';
import { attribute, type Parts, relationsOf, tagsNamed, xmlEvents } from './xml-events.ts';

/** Most texts of a workbook that are remembered. */
const MOST_TEXTS = 400_000;
const BOOK = 'xl/workbook.xml';

/**
 * Reads the sheets of a workbook as tables. Cells show what the program that saved the file showed; nothing is computed.
 * What is hidden is shown too: whoever downloads the file can see it.
 */
export function readWorkbookTables(parts: Parts, out: PreviewWriter): void {
  const book = parts(BOOK) ?? '';
  const targets = relationsOf(parts, BOOK);
  const sheets = [...tagsNamed(book, 'sheet')].map((tag) => ({
    name: attribute(tag, 'name'),
    hidden: /hidden/i.test(attribute(tag, 'state')),
    part: targets.get(attribute(tag, ':id')) ?? '',
  }));
  const [properties] = tagsNamed(book, 'workbookPr');
  const since1904 = properties !== undefined && ['1', 'true'].includes(attribute(properties, 'date1904'));
  const texts = sharedTexts(parts('xl/sharedStrings.xml'));
  const formats = numberFormats(parts('xl/styles.xml'));
  const show = (raw: string, style: number): string =>
    shownNumber(raw, formats[style], EPOCHS[since1904 ? '1904' : '1900']);
  for (const sheet of sheets.slice(0, PREVIEW_LIMITS.sheets)) {
    if (out.full) break;
    const xml = parts(sheet.part);
    if (xml === undefined) continue;
    const content = readSheet(xml, texts, show);
    out.section(`工作表：${sheet.name}${sheet.hidden ? '（隐藏的工作表）' : ''}`);
    if (sheet.hidden) out.remark('文件中有隐藏的工作表，预览中一并列出。');
    if (content.hidden) out.remark('文件中有隐藏的行或列，预览中一并列出。');
    writeSheet(content, mergesOf(xml), out);
  }
  const beyond = sheets.length - PREVIEW_LIMITS.sheets;
  if (beyond > 0) out.remark(`文件有 ${sheets.length} 张工作表，后 ${beyond} 张没有列出，请下载查看。`);
}

function writeSheet(content: SheetContent, merges: readonly Merge[], out: PreviewWriter): void {
  if (content.rows.length === 0) {
    out.note('这张工作表是空的。');
    return;
  }
  const { titles, head, rows, columns } = sheetTable(content, merges);
  for (const title of titles) out.paragraph(title);
  if (rows.length + head.length > 0) out.table(head, rows, { rows: content.beyond, columns });
}

/** The texts that cells refer to by their number, without the phonetic readings. */
function sharedTexts(xml: string | undefined): string[] {
  const texts: string[] = [];
  let text = '';
  let open = false;
  let phonetic = 0;
  for (const event of xmlEvents(xml ?? '')) {
    if (typeof event === 'string') {
      if (open && phonetic === 0 && text.length <= PREVIEW_LIMITS.cell) text += event;
    } else if (event.name === 't') open = !event.closing && !event.empty;
    else if (event.name === 'rPh') phonetic += event.closing ? -1 : event.empty ? 0 : 1;
    else if (event.name === 'si' && (event.closing || event.empty)) {
      texts.push(text);
      text = '';
      if (texts.length >= MOST_TEXTS) break;
    }
  }
  return texts;
}
