import { sql } from 'kysely';
import { addDays, type Day } from '../../../law/day.ts';
import type { Database, Reader, Tx } from '../../../platform/db/pool.ts';
import { FEWEST_VISITORS, keptMiss } from './misses.ts';
import { titlesWith } from './suggest.ts';
import { normaliseForSearch, queryTokens } from './tokens.ts';

/** Of so many words at the top it is looked which may be shown. */
const CANDIDATES = 300;
/** So many titles are looked at for one that holds several words. */
const TITLES = 200;

/** 大家在查: what visitors looked for of late and found, the most wanted first. */
export async function hotWords(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`select word from portal.hot_word order by place`.execute(db);
  return rows.map((r) => r.word);
}

/** A query that several visitors have made and that found something. */
export interface AskedWord {
  word: string;
  /** The most different visitors of a month. */
  visitors: number;
  /** null when nobody has looked for it within these days. */
  lastOn: Day | null;
  /** Shown to the public; taken off; or neither, because no title of a paper holds it. */
  state: 'shown' | 'off' | 'neither';
}

/** The first and the last of so many days up to one. */
const daysUpTo = (today: Day, days: number) =>
  sql`w.asked_on > ${addDays(today, -days)} and w.asked_on <= ${today}`;

/** Visitors are told apart within a month only, so the month with the most of them counts. */
const askedByMany = (today: Day, days: number) => sql`
  select m.query as word, max(m.n) as visitors, max(m.last_on) as last_on from (
    select w.query, date_trunc('month', w.asked_on::timestamp) as month, count(distinct w.visitor) as n, max(w.asked_on) as last_on
    from search_wish w where ${daysUpTo(today, days)} group by 1, 2) m
  group by 1 having max(m.n) >= ${FEWEST_VISITORS}`;

/** What at least three different visitors looked for and found within some days, and what was taken off; at most 200. */
export async function askedWords(db: Reader, today: Day, days: number): Promise<AskedWord[]> {
  const { rows } = await sql<AskedWord>`
    select coalesce(a.word, o.word) as word, coalesce(a.visitors, 0) as visitors, a.last_on as "lastOn",
      case when o.word is not null then 'off' when h.word is not null then 'shown' else 'neither' end as state
    from (${askedByMany(today, days)}) a full join search_word_off o on o.word = a.word
    left join portal.hot_word h on h.word = a.word
    order by 2 desc, 3 desc nulls last, 1 limit 200`.execute(db);
  return rows;
}

/**
 * Finds the words to show: asked by at least three different visitors within some days, not taken off, in a title of a
 * public paper, and nobody's name. What stands in no title is not shown though it finds something: whoever wants to put
 * words on the home page, and names in lists of persons, would come in there. Writes only when something has changed.
 * @param o.most so many are shown
 */
export async function refreshHotWords(
  db: Database,
  o: { today: Day; days: number; most: number },
): Promise<void> {
  const { rows } = await sql<{ word: string }>`
    select a.word from (${askedByMany(o.today, o.days)}) a
    where not exists (select from search_word_off f where f.word = a.word)
      and not exists (select from person p where length(p.name) > 1 and strpos(replace(a.word, ' ', ''), lower(p.name)) > 0)
      and not exists (select from portal.live_leadership_change l where length(l.name) > 1 and strpos(replace(a.word, ' ', ''), lower(l.name)) > 0)
      and not exists (select from portal.live_leader l where length(l.name) > 1 and strpos(replace(a.word, ' ', ''), lower(l.name)) > 0)
    order by a.visitors desc, a.last_on desc, a.word limit ${CANDIDATES}`.execute(db);
  const shown: string[] = [];
  for (const { word } of rows) {
    if (shown.length >= o.most) break;
    if (keptMiss(word) === word && (await inTitle(db, word, o.today))) shown.push(word);
  }
  if (JSON.stringify(shown) === JSON.stringify(await hotWords(db))) return;
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('portal.hot_word').execute();
    if (shown.length > 0)
      await tx
        .insertInto('portal.hot_word')
        .values(shown.map((word, i) => ({ place: i + 1, word })))
        .execute();
  });
}

/** Whether one title of a public paper holds the words as they were typed, side by side: strewn ones could say anything. */
async function inTitle(db: Database, words: string, today: Day): Promise<boolean> {
  const { terms, inTitle: tokens } = queryTokens(words);
  const [first] = terms;
  if (first === undefined || terms.some((term) => [...term].length < 2)) return false;
  const titles = await titlesWith(db, tokens, first, null, today, TITLES);
  return titles.some(({ title }) => {
    const text = normaliseForSearch(title);
    return [terms.join(''), terms.join(' ')].some((words) => text.includes(words));
  });
}

/** Forgets what was looked for more than so many days ago. */
export async function forgetWishes(db: Database, today: Day, days: number): Promise<void> {
  await db.deleteFrom('search_wish').where('asked_on', '<=', addDays(today, -days)).execute();
}

/** Takes words off the public's sight at once, until somebody brings them back. @returns the id of what is kept of it; undefined when they are off already */
export async function takeWordOff(
  tx: Tx,
  it: { word: string; personId: number; now: Date },
): Promise<number | undefined> {
  await tx.deleteFrom('portal.hot_word').where('word', '=', it.word).execute();
  const row = await tx
    .insertInto('search_word_off')
    .values({ word: it.word, taken_off_by_id: it.personId, taken_off_at: it.now })
    .onConflict((o) => o.column('word').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** Lets words that were taken off be shown again, as soon as enough people ask for them. @returns id of what was kept of it; undefined for others */
export async function bringWordBack(tx: Tx, word: string): Promise<number | undefined> {
  const row = await tx
    .deleteFrom('search_word_off')
    .where('word', '=', word)
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}
