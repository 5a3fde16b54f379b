import type { Day } from '../../../law/day.ts';
import { findDocumentNumbers, parseDocumentNumber } from '../../../law/document-number.ts';
import { isAddresseeLine, isOrganisationName, isSignedDate } from '../../../law/official-text.ts';
import { type FoundWrittenDate, findWrittenDates, readWrittenDate } from '../../../law/written-date.ts';
import type { Found, Head } from './head.ts';
import type { Entry } from './metadata.ts';
import type { Line, Page } from './page.ts';
import type { Guess, ReadText } from './types.ts';
import type { LabelKey } from './vocabulary.ts';

/** Everything a field can be read from. `body` are the lines left in the body, in order. */
export interface Material {
  page: Page;
  head: Head;
  title: Guess<string>;
  body: readonly Line[];
}

const NOTHING = { value: undefined, confidence: 0, evidence: '' } as const;

function boxed(m: Material, key: LabelKey): { entry: Entry; line: number }[] {
  const ofKey = m.head.entries.filter((e) => e.value.key === key && e.value.value !== '');
  return ofKey.map((e) => ({ entry: e.value, line: lineOf(m, e) }));
}

function lineOf(m: Material, found: Found<unknown>): number {
  return m.page.lines[found.index]!.number;
}

/** 发文字号: beside the title, on its own line or in the box; a number quoted in the text is not the paper's own. */
export function readNumber(m: Material): Guess<string> {
  const found: { text: string; evidence: string; line: number | undefined }[] = [];
  for (const n of m.head.numbers) {
    found.push({ text: parseDocumentNumber(n.value)!.text, evidence: n.value, line: lineOf(m, n) });
  }
  const besideTitle = findDocumentNumbers(m.title.evidence).at(-1);
  // “转发…（明府发〔2017〕3号）的通知” quotes: only a number at the end of the title is its own.
  if (besideTitle && /^[)）]?\s*$/u.test(m.title.evidence.slice(besideTitle.end))) {
    found.push({ text: besideTitle.text, evidence: besideTitle.original, line: m.title.line });
  }
  for (const { entry, line } of boxed(m, 'number')) {
    const number = findDocumentNumbers(entry.value)[0];
    if (number) found.push({ text: number.text, evidence: entry.value, line });
  }
  const first = found[0];
  if (!first) return NOTHING;
  const others = [...new Set(found.map((f) => f.text))].filter((text) => text !== first.text);
  const agreed = found.length > 1 && others.length === 0;
  return {
    value: first.text,
    confidence: others.length > 0 ? 0.5 : agreed ? 0.98 : 0.95,
    evidence: first.evidence,
    ...(first.line !== undefined && { line: first.line }),
    ...(others.length > 0 && { note: `页面上还有另一个文号：${others.join('、')}，请核对。` }),
  };
}

/** 主送机关: the first lines of the text that address organisations. */
export function readAddressees(m: Material): Guess<string> {
  const line = m.body.slice(0, 4).find((l) => isAddresseeLine(l.text));
  if (!line) return NOTHING;
  return {
    value: line.text.replace(/\s*[:：]$/u, ''),
    confidence: 0.95,
    evidence: line.text,
    line: line.number,
  };
}

/** 发文机关: signature, head of the title, letterhead, box, or a place named in the title. */
export function readIssuer(m: Material): Guess<string> {
  const signature = signatureOf(m.body);
  const inBox = boxed(m, 'issuer')[0];
  const fromTitle = /^([^《》]{3,40}?)(?:关于|印发|转发)/u.exec(m.title.value ?? '')?.[1];
  if (fromTitle !== undefined && isOrganisationName(fromTitle)) {
    return issuerFromTitle(m, fromTitle, [
      signature?.value,
      inBox?.entry.value,
      boxed(m, 'source')[0]?.entry.value,
    ]);
  }
  if (signature)
    return { value: signature.value, confidence: 0.9, evidence: signature.value, line: signature.line };
  if (m.head.letterhead) {
    const { value } = m.head.letterhead;
    return { value, confidence: 0.9, evidence: value, line: lineOf(m, m.head.letterhead) };
  }
  if (inBox)
    return { value: inBox.entry.value, confidence: 0.75, evidence: inBox.entry.value, line: inBox.line };
  return issuerFromPlace(m.title);
}

