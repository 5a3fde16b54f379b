import type { Database } from '../../../platform/db/pool.ts';
import { knownWord, otherWords, saysLittle, withoutQuestion } from './everyday.ts';
import { countHits, type SearchRequest } from './query.ts';
import { queryTokens } from './tokens.ts';

/** Another query for the same wish. */
export interface Rephrasing {
  /** As it is typed. */
  query: string;
  /** What its hits hold. */
  words: string[];
  /** Exact up to COUNT_CAP, then one more. */
  total: number;
}

/** Bounds of one rephrasing. `counted`: searches after each stage; `milliseconds`: no search begins later. */
export const REPHRASE_LIMITS = { counted: [8, 10, 14], milliseconds: 250, offered: 3 } as const;

/** From so many hits on a rephrasing is good enough to stand before looser ones. */
const ENOUGH = 3;
/** More pieces are a text, not a question. */
const MOST_PIECES = 4;
/** A longer run is a sentence: where to cut it cannot be tried out. */
const LONGEST_RUN = 24;
const HAN = /^\p{Script=Han}+$/u;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * Other queries for one that finds nothing: without question words, cut into words, with words of papers for those of
 * people. Only such as have hits among what is public and fits the filter, the best first; `REPHRASE_LIMITS` bound the cost.
 * @param by how hits are counted, and after how many milliseconds no search begins any more
 */
export async function rephrase(
  db: Database,
  request: SearchRequest,
  by: { count?: typeof countHits; milliseconds?: number } = {},
): Promise<Rephrasing[]> {
  const { count = countHits, milliseconds = REPHRASE_LIMITS.milliseconds } = by;
  const { terms, without } = queryTokens(request.query);
  const pieces = terms.flatMap((t) => (HAN.test(t) ? withoutQuestion(t) : readable(t))).slice(0, MOST_PIECES);
  if (!pieces.some((p) => HAN.test(p))) return [];
  const began = performance.now();
  const tried = new Set([key(terms)]);
  const found: Rephrasing[] = [];
  let counted = 0;
  for (const [stage, candidates] of [whole, elsewhere, inPart].entries()) {
    // What is looser helps only where nothing closer was found.
    if (stage > 0 && found.length > 0) break;
    for (const words of candidates(pieces)) {
      if (counted >= (REPHRASE_LIMITS.counted[stage] ?? 0)) break;
      if (performance.now() - began > milliseconds) break;
      if (tried.has(key(words))) continue;
      tried.add(key(words));
      const query = typed(words, without);
      counted++;
      const total = await count(db, { ...request, query });
      const one = { query, words, total };
      if (total > 0 && !found.some((other) => sameHits(one, other))) found.push(one);
    }
  }
  const enough = (r: Rephrasing) => Math.min(r.total, ENOUGH);
  return found.toSorted((a, b) => enough(b) - enough(a)).slice(0, REPHRASE_LIMITS.offered);
}

/** A term with letters, digits or signs: a document number as it is, of others the runs in it. */
function readable(term: string): string[] {
  if (/[〔〕]/u.test(term)) return [term];
  return [...term.matchAll(/\p{Script=Han}+|[a-z0-9]+(?:[.\-_/][a-z0-9]+)*/gu)].flatMap(([run]) =>
    HAN.test(run) ? withoutQuestion(run) : [run],
  );
}

const key = (words: readonly string[]): string => words.toSorted().join(' ');

function typed(words: readonly string[], without: readonly string[]): string {
  const quoted = (word: string) => (/\s/u.test(word) ? `"${word}"` : word);
  return [...[...new Set(words)].map(quoted), ...without.map((w) => `-${quoted(w)}`)].join(' ');
}

