import { CLOSE, OPEN } from '../../../law/document-number.ts';

/** What is shown of a hit: a piece of its text as it was written. */
export interface Excerpt {
  /** About 120 characters around the words; the beginning of the text when they stand in the title alone. */
  snippet: string;
  /** Title of the attachment that the piece is taken from. */
  attachment?: string;
}

const BEFORE = 26;
const LENGTH = 120;
const HAN = /\p{Script=Han}/u;

/** A character of a normalised term as it may be written: either width, either case, any brackets around a year. */
function asWritten(c: string): string {
  if (c === '〔') return `${OPEN}\\s*`;
  if (c === '〕') return `\\s*${CLOSE}\\s*第?\\s*[0０]*`;
  if (c === ' ') return '\\s+';
  const variants = new Set([c, c.toUpperCase()]);
  for (const v of [...variants]) {
    const code = v.charCodeAt(0);
    if (code > 0x20 && code < 0x7f) variants.add(String.fromCharCode(code + 0xfee0));
    if (code > 0xff00 && code < 0xff5f) variants.add(String.fromCharCode(code - 0xfee0));
  }
  const escaped = [...variants].map((v) => v.replace(/[\\\]^\-[(){}*+?.|$/]/g, '\\$&'));
  return escaped.length > 1 ? `[${escaped.join('')}]` : (escaped[0] as string);
}

/**
 * Finds normalised terms in texts as they were written. One group per term, so that a match tells its term; undefined
 * without terms.
 */
export function termPattern(terms: readonly string[]): RegExp | undefined {
  const sources = terms.filter(Boolean).map((term) => {
    const chars = [...term];
    const joined = chars.map((c, i) => {
      const gap = i > 0 && HAN.test(c) && HAN.test(chars[i - 1] as string) ? '\\s*' : '';
      return gap + asWritten(c);
    });
    return `(${joined.join('')})`;
  });
  return sources.length > 0 ? new RegExp(sources.join('|'), 'gu') : undefined;
}

/** The words of a text that was made by `structureOfficialText`: its own tags go, its escaped characters come back. */
export function plainText(html: string): string {
  return html
    .replace(/<\/(?:p|h\d|div|li|t[dhr])>|<br\s*\/?>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}

/** So many places are looked at: of a word on every line the first hundreds tell enough. */
const MOST_PLACES = 300;

/**
 * The piece of a text that holds most of the terms, the earliest of those.
 * @returns the piece, and how many of the terms stand in the text
 */
export function bestPiece(text: string, terms: readonly string[]): { piece: string; found: number } {
  const places: { at: number; term: number }[] = [];
  const pattern = termPattern(terms);
  if (pattern)
    for (const m of text.matchAll(pattern)) {
      places.push({ at: m.index, term: m.slice(1).findIndex((g) => g !== undefined) });
      if (places.length >= MOST_PLACES) break;
    }
  let best = { at: 0, terms: 0 };
  for (const [i, { at }] of places.entries()) {
    const held = new Set<number>();
    for (let k = i; k < places.length && (places[k]?.at ?? 0) < at + LENGTH - BEFORE - 8; k++)
      held.add(places[k]?.term ?? 0);
    if (held.size > best.terms) best = { at, terms: held.size };
  }
  return { piece: cut(text, best.at), found: new Set(places.map((p) => p.term)).size };
}

/** About `LENGTH` characters around a place, on one line, never half a character; dots where something was left out. */
function cut(text: string, at: number): string {
  let from = Math.max(0, at - BEFORE);
  // A beginning of the sentence or line nearby is better than the middle of a word.
  const clause = Math.max(...['。', '；', '，', '\n'].map((c) => text.lastIndexOf(c, at - 1)));
  if (clause >= from) from = clause + 1;
  const isTail = (i: number) => /[\udc00-\udfff]/.test(text[i] ?? '');
  while (isTail(from)) from--;
  let to = Math.min(text.length, from + LENGTH);
  while (isTail(to)) to--;
  const piece = text.slice(from, to).replace(/\s+/g, ' ').trim();
  return `${from > 0 && text.slice(0, from).trim() ? '……' : ''}${piece}${to < text.length && text.slice(to).trim() ? '……' : ''}`;
}
