import { findWrittenDates } from './written-date.ts';

/** The plain text of an official paper turned into its structure. */
export interface OfficialText {
  /** Escaped HTML, one block per line: h2, h3, p, table; no attribute but class (to, sign, fl, centre). */
  html: string;
  /** One trimmed line per block, and per row of a table. */
  text: string;
  /** The text of all h2 and h3, in order. */
  headings: string[];
}

type Block = {
  tag: 'h2' | 'h3' | 'p';
  cls?: 'to' | 'sign' | 'fl' | 'centre';
  text: string;
  cells?: string[];
};

const LINE_BREAK = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/u;
// Ideographic blanks are typesetting; control characters and marks without width are no text at all.
const INVISIBLE = /[\u3000\u200b-\u200d\u2060\ufeff]|(?!\t)\p{Cc}/gu;
const LONGEST_H2 = 60;
const LONGEST_H3 = 40;
const NUMERAL = '[一二三四五六七八九十百]{1,4}';
const CHAPTER = new RegExp(`^第${NUMERAL}[编章节](?:[\\s\\u3000]|$|(?=\\p{Script=Han}))`, 'u');
const FIRST_LEVEL = new RegExp(`^${NUMERAL}、`, 'u');
const SECOND_LEVEL = new RegExp(`^[（(]${NUMERAL}[）)]`, 'u');
const ARTICLE = new RegExp(`^第${NUMERAL}条`, 'u');
const ATTACHMENT_LIST = /^附\s*件\s*[0-9一二三四五六七八九十]{0,3}\s*[:：]/u;
/** Between the cells of a row: a tab, as tables come out of office programs, or an upright stroke, as people type them. */
const CELL_BORDER = /\t|[|｜]/u;
const LONGEST_CELL = 200;
const ATTACHMENT_ITEM = /^[0-9]{1,2}\s*[.．、]/u;

/**
 * Turns the plain text of an official paper, one paragraph per line, into the structure of official papers:
 * 主送机关 p.to, 一、… and 第一章 h2, short （一）… lines h3, 附件： p.fl, 署名 and 成文日期 p.sign, the title of what a paper
 * issues p.centre, all else p. Behind 第一章, and behind 第一条 where articles follow each other, stands a wide blank. Lines in a
 * row with tabs or upright strokes between as many cells are a table, the first of them its head where no cell of it is a
 * number. Everything is escaped. No visible character is lost but the strokes of tables, which become their borders;
 * feeding `text` back gives the same result.
 */
export function structureOfficialText(plain: string): OfficialText {
  const lines = plain
    .toWellFormed()
    .split(LINE_BREAK)
    .map((line) => line.replace(INVISIBLE, '').trim())
    .filter((line) => line !== '');
  const blocks = classify(lines);
  return {
    html: groups(spaced(blocks)).map(render).join('\n'),
    text: lines.join('\n'),
    headings: blocks.filter((b) => b.tag !== 'p').map((b) => b.text),
  };
}

function classify(lines: string[]): Block[] {
  const signs = signLines(lines);
  const addressee = lines.slice(0, 4).findIndex(isAddresseeLine);
  const headingBefore = lines.slice(0, Math.max(0, addressee)).some((line) => headingTag(line) !== 'p');
  const rows = tableRows(lines);
  const titles = issuedTitles(lines, signs);
  let inAttachmentList = false;
  return lines.map((text, i) => {
    const cells = rows.get(i);
    if (cells) return { tag: 'p', text, cells };
    inAttachmentList = ATTACHMENT_LIST.test(text) || (inAttachmentList && isAttachmentItem(text));
    if (inAttachmentList) return { tag: 'p', cls: 'fl', text };
    if (i === addressee && !headingBefore) return { tag: 'p', cls: 'to', text };
    if (signs.has(i)) return { tag: 'p', cls: 'sign', text };
    if (titles.has(i)) return { tag: 'p', cls: 'centre', text };
    const tag = headingTag(text);
    // A sentence with a number and nothing under it is an item of an enumeration, not a headline.
    const below = lines[i + 1];
    if (
      tag !== 'p' &&
      text.endsWith('。') &&
      (below === undefined || hasSectionNumber(below) || signs.has(i + 1))
    )
      return { tag: 'p', text };
    return { tag, text };
  });
}

