import { FORM_REASON } from './form.ts';
import type { Found } from './head.ts';
import { type Entry, readMetadata } from './metadata.ts';
import { type Page, remove } from './page.ts';
import { recognise } from './recognisers.ts';
import { isPaperLine, isProse } from './shapes.ts';
import { LABELS_BELOW } from './vocabulary.ts';

const LONGEST_TAIL = 600;
const PAGE_LABELS = new Set(LABELS_BELOW);
/** Words of page owners. A sentence with one of them, below the end of the paper, does not belong to the paper. */
const PAGE_OWNER =
  /本网|本站|网友|客服|热线|扫码|扫描|二维码|公众号|QQ|微信|关注|下载|客户端|会员|版权|转载|咨询|注册|投稿|广告|浏览器|邮箱|登录/u;

/**
 * Removes what a page carries below the paper (from index `bodyStart`): tools, related links, copyright,
 * advertising, menus, category counts. The paper ends with its last line that only a paper can have; from
 * the first line below it that only a page can have, everything is taken away. Where no line can only be a
 * paper's (a list of names), nothing but the page's own lines at the very end go. Gives back what the page's
 * information box says there.
 */
export function removeTail(page: Page, bodyStart: number): Found<Entry>[] {
  const entries: Found<Entry>[] = [];
  const reasons = new Map<number, string>();
  const end = page.lines.length;
  let firstMarker = end;
  let firstOfEnd = end;
  let paperEnd: number | undefined;
  for (let i = end - 1; i >= Math.max(bodyStart, end - LONGEST_TAIL); i--) {
    const line = page.lines[i]!.text;
    const before = page.removed.get(i);
    // Above a line of the page's head there is no paper any more.
    if (before !== undefined && before !== FORM_REASON) break;
    const box = pageBox(line);
    const reason = before ?? recognise(line, 'tail') ?? (box && '页面信息栏');
    if (reason !== undefined) {
      if (firstOfEnd === i + 1) firstOfEnd = i;
      firstMarker = i;
      reasons.set(i, reason);
      entries.push(...(box ?? []).map((value) => ({ value, index: i })));
    } else if (endsPaper(line)) {
      paperEnd = i;
      break;
    }
  }
  for (let i = paperEnd === undefined ? firstOfEnd : firstMarker; i < end; i++) {
    remove(page, i, reasons.get(i) ?? '页尾内容');
  }
  return entries.filter((e) => page.removed.has(e.index)).reverse();
}

/** The entries of a line that is only an information box, of labels that pages set below a paper. */
function pageBox(line: string): Entry[] | undefined {
  const entries = line.length <= 120 && /[:：】]/u.test(line) ? readMetadata(line) : undefined;
  return entries?.every((e) => e.label === '网页时间' || PAGE_LABELS.has(e.label)) ? entries : undefined;
}

function endsPaper(line: string): boolean {
  if (line.length < 120 && PAGE_OWNER.test(line)) return false;
  return isPaperLine(line) || isProse(line);
}
