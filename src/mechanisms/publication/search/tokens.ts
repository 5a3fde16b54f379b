import { normaliseDocumentNumbers } from '../../../law/document-number.ts';

/** Version of the tokenizer; rows of another version are indexed anew. */
export const TOKEN_VERSION = 1;

/** Runs that are indexed: Han (all planes), or Latin and digits with inner . - _ / . */
const RUN = /([\p{Script=Han}]+)|([a-z0-9]+(?:[.\-_/][a-z0-9]+)*)/gu;
const NUMBER = /〔(\d{4})〕(\d{1,5})号/g;

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
 * removed. Punctuation beside Han becomes full width again, so that pieces of the text can be shown to people.
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

function grams(text: string, add: (token: string) => void): void {
  for (const m of text.matchAll(RUN)) {
    if (m[1]) {
      const han = [...m[1]];
      for (let i = 0; i + 1 < han.length; i++) add(han[i]! + han[i + 1]!);
      add(han[han.length - 1]!);
    } else {
      add(m[2]!);
      for (const part of m[2]!.split(/[.\-_/]/)) if (part) add(part);
    }
  }
  for (const m of text.matchAll(NUMBER)) add(`n:${m[1]}-${Number(m[2])}`);
}

/**
 * The token hashes of a document.
 * @param d normalised title and body; organisation code and year of publication become tokens too, so that filters need no second index
 */
export function documentTokens(d: { title: string; body: string; owner: string; year: number }): number[] {
  const tokens = new Set([`d:${d.owner}`, `y:${d.year}`]);
  grams(d.title, (g) => {
    tokens.add(g);
    tokens.add(`t:${g}`);
  });
  grams(d.body, (g) => tokens.add(g));
  return [...new Set([...tokens].map(hashToken))];
}

/** A query, ready for the database. */
export interface QueryTokens {
  /** Texts that a hit must hold, each as it stands. */
  terms: string[];
  /** Hashes that a hit must hold anywhere. */
  anywhere: number[];
  /** Hashes that a hit must hold in its title. */
  inTitle: number[];
}

/** At most so many terms and characters count: more are a paste by mistake or an attack. */
export const QUERY_LIMITS = { characters: 200, terms: 10 } as const;

/**
 * Reads what a citizen typed: words separated by spaces must all occur; text in quotes is one phrase; a document
 * number is found in any brackets.
 */
export function queryTokens(query: string): QueryTokens {
  // Words are told apart before the texts are levelled, which joins Han across a space.
  const text = normaliseDocumentNumbers(query.slice(0, QUERY_LIMITS.characters).normalize('NFKC'));
  const terms = [
    ...new Set(
      [...text.matchAll(/[“"]([^“”"]+)[”"]|([^\s“”"]+)/g)].map((m) => normaliseForSearch(m[1] ?? m[2] ?? '')),
    ),
  ]
    .filter((t) => /[\p{Script=Han}a-z0-9]/u.test(t))
    .slice(0, QUERY_LIMITS.terms);
  const tokens = new Set<string>();
  for (const term of terms) {
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
    for (const t of found) tokens.add(t);
  }
  return {
    terms,
    anywhere: [...tokens].map(hashToken),
    inTitle: [...tokens].map((t) => hashToken(`t:${t}`)),
  };
}
