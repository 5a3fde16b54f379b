import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import { CLOSE, OPEN } from '../../../law/document-number.ts';
import type { Database, Reader } from '../../../platform/db/pool.ts';
import { pinyinInitials } from '../../../platform/pinyin.ts';
import { knownNames } from './names.ts';
import { hashToken, initialsTokens, normaliseForSearch, queryTokens } from './tokens.ts';
import { windowsOf } from './windows.ts';

/** Something that exists and may be meant. */
export interface Suggestion {
  text: string;
  kind: 'organ' | 'tag' | 'number' | 'title';
}

const MOST = 8;
/** Longer beginnings are no beginnings any more. */
const LONGEST = 40;

/**
 * Completes what somebody has typed so far from what exists: organs, tags, document numbers, titles; Han as they stand
 * anywhere in the name, letters as pinyin initials.
 */
export async function complete(db: Database, typed: string, today: Day): Promise<Suggestion[]> {
  const text = normaliseForSearch(typed).slice(0, LONGEST);
  if (!/[\p{Script=Han}a-z0-9]/u.test(text)) return [];
  const letters = /^[a-z]{2,20}$/.test(text) ? text : undefined;
  const [names, numbers, titles] = await Promise.all([
    knownNames(db, today),
    numbersFrom(db, text),
    letters
      ? titlesWith(db, initialsTokens(letters), null, letters, today)
      : titlesWith(db, queryTokens(text).inTitle, text, null, today),
  ]);
  const fits = names.filter((n) => n.key.includes(text) || (letters && n.initials.includes(letters)));
  const begins = (n: (typeof fits)[number]) =>
    n.key.startsWith(text) || (letters && n.initials.startsWith(letters));
  const suggestions: Suggestion[] = [
    ...[...fits.filter(begins), ...fits.filter((n) => !begins(n))]
      .slice(0, 4)
      .map(({ text, kind }) => ({ text, kind })),
    ...numbers.map((number) => ({ text: number, kind: 'number' as const })),
    ...[...new Set(titles.map((t) => t.title))].map((title) => ({ text: title, kind: 'title' as const })),
  ];
  return suggestions.filter((s) => normaliseForSearch(s.text) !== text).slice(0, MOST);
}

/** The newest titles that hold the tokens and the text or the initials in a row; none without tokens. */
export async function titlesWith(
  db: Reader,
  tokens: readonly number[],
  text: string | null,
  initials: string | null,
  today: Day,
  most = MOST,
): Promise<{ title: string; initials: string }[]> {
  if (tokens.length === 0) return [];
  const windows = await windowsOf(db, today);
  const { rows } = await sql<{ title: string; initials: string }>`
    select title, initials from portal.search_titles(${[...tokens]}::int4[], ${text}::text, ${initials}::text,
      ${windows.sizes}::int4[], ${windows.ends}::int4[], ${windows.tokens}::int4[], ${today}::date, ${most}::int)`.execute(
    db,
  );
  return rows;
}

const OPEN_YEAR = new RegExp(`${OPEN}(?=\\d)`, 'gu');
const CLOSED_YEAR = new RegExp(`(?<=\\d{4})${CLOSE}`, 'gu');

/** Document numbers that begin so, newest first. */
async function numbersFrom(db: Reader, text: string): Promise<string[]> {
  const prefix = text.replace(OPEN_YEAR, '〔').replace(CLOSED_YEAR, '〕');
  if (!/^\p{Script=Han}{2,}〔?\d*〕?\d*号?$/u.test(prefix)) return [];
  const { rows } = await sql<{ number: string }>`
    select d.document_number as number from portal.live_document d
    where d.document_number like ${`${prefix}%`} order by d.document_number desc limit 3`.execute(db);
  return rows.map((r) => r.number);
}

/** A document number without its brackets or with a short year: 明政发2026年2号, 明政发 2026 2, 明政发〔26〕2号. */
const BARE_NUMBER =
  /^(\p{Script=Han}{2,20}) ?[〔（([]?((?:19|20)?\d{2})[〕）)\]]? ?[年-]? ?第? ?0*([1-9]\d{0,5}) ?号?$/u;