/** Lines below the date of a paper that are the title it names above: 《…》已经审议通过，现印发给你们. */
function issuedTitles(lines: readonly string[], signs: ReadonlySet<number>): Set<number> {
  const dated = lines.findIndex((line, i) => signs.has(i) && isSignedDate(line));
  if (dated < 0) return new Set();
  const above = lines.slice(0, dated).join('\n');
  const named = new Set([...above.matchAll(/《([^《》\n]{1,100})》/gu)].map((m) => m[1]));
  return new Set(lines.flatMap((line, i) => (i > dated && named.has(line) ? [i] : [])));
}

function cellsOf(line: string): string[] {
  const framed = /^[|｜].*[|｜]$/u.test(line);
  const inner = framed ? line.slice(1, -1) : line;
  return inner.split(CELL_BORDER).map((cell) => cell.trim());
}

/** Which lines are rows of tables: two or more of them in a row with as many cells, none of them longer than a cell is. */
function tableRows(lines: readonly string[]): Map<number, string[]> {
  const rows = new Map<number, string[]>();
  let run: string[][] = [];
  const close = (end: number) => {
    if (run.length > 1) for (const [i, cells] of run.entries()) rows.set(end - run.length + i, cells);
    run = [];
  };
  for (const [i, line] of lines.entries()) {
    const cells = CELL_BORDER.test(line) ? cellsOf(line) : [];
    if (cells.length !== run[0]?.length) close(i);
    if (cells.length > 1 && cells.every((cell) => cell.length <= LONGEST_CELL)) run.push(cells);
    else close(i);
  }
  close(lines.length);
  return rows;
}

/** Blocks in their order, the rows of one table together. */
function groups(blocks: readonly Block[]): Block[][] {
  const grouped: Block[][] = [];
  for (const block of blocks) {
    const last = grouped.at(-1);
    if (block.cells && last?.[0]?.cells?.length === block.cells.length) last.push(block);
    else grouped.push([block]);
  }
  return grouped;
}

const NUMBERED = new RegExp(`^(第${NUMERAL}[编章节条])(?=[\\p{Script=Han}《])`, 'u');
/** So many paragraphs that begin with an article are articles, and no sentences about one. */
const LEAST_ARTICLES = 3;

/** Sets the wide blank of print behind the number of a chapter or an article; plain texts have lost it. */
function spaced(blocks: readonly Block[]): Block[] {
  const articles = blocks.filter((b) => b.tag === 'p' && ARTICLE.test(b.text)).length >= LEAST_ARTICLES;
  return blocks.map((b) =>
    b.tag === 'h2' || (articles && b.tag === 'p' && !b.cls && !b.cells && ARTICLE.test(b.text))
      ? { ...b, text: b.text.replace(NUMBERED, '$1\u3000') }
      : b,
  );
}

function isAttachmentItem(text: string): boolean {
  return text.length <= LONGEST_H2 && ATTACHMENT_ITEM.test(text) && !/[。；;]/u.test(text);
}

function headingTag(text: string): 'h2' | 'h3' | 'p' {
  // A full stop inside means that the sentence of the section follows its headline on the same line.
  const isHeadline = (longest: number) => text.length <= longest && !/[。；;！？](?!$)/u.test(text);
  if ((FIRST_LEVEL.test(text) || CHAPTER.test(text)) && isHeadline(LONGEST_H2)) return 'h2';
  return SECOND_LEVEL.test(text) && isHeadline(LONGEST_H3) ? 'h3' : 'p';
}

/** Whether a line begins with a section number of official papers: 一、 （一） 第一章 第二条. */
export function hasSectionNumber(line: string): boolean {
  return FIRST_LEVEL.test(line) || SECOND_LEVEL.test(line) || CHAPTER.test(line) || ARTICLE.test(line);
}

/** Lines that are only a date (成文日期), and the up to six lines of signing organisations above such a line or at the very end. */
function signLines(lines: string[]): Set<number> {
  const signs = new Set<number>();
  const takeOrganisationsAbove = (end: number) => {
    for (let i = end - 1; i > 0 && i >= end - 6 && isOrganisationName(lines[i]!); i--) signs.add(i);
  };
  lines.forEach((line, i) => {
    if (i === 0 || !isSignedDate(line)) return;
    signs.add(i);
    takeOrganisationsAbove(i);
  });
  takeOrganisationsAbove(lines.length);
  return signs;
}

/**
 * Whether a line is only a date in the form of papers (…年…月…日), alone or directly after the name of an
 * organisation (署名 and 成文日期 run together). A damaged date counts too.
 */
