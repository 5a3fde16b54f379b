import type { PreviewWriter } from './blocks.ts';
import { joinedLines } from './lines.ts';
import { attribute, type Parts, tagsNamed, within, xmlEvents } from './xml-events.ts';

/** Pieces whose lines of letters lie closer than this are one line, millimetres. */
const SAME_LINE = 1.5;
/** Pieces of one line that stand further apart than this are cells of a form or a table, millimetres. */
const APART = 4;

/** Reads the words of an OFD file (GB/T 33190) page by page; they stand in pieces, each with its place on the page. */
export function readOfd(parts: Parts, out: PreviewWriter): void {
  let number = 0;
  for (const root of textsOf(parts('OFD.xml'), 'DocRoot')) {
    const document = within('', root);
    const folder = document.replace(/[^/]*$/, '');
    for (const page of tagsNamed(parts(document), 'Page')) {
      if (out.full) return;
      const xml = parts(within(folder, attribute(page, 'BaseLoc')));
      out.section(`第 ${++number} 页`);
      const lines = xml === undefined ? [] : linesOf(xml);
      if (lines.length === 0) out.note('这一页没有可以读出的文字，请下载查看。');
      for (const paragraph of joinedLines(lines)) out.paragraph(paragraph);
    }
  }
}

/** The texts of the elements of this name. */
function textsOf(xml: string | undefined, name: string): string[] {
  const found: string[] = [];
  let open = false;
  for (const event of xmlEvents(xml ?? ''))
    if (typeof event !== 'string') open = event.name === name && !event.closing;
    else if (open) found.push(event.trim());
  return found;
}

function linesOf(xml: string): string[] {
  const lines: string[] = [];
  let box = { left: 0, top: 0, right: 0 };
  let end = 0;
  let line: number | undefined;
  let inText = false;
  let place = 0;
  for (const event of xmlEvents(xml)) {
    if (typeof event === 'string') {
      if (!inText || event === '') continue;
      const same = line !== undefined && Math.abs(place - line) < SAME_LINE;
      if (same) lines[lines.length - 1] += `${box.left - end > APART ? '　' : ''}${event}`;
      else lines.push(event);
      line = place;
      end = box.right;
    } else if (event.name === 'TextObject' && !event.closing) box = boxOf(attribute(event, 'Boundary'));
    else if (event.name === 'TextCode') {
      inText = !event.closing && !event.empty;
      if (inText) place = box.top + (Number(attribute(event, 'Y')) || 0);
    }
  }
  return lines;
}

/** The place of a piece on its page: `x y width height` in millimetres. */
function boxOf(boundary: string): { left: number; top: number; right: number } {
  const [x = 0, y = 0, width = 0] = boundary
    .trim()
    .split(/\s+/)
    .map((n) => Number(n) || 0);
  return { left: x, top: y, right: x + width };
}