/** A title may leave the place out (“市人民政府办公厅关于…”): then another organisation on the page supplies it. */
function issuerFromTitle(m: Material, name: string, others: (string | undefined)[]): Guess<string> {
  const at = { evidence: name, ...(m.title.line !== undefined && { line: m.title.line }) };
  if (!/^(?:省|市|县|区|州|盟|旗|镇|乡)(?:人民)?(?:政府|委)/u.test(name))
    return { value: name, confidence: 0.9, ...at };
  for (const other of others) {
    if (other === undefined || !isOrganisationName(other)) continue;
    if (other.endsWith(name)) return { value: other, confidence: 0.85, ...at };
    const stem = name.replace(/办公[厅室]$/u, '');
    if (other.endsWith(stem) && other.length > stem.length) {
      const value = other + name.slice(stem.length);
      return {
        value,
        confidence: 0.7,
        ...at,
        note: `标题只写“${name}”，地名按页面上的“${other}”补全，请核对。`,
      };
    }
  }
  return { value: name, confidence: 0.5, ...at, note: `标题只写“${name}”，没有地名，请补全。` };
}

function issuerFromPlace(title: Guess<string>): Guess<string> {
  const place = /^(?:[0-9]{4}年度?)?(\p{Script=Han}{2,8}?(?:省|市|县|区|州|盟|旗|镇|乡|街道))/u.exec(
    title.value ?? '',
  )?.[1];
  if (place === undefined) return NOTHING;
  const value = place.endsWith('街道') ? `${place}办事处` : `${place}人民政府`;
  const note = '页面上没有写发文机关，由标题中的地名推测，请核对。';
  return {
    value,
    confidence: 0.35,
    evidence: place,
    ...(title.line !== undefined && { line: title.line }),
    note,
  };
}

function signatureOf(body: readonly Line[]): { value: string; line: number } | undefined {
  const i = body.findIndex((l, k) => k > 0 && isSignedDate(l.text));
  if (i < 0) return undefined;
  const [dated, above] = [body[i]!, body[i - 1]!];
  const glued = dated.text.slice(0, findWrittenDates(dated.text).at(-1)?.start).trim();
  if (glued !== '') return { value: glued.replace(/\s/gu, ''), line: dated.number };
  if (!isOrganisationName(above.text)) return undefined;
  return { value: above.text.replace(/\s/gu, ''), line: above.number };
}

/** 成文日期: the date under the signature, otherwise the box. A damaged date is only a proposal. */
export function readWrittenOn(m: Material): Guess<Day> {
  const signed = m.body.find((l, k) => k > 0 && isSignedDate(l.text));
  if (signed) {
    const date = findWrittenDates(signed.text).at(-1)!;
    return dateGuess(date, date.original, 0.95, signed.number);
  }
  const inBox = boxed(m, 'written')[0];
  if (inBox) return dateGuess(readWrittenDate(inBox.entry.value), inBox.entry.value, 0.9, inBox.line);
  const caption = m.body.slice(0, 2).find((l) => /^[（(][^（()）]*日[^（()）]{0,40}[）)]$/u.test(l.text));
  const inCaption = caption && findWrittenDates(caption.text)[0];
  return inCaption ? dateGuess(inCaption, caption.text, 0.7, caption.number) : NOTHING;
}

/** 发布日期 of the page. A time without a label is that of the page itself, which may be a reprint. */
export function readPublishedOn(m: Material): Guess<Day> {
  const dates = boxed(m, 'published').map((b) => ({ ...b, read: readWrittenDate(b.entry.value) }));
  const labelled = dates.find((d) => d.entry.label !== '网页时间');
  const pageTime = dates.find((d) => d.entry.label === '网页时间');
  const best = labelled ?? pageTime;
  if (!best) return NOTHING;
  const guess = dateGuess(best.read, best.entry.value, labelled ? 0.9 : 0.7, best.line);
  if (!labelled || !pageTime || pageTime.read.day === labelled.read.day) return guess;
  const note = `网页本身的时间是 ${pageTime.entry.value}（可能是转载时间），请核对。`;
  return {
    ...guess,
    confidence: Math.min(guess.confidence, 0.7),
    note: [guess.note, note].filter(Boolean).join(''),
  };
}

