import type { Page } from 'playwright-core';
import { getDocumentProxy } from 'unpdf';

/** A line as it stands on a sheet. Lengths are points of 1/72 inch. */
export interface Line {
  /** Without blanks, like the text of the whole. */
  text: string;
  /** Of its largest letters. */
  size: number;
  left: number;
  right: number;
  /** Of its base line, from the upper edge of the sheet. */
  top: number;
}

/** A sheet as it leaves the printer. */
export interface Sheet {
  width: number;
  height: number;
  /** From the top downwards. */
  lines: Line[];
}

/** Millimetres as points. */
export const mm = (length: number): number => (length * 72) / 25.4;

/** The open page as it leaves the printer: its text without blanks, and its sheets. */
export async function print(page: Page): Promise<{ text: string; sheets: Sheet[] }> {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const document = await getDocumentProxy(new Uint8Array(pdf));
  const sheets: Sheet[] = [];
  let text = '';
  for (let i = 1; i <= document.numPages; i++) {
    const sheet = await document.getPage(i);
    const { width, height } = sheet.getViewport({ scale: 1 });
    const lines: Line[] = [];
    for (const item of (await sheet.getTextContent()).items) {
      if (!('str' in item)) continue;
      text += item.str;
      if (item.str.trim() === '') continue;
      const [, , , size = 0, left = 0, bottom = 0] = item.transform as number[];
      const top = height - bottom;
      const right = left + item.width;
      const line = lines.find((l) => Math.abs(l.top - top) < 1);
      if (!line) {
        lines.push({ text: item.str, size, left, right, top });
        continue;
      }
      line.text += item.str;
      line.size = Math.max(line.size, size);
      line.left = Math.min(line.left, left);
      line.right = Math.max(line.right, right);
    }
    sheets.push({
      width: Math.round(width),
      height: Math.round(height),
      lines: lines.map((line) => ({ ...line, text: plain(line.text) })).sort((a, b) => a.top - b.top),
    });
  }
  return { text: plain(text), sheets };
}

/** A text as it is compared: blanks come and go with the lines. */
const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '');

/** Whether words stand in a printed text. A printed sign may be stored as the radical that looks like it: ⺠ for 民. */
export function stands(words: string, text: string): boolean {
  return new RegExp(
    [...plain(words)]
      .map((c) => (/\p{Script=Han}/u.test(c) ? `[${c}⺀-⻿]` : c.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')))
      .join(''),
    'u',
  ).test(text);
}
