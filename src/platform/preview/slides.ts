import { type Cell, PREVIEW_LIMITS, type PreviewWriter } from './blocks.ts';
import { gridOf } from './grid.ts';
import { attribute, type Parts, relationsOf, skip, tagsNamed, xmlEvents } from './xml-events.ts';

const SHOW = 'ppt/presentation.xml';

/** Reads the words of a presentation slide by slide, in the order of the show: titles, lines, tables. */
export function readSlides(parts: Parts, out: PreviewWriter): void {
  const targets = relationsOf(parts, SHOW);
  let number = 0;
  for (const tag of tagsNamed(parts(SHOW), 'sldId')) {
    if (out.full) return;
    const name = targets.get(attribute(tag, ':id')) ?? '';
    const xml = parts(name);
    if (xml === undefined) continue;
    number++;
    const [slide] = tagsNamed(xml, 'sld');
    const hidden = slide !== undefined && ['0', 'false'].includes(attribute(slide, 'show'));
    out.section(`第 ${number} 张${hidden ? '（隐藏的幻灯片）' : ''}`);
    if (hidden) out.remark('文件中有隐藏的幻灯片，预览中一并列出。');
    if ([...relationsOf(parts, name).values()].some((target) => target.includes('notesSlide')))
      out.remark('幻灯片带有演讲者备注，预览中不列出，请下载查看。');
    readSlide(xml, out);
  }
}

function readSlide(xml: string, out: PreviewWriter): void {
  const events = xmlEvents(xml);
  let title = false;
  let line = '';
  let inText = false;
  let table: { rows: Cell[][]; beyond: number } | undefined;
  let cell: { lines: string[]; across: number } | undefined;
  let said = false;
  for (const event of events) {
    if (typeof event === 'string') {
      if (inText) line += event;
      continue;
    }
    const begins = !event.closing;
    switch (event.name) {
      case 'Fallback':
        if (begins) skip(events, event);
        break;
      case 'sp':
        if (begins) title = false;
        break;
      case 'ph':
        title ||= ['title', 'ctrTitle'].includes(attribute(event, 'type'));
        break;
      case 't':
        inText = begins && !event.empty;
        break;
      case 'br':
        line += '\n';
        break;
      case 'p':
        if (begins) {
          line = '';
          break;
        }
        said ||= line.trim() !== '';
        if (cell) cell.lines.push(line);
        else if (title) out.heading(2, line.replace(/\s+/g, ' '));
        else out.paragraph(line);
        line = '';
        break;
      case 'tbl':
        if (begins) table = { rows: [], beyond: 0 };
        else if (table) {
          const { head, rows, columns } = gridOf(table.rows);
          if (table.rows.length > 0) out.table(head, rows, { rows: table.beyond, columns });
          table = undefined;
        }
        break;
      case 'tr':
        if (!begins || !table) break;
        if (table.rows.length < PREVIEW_LIMITS.rows) table.rows.push([]);
        else table.beyond++;
        break;
      case 'tc':
        if (begins) {
          // The cells that a merged one covers are there too, empty; those beside it are not counted again.
          const across = Math.min(Number(attribute(event, 'gridSpan')) || 1, PREVIEW_LIMITS.columns);
          cell = attribute(event, 'hMerge') === '1' ? undefined : { lines: [], across };
        }
        if (cell && (event.closing || event.empty)) {
          const text = cell.lines.filter((l) => l.trim()).join('\n');
          if (table && table.beyond === 0)
            table.rows.at(-1)?.push(cell.across > 1 ? [text, cell.across] : text);
          cell = undefined;
        }
        break;
      case 'pic':
      case 'chart':
        if (begins) out.remark('幻灯片中的图片和图表在预览中不显示，请下载查看。');
    }
  }
  if (!said) out.note('这张幻灯片没有文字。');
}
