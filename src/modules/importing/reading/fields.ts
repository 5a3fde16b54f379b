import { findDocumentNumbers } from '../../../law/document-number.ts';
import { isAddresseeLine } from '../../../law/official-text.ts';
import { boxed, lineOf, type Material, NOTHING } from './material.ts';
import type { Page } from './page.ts';
import { orderNumber, secrecyMarkOf } from './shapes.ts';
import type { Guess, ReadText } from './types.ts';

/** 发文字号: beside the title, on its own line or in the box; a number quoted in the text is not the paper's own. */
export function readNumber(m: Material): Guess<string> {
  const found: { text: string; evidence: string; line: number | undefined }[] = [];
  const add = (written: string, line: number | undefined) => {
    const number = findDocumentNumbers(written)[0]?.text ?? orderNumber(written);
    if (number !== undefined) found.push({ text: number, evidence: written, line });
  };
  for (const n of m.head.numbers) add(n.value, lineOf(m, n));
  const besideTitle = findDocumentNumbers(m.title.evidence).at(-1);
  // “转发…（明府发〔2017〕3号）的通知” quotes: only a number at the end of the title is its own.
  if (besideTitle && /^[)）]?\s*$/u.test(m.title.evidence.slice(besideTitle.end))) {
    add(besideTitle.original, m.title.line);
  }
  for (const { entry, line } of boxed(m, 'number')) add(entry.value, line);
  const first = found[0];
  if (!first) return NOTHING;
  const others = [...new Set(found.map((f) => f.text))].filter((text) => text !== first.text);
  const note = `页面上还有另一个文号：${others.join('、')}，请核对。`;
  return {
    value: first.text,
    confidence: others.length > 0 ? 0.5 : found.length > 1 ? 0.98 : 0.95,
    evidence: first.evidence,
    ...(first.line !== undefined && { line: first.line }),
    ...(others.length > 0 && { note }),
  };
}

/** 主送机关: the first lines of the text that address organisations. */
export function readAddressees(m: Material): Guess<string> {
  const line = m.body.slice(0, 4).find((l) => isAddresseeLine(l.text));
  if (!line) return NOTHING;
  const value = line.text.replace(/\s*[:：]$/u, '');
  return { value, confidence: 0.95, evidence: line.text, line: line.number };
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

/** 密级 on a line of its own among the first lines. */
export function readSecrecyMark(page: Page): ReadText['secrecyMark'] {
  for (const line of page.lines.slice(0, 40)) {
    const value = secrecyMarkOf(line.text);
    if (value === undefined) continue;
    const note = '原件上有密级或内部标志，非涉密系统不得存储、处理，请停止导入并报告保密工作机构。';
    return { value, confidence: 0.9, evidence: line.text, line: line.number, note };
  }
  return NOTHING;
}
