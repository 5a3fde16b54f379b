import { findPersonalData } from '../../law/personal-data.ts';

/** A cell: its text, or its text and over how many columns it stands. */
export type Cell = string | readonly [text: string, across: number];

/** A piece of what a file says. Text is plain text: whoever shows it escapes it. */
export type Block =
  /** A page, a slide or a sheet begins. */
  | { kind: 'section'; title: string }
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  /** An entry of a list, with its number or sign as it is printed; the outermost level is 0. */
  | { kind: 'item'; level: number; mark: string; text: string }
  | { kind: 'table'; head: Cell[][]; rows: Cell[][] }
  /** A sentence of ours about what is not shown. */
  | { kind: 'note'; text: string };

/** What can be shown of a file without the program that made it. */
export type Preview =
  /** Its words in order, in parts of the size of a page; `notes` hold for the whole file. */
  | { kind: 'blocks'; parts: Block[][]; notes: string[] }
  /** It is a picture: shown as it is, with room kept for it; pixels. */
  | { kind: 'picture'; width: number; height: number }
  /** Nothing, and why, in a Chinese sentence. */
  | { kind: 'none'; why: string };

/** One part of a preview, as a page shows it. */
export type PreviewPart =
  /** Parts are counted from 1; with 0 parts the file says nothing. */
  | { kind: 'blocks'; blocks: readonly Block[]; notes: readonly string[]; part: number; parts: number }
  | Exclude<Preview, { kind: 'blocks' }>
  /** It has not been made yet. */
  | { kind: 'waiting' };

/** How much of a file is shown. Beyond it, a sentence says how much more there is. */
export const PREVIEW_LIMITS = {
  /** Characters of one part: a page of the portal with it stays below 60 KB, compressed. */
  part: 12_000,
  /** Characters of all parts: about a hundred printed pages. */
  total: 120_000,
  /** Rows and columns of a table, tables of a workbook. */
  rows: 500,
  columns: 30,
  sheets: 20,
  /** Characters of a cell, of one in the headings, and of a paragraph before it is cut into several. */
  cell: 300,
  headCell: 80,
  paragraph: 2_000,
};

/** No number of a person has more characters, blanks between its digits included. */
const LONGEST_NUMBER = 40;

/** What a block and a cell take beside their text, in characters. */
const FRAME = { block: 10, cell: 4 };

/** Collects what a file says, cut into parts; says when there is enough. */
export class PreviewWriter {
  readonly #parts: Block[][] = [];
  readonly #notes: string[] = [];
  #part: Block[] = [];
  #weight = 0;
  #total = 0;
  #full = false;

  /** Whether nothing more is taken: readers may stop. */
  get full(): boolean {
    return this.#full;
  }

