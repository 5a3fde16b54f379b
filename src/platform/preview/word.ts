import { type Cell, PREVIEW_LIMITS, type PreviewWriter } from './blocks.ts';
import { gridOf } from './grid.ts';
import { WordNumbers } from './word-numbers.ts';
import { outline, WordStyles } from './word-styles.ts';
import { attribute, type Parts, skip, type XmlTag, xmlEvents } from './xml-events.ts';

/** A paragraph while it is being read. */
interface Paragraph {
  text: string;
  style: string;
  outline: number | undefined;
  list: string;
  level: number;
}

interface OpenCell {
  lines: string[];
  across: number;
  continued: boolean;
}

interface OpenTable {
  rows: Cell[][];
  /** How many rows at the top are repeated on each page. */
  head: number;
  cells: OpenCell[];
  repeated: boolean;
  beyond: number;
}

/** Reads the text of a Word file in its order: headings, paragraphs, lists with their numbers, tables. */
export function readWord(parts: Parts, out: PreviewWriter): void {
  new WordReader(parts, out).read(parts('word/document.xml') ?? '');
}

class WordReader {
  readonly #out: PreviewWriter;
  readonly #styles: WordStyles;
  readonly #numbers: WordNumbers;
  /** A text box stands inside a paragraph: the inner one is read first. */
  readonly #open: Paragraph[] = [];
  /** The table that is being read; what is nested in one is read as lines of its cell. */
  #table: OpenTable | undefined;
  #depth = 0;
  /** Within the properties of a paragraph, whose own mark may be hidden without any word being so. */
  #properties = false;
  #pictures = 0;
  #notes = 0;

  constructor(parts: Parts, out: PreviewWriter) {
    this.#out = out;
    this.#styles = new WordStyles(parts('word/styles.xml'));
    this.#numbers = new WordNumbers(parts('word/numbering.xml'));
  }

  read(xml: string): void {
    const events = xmlEvents(xml);
    let inText = false;
    for (const event of events) {
      if (this.#out.full) break;
      if (typeof event === 'string') {
        const paragraph = this.#open.at(-1);
        if (inText && paragraph) paragraph.text += event;
      } else if (event.closing) {
        if (event.name === 't') inText = false;
        else this.#close(event.name);
      } else if (SKIPPED.has(event.name)) {
        this.#skipped(event.name);
        skip(events, event);
      } else if (event.name === 't') inText = !event.empty;
      else this.#begin(event);
    }
    this.#remarks();
  }

  #begin(tag: XmlTag): void {
    const paragraph = this.#open.at(-1);
    const value = () => attribute(tag, 'val');
    switch (tag.name) {
      case 'p':
        if (!tag.empty) this.#open.push({ text: '', style: '', outline: undefined, list: '', level: 0 });
        return;
      case 'tbl':
        if (this.#depth++ === 0) this.#table = { rows: [], head: 0, cells: [], repeated: false, beyond: 0 };
        return;
      case 'tr':
        if (this.#depth === 1 && this.#table) Object.assign(this.#table, { cells: [], repeated: false });
        return;
      case 'tc':
        if (this.#depth === 1) this.#table?.cells.push({ lines: [], across: 1, continued: false });
        return;
      case 'tblHeader':
        if (this.#depth === 1 && this.#table) this.#table.repeated = on(value());
        return;
      case 'gridSpan':
        this.#cell((cell) => {
          cell.across = Math.min(Math.max(1, Number(value()) || 1), PREVIEW_LIMITS.columns);
        });
        return;
      case 'vMerge':
        this.#cell((cell) => {
          cell.continued = value() !== 'restart';
        });
        return;
      case 'blip':
      case 'imagedata':
      case 'chart':
        this.#pictures++;
        return;
      case 'footnoteReference':
      case 'endnoteReference':
        this.#notes++;
        return;
      case 'pPr':
        this.#properties = !tag.empty;
        return;
      case 'vanish':
        if (on(value()) && !this.#properties) this.#out.remark('文件中有设为隐藏的文字，预览中一并列出。');
        return;
    }
    if (!paragraph) return;
    if (tag.name === 'pStyle') paragraph.style = value();
    else if (tag.name === 'outlineLvl') paragraph.outline = outline(value());
    else if (tag.name === 'numId') paragraph.list = value();
    else if (tag.name === 'ilvl') paragraph.level = Number(value()) || 0;
    else if (tag.name === 'tab') paragraph.text += ' ';
    else if (tag.name === 'br' || tag.name === 'cr') paragraph.text += '\n';
    else if (tag.name === 'noBreakHyphen') paragraph.text += '-';
  }

  #cell(change: (cell: OpenCell) => void): void {
    const cell = this.#depth === 1 ? this.#table?.cells.at(-1) : undefined;
    if (cell) change(cell);
  }