/** The words of a run, none of one character: first those that the list knows, the others by the dictionary. */
function wordsOf(run: string): string[] {
  const known = knownWord(run)?.word;
  if (known !== undefined && known !== run) {
    const at = run.indexOf(known);
    const [before, after] = [run.slice(0, at), run.slice(at + known.length)];
    // A single character left over belongs to the known word.
    const [head, tail] = [before.length === 1 ? before : '', after.length === 1 ? after : ''];
    return [...(head ? [] : wordsOf(before)), head + known + tail, ...(tail ? [] : wordsOf(after))];
  }
  const words: string[] = [];
  let single = false;
  for (const { segment } of segmenter.segment(run)) {
    const joins = [...segment].length < 2 && (single || words.length === 0);
    single = [...segment].length < 2;
    if (joins && words.length > 0) words[words.length - 1] += segment;
    else words.push(segment);
  }
  return withoutSingles(words);
}

/** Words of one character joined to their neighbour. */
function withoutSingles(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    if (last !== undefined && ([...word].length < 2 || [...last].length < 2))
      joined[joined.length - 1] = last + word;
    else joined.push(word);
  }
  return joined;
}

/** Whether both surely have the same hits: the words of one lie in those of the other, and there are as many. */
function sameHits(a: Rephrasing, b: Rephrasing): boolean {
  const within = (x: Rephrasing, y: Rephrasing) => x.words.every((w) => y.words.some((v) => v.includes(w)));
  return a.total === b.total && (within(a, b) || within(b, a));
}

const canBeCut = (piece: string): boolean =>
  HAN.test(piece) && piece.length >= 4 && piece.length <= LONGEST_RUN;

/** Everything asked for, at the borders of words, the closest to the query first. */
function whole(pieces: readonly string[]): string[][] {
  const inPlace = (i: number, parts: readonly string[]) => pieces.toSpliced(i, 1, ...parts);
  const runs: string[][] = [];
  const cuts: string[][] = [];
  const others: string[][] = [];
  for (const [i, piece] of pieces.entries()) {
    for (const { before, word, after } of otherWords(piece)) {
      runs.push(inPlace(i, [before + word + after]));
      const parts = [before, word, after].flatMap((p) => withoutQuestion(p));
      if (parts.length > 1) others.push(inPlace(i, parts));
    }
    if (canBeCut(piece))
      cuts.push(...balanced(piece, borders(wordsOf(piece))).map((parts) => inPlace(i, parts)));
  }
  const all = pieces.flatMap((p) => (canBeCut(p) ? wordsOf(p) : [p]));
  return [
    [...pieces],
    ...cuts.slice(0, 2),
    ...runs.slice(0, 2),
    ...others.slice(0, 2),
    all,
    ...cuts.slice(2),
  ];
}

/** Cuts anywhere: names and new words are in no dictionary. */
function elsewhere(pieces: readonly string[]): string[][] {
  return pieces.flatMap((piece, i) =>
    canBeCut(piece)
      ? balanced(
          piece,
          Array.from({ length: piece.length - 3 }, (_, k) => k + 2),
        ).map((parts) => pieces.toSpliced(i, 1, ...parts))
      : [],
  );
}

/** Not everything asked for: one word less, then the longest words alone. */
function inPart(pieces: readonly string[]): string[][] {
  const words = pieces.flatMap((p) => (canBeCut(p) ? wordsOf(p) : [p]));
  const oneLess = words.length > 2 ? words.map((_, i) => words.toSpliced(words.length - 1 - i, 1)) : [];
  const alone = [...pieces, ...words, ...pieces.flatMap((p) => otherWords(p).map((o) => o.word))]
    .filter((w) => HAN.test(w) && !saysLittle(w))
    .toSorted((a, b) => b.length - a.length);
  const telling = oneLess.filter((w) => w.some((word) => !saysLittle(word)));
  return [...telling.slice(0, 4), ...alone.map((word) => [word])];
}

function borders(words: readonly string[]): number[] {
  let at = 0;
  return words.slice(0, -1).map((word) => (at += word.length));
}

/** The piece cut in two at each of the places, the most even cut first. */
function balanced(piece: string, places: readonly number[]): string[][] {
  const shorter = (at: number) => Math.min(at, piece.length - at);
  return places
    .toSorted((a, b) => shorter(b) - shorter(a))
    .map((at) => [piece.slice(0, at), piece.slice(at)]);
}
