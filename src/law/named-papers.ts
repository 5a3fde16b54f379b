import { normaliseDocumentNumbers } from './document-number.ts';

/** A paper as others name it. */
export interface NamedPaper {
  title: string;
  /** Empty when it has none, or none is given. */
  documentNumber: string;
}

const MARKS = /[《》〈〉“”"'\s]/gu;
const fold = (text: string) => normaliseDocumentNumbers(text.replace(/[^\S\n]+/gu, '')).replace(MARKS, '');
/** 关于印发《…》的通知: such a paper is also named by what it makes known. */
const MAKES_KNOWN = /关于(?:印发|公布|发布|颁布)《(.+)》的(?:通知|公告|通告|决定)$/u;
const LEAST = 4;

/** The ways in which a title is written, folded: whole, without the organisation before 关于, what it makes known. */
function formsOf(title: string): string[] {
  const about = title.indexOf('关于');
  const shorter = [about > 0 ? title.slice(about) : '', MAKES_KNOWN.exec(title)?.[1] ?? ''].map(fold);
  return [...new Set([fold(title), ...shorter.filter((f) => [...f].length >= LEAST)])].filter(Boolean);
}

/**
 * Whether a text names a paper by its number or its title, in any marks and brackets.
 * @param ownTitle of the paper whose text it is: its own name, which may hold that of the other one, does not count
 */
export function namesPaper(text: string, paper: NamedPaper, ownTitle: string): boolean {
  const forms = formsOf(paper.title);
  const own = formsOf(ownTitle);
  const lines = text.split(/[。；\n]/u).map(fold);
  const number = fold(paper.documentNumber);
  return lines.some((line) => {
    if (number !== '' && line.includes(number)) return true;
    const rest = own.reduce((l, f) => (forms.includes(f) ? l : l.replaceAll(f, ' ')), line);
    // New rules often bear the name of the old ones: then only what is said to end can be the old ones.
    return forms.some((f) => rest.includes(f) && (!own.includes(f) || ENDS.test(rest)));
  });
}

const ENDS = /废止|失效|停止执行|不再执行/u;
const BOOKS = '((?:\u{e000}\\d+\u{e001}(?:[、，,和及与]|以及)*)+)';
const ENDED = [
  new RegExp(
    `${BOOKS}(?:自[^，,。]{1,20}?起)?(?:同时|予以|即行|一并|现予|相应|均|即|现){0,3}(?:废止|停止执行)`,
    'gu',
  ),
  new RegExp(`废止${BOOKS}(?!第|中|的)`, 'gu'),
];

/** The papers that a text says to repeal as a whole: 《…》（…）同时废止, 废止《…》; quotations in “” left out; each once. */
export function statedRepeals(body: string): NamedPaper[] {
  const found = new Map<string, NamedPaper>();
  for (const sentence of body.replace(/“[^“”]*”/gu, '“”').split(/[。；;\n]/u)) {
    if (!ENDS.test(sentence)) continue;
    const { text, papers } = setAside(sentence.replace(/[\s\u{e000}\u{e001}]+/gu, ''));
    for (const pattern of ENDED)
      for (const [, run = ''] of text.matchAll(pattern))
        for (const [i] of run.matchAll(/\d+/gu)) {
          const paper = papers[Number(i)];
          if (paper) found.set(`${paper.title} ${paper.documentNumber}`, paper);
        }
  }
  return [...found.values()];
}

/** Replaces every outer 《…》 and the number behind it by a sign, so that a title that holds 废止 is not read as the act. */
function setAside(sentence: string): { text: string; papers: NamedPaper[] } {
  const papers: NamedPaper[] = [];
  let [text, depth, title] = ['', 0, ''];
  for (let i = 0; i < sentence.length; i++) {
    const c = sentence[i] as string;
    if (c === '》' && depth > 0) depth--;
    if (depth > 0) title += c;
    else if (c === '》') {
      const number = /^[（(]([^（）()]{1,40}号)[）)]/u.exec(sentence.slice(i + 1, i + 50));
      papers.push({
        title: title.replaceAll('〈', '《').replaceAll('〉', '》'),
        documentNumber: number?.[1] ?? '',
      });
      text += `\u{e000}${papers.length - 1}\u{e001}`;
      title = '';
      i += number?.[0].length ?? 0;
    } else if (c !== '《') text += c;
    if (c === '《') depth++;
  }
  return { text, papers };
}
