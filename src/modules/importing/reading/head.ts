import { parseDocumentNumber } from '../../../law/document-number.ts';
import { isOrganisationName } from '../../../law/official-text.ts';
import { type Entry, isLooseValue, readMetadata } from './metadata.ts';
import { type Page, remove } from './page.ts';
import { breadcrumbSteps, isImprint, isMasthead, recognise } from './recognisers.ts';
import { isBodyStart, isTitleShaped, isWeakTitle, orderNumber, secrecyMarkOf } from './shapes.ts';

/** Something read from the part of the page above the paper's text. */
export interface Found<T> {
  value: T;
  /** Index in the page's lines. */
  index: number;
}

/** What the part above the paper's text says. */
export interface Head {
  /** Index of the first line of the paper's text, when one can be told from the lines themselves. */
  bodyStart: number | undefined;
  /** Index below which titles, numbers and information boxes are looked for. */
  end: number;
  entries: Found<Entry>[];
  /** Last steps of the breadcrumb, often the title. */
  crumbs: string[];
  /** Index of the breadcrumb; what stands above it is the page's. */
  location: number | undefined;
  /** Names the page gives itself: welcome line, masthead. */
  names: Found<string>[];
  /** Document number on a line of its own. */
  numbers: Found<string>[];
  /** “明川市人民政府文件”: the organisation above the red line. */
  letterhead: Found<string> | undefined;
}

const LONGEST_HEAD = 300;
/** So many unknown short lines below a title are the paper (a list of names), not the page. */
const UNKNOWN_LINES_OF_A_LIST = 3;
const SUMMARY = /^[【[]?(?:核心提示|内容摘要|内容提要|摘要|导读|提要)[】\]]?\s*[:：]/u;
const SIGNER = /\s*签发人\s*[:：].{0,20}$/u;
const LETTERHEAD = /^(.{3,40}?)\s*文\s*件$/u;
const COPY_NUMBER = /^(?:№|No\.?|份号[:：]?)?\s*0\d{4,6}$/iu;
const URGENCY = /^(?:特急|加急|平急|特提|紧急)$/u;

/** Reads the lines above the paper's text and removes those that are the page's own. */
export function readHead(page: Page): Head {
  const head: Head = {
    bodyStart: undefined,
    end: Math.min(page.lines.length, LONGEST_HEAD),
    entries: [],
    crumbs: [],
    location: undefined,
    names: [],
    numbers: [],
    letterhead: undefined,
  };
  let titleSeen = false;
  let unknown = 0;
  for (let i = 0; i < head.end; i++) {
    const line = page.lines[i]!.text;
    if (page.removed.has(i) || readHeadLine(page, head, i)) {
      unknown = 0;
      continue;
    }
    const titleHere = isWeakTitle(line);
    titleSeen ||= titleHere;
    unknown = titleSeen && !titleHere ? unknown + 1 : 0;
    if (isBodyStart(line)) head.bodyStart = i;
    else if (unknown === UNKNOWN_LINES_OF_A_LIST) head.bodyStart = i - unknown + 1;
    head.end = head.bodyStart ?? head.end;
  }
  removeImprint(page, head);
  return head;
}

/** True when the line has been recognised (and taken out of the body where it is the page's own). */
function readHeadLine(page: Page, head: Head, i: number): boolean {
  const line = page.lines[i]!.text;
  const reason = recognise(line, 'head');
  if (reason !== undefined) {
    if (reason === '导航（当前位置）') {
      head.crumbs.push(...breadcrumbSteps(line).slice(-2));
      head.location = i;
    }
    if (reason === '欢迎语') head.names.push({ value: siteName(line), index: i });
    remove(page, i, reason);
    return true;
  }
  if (SUMMARY.test(line)) {
    remove(page, i, '网站摘要');
    return true;
  }
  // The box first: “发布文号 明府发〔2017〕16号” is a label with its value.
  return readBox(page, head, i) || readPrintedHead(page, head, i);
}

/** 版头 of a printed paper and the number line. */
function readPrintedHead(page: Page, head: Head, i: number): boolean {
  const line = page.lines[i]!.text;
  const unsigned = line.length <= 60 ? line.replace(SIGNER, '') : '';
  if (parseDocumentNumber(unsigned) || orderNumber(unsigned) !== undefined) {
    head.numbers.push({ value: unsigned, index: i });
    remove(page, i, '发文字号（已读入）');
    return true;
  }
  if (secrecyMarkOf(line) !== undefined) {
    remove(page, i, '密级标志');
    return true;
  }
  const letterhead = line.length <= 50 ? LETTERHEAD.exec(line)?.[1]?.replace(/\s/gu, '') : undefined;
  if (letterhead !== undefined && isOrganisationName(letterhead)) {
    head.letterhead = { value: letterhead, index: i };
    remove(page, i, '版头');
    return true;
  }
  if (!COPY_NUMBER.test(line) && !URGENCY.test(line)) return false;
  remove(page, i, '版头');
  return true;
}

/** One line of an information box, and the value of a label that stands alone on the line above it. */
function readBox(page: Page, head: Head, i: number): boolean {
  const line = page.lines[i]!.text;
  const last = head.entries.at(-1);
  const followsBox = last !== undefined && (last.index === i - 1 || isSameValueAgain(page, last, i));
  if (followsBox && isLooseValue(line, last.value) && (last.value.key === 'title' || !isTitleShaped(line))) {
    head.entries.push({ value: { ...last.value, value: line }, index: i });
    remove(page, i, '页面信息栏');
    return true;
  }
  if (followsBox && last.value.value === line && last.value.key !== 'title') {
    remove(page, i, '页面信息栏');
    return true;
  }
  const entries = readMetadata(line);
  if (!entries) return false;
  head.entries.push(...entries.map((value) => ({ value, index: i })));
  remove(page, i, '页面信息栏');
  return true;
}

function isSameValueAgain(page: Page, last: Found<Entry>, i: number): boolean {
  return page.lines[last.index]!.text === page.lines[i]!.text && i - last.index <= 2;
}

/** The imprint of a gazette: at least two of its lines, so that a lone “地址 …” above a paper stays. */
function removeImprint(page: Page, head: Head): void {
  const imprint: number[] = [];
  for (let i = 0; i < head.end; i++) {
    if (page.removed.has(i) && page.removed.get(i) !== '页面信息栏') continue;
    if (isImprint(page.lines[i]!.text)) imprint.push(i);
  }
  const several = imprint.length >= 2;
  for (let i = 0; i < head.end; i++) {
    const line = page.lines[i]!.text;
    if (!page.removed.has(i) && isMasthead(line) && !/关于/u.test(line)) {
      if (/报$/u.test(line)) head.names.push({ value: line, index: i });
      remove(page, i, '刊头');
    } else if (several && imprint.includes(i)) page.removed.set(i, '刊头');
  }
}

/** “欢迎您访问明川市政府信息公开网！” names 明川市政府信息公开网. */
function siteName(line: string): string {
  const m = /(?:访问|光临|来到|登录|登陆|进入|浏览|使用)([^!！,，。;；\s]{2,40})/u.exec(line);
  return m?.[1] ?? '';
}
