import { type Day, daysBetween } from '../../../law/day.ts';
import { CLOSE, normaliseDocumentNumbers, OPEN } from '../../../law/document-number.ts';

/** Version of what is kept of a paper for the search; rows of another version are indexed anew before the program serves. */
export const TOKEN_VERSION = 5;

/** Runs that are indexed: Han (all planes), or Latin and digits with inner . - _ / . */
const RUN = /([\p{Script=Han}]+)|([a-z0-9]+(?:[.\-_/][a-z0-9]+)*)/gu;
const NUMBER = /〔(\d{4})〕(\d{1,5})号/g;
/** A whole document number with the 机关代字 before it, and its place among the numbers of the year. */
const WHOLE_NUMBER = /\p{Script=Han}[\p{Script=Han}a-z]{0,19}(〔\d{4}〕\d{1,6}号)/u;
/** A word counts as repeated from so many times on. */
const OFTEN = 3;

const WIDE: Readonly<Record<string, string>> = {
  ',': '，',
  ':': '：',
  ';': '；',
  '!': '！',
  '?': '？',
  '(': '（',
  ')': '）',
};

/**
 * The form in which texts are compared: width, case and the brackets of document numbers levelled, spaces between Han
 * removed, punctuation beside Han in full width.
 */
export function normaliseForSearch(text: string): string {
  return normaliseDocumentNumbers(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
    .replace(/(?<=\p{Script=Han}) ?[,:;!?()]|[,:;!?()] ?(?=\p{Script=Han})/gu, (m) => WIDE[m.trim()] ?? m)
    .trim();
}

/** FNV-1a to int4. Stored: must never change (PostgreSQL's own hash functions are not stable across versions). */
export function hashToken(token: string): number {
  let x = 0x811c9dc5;
  for (let i = 0; i < token.length; i++) {
    x ^= token.charCodeAt(i);
    x = Math.imul(x, 0x01000193);
  }
  return x | 0;
}

/** What hits are narrowed and counted by; the number stands in the last three bits of a token, so that counts can be told apart by kind. */
export const CLASSES = {
  owner: 0,
  column: 1,
  genre: 2,
  theme: 3,
  region: 4,
  level: 5,
  tag: 6,
  type: 7,
} as const;
export type ClassName = keyof typeof CLASSES;

/** Token of a class value. A column is `<site>/<path>`; the region of a paper for the whole city is 'city'. */
export function classToken(name: ClassName, value: string): number {
  return (hashToken(`${name}:${value}`) & ~7) | CLASSES[name];
}

/** The kind of a class token. */
export function classOf(token: number): ClassName {
  return (Object.keys(CLASSES) as ClassName[])[token & 7] as ClassName;
}

/** Tokens of times, from fine to coarse: a frequent word is looked for in the newest papers only. */
const TIMES = {
  day: (d: Day) => `d:${d}`,
  week: (d: Day) => `w:${Math.floor(daysBetween('1970-01-05' as Day, d) / 7)}`,
  month: (d: Day) => `m:${d.slice(0, 7)}`,
  year: (d: Day) => `y:${d.slice(0, 4)}`,
} as const;
export type TimeUnit = keyof typeof TIMES;

/** Token of a day, or of its week, month or year. */
export function timeToken(unit: TimeUnit, d: Day): number {
  return hashToken(TIMES[unit](d));
}

/** Held by every document: for searches by dates alone. */
export const EVERY_DOCUMENT = hashToken('*');

/** Held by no document. */
export const NO_DOCUMENT = hashToken('!');

/** Pinyin initials of a title are found from three letters on. */
function initialTokens(initials: string): string[] {
  return Array.from({ length: Math.max(0, initials.length - 2) }, (_, i) => `i:${initials.slice(i, i + 3)}`);
}

function grams(text: string, add: (token: string) => void): void {
  for (const m of text.matchAll(RUN)) {
    if (m[1]) {
      const han = [...m[1]];
      for (let i = 0; i + 1 < han.length; i++) add(han[i]! + han[i + 1]!);
    } else {
      add(m[2]!);
      const parts = m[2]!.split(/[.\-_/]/);
      if (parts.length > 1) for (const part of parts) if (part) add(part);
    }
  }
  for (const m of text.matchAll(NUMBER)) add(`n:${m[1]}-${Number(m[2])}`);
}

/** Letters, digits and Han alone: as which whole titles are compared. */
function bare(normalised: string): string {
  return normalised.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Token of a whole title, document number or index number. */
export function wholeToken(text: string): number {
  return hashToken(`=:${bare(normaliseForSearch(text))}`);
}

/** What the tokens of a document are made of. Texts are normalised. */
export interface Tokenised {
  title: string;
  /** Body, facts and words of attachments. */
  text: string;
  documentNumber: string;
  indexNumber: string;
  /** Pinyin initials of the title. */
  initials: string;
  publishedOn: Day;
  /** See {@link classToken}. */
  classes: readonly number[];
}

/** The token hashes of a document. */
export function documentTokens(d: Tokenised): number[] {
  const tokens = new Set<number>([EVERY_DOCUMENT, ...d.classes]);
  for (const unit of Object.keys(TIMES) as TimeUnit[]) tokens.add(timeToken(unit, d.publishedOn));
  const times = new Map<string, number>();
  const once = (token: string) => times.set(token, (times.get(token) ?? 0) + 1);
  grams(d.title, (token) => {
    once(token);
    tokens.add(hashToken(`t:${token}`));
  });
  for (const m of d.title.matchAll(/\p{Script=Han}/gu)) tokens.add(hashToken(`t:${m[0]}`));
  grams(d.text, once);
  for (const [token, n] of times) {
    tokens.add(hashToken(token));
    if (n >= OFTEN) tokens.add(hashToken(`f:${token}`));
  }
  const serial = WHOLE_NUMBER.exec(d.documentNumber)?.[1] ?? '';
  for (const whole of [d.title, d.documentNumber, serial, d.indexNumber])
    if (whole) tokens.add(wholeToken(whole));
  for (const token of initialTokens(d.initials)) tokens.add(hashToken(token));
  return [...tokens];
}

/** A query, ready for the database. */
export interface QueryTokens {
  /** Texts that a hit must hold, each as it stands. */
  terms: string[];
  /** Texts that a hit must not hold. */
  without: string[];
  /** Terms that their tokens alone do not prove: their pieces may stand apart from each other. */
  unproven: string[];
  /** Hashes that a hit must hold: anywhere, in its title, and where the words are repeated. */
  anywhere: number[];
  /** Those of `anywhere` by which alone a term is proven; of the others the text itself is read as well. */
  proving: number[];
  inTitle: number[];
  often: number[];
  /** Hashes of the whole query as a title, document number or index number; a hit holds one of them. */
  whole: number[];
}

/** At most so many terms and characters count: more are a paste by mistake or an attack. */
export const QUERY_LIMITS = { characters: 200, terms: 10 } as const;

const PIECE = /(?<not>(?<=^|\s)[-－–])?(?:[“"](?<phrase>[^“”"]+)[”"]|(?<word>[^\s“”"]+))/gu;
/** A document number whose 号 was left out, in any brackets. */
const WITHOUT_END = new RegExp(
  `(${OPEN}\\s*(?:19|20)\\d{2}\\s*${CLOSE}\\s*第?\\s*\\d{1,5})(?=\\s|$|[”"),;。、])(?!\\s*号)`,
  'gu',
);
const MEANS = /[\p{Script=Han}a-z0-9]/u;
/** What stands before a number on the page from which it was copied. */
const LABEL = /(?:发文字号|文号|索引号)\s*:\s*(?=\S)/gu;
/** Punctuation between words; between figures it belongs to them: 1,000, 10:30. */
const BETWEEN = /(?<!\d)[,;:!?。、]|[,;:!?。、](?!\d)/u;
/** Punctuation around a word, but not what begins a number of the year, nor signs that say something: 100%. */
const AROUND = /^(?:(?![〔%‰#&@*])[\p{P}<>])+|(?:(?![%‰#&@*])[\p{P}<>])+$/gu;

/** The words in what stands between two spaces: a document number in brackets is one, and so is each side of a comma. */
function wordsIn(run: string): string[] {
  return run
    .replace(new RegExp(`\\((${WHOLE_NUMBER.source})\\)`, 'giu'), ',$1,')
    .split(BETWEEN)
    .map(withoutMarks);
}

/** A word without the punctuation around it; what it opens itself stays closed: 办法（试行）. */
function withoutMarks(word: string): string {
  const bare = word.replace(AROUND, '');
  return /[(《【「『][^)》】」』]*$/u.test(bare)
    ? bare + word.charAt(word.indexOf(bare) + bare.length)
    : bare;
}

/**
 * Reads what a citizen typed or copied: words separated by spaces or punctuation must all occur; text in quotes is one
 * phrase; a word after a minus must not occur; a document number is found in any brackets, with or without 号.
 */
export function queryTokens(query: string): QueryTokens {
  // Words are told apart before the texts are levelled, which joins Han across a space.
  const text = normaliseDocumentNumbers(
    query
      .slice(0, QUERY_LIMITS.characters)
      .normalize('NFKC')
      // Marks without width come along when a word is copied from elsewhere; nobody sees them.
      .replace(/\p{Cf}/gu, '')
      .replace(LABEL, ' ')
      .replace(WITHOUT_END, '$1号'),
  );
  const wanted = new Set<string>();
  const unwanted = new Set<string>();
  for (const { groups } of text.matchAll(PIECE)) {
    const words = groups?.phrase === undefined ? wordsIn(groups?.word ?? '') : [groups.phrase];
    for (const [i, word] of words.entries()) {
      const term = normaliseForSearch(word);
      if (MEANS.test(term)) (groups?.not && i === 0 ? unwanted : wanted).add(term);
    }
  }
  const terms = [...wanted].slice(0, QUERY_LIMITS.terms);
  const tokens = new Set(terms.flatMap((term) => [...termTokens(term)]));
  // Nothing but single characters: those are looked for in titles.
  const single =
    tokens.size === 0
      ? terms.flatMap((t) => [...t.matchAll(/\p{Script=Han}/gu)].map((m) => `t:${m[0]}`))
      : [];
  return {
    terms,
    without: [...unwanted].slice(0, QUERY_LIMITS.terms),
    unproven: terms.filter((t) => !(single.length > 0 ? [...t].length === 1 : proven(t))),
    anywhere: [...single, ...tokens].map(hashToken),
    proving: [...single, ...terms.filter(proven).flatMap((term) => [...termTokens(term)])].map(hashToken),
    inTitle: [...single, ...[...tokens].map((t) => `t:${t}`)].map(hashToken),
    often: [...single, ...[...tokens].map((t) => `f:${t}`)].map(hashToken),
    whole: [text.replace(/["“”]/g, ''), ...terms.filter((t) => WHOLE_NUMBER.test(t))].map(wholeToken),
  };
}

function termTokens(term: string): Set<string> {
  const found = new Set<string>();
  for (const m of term.matchAll(RUN)) {
    if (m[2]) {
      found.add(m[2]);
      continue;
    }
    const han = [...m[1]!];
    for (let i = 0; i + 1 < han.length; i++) found.add(han[i]! + han[i + 1]!);
  }
  for (const m of term.matchAll(NUMBER)) found.add(`n:${m[1]}-${Number(m[2])}`);
  return found;
}

/** Two Han, or one Latin word as a whole, stand in the text when their token does. */
function proven(term: string): boolean {
  return /^\p{Script=Han}{2}$/u.test(term) || /^[a-z0-9]+(?:[.\-_/][a-z0-9]+)*$/.test(term);
}

/** Tokens by which titles with these pinyin initials are found; none for fewer than three letters. */
export function initialsTokens(initials: string): number[] {
  return initialTokens(initials).map(hashToken);
}
