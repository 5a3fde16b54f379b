import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import type { OrganPageKind } from '../words.ts';

/** So many of a kind are read: the page shows few, and the surest come first. */
const MOST = 6;

/**
 * A text as it is written, for comparing with normalised words: letters in lower case. Titles are short; of long texts
 * only words of Han are sure to be found, which are written one way, and letters in either case.
 */
const holdsAll = (words: readonly string[], text: ReturnType<typeof sql>) =>
  sql`(${sql.join(
    words.map((word) =>
      /[a-z]/u.test(word)
        ? sql`(strpos(${text}, ${word}) > 0 or strpos(${text}, ${word.toUpperCase()}) > 0)`
        : sql`strpos(${text}, ${word}) > 0`,
    ),
    sql` and `,
  )})`;

/** Organisations of a day, as `o`. */
const inBeing = (today: Day) =>
  sql`o.valid_from <= ${today} and (o.valid_to is null or o.valid_to >= ${today})`;

/** A guide or a rule that words name. */
export interface NamedText {
  pid: string;
  kind: OrganPageKind;
  code: string;
  organ: string;
  title: string;
  /** Its organisation and its kind were asked for. */
  asked: boolean;
  /** The words stand in its title, not only in its text. */
  titled: boolean;
}

/**
 * The guides and rules of organs that words name: by what is asked of an organisation, by title, by text; the surest
 * first, then in the order of the directory. Some hundreds of texts are read as they are: no index is needed.
 * @param of codes of the organisations whose guide, or whose rules, are asked for
 */
export async function namedTexts(
  db: Reader,
  words: readonly string[],
  of: Readonly<Record<OrganPageKind, readonly string[]>>,
  today: Day,
): Promise<NamedText[]> {
  const { rows } = await sql<NamedText>`
    select t.pid, t.kind, t.code, t.organ, t.title, t.asked, t.titled from (
      select p.pid, p.kind, p.organisation_code as code, o.short_name as organ, p.title, o.sort_order,
        p.organisation_code = any(case p.kind when 'guide' then ${[...of.guide]}::text[] else ${[...of.rule]}::text[] end) as asked,
        ${holdsAll(words, sql`p.title`)} as titled, ${holdsAll(words, sql`p.body_text`)} as held
      from portal.live_organ_page p join portal.live_organisation o on o.code = p.organisation_code where ${inBeing(today)}) t
    where t.asked or t.titled or t.held
    order by t.asked desc, t.titled desc, t.kind desc, t.sort_order, t.pid limit ${MOST}`.execute(db);
  return rows;
}

/** A leader that words name. */
export interface NamedLeader {
  pid: string;
  code: string;
  organ: string;
  name: string;
  post: string;
  /** The name, or the post at the organisation, is what was asked for. */
  exact: boolean;
}

/**
 * The leaders in office that words name: by name, by post, by the post asked of an organisation.
 * @param of.codes the organisations that are named
 * @param of.post a post that the words hold, such as 局长
 * @param of.all codes of those whose leaders are asked for altogether
 */
export async function namedLeaders(
  db: Reader,
  words: readonly string[],
  of: { codes: readonly string[]; post: string | undefined; all: readonly string[] },
  today: Day,
): Promise<NamedLeader[]> {
  const joined = words.join('');
  const post = of.post ?? null;
  const { rows } = await sql<NamedLeader>`
    select l.pid, l.code, l.organ, l.name, l.post, l.named or l.post = ${joined}::text or (l.here and l.post = ${post}::text) as exact from (
      select l.pid, l.organisation_code as code, o.short_name as organ, l.name, l.post, o.sort_order as place, l.sort_order,
        l.organisation_code = any(${[...of.codes]}::text[]) as here,
        length(l.name) > 1 and exists (select from unnest(${[...words]}::text[]) p where strpos(p, l.name) > 0) as named
      from portal.live_leadership l join portal.live_organisation o on o.code = l.organisation_code
      where (l.left_on is null or l.left_on >= ${today}) and ${inBeing(today)}) l
    where l.named or (l.here and strpos(l.post, ${post}::text) > 0) or l.code = any(${[...of.all]}::text[])
      or (cardinality(${[...of.codes]}::text[]) = 0 and strpos(l.post, ${post}::text) > 0 and strpos(l.organ || l.post, ${joined}::text) > 0)
    order by exact desc, l.place, l.sort_order, l.pid limit ${MOST / 2}`.execute(db);
  return rows;
}

/** An annual report with whose it is. */
export interface NamedReport {
  pid: string;
  title: string;
  organ: string;
  code: string;
}

/**
 * The latest annual reports on disclosure (条例第五十条), of these organisations, or of the first ones of the directory.
 * @param codes none for those of the first ones
 */
export async function namedReports(db: Reader, codes: readonly string[], today: Day): Promise<NamedReport[]> {
  const { rows } = await sql<NamedReport>`
    select r.pid, r.title, r.organ, r.code from (
      select distinct on (d.owner_code) d.pid, d.title, o.short_name as organ, o.sort_order as place, d.owner_code as code
      from portal.live_document d join portal.live_organisation o on o.code = d.owner_code
      where d.title like '%政府信息公开工作年度报告' and ${inBeing(today)}
        and (cardinality(${[...codes]}::text[]) = 0 or d.owner_code = any(${[...codes]}::text[]))
      order by d.owner_code, d.published_on desc, d.id desc) r
    order by r.place, r.code limit 3`.execute(db);
  return rows;
}
