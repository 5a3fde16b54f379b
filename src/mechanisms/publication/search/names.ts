import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { pinyinInitials } from '../../../platform/pinyin.ts';
import { keptFor } from './kept.ts';
import { normaliseForSearch } from './tokens.ts';

/** A name that exists and can be completed: of an organ, or a tag of papers. */
export interface KnownName {
  text: string;
  /** Normalised. */
  key: string;
  initials: string;
  kind: 'organ' | 'tag';
}

const MILLISECONDS = 300_000;
/** Tags are taken from so many newest papers. */
const NEWEST = 20_000;

/** Organs with the names they bear or bore, those in being first, and tags in use; looked up every five minutes. */
export const knownNames = keptFor(MILLISECONDS, read);

async function read(db: Reader, today: Day): Promise<readonly KnownName[]> {
  const { rows: organs } = await sql<{ text: string }>`
    select n.text from (
      select o.name as text, o.sort_order, case when o.valid_to < ${today} then 2 else 0 end as place from portal.live_organisation o where o.valid_from <= ${today}
      union select o.short_name, o.sort_order, case when o.valid_to < ${today} then 2 else 1 end from portal.live_organisation o where o.valid_from <= ${today}
      union select f.name, o.sort_order, 3 from portal.live_organisation_name f join portal.live_organisation o on o.code = f.organisation_code where o.valid_from <= ${today}) n
    group by n.text order by min(n.place), min(n.sort_order), n.text`.execute(db);
  const { rows: tags } = await sql<{ text: string }>`
    select t as text from (select d.tags from portal.live_document d order by d.published_on desc, d.id desc limit ${NEWEST}) d
    cross join unnest(d.tags) t group by t order by count(*) desc, t limit 2000`.execute(db);
  const of = (kind: KnownName['kind'], rows: readonly { text: string }[]) =>
    Promise.all(
      rows.map(async ({ text }) => ({
        text,
        key: normaliseForSearch(text),
        initials: await pinyinInitials(text),
        kind,
      })),
    );
  return [...(await of('organ', organs)), ...(await of('tag', tags))];
}
