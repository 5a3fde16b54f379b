import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { SiteFacts } from '../../../mechanisms/publication/index.ts';
import type { Reader, Tx } from '../../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';
import type { OrganPageKind } from '../words.ts';

/** An organisation whose 专栏 the office keeps. */
export interface Organ {
  id: number;
  code: string;
  name: string;
}

/** An organisation within a scope. @throws NotFound */
export async function findOrgan(db: Reader, code: string, scope: readonly number[]): Promise<Organ> {
  const row =
    scope.length > 0
      ? await db
          .selectFrom('organisation')
          .select(['id', 'code', 'name'])
          .where('code', '=', code)
          .where('id', 'in', [...scope])
          .where('kind', '<>', 'external')
          .executeTakeFirst()
      : undefined;
  if (!row) throw new NotFound('没有找到这个机构，或者它不在您的管理范围内。');
  return row;
}

/** Locks an organisation for a change of its 专栏. @throws NotFound; Refusal when it has ended */
export async function lockOrgan(tx: Tx, code: string) {
  const row = await tx
    .selectFrom('organisation')
    .select(['id', 'name', 'valid_to as validTo'])
    .where('code', '=', code)
    .where('kind', '<>', 'external')
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound('没有找到这个机构。');
  if (row.validTo !== null) throw new Refusal(`“${row.name}”已于 ${row.validTo} 撤并，不能再修改。`);
  return { kind: 'organisation', id: row.id, organisationId: row.id };
}

/** A line of the list of organs: what their 专栏 has. */
export interface OrganRow {
  code: string;
  name: string;
  guide: boolean;
  rules: number;
  leaders: number;
}

/** The organs of a scope that exist on a day, with what their 专栏 holds; those that lack a guide or leaders first. */
export async function organRows(
  db: Reader,
  scope: readonly number[],
  o: { q?: string; today: Day; page: number; size: number },
): Promise<{ rows: OrganRow[]; total: number }> {
  const { rows } = await sql<OrganRow & { total: number }>`
    select o.code, o.name, count(*) over () as total,
      exists (select from organ_page p where p.organisation_id = o.id and p.kind = 'guide' and p.removed_on is null) as guide,
      (select count(*) from organ_page p where p.organisation_id = o.id and p.kind = 'rule' and p.removed_on is null) as rules,
      (select count(*) from leader l where l.organisation_id = o.id and (l.left_on is null or l.left_on >= ${o.today})) as leaders
    from organisation o
    where o.id = any(${[...scope]}::bigint[]) and o.kind not in ('external', 'village') and o.valid_from <= ${o.today} and (o.valid_to is null or o.valid_to >= ${o.today})
      and (${o.q ?? null}::text is null or strpos(lower(o.name), lower(${o.q ?? ''})) > 0)
    order by o.sort_order, o.code limit ${o.size} offset ${(o.page - 1) * o.size}`.execute(db);
  // Beyond the end no row tells the total.
  if (rows.length === 0 && o.page > 1)
    return { rows: [], total: (await organRows(db, scope, { ...o, page: 1, size: 1 })).total };
  return { rows, total: rows[0]?.total ?? 0 };
}

/** A version of a text of an organ. */
export interface OrganPageVersion {
  pid: string;
  kind: OrganPageKind;
  number: number;
  title: string;
  body: string;
  validFrom: Day;
  savedAt: Date;
  savedBy: string | null;
  removedOn: Day | null;
}

/** All versions of the texts of an organ, the last of each first; removed ones behind. */
export async function organPageVersions(db: Reader, organisationId: number): Promise<OrganPageVersion[]> {
  const { rows } = await sql<OrganPageVersion>`
    select p.pid, p.kind, v.number, v.title, v.body_text as body, v.valid_from as "validFrom", v.saved_at as "savedAt", s.name as "savedBy", p.removed_on as "removedOn"
    from organ_page p join organ_page_version v on v.page_id = p.id left join person s on s.id = v.saved_by_id
    where p.organisation_id = ${organisationId} order by (p.removed_on is not null), p.kind, p.id, v.number desc limit 500`.execute(
    db,
  );
  return rows;
}

/** A version of what is known of a leader. */
export interface LeaderVersion {
  pid: string;
  number: number;
  name: string;
  post: string;
  division: string;
  biography: string;
  inCharge: boolean;
  sortOrder: number;
  since: Day;
  portraitId: number | null;
  savedAt: Date;
  savedBy: string | null;
  leftOn: Day | null;
}

/** All versions of the leaders of an organ: those in office first, the last version of each first. */
export async function leaderVersions(db: Reader, organisationId: number): Promise<LeaderVersion[]> {
  const { rows } = await sql<LeaderVersion>`
    select l.pid, v.number, v.name, v.post, v.division, v.biography, v.in_charge as "inCharge", v.sort_order as "sortOrder", v.since,
      v.portrait_id as "portraitId", v.saved_at as "savedAt", s.name as "savedBy", l.left_on as "leftOn"
    from leader l join leader_version v on v.leader_id = l.id left join person s on s.id = v.saved_by_id
    where l.organisation_id = ${organisationId}
    order by (l.left_on is not null), (select x.sort_order from leader_version x where x.leader_id = l.id order by x.number desc limit 1), l.id, v.number desc limit 1000`.execute(
    db,
  );
  return rows;
}

/** The facts of a site for the form of the office. */
export interface SiteRow {
  id: number;
  code: string;
  organisationId: number;
  name: string;
  tagline: string;
  facts: SiteFacts;
  version: number;
}

/** The sites whose organisation is in a scope. */
export async function sitesOf(db: Reader, scope: readonly number[]): Promise<SiteRow[]> {
  if (scope.length === 0) return [];
  const rows = await db
    .selectFrom('site')
    .select(['id', 'code', 'organisation_id as organisationId', 'name', 'tagline', 'facts', 'version'])
    .where('organisation_id', 'in', [...scope])
    .orderBy('id')
    .execute();
  return rows.map((r) => ({ ...r, facts: r.facts as SiteFacts }));
}
