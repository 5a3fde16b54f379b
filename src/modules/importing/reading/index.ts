import { readEffectiveOn, readPublishedOn, readWrittenOn } from './dates.ts';
import { decodeText } from './decode.ts';
import { findExcerpts } from './excerpts.ts';
import { readAddressees, readNumber, readSecrecyMark, readSource } from './fields.ts';
import { removeFeedbackForms } from './form.ts';
import { type Head, readHead } from './head.ts';
import { readIssuer } from './issuer.ts';
import { type Box, readDisclosureMark } from './mark.ts';
import type { Material } from './material.ts';
import { type Line, openPage, type Page, remaining, remove, removedLines } from './page.ts';
import { recognise } from './recognisers.ts';
import { removeTail } from './tail.ts';
import { readTitle } from './title.ts';
import type { Excerpt, Guess, ReadText } from './types.ts';

export { UnreadableText } from './decode.ts';
export type { Guess, ReadText } from './types.ts';

/**
 * Reads a page saved as text: decodes it (UTF-8, UTF-16, GB18030), takes away what is not the paper (menus,
 * advertising, page tools, forms, the masthead of a gazette), and guesses the fields of a draft, each with a
 * confidence and the words it rests on. Nothing is lost: every visible line of the file is in `body` or, with
 * the reason, in `removed`. HTML stays text; whoever shows it escapes it. `fileName` serves messages and, when
 * the page has no title, as a proposal. Throws UnreadableText for an empty, binary, unknown or too large file.
 */
export function readText(bytes: Uint8Array, fileName: string): ReadText {
  const decoded = decodeText(bytes, fileName);
  const page = openPage(decoded.text);
  const secrecyMark = readSecrecyMark(page);
  removeFeedbackForms(page);
  const head = readHead(page);
  const title = readTitle(page, head, fileName);
  const bodyStart = head.bodyStart ?? afterTitle(page, title);
  head.entries.push(...removeTail(page, bodyStart));
  removeWithin(page, bodyStart);
  const marking = readDisclosureMark(page, boxedMark(page, head));
  const body: Line[] = remaining(page).map((i) => {
    const line = page.lines[i]!;
    return { number: line.number, text: marking.shortened.get(i) ?? line.text };
  });
  const material: Material = { page, head, title, body };
  const excerpts = findExcerpts(body, { title, documentNumber: readNumber(material).value });
  const fields = excerpts.length > 1 ? withoutFields() : readFields(material, marking.mark);
  const result: ReadText = {
    title: excerpts.length > 1 ? collectionTitle(title, excerpts) : title,
    ...fields,
    source: readSource(material),
    secrecyMark,
    body: body.map((l) => l.text).join('\n'),
    excerpts,
    removed: [...removedLines(page), ...marking.cut].sort((a, b) => a.line - b.line),
    warnings: decoded.warnings,
  };
  return { ...result, warnings: [...decoded.warnings, ...warningsOf(result, excerpts)] };
}

type Fields = Pick<
  ReadText,
  'documentNumber' | 'issuer' | 'addressees' | 'writtenOn' | 'publishedOn' | 'effectiveOn' | 'disclosureMark'
>;

function readFields(material: Material, disclosureMark: ReadText['disclosureMark']): Fields {
  return {
    documentNumber: readNumber(material),
    issuer: readIssuer(material),
    addressees: readAddressees(material),
    writtenOn: readWrittenOn(material),
    publishedOn: readPublishedOn(material),
    effectiveOn: readEffectiveOn(material),
    disclosureMark,
  };
}

/** A number, date or mark of one document must not become that of the whole page. */
function withoutFields(): Fields {
  const none = { value: undefined, confidence: 0, evidence: '', note: '本页含多份文件，请拆分后分别填写。' };
  return {
    documentNumber: none,
    issuer: none,
    addressees: none,
    writtenOn: none,
    publishedOn: none,
    effectiveOn: none,
    disclosureMark: none,
  };
}

function collectionTitle(title: Guess<string>, excerpts: readonly Excerpt[]): Guess<string> {
  if (title.value === undefined) return title;
  const isFirst = excerpts[0]?.title === title.value;
  const note = `本页含多份文件，这只是${isFirst ? '第一份文件' : '网页'}的标题。`;
  return { ...title, confidence: Math.min(title.confidence, 0.5), note };
}

function boxedMark(page: Page, head: Head): Box | undefined {
  const found = head.entries.find((e) => e.value.key === 'mark');
  return found && { value: found.value.value, line: page.lines[found.index]!.number };
}

/** Where the text begins when no line is surely of the text: below the title, or at the first line that is left. */
function afterTitle(page: Page, title: Guess<string>): number {
  const at = title.line === undefined ? -1 : page.lines.findIndex((l) => l.number === title.line);
  return remaining(page, at + 1)[0] ?? page.lines.length;
}

/** Page tools and advertising between the paragraphs. */
function removeWithin(page: Page, bodyStart: number): void {
  for (const i of remaining(page, bodyStart)) {
    const reason = recognise(page.lines[i]!.text, 'body');
    if (reason !== undefined) remove(page, i, reason);
  }
}

function warningsOf(result: ReadText, excerpts: readonly Excerpt[]): string[] {
  const warnings: string[] = [];
  if (result.secrecyMark.value !== undefined) warnings.push(result.secrecyMark.note!);
  if (excerpts.length > 1) {
    warnings.push(
      `本页含 ${excerpts.length} 份文件（多为节选），须拆分并对照原件补全后才能办理，不能直接发布。`,
    );
  }
  if (result.title.value === undefined) warnings.push('没有找到标题，请填写。');
  if (result.body === '') warnings.push('去掉网页内容后没有正文，请对照原件检查。');
  const named = { 成文日期: result.writtenOn, 发布日期: result.publishedOn, 施行日期: result.effectiveOn };
  for (const [name, guess] of Object.entries(named)) {
    if (guess.note !== undefined && excerpts.length <= 1) warnings.push(`${name}：${guess.note}`);
  }
  if (
    /<\/?(?:p|div|span|table|tr|td|a|br|script|style|html|body|img)\b/iu.test(result.body.slice(0, 200_000))
  ) {
    warnings.push('正文里有网页标记（HTML），已按普通文字保留，请删去。');
  }
  return warnings;
}
