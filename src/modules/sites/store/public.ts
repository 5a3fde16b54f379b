import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import { listed } from '../../../mechanisms/publication/index.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import type { OrganPageKind } from '../words.ts';

/** A text of an organ's 专栏 as the public sees it; the body is plain text, one paragraph per line. */
export interface PublicOrganPage {
  pid: string;
  kind: OrganPageKind;
  title: string;
  body: string;
  validFrom: Day;
  number: number;
  publishedAt: Date;
}

/** The guide and the rules of an organ, the newest rule first. */
export async function publicOrganPages(db: Reader, code: string): Promise<PublicOrganPage[]> {
  const { rows } = await sql<PublicOrganPage>`
    select pid, kind, title, body_text as body, valid_from as "validFrom", number, published_at as "publishedAt"
    from portal.live_organ_page where organisation_code = ${code} order by kind, valid_from desc, pid`.execute(
    db,
  );
  return rows;
}

/** An annual report on disclosure (政府信息公开工作年度报告). */
export interface AnnualReport {
  pid: string;
  /** The year that it is about, as its title says; without one the whole title. */
  label: string;
}

/**
 * The annual reports that an organ has published (条例第四十九条、第五十条), the newest first, at most 20: papers with the
 * name that the law gives them, whoever has put them into which column.
 */
export async function annualReports(db: Reader, code: string): Promise<AnnualReport[]> {
  const { rows } = await listed({ site: '', owner: code }, () =>
    sql<{ pid: string; title: string }>`
    select pid, title from portal.live_document where owner_code = ${code} and title like '%政府信息公开工作年度报告'
    order by published_on desc, id desc limit 20`.execute(db),
  );
  return rows.map(({ pid, title }) => {
    const year = /(\d{4})年度?政府信息公开工作年度报告$/u.exec(title)?.[1];
    return { pid, label: year ? `${year}年` : title };
  });
}

/** An annual report with whose it is. */
export interface CityReport {
  pid: string;
  title: string;
  ownerName: string;
  publishedOn: Day;
}

/** The annual reports of all organs, the newest first. @param most length of the list */
export async function newestAnnualReports(db: Reader, most: number): Promise<CityReport[]> {
  const { rows } = await sql<CityReport>`
    select pid, title, owner_name as "ownerName", published_on as "publishedOn" from portal.live_document
    where title like '%政府信息公开工作年度报告' order by published_on desc, id desc limit ${most}`.execute(
    db,
  );
  return rows;
}

/** The year that a report is about, as its title says. */
const YEAR = sql`substring(d.title from '([0-9]{4})年度?政府信息公开工作年度报告$')`;

/** The years of which there are annual reports, the latest first, each with their number. */
export async function reportYears(db: Reader): Promise<{ year: string; reports: number }[]> {
  const { rows } = await sql<{ year: string; reports: number }>`
    select ${YEAR} as year, count(*) as reports from portal.live_document d
    where d.title like '%政府信息公开工作年度报告' and ${YEAR} is not null group by 1 order by 1 desc`.execute(
    db,
  );
  return rows;
}

/**
 * The annual reports of one year in the order of the directory: as many as there are organs, and of one that has published
 * two all of them.
 * @param organ part of a name; '' for all
 */
export async function reportsOf(db: Reader, year: string, organ: string): Promise<CityReport[]> {
  const { rows } = await sql<CityReport>`
    select d.pid, d.title, d.owner_name as "ownerName", d.published_on as "publishedOn"
    from portal.live_document d left join portal.live_organisation o on o.code = d.owner_code
    where d.title like '%政府信息公开工作年度报告' and ${YEAR} = ${year}
      and (strpos(d.owner_name, ${organ}) > 0 or strpos(coalesce(o.short_name, ''), ${organ}) > 0)
    order by o.sort_order, d.owner_code, d.published_on desc, d.id desc`.execute(db);
  return rows;
}

/** Which pages the 专栏 of each organ of a day has. */
export interface OrganParts {
  code: string;
  guide: boolean;
  leaders: boolean;
  group: boolean;
  /** Public ids of its rules. */
  rules: string[];
}

/** Every organ of a day with the pages of its 专栏 that hold something. */
export async function organParts(db: Reader, today: Day): Promise<OrganParts[]> {
  const { rows } = await sql<OrganParts>`
    select o.code, coalesce(p.guide, false) as guide, coalesce(p.rules, '{}') as rules,
      exists (select from portal.live_leadership_change l where l.organisation_code = o.code) as leaders,
      exists (select from portal.live_leading_group g where g.organisation_code = o.code and g.in_force_from <= ${today}
        and g.valid_from <= ${today} and (g.valid_to is null or g.valid_to >= ${today})) as "group"
    from portal.live_organisation o
    left join (select organisation_code, bool_or(kind = 'guide') as guide, array_agg(pid order by pid) filter (where kind = 'rule') as rules
      from portal.live_organ_page group by organisation_code) p on p.organisation_code = o.code
    where o.valid_from <= ${today} and (o.valid_to is null or o.valid_to >= ${today}) order by o.code`.execute(
    db,
  );
  return rows;
}