  /** A new page, slide or sheet; not as the last line of a part. */
  section(title: string): void {
    if (this.#weight > PREVIEW_LIMITS.part * 0.9) this.#cut();
    this.#put({ kind: 'section', title: this.#clean(title, PREVIEW_LIMITS.cell) }, title.length);
  }

  heading(level: number, text: string): void {
    const said = this.#clean(text, PREVIEW_LIMITS.paragraph);
    if (said) this.#put({ kind: 'heading', level, text: said }, said.length);
  }

  /** A paragraph; empty ones are left out, very long ones cut. */
  paragraph(text: string): void {
    for (const piece of pieces(this.#clean(text, PREVIEW_LIMITS.total)))
      this.#put({ kind: 'paragraph', text: piece }, piece.length);
  }

  item(level: number, mark: string, text: string): void {
    const said = this.#clean(text, PREVIEW_LIMITS.paragraph);
    if (!said) return;
    const sign = this.#clean(mark, 20);
    this.#put({ kind: 'item', level: Math.min(level, 5), mark: sign, text: said }, said.length + sign.length);
  }

  note(text: string): void {
    this.#put({ kind: 'note', text }, text.length);
  }

  /** A remark about the whole file. */
  remark(text: string): void {
    if (!this.#notes.includes(text)) this.#notes.push(text);
  }

  /**
   * A table; what does not fit into a part goes on in the next one, under the same headings.
   * @param more how many rows and columns there are beside those given
   */
  table(
    head: readonly Cell[][],
    rows: readonly Cell[][],
    more: { rows: number; columns: number } = { rows: 0, columns: 0 },
  ): void {
    const top = head.map((row) => row.map((cell) => this.#cell(cell, PREVIEW_LIMITS.headCell)));
    const begin = (): Cell[][] => {
      const open: Cell[][] = [];
      this.#put({ kind: 'table', head: top, rows: open }, weightOf(top));
      return open;
    };
    let open = begin();
    let left = rows.length;
    for (const row of rows) {
      const cells = row.map((cell) => this.#cell(cell, PREVIEW_LIMITS.cell));
      const weight = weightOf([cells]);
      if (open.length > 0 && this.#weight + weight > PREVIEW_LIMITS.part) {
        this.#cut();
        open = begin();
      }
      if (this.#full) break;
      open.push(cells);
      left--;
      this.#count(weight);
    }
    this.#say({ rows: left + more.rows, columns: more.columns }, rows.length + more.rows);
  }

  /** Everything that was taken. */
  done(): Preview {
    this.#cut();
    const beyond = '文件很长，后面还有内容没有列出，请下载查看全文。';
    return { kind: 'blocks', parts: this.#parts, notes: this.#full ? [...this.#notes, beyond] : this.#notes };
  }

  #cell(cell: Cell, most: number): Cell {
    const text = this.#clean(textOfCell(cell), most);
    return typeof cell === 'string' ? text : [text, cell[1]];
  }

  /** Text that can be stored and shown, without numbers that must not be published: a preview is no place to keep them. */
  #clean(text: string, most: number): string {
    const said = clean(text, most + LONGEST_NUMBER);
    const found = findPersonalData(said).filter((hit) => hit.kind !== 'mobile');
    if (found.length > 0) this.remark('疑似公民身份号码、银行卡号的数字已在预览中遮盖。');
    const veiled = found.reduceRight((t, hit) => t.slice(0, hit.start) + hit.masked + t.slice(hit.end), said);
    return veiled.length > most ? `${whole(veiled.slice(0, most))}…` : veiled;
  }

  #say({ rows, columns }: { rows: number; columns: number }, all: number): void {
    const what = [rows > 0 && `${rows} 行`, columns > 0 && `${columns} 列`].filter(Boolean).join('、');
    // Past the limit too: how much is missing is the one thing that has to be said.
    if (what)
      this.#part.push({
        kind: 'note',
        text: `表中${rows > 0 ? `共 ${all} 行，` : ''}还有 ${what}没有列出，请下载查看全部内容。`,
      });
  }

  #put(block: Block, characters: number): void {
    if (this.#full) return;
    const weight = characters + FRAME.block;
    if (this.#weight + weight > PREVIEW_LIMITS.part) this.#cut();
    this.#part.push(block);
    this.#count(weight);
  }

  #count(weight: number): void {
    this.#weight += weight;
    this.#total += weight;
    if (this.#total > PREVIEW_LIMITS.total) this.#full = true;
  }

  #cut(): void {
    if (this.#part.length > 0) this.#parts.push(this.#part);
    this.#part = [];
    this.#weight = 0;
  }
}

function weightOf(rows: readonly Cell[][]): number {
  return rows.flat().reduce((sum, c) => sum + textOfCell(c).length + FRAME.cell, FRAME.block);
}

/** The text of a cell. */
export function textOfCell(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell[0];
}

/**
 * Text without control characters, those that turn the direction of what follows, halves of characters and blank lines.
 * Of a longer one only the beginning is looked at.
 */
function clean(text: string, most: number): string {
  return text
    .slice(0, most * 2)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
      ' ',
    )
    .replace(/[^\S\n]{3,}/g, '  ')
    .replace(/[^\S\n]*\n\s*/g, '\n')
    .trim();
}

/** A text that was cut, without the half of a character at its end. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}

function pieces(text: string): string[] {
  if (text.length <= PREVIEW_LIMITS.paragraph) return text ? [text] : [];
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const piece = whole(text.slice(at, at + PREVIEW_LIMITS.paragraph));
    found.push(piece);
    at += piece.length;
  }
  return found;
}
