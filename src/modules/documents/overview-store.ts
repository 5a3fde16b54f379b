import { sql } from 'kysely';
import { holdersSql, type Level, type OrganisationKind, type Role } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';

/** A draft of a person that others have now, or that has come back. */
export interface OwnCase {
  casePid: string;
  subject: string;
  state: string;
  /** Since when it is where it is. */
  since: Date;
  /** The move that brought it there, and who made it. */
  moved: { act: string; from: string | null; by: string | null };
}

/** The open drafts and reviews of a drafter, what waits longest first. */
export async function ownCases(
  db: Reader,
  personId: number,
  scope: readonly number[],
  limit: number,
): Promise<OwnCase[]> {
  const { rows } = await sql<OwnCase>`
    select c.pid as "casePid", c.subject, c.state, e.at as since,
      jsonb_build_object('act', e.act, 'from', e.from_state, 'by', by.name) as moved
    from passage_drafter pd join document_passage p on p.case_id = pd.case_id and not p.ended
    join procedure_case c on c.id = p.case_id and c.organisation_id = any(${[...scope]}::bigint[])
    join lateral (select * from case_event e where e.case_id = c.id and e.from_state is distinct from e.to_state
      order by e.id desc limit 1) e on true
    left join person by on by.id = e.person_id
    where pd.person_id = ${personId} and (c.state <> 'drafting' or e.from_state is not null)
    order by e.at, c.id limit ${limit}`.execute(db);
  return rows;
}

/** How many calendar days papers first published in a time took from the beginning of their case; undefined without any. */
export async function averageDays(
  db: Reader,
  organisationId: number,
  published: { from: Date; to: Date },
): Promise<number | undefined> {
  const { rows } = await sql<{ days: number | null }>`
    select avg(extract(epoch from g.first_published_at - c.created_at) / 86400)::float8 as days
    from gov_document g join lateral (select case_id from document_passage where document_id = g.id order by case_id limit 1) p on true
    join procedure_case c on c.id = p.case_id
    where g.organisation_id = ${organisationId} and g.first_published_at >= ${published.from} and g.first_published_at < ${published.to}`.execute(
    db,
  );
  return rows[0]?.days ?? undefined;
}

/** What a section of an organisation has drafted: what is under way, what was first published in a time. */
export interface SectionLine {
  section: string | null;
  open: number;
  published: number;
}

/** The papers of an organisation by the section of whoever drafted them first. */
export async function bySection(
  db: Reader,
  organisationId: number,
  published: { from: Date; to: Date },
): Promise<SectionLine[]> {
  const { rows } = await sql<SectionLine>`
    select s.name as section, count(*) filter (where c.closed_on is null) as open,
      count(*) filter (where c.state = 'published' and p.kind = 'publish'
        and g.first_published_at >= ${published.from} and g.first_published_at < ${published.to}) as published
    from gov_document g join document_passage p on p.document_id = g.id join procedure_case c on c.id = p.case_id
    join lateral (select person_id from passage_drafter where case_id = c.id order by since, person_id limit 1) d on true
    join person on person.id = d.person_id left join section s on s.id = person.section_id
    where g.organisation_id = ${organisationId}
      and (c.closed_on is null or (g.first_published_at >= ${published.from} and g.first_published_at < ${published.to}))
    group by s.id order by s.sort_order nulls last, s.name`.execute(db);
  return rows.filter((r) => r.open + r.published > 0);
}

/** An organisation that makes papers of its own. */
export interface MakingOrganisation {
  code: string;
  /** The short name. */
  name: string;
  fullName: string;
  kind: OrganisationKind;
  level: Level;
  /** Roles of the way of a paper that nobody holds today. */
  vacant: Role[];
}

/** The roles without which a paper cannot go its way; one of those in a line will do. */
const NEEDED: readonly (readonly Role[])[] = [
  ['drafter', 'editor', 'public-enterprise-editor'],
  ['attribute-reviewer'],
  ['secrecy-reviewer'],
  ['approver', 'principal-leader'],
];

/** The organisations of a scope that make papers of their own, in their official order. */
export async function makingOrganisations(
  db: Reader,
  scope: readonly number[],
  today: Day,
): Promise<MakingOrganisation[]> {
  const making = sql`select id from organisation where id = any(${[...scope]}::bigint[]) and index_prefix is not null
    and valid_from <= ${today} and (valid_to is null or valid_to >= ${today})`;
  const { rows } = await sql<Omit<MakingOrganisation, 'vacant'> & { roles: Role[] }>`
    with recursive ${holdersSql(making, today)},
    held as (select organisation_id, array_agg(distinct role) as roles from holder group by organisation_id)
    select o.code, o.short_name as name, o.name as "fullName", o.kind, o.level, coalesce(h.roles, '{}') as roles
    from organisation o left join held h on h.organisation_id = o.id
    where o.id in (${making}) order by o.sort_order, o.id`.execute(db);
  return rows.map(({ roles, ...it }) => ({
    ...it,
    vacant: NEEDED.flatMap((line) => (line.some((r) => roles.includes(r)) ? [] : line.slice(0, 1))),
  }));
}
