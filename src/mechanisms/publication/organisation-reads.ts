import { sql } from 'kysely';
import type { Level, OrganisationKind } from '../../core/index.ts';
import type { GroupRole, LeaderDuty, MeetingKind } from '../../core/organisations/kinds.ts';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';

/** An organisation as the public sees it, with its disclosure office and where to complain. */
export interface PublicOrganisation {
  code: string;
  name: string;
  shortName: string;
  kind: OrganisationKind;
  level: Level;
  parentCode: string | null;
  parentName: string | null;
  address: string;
  postcode: string;
  phone: string;
  fax: string;
  email: string;
  website: string;
  officeHours: string;
  duties: string;
  validTo: Day | null;
  successorCode: string | null;
  successorName: string | null;
  office: {
    name: string;
    address: string;
    postcode: string;
    officeHours: string;
    phone: string;
    fax: string;
    email: string;
  } | null;
  reconsiderationOrgan: string | null;
  alternativeOrgan: string | null;
  court: string | null;
}

/** What the directory is narrowed by. */
export interface DirectoryFilter {
  q?: string;
  kind?: OrganisationKind;
  level?: Level;
}

function within(f: DirectoryFilter, today: Day) {
  return sql`o.valid_from <= ${today} and (o.valid_to is null or o.valid_to >= ${today})
    and (${f.kind ?? null}::text is null or o.kind = ${f.kind ?? null}) and (${f.level ?? null}::text is null or o.level = ${f.level ?? null})
    and (${f.q ?? null}::text is null or strpos(lower(o.name), lower(${f.q ?? ''})) > 0 or strpos(lower(o.short_name), lower(${f.q ?? ''})) > 0)`;
}

/** A line of the directory. */
interface DirectoryItem {
  code: string;
  name: string;
  kind: OrganisationKind;
  level: Level;
  phone: string;
  address: string;
  documents: number;
}

/** The organisations of the directory that exist on the day, in order, with the number of their published documents; and how many there are in all. */
export async function publicOrganisations(
  db: Reader,
  f: DirectoryFilter & { page: number; size: number },
  today: Day,
): Promise<{ items: DirectoryItem[]; total: number }> {
  const { rows } = await sql<DirectoryItem>`
    select o.code, o.name, o.kind, o.level, o.phone, o.address,
      coalesce((select t.documents from portal.document_tally t where t.facet = 'owner' and t.value = o.code), 0) as documents
    from portal.live_organisation o where ${within(f, today)}
    order by o.sort_order, o.code limit ${f.size} offset ${(f.page - 1) * f.size}`.execute(db);
  const total = await sql<{ n: number }>`
    select count(*) as n from portal.live_organisation o where ${within(f, today)}`.execute(db);
  return { items: rows, total: total.rows[0]?.n ?? 0 };
}

/** Short names of organisations by code, in the order of the directory; ended ones too. */
export async function organisationNames(
  db: Reader,
  codes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (codes.length === 0) return new Map();
  const { rows } = await sql<{ code: string; name: string }>`
    select code, short_name as name from portal.live_organisation where code = any(${[...codes]}::text[]) order by sort_order, code`.execute(
    db,
  );
  return new Map(rows.map((r) => [r.code, r.name]));
}

/** How many organisations of each kind and level there are, with the other filters kept. */
export async function directoryFacets(
  db: Reader,
  f: DirectoryFilter,
  today: Day,
): Promise<{ kinds: ReadonlyMap<OrganisationKind, number>; levels: ReadonlyMap<Level, number> }> {
  const { kind: _kind, ...anyKind } = f;
  const { level: _level, ...anyLevel } = f;
  const [kinds, levels] = await Promise.all([
    sql<{ word: OrganisationKind; n: number }>`
      select o.kind as word, count(*) as n from portal.live_organisation o where ${within(anyKind, today)} group by 1`.execute(
      db,
    ),
    sql<{ word: Level; n: number }>`
      select o.level as word, count(*) as n from portal.live_organisation o where ${within(anyLevel, today)} group by 1`.execute(
      db,
    ),
  ]);
  return {
    kinds: new Map(kinds.rows.map((r) => [r.word, r.n])),
    levels: new Map(levels.rows.map((r) => [r.word, r.n])),
  };
}

/** One organisation, ended ones too: their papers stay public. */
export async function publicOrganisation(db: Reader, code: string): Promise<PublicOrganisation | undefined> {
  const { rows } = await sql<PublicOrganisation>`
    select o.code, o.name, o.short_name as "shortName", o.kind, o.level, o.parent_code as "parentCode", p.name as "parentName",
      o.address, o.postcode, o.phone, o.fax, o.email, o.website, o.office_hours as "officeHours", o.duties, o.valid_to as "validTo",
      o.successor_code as "successorCode", s.name as "successorName",
      case when o.office_name is not null then json_build_object('name', o.office_name, 'address', o.office_address, 'postcode', o.office_postcode,
        'officeHours', o.office_office_hours, 'phone', o.office_phone, 'fax', o.office_fax, 'email', o.office_email) end as office,
      o.reconsideration_organ as "reconsiderationOrgan", o.alternative_organ as "alternativeOrgan", o.court
    from portal.live_organisation o left join portal.live_organisation p on p.code = o.parent_code left join portal.live_organisation s on s.code = o.successor_code
    where o.code = ${code}`.execute(db);
  return rows[0];
}