export function isSignedDate(line: string): boolean {
  if (line.length > 60 || !/年.*月.*日$/u.test(line)) return false;
  const last = findWrittenDates(line).at(-1);
  if (last?.end !== line.length) return false;
  const before = line.slice(0, last.start).trim();
  return before === '' || isOrganisationName(before);
}

const ORGANISATION_END =
  /(?:政府|委员会|办公厅|办公室|党委|市委|县委|区委|省委|[发改监财农科教商建交]委|办|厅|局|署|院|部|处|科|所|中心|总队|支队|大队|银行|公司|集团|学校|大学|协会|街道|社区|村委会|管委会|联席会议|领导小组|指挥部)$/u;

/** Whether a short line can be the name of an organisation (署名): no punctuation, and the ending of one. */
export function isOrganisationName(line: string): boolean {
  const name = line.replace(/\s+/gu, '');
  return (
    name.length >= 3 && name.length <= 40 && /^[\p{Script=Han}·]+$/u.test(name) && ORGANISATION_END.test(name)
  );
}

const ADDRESSEE_END =
  /(?:政府|会|委|办|厅|局|署|院|部|室|处|站|所|队|部门|单位|机构|组织|公司|集团|银行|企业|中心|校|大学|街道|办事处|乡|镇|村|社区|团体|代表|委员|同志们?|先生|女士|市民|朋友|群众|住户|居民|业主|等)(?:[（(][^（）()]{1,40}[）)])?\s*[:：]$/u;
const FIELD_LABEL = /^\p{Script=Han}{0,4}(?:单位|部门|机构|组织|代表|办公室|地点|会)\s*[:：]$/u;

/** Whether a line can be the 主送机关: organisations or people addressed, a colon at the end, no sentence. */
export function isAddresseeLine(line: string): boolean {
  if (line.length < 3 || line.length > 400 || !/[:：]$/u.test(line)) return false;
  if (/[。；;！？《》“”]/u.test(line) || FIRST_LEVEL.test(line) || SECOND_LEVEL.test(line)) return false;
  // “牵头单位：” is a label with nothing behind it; “各单位：” and “市级各部门：” address somebody.
  if (FIELD_LABEL.test(line) && !/[各你贵]/u.test(line)) return false;
  return ADDRESSEE_END.test(line) && !/^(?:经|现|为|根据|按照|受|以下|下列)/u.test(line);
}

const bare = (text: string) => text.replace(/[\s:：,，、;；.。]/gu, '');

/** The 主送机关 with which a plain text begins by itself, as it stands there; undefined when it has none. */
export function ownAddressees(plain: string): string | undefined {
  return classify(plain.split('\n', 5).map((line) => line.trim())).find((b) => b.cls === 'to')?.text;
}

/** Whether two ways to write 主送机关 name the same, whatever stands between and behind the names. */
export function sameAddressees(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

/**
 * The line of 主送机关 that a paper needs above its text, with a colon behind it.
 * @param html as `structureOfficialText` makes it
 * @returns undefined when none is given or the text begins with one by itself
 */
export function addresseesLine(addressees: string, html: string): string | undefined {
  const given = addressees.trim().replace(/[:：]+$/u, '');
  if (given === '') return undefined;
  const blocks = html.split('\n', 4);
  if (blocks.some((block) => block.startsWith('<p class="to">'))) return undefined;
  const text = bare(blocks.join('').replace(/<[^>]*>/g, ''));
  return text.startsWith(bare(escapeHtml(given))) ? undefined : `${given}：`;
}

function render(group: readonly Block[]): string {
  const [block] = group as [Block];
  if (block.cells) return renderTable(group.map((b) => b.cells ?? []));
  const cls = block.cls ? ` class="${block.cls}"` : '';
  return `<${block.tag}${cls}>${escapeHtml(block.text)}</${block.tag}>`;
}

const NUMBER = /^[-+−±]?[\d,.，]+\s*[%％‰]?$/u;

function renderTable(rows: readonly string[][]): string {
  const row = (tag: 'td' | 'th') => (cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const headed = !rows[0]?.some((cell) => NUMBER.test(cell));
  const head = headed ? `<thead>${rows.slice(0, 1).map(row('th')).join('')}</thead>` : '';
  return `<table>${head}<tbody>${rows
    .slice(headed ? 1 : 0)
    .map(row('td'))
    .join('')}</tbody></table>`;
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ESCAPES[c]!);
}
