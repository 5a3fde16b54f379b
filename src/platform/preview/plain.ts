import { PREVIEW_LIMITS, type PreviewWriter } from './blocks.ts';
import { gridOf } from './grid.ts';
import { joinedLines } from './lines.ts';

/** A plain text: its lines. */
export function readText(text: string, out: PreviewWriter): void {
  for (let at = 0; at <= text.length && !out.full; ) {
    const end = text.indexOf('\n', at);
    out.paragraph(text.slice(at, end < 0 ? undefined : end));
    at = end < 0 ? text.length + 1 : end + 1;
  }
}

/** What parts the cells of a table: commas, semicolons or tabs, whichever the first line has most of. */
function separatorOf(text: string): string {
  const [first = ''] = text.split('\n', 1);
  const [separator = ','] = [',', ';', '\t', '，'].sort(
    (a, b) => first.split(b).length - first.split(a).length,
  );
  return separator;
}

/** The rows of a table of separated values (RFC 4180), blank ones too. */
export function separatedRows(text: string, separator = separatorOf(text)): Generator<string[]> {
  return rowsOf(text.replace(/^\ufeff/, ''), separator);
}

/** A table of separated values. */
export function readCsv(text: string, out: PreviewWriter): void {
  const rows: string[][] = [];
  let beyond = 0;
  for (const row of separatedRows(text)) {
    if (row.every((cell) => cell.trim() === '')) continue;
    if (rows.length < PREVIEW_LIMITS.rows + 1) rows.push(row);
    else beyond++;
  }
  if (rows.length === 0) return;
  const { head, rows: body, columns } = gridOf(rows, 1);
  out.table(head, body, { rows: beyond, columns });
}

function* rowsOf(text: string, separator: string): Generator<string[]> {
  let row: string[] = [];
  let cell = '';
  let at = 0;
  while (at < text.length) {
    const c = text[at];
    if (c === '"' && cell === '') {
      const [value, next] = quoted(text, at + 1);
      cell = value;
      at = next;
      // What stands between the closing quote and the separator belongs to the cell.
      continue;
    }
    if (c === separator) {
      row.push(cell);
      cell = '';
    } else if (c === '\n') {
      yield [...row, cell];
      row = [];
      cell = '';
    } else if (c !== '\r') cell += c;
    at++;
  }
  if (cell !== '' || row.length > 0) yield [...row, cell];
}

/** A quoted value and where it ends; a doubled quote is a quote. One that never ends goes to the end of the text. */
function quoted(text: string, from: number): [string, number] {
  let value = '';
  for (let at = from; ; ) {
    const end = text.indexOf('"', at);
    if (end < 0) return [value + text.slice(at), text.length];
    value += text.slice(at, end);
    if (text[end + 1] !== '"') return [value, end + 1];
    value += '"';
    at = end + 2;
  }
}

/** The words of a PDF file, page by page; none where they could not be read. */
export function readPages(pages: readonly string[], out: PreviewWriter): void {
  if (pages.every((page) => page.trim() === '')) {
    out.remark('这份 PDF 的文字读不出来（可能是扫描件），请看原件。');
    return;
  }
  for (const [index, page] of pages.entries()) {
    if (out.full) return;
    out.section(`第 ${index + 1} 页`);
    if (page.trim() === '') out.note('这一页没有可以读出的文字，请看原件。');
    for (const paragraph of joinedLines(page.split('\n'))) out.paragraph(paragraph);
  }
}
