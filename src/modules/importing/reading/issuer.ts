import { isOrganisationName, isSignedDate } from '../../../law/official-text.ts';
import { findWrittenDates } from '../../../law/written-date.ts';
import { boxed, lineOf, type Material, NOTHING } from './material.ts';
import type { Line } from './page.ts';
import type { Guess } from './types.ts';

const WITHOUT_PLACE = /^(?:省|市|县|区|州|盟|旗|镇|乡)(?:人民)?(?:政府|委)/u;
const PLACE = /^(?:[0-9]{4}年度?)?(\p{Script=Han}{2,8}?(?:省|市|县|区|州|盟|旗|镇|乡|街道))/u;

/** 发文机关: head of the title, signature, letterhead, box, or last a place named in the title. */
export function readIssuer(m: Material): Guess<string> {
  const signature = signatureOf(m.body);
  const inBox = boxed(m, 'issuer')[0];
  const fromTitle = /^([^《》]{3,40}?)(?:关于|印发|转发)/u.exec(m.title.value ?? '')?.[1];
  if (fromTitle !== undefined && isOrganisationName(fromTitle)) {
    const source = boxed(m, 'source')[0]?.entry.value;
    return issuerFromTitle(m.title, fromTitle, [signature?.value, inBox?.entry.value, source]);
  }
  if (signature) {
    const { value, line, others } = signature;
    if (others.length === 0) return { value, confidence: 0.9, evidence: value, line };
    const note = `多个机关署名，取第一个为主办机关，其余为${others.join('、')}，请核对。`;
    return { value, confidence: 0.8, evidence: value, line, note };
  }
  if (m.head.letterhead) {
    const { value } = m.head.letterhead;
    return { value, confidence: 0.9, evidence: value, line: lineOf(m, m.head.letterhead) };
  }
  if (!inBox) return issuerFromPlace(m.title);
  const { value } = inBox.entry;
  return { value, confidence: 0.75, evidence: value, line: inBox.line };
}

/** A title may leave the place out (“市人民政府办公厅关于…”): then another organisation on the page supplies it. */
function issuerFromTitle(title: Guess<string>, name: string, others: (string | undefined)[]): Guess<string> {
  const at = { evidence: name, ...(title.line !== undefined && { line: title.line }) };
  if (!WITHOUT_PLACE.test(name)) return { value: name, confidence: 0.9, ...at };
  const stem = name.replace(/办公[厅室]$/u, '');
  for (const other of others) {
    if (other === undefined || !isOrganisationName(other)) continue;
    if (other.endsWith(name)) return { value: other, confidence: 0.85, ...at };
    if (!other.endsWith(stem)) continue;
    const note = `标题只写“${name}”，地名按页面上的“${other}”补全，请核对。`;
    return { value: other + name.slice(stem.length), confidence: 0.7, ...at, note };
  }
  return { value: name, confidence: 0.5, ...at, note: `标题只写“${name}”，没有地名，请补全。` };
}

function issuerFromPlace(title: Guess<string>): Guess<string> {
  const place = PLACE.exec(title.value ?? '')?.[1];
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

/** The organisations above the first date line, or glued to it; the first one is the lead organisation. */
function signatureOf(body: readonly Line[]): { value: string; line: number; others: string[] } | undefined {
  const i = body.findIndex((l, k) => k > 0 && isSignedDate(l.text));
  if (i < 0) return undefined;
  const dated = body[i]!;
  const glued = dated.text.slice(0, findWrittenDates(dated.text).at(-1)?.start).trim();
  if (glued !== '') return { value: glued.replace(/\s/gu, ''), line: dated.number, others: [] };
  let first = i;
  while (first > 1 && i - first < 6 && isOrganisationName(body[first - 1]!.text)) first--;
  const names = body.slice(first, i).map((l) => l.text.replace(/\s/gu, ''));
  if (names[0] === undefined) return undefined;
  return { value: names[0], line: body[first]!.number, others: names.slice(1) };
}