/** The number of a paper that is there, written as such; none for one that was typed in full. */
export async function numberMeant(db: Reader, query: string): Promise<string[]> {
  const asked = normaliseForSearch(query);
  const [, agency, year = '', serial] = BARE_NUMBER.exec(asked) ?? [];
  const number = `${agency}〔${year.padStart(4, '20')}〕${serial}号`;
  return agency && number !== asked ? await numbersFrom(db, number) : [];
}

const HAN = /^\p{Script=Han}+$/u;
/** A term this long is compared with titles; longer ones are sentences. */
const LONGEST_TERM = 12;

/**
 * What may have been meant by a query that finds little: a document number without its brackets; the same query with one of
 * its words written otherwise, as it stands in titles and names of organs: with the same pinyin initials, or with one
 * character different.
 */
export async function didYouMean(db: Database, query: string, today: Day): Promise<string[]> {
  const { terms } = queryTokens(query);
  const numbers = await numberMeant(db, query);
  const meant = new Map<string, number>(numbers.map((number) => [number, 1000]));
  for (const term of terms.slice(0, 3)) {
    if ([...term].length < 2 || [...term].length > LONGEST_TERM || term.includes('〔')) continue;
    for (const [other, weight] of await alike(db, term, today)) {
      const whole = terms.map((t) => (t === term ? other : t)).join(' ');
      meant.set(whole, (meant.get(whole) ?? 0) + weight);
    }
  }
  return [...meant]
    .sort(([, a], [, b]) => b - a)
    .map(([text]) => text)
    .slice(0, 4);
}

async function alike(db: Database, term: string, today: Day): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const add = (text: string, weight: number) => {
    // Two letters of sound are shared by too much: 落户 is not 绿化.
    if (letters.length === 2 && HAN.test(term) && ![...term].some((c) => text.includes(c))) return;
    if (text !== term) found.set(text, (found.get(text) ?? 0) + weight);
  };
  const letters = await pinyinInitials(term);
  for (const name of await knownNames(db, today))
    if ((letters.length > 1 && name.initials === letters) || oneDifferent(name.key, term)) add(name.text, 3);
  for (const { title, initials } of await titlesWith(db, initialsTokens(letters), null, letters, today, 60)) {
    const readable = [...title.normalize('NFKC').toLowerCase()].filter((c) =>
      /[\p{Script=Han}a-z0-9]/u.test(c),
    );
    // One letter stands for one character, or the places do not agree.
    if (readable.length !== initials.length) continue;
    const piece = readable.slice(initials.indexOf(letters)).slice(0, letters.length).join('');
    // 民政局关 of 民政局关于… is no word: a piece does not go over the joint of a title.
    if (withinParts(title, piece)) add(piece, 1);
  }
  for (const piece of await oneCharacterOff(db, term, today)) add(piece, 1);
  return found;
}

/** Where the parts of a title meet. */
const JOINTS = /关于|印发|转发|公布|[的〈〉《》（）()、，]/gu;

/** Whether the piece stands within one part of a title. */
function withinParts(title: string, piece: string): boolean {
  return normaliseForSearch(title)
    .split(JOINTS)
    .some((part) => part.includes(piece));
}

/** Whether two words of at least three characters differ in one of them. */
function oneDifferent(a: string, b: string): boolean {
  const [x, y] = [[...a], [...b]];
  return x.length === y.length && x.length > 2 && x.filter((c, i) => c !== y[i]).length === 1;
}

/** Pieces of titles that are the term with one character different. */
async function oneCharacterOff(db: Database, term: string, today: Day): Promise<string[]> {
  const chars = [...term];
  if (chars.length < 3 || !/^\p{Script=Han}+$/u.test(term)) return [];
  const pieces: string[] = [];
  for (const i of chars.keys()) {
    const [before, after] = [chars.slice(0, i), chars.slice(i + 1)];
    const pairs = [before, after].flatMap((part) => part.slice(1).map((c, k) => `t:${part[k]}${c}`));
    const pattern = new RegExp(`${before.join('')}\\p{Script=Han}${after.join('')}`, 'u');
    const longer = before.length > after.length ? before : after;
    const rows = await titlesWith(db, pairs.map(hashToken), longer.join(''), null, today, 20);
    for (const { title } of rows) {
      const piece = pattern.exec(normaliseForSearch(title))?.[0];
      if (piece && withinParts(title, piece)) pieces.push(piece);
    }
  }
  return pieces;
}
