import { findDocumentNumbers } from '../../../law/document-number.ts';
import {
  hasSectionNumber,
  isAddresseeLine,
  isOrganisationName,
  isSignedDate,
} from '../../../law/official-text.ts';
import type { Head } from './head.ts';
import { type Page, remaining, remove } from './page.ts';
import { cleanTitle, isProse, isTitleShaped, isWeakTitle } from './shapes.ts';
import type { Guess } from './types.ts';

interface Candidate {
  title: string;
  indexes: number[];
  score: number;
}

const SITE_NAME = /(?:网|网站|门户|平台|系统|公报|政报|频道|专栏)$/u;

/**
 * Finds the title above the paper's text: the line (or up to three lines that belong together) built most
 * like a title, supported by the breadcrumb, by a repetition, by a number in brackets. Removes it and what
 * repeats it from the body. Falls back, with low confidence, to the box of the page, to the last short line
 * above the text and to the file name.
 */
export function readTitle(page: Page, head: Head, fileName: string): Guess<string> {
  const candidates = titleCandidates(page, head);
  const best = candidates.reduce<Candidate | undefined>(
    (a, b) => (a && a.score >= b.score ? a : b),
    undefined,
  );
  if (best && best.score >= 3) {
    takeTitle(page, head, best);
    const evidence = best.indexes.map((i) => page.lines[i]!.text).join('\n');
    const confidence = best.score >= 6 ? 0.95 : best.score >= 4 ? 0.9 : 0.8;
    return { value: best.title, confidence, evidence, line: page.lines[best.indexes[0]!]!.number };
  }
  const boxed = head.entries.find((e) => e.value.key === 'title' && e.value.value.length >= 4);
  if (boxed) {
    const { value } = boxed.value;
    for (const i of remaining(page, 0, head.end)) {
      if (sameTitle(page.lines[i]!.text, value)) remove(page, i, '重复的标题');
    }
    return {
      value: cleanTitle(value),
      confidence: 0.85,
      evidence: value,
      line: page.lines[boxed.index]!.number,
    };
  }
  return fallbackTitle(page, head, candidates, fileName);
}

function titleCandidates(page: Page, head: Head): Candidate[] {
  const indexes = remaining(page, 0, head.end);
  // Without any line that must be body text, a title can only stand near the top.
  const near = head.bodyStart === undefined ? indexes.slice(0, 40) : indexes;
  const candidates: Candidate[] = [];
  near.forEach((first, k) => {
    for (let n = 1; n <= 3; n++) {
      const group = near.slice(k, k + n);
      if (group.length < n) break;
      const pieces = group.map((i) => page.lines[i]!.text);
      if (n > 1 && !belongTogether(pieces)) continue;
      const title = cleanTitle(pieces.join(n > 1 ? '' : ' '));
      const score = scoreTitle(page, head, title, group, first);
      candidates.push({ title, indexes: group, score: score + (n > 1 ? 1 : 0) });
    }
  });
  return candidates;
}

/** “明川市财政局” / “关于…” / “的通知”: no piece before the last is a title yet, and each begs for the next. */
function belongTogether(pieces: string[]): boolean {
  const joined = cleanTitle(pieces.join(''));
  if (!isTitleShaped(joined)) return false;
  return pieces.slice(0, -1).every((piece, i) => {
    if (isTitleShaped(piece) || isProse(piece)) return false;
    const next = pieces[i + 1]!;
    if (isOrganisationName(piece)) return /^关于|^转发|^印发/u.test(next) || isOrganisationName(next);
    return /关于|印发|转发|^[0-9]{4}年/u.test(pieces.slice(0, i + 1).join(''));
  });
}

