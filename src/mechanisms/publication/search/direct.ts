import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { saysLittle, withoutQuestion } from './everyday.ts';
import { type KnownName, knownNames } from './names.ts';
import { queryTokens } from './tokens.ts';

/** Something of the portal beside papers that the words of a search name: the block 直达 above the hits. */
export interface DirectEntry {
  /** What it is, in two or three words, such as 机构. */
  kind: string;
  label: string;
  href: string;
  /** One short line: a telephone number, whose it is. */
  note?: string;
  /** How surely it is meant. 0: named whole; 1: named beside what is asked of it, or in part; 2: its text holds the words. */
  rank: 0 | 1 | 2;
}

/** An organisation that the words name, and what they ask beside its name. */
export interface NamedOrgan {
  code: string;
  name: string;
  shortName: string;
  phone: string;
  /** Its last day, when it has ended. */
  validTo: Day | null;
  /** The name by which it was found, when it no longer bears it. */
  former: string | undefined;
  rank: DirectEntry['rank'];
  /** '' when nothing is asked beside the name. */
  rest: string;
}

/** A search as a question for something that has a name. */
export interface DirectQuestion {
  /** Normalised, without question words; something that is named holds them all. At least one. */
  pieces: readonly string[];
  /** Those of the organisation that is meant come first. */
  organs: readonly NamedOrgan[];
}

/** More pieces are a text. */
const MOST_PIECES = 5;
/** More organisations than a visitor can tell apart are no answer. */
const MOST_ORGANS = 3;
/** Whoever asks for something of an organisation says it in so few characters; a title that begins with its name does not. */
const LONGEST_REST = 8;
const HAN = /^\p{Script=Han}+$/u;
const LETTERS = /^[a-z]{3,12}$/;

/** Reads a query so; undefined when there is nothing in it by which something could be called. */
export async function directQuestion(
  db: Reader,
  query: string,
  today: Day,
): Promise<DirectQuestion | undefined> {
  const pieces = queryTokens(query)
    .terms.flatMap((t) => (HAN.test(t) ? withoutQuestion(t) : [t]))
    .filter((p) => [...p].length > 1);
  // 通知 alone asks for papers, not for whatever has the word in its text.
  if (pieces.length > MOST_PIECES || pieces.every(saysLittle)) return undefined;
  const known = await knownNames(db, today);
  const found = known.filter((n) => n.kind === 'organ').flatMap((name) => meant(name, pieces) ?? []);
  return { pieces, organs: await organsCalled(db, closest(found)) };
}

/** A name that the words may mean. `held`: so many of their characters are the name. */
interface Meant {
  name: string;
  rank: DirectEntry['rank'];
  rest: string;
  held: number;
}

/** The name of a city's organ as people call it: without 市 or the like before it. */
const called = (key: string): string => key.replace(/^[市县区](?=\p{Script=Han}{3})/u, '');

/** As names are compared: people leave 和 out (住房城乡建设局). */
const spoken = (name: string): string => name.replaceAll('和', '');

function meant({ text, key: written, initials }: KnownName, typed: readonly string[]): Meant | undefined {
  const key = spoken(written);
  const pieces = typed.map(spoken);
  const joined = pieces.join('');
  const is = (rank: DirectEntry['rank'], rest = '', held = joined.length): Meant => ({
    name: text,
    rank,
    rest,
    held,
  });
  if (LETTERS.test(joined)) {
    if (initials === joined) return is(0);
    return initials.endsWith(joined) || initials.startsWith(joined) ? is(1) : undefined;
  }
  if (key === joined || called(key) === joined) return is(0);
  if (pieces.every((p) => key.includes(p))) return is(1);
  for (const [i, piece] of pieces.entries()) {
    const whole = [key, called(key)].find((k) => k.length >= 3 && piece.includes(k));
    // Beside other words a good part of a name is enough: 住房城乡建设 指南.
    const part = whole ?? (pieces.length > 1 && piece.length >= 3 && key.includes(piece) ? piece : undefined);
    if (part === undefined) continue;
    const rest = [piece.replace(part, ' '), ...pieces.filter((_, k) => k !== i)].join(' ').trim();
    if (rest.length <= LONGEST_REST) return is(1, rest, part.length);
  }
  return undefined;
}

/** Of all names those that say most of the words, in the order of the directory. */
function closest(found: readonly Meant[]): Meant[] {
  const best = Math.min(...found.map((f) => f.rank));
  const most = Math.max(...found.map((f) => f.held));
  return found
    .filter((f) => (best === 0 ? f.rank === 0 || f.rest === '' : f.held === most))
    .toSorted((a, b) => a.rank - b.rank || a.name.length - b.name.length)
    .slice(0, MOST_ORGANS * 2);
}

/** The organisations that bear or bore these names, as they are now. */
async function organsCalled(db: Reader, names: readonly Meant[]): Promise<NamedOrgan[]> {
  if (names.length === 0) return [];
  const wanted = names.map((n) => n.name);
  const { rows } = await sql<Omit<NamedOrgan, 'rank' | 'rest' | 'former'> & { former: string[] }>`
    select o.code, o.name, o.short_name as "shortName", o.phone, o.valid_to as "validTo",
      array(select n.name from portal.live_organisation_name n where n.organisation_code = o.code and n.name = any(${wanted}::text[])) as former
    from portal.live_organisation o
    where o.name = any(${wanted}::text[]) or o.short_name = any(${wanted}::text[])
      or o.code in (select organisation_code from portal.live_organisation_name where name = any(${wanted}::text[]))
    order by o.sort_order, o.code`.execute(db);
  return rows
    .flatMap((o) => {
      const by = names.find((n) => [o.name, o.shortName, ...o.former].includes(n.name));
      if (!by) return [];
      const present = by.name === o.name || by.name === o.shortName;
      return [{ ...o, former: present ? undefined : by.name, rank: by.rank, rest: by.rest }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, MOST_ORGANS);
}

/** More entries than this are a list, and the list are the hits. */
const MOST_ENTRIES = 6;
/** Of what only holds the words somewhere in its text. */
const MOST_BY_TEXT = 2;

/** The entries worth showing, the surest first; each address once, nothing that is called by an excluded word. */
export function bestEntries(entries: readonly DirectEntry[], query: string): DirectEntry[] {
  const { without } = queryTokens(query);
  const byAddress = new Map<string, DirectEntry>();
  for (const entry of entries.toSorted((a, b) => a.rank - b.rank))
    if (!byAddress.has(entry.href) && !without.some((word) => entry.label.includes(word)))
      byAddress.set(entry.href, entry);
  const sure = [...byAddress.values()].filter((e) => e.rank < 2);
  const byText = [...byAddress.values()].filter((e) => e.rank === 2);
  return [...sure, ...byText.slice(0, MOST_BY_TEXT)].slice(0, MOST_ENTRIES);
}