/** What belongs to an organisation on its page. */
export interface PublicOrganisationParts {
  sections: { name: string; duties: string; phone: string }[];
  leaders: { duty: LeaderDuty; name: string; post: string; division: string }[];
  /** Hearings since 1 January of the year. */
  hearings: { heardOn: Day; minutesNumber: string; note: string; late: boolean }[];
  below: { code: string; name: string }[];
  formerNames: { name: string; validFrom: Day; validTo: Day }[];
  /** Name of its leading group, when it has one. */
  group: string | undefined;
}

/** Sections, leaders with their division of work, hearings of the year, sub-organisations, former names on a day. */
export async function publicOrganisationParts(
  db: Reader,
  code: string,
  today: Day,
): Promise<PublicOrganisationParts> {
  const now = sql`valid_from <= ${today} and (valid_to is null or valid_to >= ${today})`;
  const [sections, leaders, hearings, below, formerNames, group] = await Promise.all([
    sql<PublicOrganisationParts['sections'][number]>`
      select name, duties, phone from portal.live_section where organisation_code = ${code} and ${now} order by sort_order, name`.execute(
      db,
    ),
    sql<PublicOrganisationParts['leaders'][number]>`
      select duty, name, post, division from portal.live_leader where organisation_code = ${code} and ${now} order by duty desc`.execute(
      db,
    ),
    sql<PublicOrganisationParts['hearings'][number]>`
      select heard_on as "heardOn", minutes_number as "minutesNumber", note, late from portal.live_hearing
      where organisation_code = ${code} and heard_on >= ${`${today.slice(0, 4)}-01-01`} order by heard_on desc`.execute(
      db,
    ),
    sql<PublicOrganisationParts['below'][number]>`
      select code, name from portal.live_organisation where parent_code = ${code} and ${now} order by sort_order, code limit 300`.execute(
      db,
    ),
    sql<PublicOrganisationParts['formerNames'][number]>`
      select name, valid_from as "validFrom", valid_to as "validTo" from portal.live_organisation_name
      where organisation_code = ${code} order by valid_to desc`.execute(db),
    sql<{ name: string }>`
      select name from portal.live_leading_group where organisation_code = ${code} and ${now} and in_force_from <= ${today}
      order by in_force_from desc limit 1`.execute(db),
  ]);
  return {
    sections: sections.rows,
    leaders: leaders.rows,
    hearings: hearings.rows,
    below: below.rows,
    formerNames: formerNames.rows,
    group: group.rows[0]?.name,
  };
}

/** A leading group with its members, as the public sees it. */
export interface PublicGroup {
  name: string;
  duties: string;
  officeName: string;
  officeOrganisation: string | null;
  documentNumber: string;
  /** Since when what is said here holds. */
  inForceFrom: Day;
  validFrom: Day;
  members: { role: GroupRole; unitName: string; personName: string; post: string; validFrom: Day }[];
}

/** The leading group of an organisation as it was on a day; undefined when it had none. */
export async function publicGroup(db: Reader, code: string, on: Day): Promise<PublicGroup | undefined> {
  const { rows } = await sql<PublicGroup>`
    select g.name, g.duties, g.office_name as "officeName", g.office_organisation as "officeOrganisation", g.document_number as "documentNumber", g.in_force_from as "inForceFrom", g.valid_from as "validFrom",
      coalesce((select json_agg(json_build_object('role', m.role, 'unitName', m.unit_name, 'personName', m.person_name, 'post', m.post, 'validFrom', m.valid_from::text)
        order by array_position(array['head', 'deputy-head', 'member', 'office-head'], m.role), m.sort_order, m.unit_name)
        from portal.live_leading_group_member m where m.group_id = g.group_id and m.valid_from <= ${on} and (m.valid_to is null or m.valid_to >= ${on})), '[]') as members
    from portal.live_leading_group g
    where g.organisation_code = ${code} and g.valid_from <= ${on} and (g.valid_to is null or g.valid_to >= ${on}) and g.in_force_from <= ${on}
    order by g.in_force_from desc limit 1`.execute(db);
  return rows[0];
}

/** What the public sees of the past of a leading group. */
export interface GroupHistory {
  /** Its papers, the latest first. */
  papers: { inForceFrom: Day; name: string; officeName: string; documentNumber: string }[];
  /** Its meetings, the latest first; neither who came nor what was decided. */
  meetings: {
    heldOn: Day;
    kind: MeetingKind;
    subjects: string;
    note: string;
    late: boolean;
    /** Its minutes, while they are public here. */
    minutes: { pid: string; title: string } | null;
  }[];
}

/** The papers and meetings of the leading group that an organisation has today. */
export async function publicGroupHistory(db: Reader, code: string, today: Day): Promise<GroupHistory> {
  const present = sql`g.organisation_code = ${code} and g.valid_from <= ${today} and (g.valid_to is null or g.valid_to >= ${today})`;
  const [papers, meetings] = await Promise.all([
    sql<GroupHistory['papers'][number]>`
      select g.in_force_from as "inForceFrom", g.name, g.office_name as "officeName", g.document_number as "documentNumber"
      from portal.live_leading_group g where ${present} and g.in_force_from <= ${today} order by g.in_force_from desc limit 100`.execute(
      db,
    ),
    sql<GroupHistory['meetings'][number]>`
      select m.held_on as "heldOn", m.kind, m.subjects, m.note, m.late,
        case when d.pid is not null then json_build_object('pid', d.pid, 'title', d.title) end as minutes
      from portal.live_group_meeting m left join portal.live_document d on d.pid = m.minutes_pid
      where m.group_id in (select g.group_id from portal.live_leading_group g where ${present}) order by m.held_on desc limit 100`.execute(
      db,
    ),
  ]);
  return { papers: papers.rows, meetings: meetings.rows };
}