function scoreTitle(page: Page, head: Head, title: string, group: number[], first: number): number {
  if (!mayBeTitle(title)) return -10;
  let score = isTitleShaped(title) ? 3 : isWeakTitle(title) ? 2 : 0;
  if (/关于/u.test(title)) score += 2;
  if (isOrganisationName(/^(.{3,40}?)(?:关于|印发|转发)/u.exec(title)?.[1] ?? '')) score += 1;
  if (findDocumentNumbers(group.map((i) => page.lines[i]!.text).join('')).length > 0) score += 2;
  if (head.crumbs.some((crumb) => sameTitle(crumb, title))) score += 2;
  if (head.entries.some((e) => e.value.key === 'title' && sameTitle(e.value.value, title))) score += 2;
  const alone = remaining(page, 0, head.end).filter((i) => !group.includes(i));
  if (alone.length < 40 && alone.some((i) => sameTitle(page.lines[i]!.text, title))) score += 1;
  const next = group.at(-1)! + 1;
  const followed = head.numbers.some((n) => n.index === next) || head.entries.some((e) => e.index === next);
  if (followed || isAddresseeLine(page.lines[next]?.text ?? '')) score += 1;
  if (title.length < 7) score -= 1;
  if (isOrganisationName(title) || SITE_NAME.test(title)) score -= 3;
  if (head.location !== undefined && first < head.location) score -= 3;
  return first > 60 ? score - 1 : score;
}

function mayBeTitle(title: string): boolean {
  if (title.length < 4 || title.length > 120 || isSignedDate(title) || hasSectionNumber(title)) return false;
  return /\p{Script=Han}{3}/u.test(title) && !/[。；;<>]|[:：]$/u.test(title);
}

/** Takes the title, its repetitions and the page's lines above it out of the body. */
function takeTitle(page: Page, head: Head, best: Candidate): void {
  for (const i of best.indexes) remove(page, i, '标题（已读入）');
  for (const i of remaining(page, 0, head.end)) {
    const line = page.lines[i]!.text;
    if (sameTitle(line, best.title)) remove(page, i, '重复的标题');
  }
  removeAbove(page, best.indexes[0]!);
}

/** Takes away the short lines above an index: menus that no recogniser knows. */
function removeAbove(page: Page, index: number): void {
  for (const i of remaining(page, 0, index)) {
    const line = page.lines[i]!.text;
    if (line.length <= 60 && !/[。；！？]/u.test(line)) remove(page, i, '导航（标题以上）');
  }
}

/** Equal but for blanks, the number behind and an organisation in front. */
function sameTitle(a: string, b: string): boolean {
  if (a.length > 160 || b.length > 160) return false;
  const [x, y] = [cleanTitle(a).replace(/\s/gu, ''), cleanTitle(b).replace(/\s/gu, '')];
  if (x === y) return true;
  return x.length >= 10 && y.length >= 10 && (x.endsWith(y) || y.endsWith(x));
}

function fallbackTitle(page: Page, head: Head, candidates: Candidate[], fileName: string): Guess<string> {
  const single = candidates.filter((c) => c.score >= 0 && c.title.length <= 60 && c.indexes.length === 1);
  const weak = single.find((c) => c.score >= 2);
  const plain = single.filter((c) => !/[:：]/u.test(c.title));
  const last = weak ?? (head.bodyStart === undefined ? undefined : plain.at(-1));
  if (last) {
    // Not sure enough to take away what stands above it, but for what stands above the breadcrumb.
    const { number, text } = page.lines[last.indexes[0]!]!;
    remove(page, last.indexes[0]!, '标题（已读入）');
    removeAbove(page, Math.min(head.location ?? 0, last.indexes[0]!));
    const note = '这一行不像公文标题的写法，请核对标题。';
    return { value: last.title, confidence: weak ? 0.6 : 0.4, evidence: text, line: number, note };
  }
  const stem = fileName.replace(/^.*[\\/]/u, '').replace(/\.[^.]{1,5}$/u, '');
  if (/\p{Script=Han}{4}/u.test(stem) && stem.length <= 120) {
    const note = '正文里没有找到标题，暂用文件名，请核对。';
    return { value: stem.trim(), confidence: 0.3, evidence: fileName, note };
  }
  return { value: undefined, confidence: 0, evidence: '', note: '没有找到标题，请填写。' };
}