  #close(name: string): void {
    if (name === 'p') {
      const paragraph = this.#open.pop();
      if (paragraph) this.#paragraph(paragraph);
    } else if (name === 'pPr') this.#properties = false;
    else if (name === 'tr' && this.#depth === 1) this.#row();
    else if (name === 'tbl' && this.#depth > 0 && --this.#depth === 0) this.#tableDone();
  }

  #paragraph(p: Paragraph): void {
    const cell = this.#depth > 0 ? this.#table?.cells.at(-1) : undefined;
    const style = this.#styles.of(p.style);
    const list = p.list || style.list;
    // Counted where it stands, shown or not: the numbers after it depend on it.
    const mark =
      list && list !== '0' && p.text.trim()
        ? this.#numbers.next(list, p.list ? p.level : style.level)
        : undefined;
    if (cell) {
      if (p.text.trim() && cell.lines.length < 100) cell.lines.push(`${mark ?? ''}${p.text}`);
      return;
    }
    const heading = p.outline ?? style.heading;
    if (heading !== undefined) this.#out.heading(heading, numbered(mark ?? '', p.text));
    else if (mark === undefined) this.#out.paragraph(p.text);
    else this.#out.item(p.list ? p.level : style.level, mark, p.text);
  }

  #row(): void {
    const table = this.#table;
    if (!table) return;
    const { cells, repeated } = table;
    if (table.rows.length >= PREVIEW_LIMITS.rows) {
      table.beyond++;
      return;
    }
    if (repeated && table.head === table.rows.length) table.head++;
    table.rows.push(
      cells.map((c): Cell => {
        const text = c.continued ? '' : c.lines.join('\n');
        return c.across > 1 ? [text, c.across] : text;
      }),
    );
  }

  #tableDone(): void {
    const table = this.#table;
    this.#table = undefined;
    if (!table || table.rows.length === 0) return;
    const { head, rows, columns } = gridOf(table.rows, table.head || undefined);
    this.#out.table(head, rows, { rows: table.beyond, columns });
  }

  #skipped(name: string): void {
    if (name === 'del' || name === 'moveFrom')
      this.#out.remark('文件带有修订记录：已经删除的文字仍留在文件里，预览中不列出。');
  }

  #remarks(): void {
    if (this.#pictures > 0)
      this.#out.remark(`文中有 ${this.#pictures} 幅图片或图表，预览中不显示，请下载查看。`);
    if (this.#notes > 0) this.#out.remark(`文中有 ${this.#notes} 处脚注或尾注，预览中不列出，请下载查看。`);
  }
}

/** What is not text: deleted words, codes of fields, the second way of saying the same for old programs. */
const SKIPPED = new Set([
  'del',
  'moveFrom',
  'instrText',
  'Fallback',
  'sectPr',
  'pPrChange',
  'rPrChange',
  'tblPrChange',
  'trPrChange',
  'tcPrChange',
]);

const on = (value: string) => !['0', 'false', 'off', 'none'].includes(value);

function numbered(mark: string, text: string): string {
  return /[0-9A-Za-z.]$/.test(mark) ? `${mark} ${text}` : `${mark}${text}`;
}