/** A leader in office as the public sees it. */
export interface PublicLeader {
  pid: string;
  name: string;
  post: string;
  division: string;
  biography: string;
  inCharge: boolean;
  since: Day;
  portrait: { key: string; size: number; type: string; digest: string } | null;
}

/** The leaders of an organ who serve on a day, in order. */
export async function publicLeaders(db: Reader, code: string, today: Day): Promise<PublicLeader[]> {
  const { rows } = await sql<PublicLeader>`
    select pid, name, post, division, biography, in_charge as "inCharge", since,
      case when portrait_key is not null then json_build_object('key', portrait_key, 'size', portrait_size, 'type', portrait_type, 'digest', portrait_digest) end as portrait
    from portal.live_leadership where organisation_code = ${code} and (left_on is null or left_on >= ${today}) order by sort_order, since, pid`.execute(
    db,
  );
  return rows;
}

/** A change among the leaders of an organ. */
export interface LeadershipChange {
  day: Day;
  name: string;
  post: string;
  division: string;
  kind: 'joined' | 'changed' | 'left';
}

/** Changes among the leaders, the latest first. */
export async function leadershipChanges(db: Reader, code: string, today: Day): Promise<LeadershipChange[]> {
  const { rows } = await sql<LeadershipChange>`
    select * from (
      select since as day, name, post, division, case when number = 1 then 'joined' else 'changed' end as kind from portal.live_leadership_change where organisation_code = ${code}
      union all
      select left_on, name, post, division, 'left' from portal.live_leadership where organisation_code = ${code} and left_on < ${today}) c
    order by day desc, kind, name limit 100`.execute(db);
  return rows;
}

/** A class for browsing, with how many papers it holds. */
export interface BrowseTag {
  value: string;
  documents: number;
}

/** The tags that most papers carry. */
export async function frequentTags(db: Reader, most: number): Promise<BrowseTag[]> {
  return db
    .selectFrom('portal.document_tally')
    .select(['value', 'documents'])
    .where('facet', '=', 'tag')
    .where('documents', '>', 0)
    .orderBy('documents', 'desc')
    .orderBy('value')
    .limit(most)
    .execute();
}

/** An office of the city with its telephone. */
export interface CityOffice {
  code: string;
  name: string;
  phone: string;
  address: string;
}

/** The organisations of city level that exist on a day, in the order of the directory. */
export async function cityOffices(db: Reader, today: Day): Promise<CityOffice[]> {
  const { rows } = await sql<CityOffice>`
    select code, name, phone, address from portal.live_organisation
    where level = 'city' and valid_from <= ${today} and (valid_to is null or valid_to >= ${today}) order by sort_order, code`.execute(
    db,
  );
  return rows;
}

/** The organisations of a day for the site map: name, place in the tree, number of public documents. Villages stand with their township. */
export async function organisationTree(
  db: Reader,
  today: Day,
): Promise<{ code: string; name: string; parent: string | null; documents: number }[]> {
  const { rows } = await sql<{ code: string; name: string; parent: string | null; documents: number }>`
    select o.code, o.short_name as name, o.parent_code as parent, coalesce(t.documents, 0) as documents
    from portal.live_organisation o left join portal.document_tally t on t.facet = 'owner' and t.value = o.code
    where o.kind <> 'village' and o.valid_from <= ${today} and (o.valid_to is null or o.valid_to >= ${today}) order by o.sort_order, o.code`.execute(
    db,
  );
  return rows;
}

/** Where the disclosure office of the city's government is asked: the first organisation of the directory that has one. */
export async function cityDisclosureOffice(
  db: Reader,
  today: Day,
): Promise<
  { code: string; organisation: string; name: string; phone: string; officeHours: string } | undefined
> {
  const { rows } = await sql<{
    code: string;
    organisation: string;
    name: string;
    phone: string;
    officeHours: string;
  }>`
    select code, name as organisation, coalesce(office_name, short_name) as name, coalesce(nullif(office_phone, ''), phone) as phone, coalesce(nullif(office_office_hours, ''), office_hours) as "officeHours"
    from portal.live_organisation where level = 'city' and valid_from <= ${today} and (valid_to is null or valid_to >= ${today})
    order by (office_name is null), (kind = 'city-government') desc, (kind = 'government-office') desc, sort_order, code limit 1`.execute(
    db,
  );
  return rows[0];
}

/** Codes of the organisations of a day that bear one of these names, by name. */
export async function organCodes(
  db: Reader,
  names: readonly string[],
  today: Day,
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ code: string; name: string }>`
    select code, name from portal.live_organisation
    where name = any(${[...names]}::text[]) and valid_from <= ${today} and (valid_to is null or valid_to >= ${today})`.execute(
    db,
  );
  return new Map(rows.map((r) => [r.name, r.code]));
}
