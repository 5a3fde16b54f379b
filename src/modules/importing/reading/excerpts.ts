import { findDocumentNumbers, parseDocumentNumber } from '../../../law/document-number.ts';
import { isAddresseeLine } from '../../../law/official-text.ts';
import type { Line } from './page.ts';
import { cleanTitle, isTitleShaped, isWeakTitle } from './shapes.ts';
import type { Excerpt, Guess } from './types.ts';

interface Start extends Excerpt {
  /** Proof of its own, or a form of an annex that counts only among other documents. */
  kind: 'document' | 'annex';
}

/** Title and number that stood above the body. */
export interface Above {
  title: Guess<string>;
  documentNumber: string | undefined;
}

/** The document that is being read, as far as later starts are judged by it. */
interface Current {
  title: string;
  /** Names in 《》: what the document announces may follow it as its annex. */
  announced: Set<string>;
  mentionsAnnex: boolean;
  highestSection: number;
}

const LONGEST_PREFIX = 120;
const BOX =
  /文章属性|【(?:制定机关|公布日期|法规类别|发文字号|发布部门|发布日期|字号|实施日期|施行日期|效力等级|效力级别)】|正文[:：]\s*-{3}/u;
const BEGINNING = /_{3,}|一、|第一章|第一条/u;
const ANNEX_LABEL = /^附\s*件\s*[0-9一二三四五六七八九十]{0,3}\s*[:：]?$/u;
const NUMBERED_BOX = /【(?:发文字号|字号)】([^【•]{4,40})/u;
const ORDINALS = '一二三四五六七八九十';

/**
 * Finds the documents inside a page that holds several: `lines` are the lines of the body in order,
 * `above` what stood over them. A document begins where a title stands with its number, addressees or information
 * box, or where a title is followed by a first section while the one before had come further. What a paper
 * issues or announces (“关于印发…方案的通知” with the plan below it) is its annex and no document of its own.
 * Fewer than two documents give an empty list.
 */
export function findExcerpts(lines: readonly Line[], above: Above): Excerpt[] {
  const title = above.title.value ?? '';
  const starts: Start[] = [];
  let current = open(title);
  lines.forEach((line, i) => {
    const start =
      gluedStart(lines, i, current) ?? separateStart(lines, i, current) ?? annexStart(lines, i, current);
    // The very first line belongs to the title above it, unless it carries a title of its own.
    if (start && !(i === 0 && start.title === title)) {
      starts.push(start);
      current = open(start.title);
    }
    note(current, line.text);
  });
  const documents = starts.filter((s) => s.kind === 'document');
  const beginsWithStart = starts[0] !== undefined && starts[0].line === lines[0]?.number;
  const total = documents.length + (beginsWithStart ? 0 : 1);
  if (total < 2 || documents.length === 0) return [];
  const found: Excerpt[] = starts.map(({ kind: _kind, ...excerpt }) => excerpt);
  if (beginsWithStart) return found;
  const first: Excerpt = { title: title || '（无标题）', line: above.title.line ?? lines[0]!.number };
  return [
    above.documentNumber === undefined ? first : { ...first, documentNumber: above.documentNumber },
    ...found,
  ];
}

function open(title: string): Current {
  return { title, announced: new Set(), mentionsAnnex: false, highestSection: 0 };
}

function note(current: Current, text: string): void {
  if (text.includes('附件')) current.mentionsAnnex = true;
  for (const m of text.matchAll(/《([^《》]{4,80})》/gu)) current.announced.add(m[1]!);
  current.highestSection = Math.max(current.highestSection, sectionOrdinal(text));
}

/** 3 for a line that begins with 三、; 0 for any other. */
function sectionOrdinal(text: string): number {
  return text[1] === '、' ? ORDINALS.indexOf(text[0]!) + 1 : 0;
}

/** A line on which title, box and text run together, as file-sharing sites save them. */
function gluedStart(lines: readonly Line[], i: number, current: Current): Start | undefined {
  const { text, number } = lines[i]!;
  const top = text.slice(0, LONGEST_PREFIX + 10);
  const box = BOX.exec(top);
  const beginning = box ? null : BEGINNING.exec(top);
  const at = box?.index ?? beginning?.index ?? -1;
  if (at < 6) return undefined;
  const prefix = cleanTitle(top.slice(0, at).trim());
  if (!isWeakTitle(prefix)) return undefined;
  if (beginning && (/[，,：:]/u.test(prefix) || (i > 0 && isAnnexOf(prefix, current)))) return undefined;
  return { title: prefix, ...numberIn(text), line: number, kind: 'document' };
}

/** A title on a line of its own. */
function separateStart(lines: readonly Line[], i: number, current: Current): Start | undefined {
  const { text, number } = lines[i]!;
  if (!isTitleShaped(text) || ANNEX_LABEL.test(lines[i - 1]?.text ?? '')) return undefined;
  const title = cleanTitle(text);
  if (isAnnexOf(title, current)) return undefined;
  const following = lines.slice(i + 1, i + 4).map((l) => l.text);
  const own =
    numberIn(text).documentNumber ?? following.map((l) => parseDocumentNumber(l)?.text).find(Boolean);
  const restarts =
    current.highestSection >= 2 && lines.slice(i + 1, i + 9).some((l) => sectionOrdinal(l.text) === 1);
  if (own === undefined && !following.some(isAddresseeLine) && !restarts) return undefined;
  return { title, ...(own !== undefined && { documentNumber: own }), line: number, kind: 'document' };
}

/** “附件1” with a form below it that the document before never mentioned: a remnant of another one. */
function annexStart(lines: readonly Line[], i: number, current: Current): Start | undefined {
  const next = lines[i + 1]?.text ?? '';
  if (current.mentionsAnnex || !ANNEX_LABEL.test(lines[i]!.text) || !isWeakTitle(next)) return undefined;
  if (isAnnexOf(next, current)) return undefined;
  return { title: cleanTitle(next), line: lines[i]!.number, kind: 'annex' };
}

function numberIn(text: string): { documentNumber?: string } {
  const boxed = findDocumentNumbers(NUMBERED_BOX.exec(text.slice(0, 1000))?.[1] ?? '')[0];
  if (boxed) return { documentNumber: boxed.text };
  const first = findDocumentNumbers(text.slice(0, 600))[0];
  if (!first || /》[（(]?$/u.test(text.slice(0, first.start))) return {};
  // A number that comes after a sentence is quoted, not the document's own.
  return /[。；]/u.test(text.slice(0, first.start)) ? {} : { documentNumber: first.text };
}

/** Whether a title names what the current document issues, forwards or announces. */
function isAnnexOf(title: string, current: Current): boolean {
  const core = title.replace(/^.{2,40}?关于/u, '').replace(/\s/gu, '');
  if (current.announced.has(title) || current.announced.has(core)) return true;
  return current.title !== '' && sharedPairs(core, current.title) >= 0.6;
}

/** Share of the neighbouring character pairs of `a` that also stand in `b`: 0 to 1, whatever their order. */
function sharedPairs(a: string, b: string): number {
  const pairs = (s: string) => Array.from({ length: Math.max(0, s.length - 1) }, (_, i) => s.slice(i, i + 2));
  const inB = new Set(pairs(b));
  const ofA = pairs(a);
  return ofA.length === 0 ? 0 : ofA.filter((p) => inB.has(p)).length / ofA.length;
}