/** 施行日期: the box, otherwise “自…起施行” in the text. */
export function readEffectiveOn(m: Material): Guess<Day> {
  const inBox = boxed(m, 'effective')[0];
  if (inBox) return dateGuess(readWrittenDate(inBox.entry.value), inBox.entry.value, 0.9, inBox.line);
  const found: { date: FoundWrittenDate; line: Line }[] = [];
  let onIssue: Line | undefined;
  for (const line of m.body) {
    for (const match of line.text.matchAll(/起(?:正式)?(?:施行|实施|执行|生效)/gu)) {
      const before = line.text.slice(Math.max(0, match.index - 40), match.index);
      const date = findWrittenDates(before).at(-1);
      if (date?.end === before.length) found.push({ date, line });
      else if (/(?:发布|公布|印发|颁布|发文)之日$/u.test(before)) onIssue = line;
    }
  }
  const last = found.at(-1);
  if (last) {
    const days = new Set(found.map((f) => f.date.day));
    const guess = dateGuess(last.date, last.date.original, days.size > 1 ? 0.5 : 0.85, last.line.number);
    return days.size > 1 ? { ...guess, note: '文中写了不止一个施行日期，取最后一个，请核对。' } : guess;
  }
  if (!onIssue) return NOTHING;
  const note = '文中写自印发（公布）之日起施行，没有写明日期，请按印发或公布日期填写。';
  return { value: undefined, confidence: 0, evidence: onIssue.text.slice(-60), line: onIssue.number, note };
}

function dateGuess(
  read: { day?: Day; damaged: boolean; note?: string },
  evidence: string,
  confidence: number,
  line: number,
): Guess<Day> {
  const sure = read.day === undefined ? 0 : read.damaged ? 0.4 : confidence;
  return {
    value: read.day,
    confidence: sure,
    evidence,
    line,
    ...(read.note !== undefined && { note: read.note }),
  };
}

const ADDRESS = /https?:\/\/[^\s，。；)）】\]]{4,300}/u;

/** [R-AGG-05] 来源: name and address of what the file was taken from. */
export function readSource(m: Material): Guess<string> {
  const named = boxed(m, 'source').find((b) => !ADDRESS.test(b.entry.value));
  const url = m.head.entries
    .map((e) => ({ address: ADDRESS.exec(e.value.value)?.[0], line: lineOf(m, e) }))
    .find((e) => e.address !== undefined);
  const selfNamed = m.head.names.find((n) => n.value !== '');
  const name = named
    ? { value: named.entry.value, line: named.line, confidence: 0.9 }
    : selfNamed && { value: selfNamed.value, line: lineOf(m, selfNamed), confidence: 0.6 };
  if (!name && !url) return NOTHING;
  const value = [name?.value, url?.address].filter((part) => part !== undefined).join(' ');
  return { value, confidence: name?.confidence ?? 0.7, evidence: value, line: (name?.line ?? url?.line)! };
}

const SECRECY = /^(?:[（(【]?\s*)(绝\s*密|机\s*密|秘\s*密|内部(?:资料|文件))(?:\s*[★☆].{0,12}|\s*[）)】])?$/u;

/** 密级 on a line of its own among the first lines. */
export function readSecrecyMark(page: Page): ReadText['secrecyMark'] {
  for (const line of page.lines.slice(0, 40)) {
    const mark = line.text.length <= 24 ? SECRECY.exec(line.text)?.[1] : undefined;
    if (mark === undefined) continue;
    const note = '原件上有密级或内部标志，非涉密系统不得存储、处理，请停止导入并报告保密工作机构。';
    return { value: mark.replace(/\s/gu, ''), confidence: 0.9, evidence: line.text, line: line.number, note };
  }
  return NOTHING;
}
