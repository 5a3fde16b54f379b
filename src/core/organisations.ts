import { sql } from 'kysely';
import type { Day } from '../law/day.ts';
import type { Reader, Tx } from '../platform/db/pool.ts';
import { NotFound } from '../platform/errors.ts';
import type { Level, OrganisationKind, ScopeKind } from './words.ts';

/** An organisation as pages and rules need it. */
export interface Organisation {
  id: number;
  code: string;
  name: string;
  shortName: string;
  kind: OrganisationKind;
  level: Level;
  documentAgency: string;
  /** '' for those that make no papers of their own. */
  indexPrefix: string;
}

function columns(db: Reader) {
  return db
    .selectFrom('organisation')
    .select([
      'id',
      'code',
      'name',
      'short_name as shortName',
      'kind',
      'level',
      'document_agency as documentAgency',
      sql<string>`coalesce(index_prefix, '')`.as('indexPrefix'),
    ]);
}

/** @throws NotFound when there is none with this code */
export async function organisationByCode(db: Reader, code: string): Promise<Organisation> {
  const row = await columns(db).where('code', '=', code).executeTakeFirst();
  if (!row) throw new NotFound(`没有代码为“${code}”的机构。`);
  return row as Organisation;
}

/** @throws NotFound when there is none with this id */
export async function organisationById(db: Reader, id: number): Promise<Organisation> {
  const row = await columns(db).where('id', '=', id).executeTakeFirst();
  if (!row) throw new NotFound('没有这个机构。');
  return row as Organisation;
}

/** The organisations with these ids that exist on the day, in their order. */
export async function organisationsByIds(
  db: Reader,
  ids: readonly number[],
  today: Day,
): Promise<Organisation[]> {
  if (ids.length === 0) return [];
  const rows = await columns(db)
    .where('id', 'in', ids)
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .orderBy('sort_order')
    .orderBy('id')
    .execute();
  return rows as Organisation[];
}

/** Governments of counties, special zones and townships that exist on a day: the regions (地区) of the city, in their order. */
export async function regionsOn(db: Reader, today: Day): Promise<{ code: string; name: string }[]> {
  return db
    .selectFrom('organisation')
    .select(['code', 'short_name as name'])
    .where('kind', 'in', ['county', 'special-zone', 'township'])
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .orderBy('sort_order')
    .orderBy('id')
    .execute();
}

/** Code of the region that an organisation belongs to: its own or the nearest above it; undefined for one of the whole city. */
export async function regionOf(db: Reader, code: string, today: Day): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`
    with recursive up as (
      select id, parent_id, code, 0 as steps from organisation where code = ${code}
      union all select o.id, o.parent_id, o.code, up.steps + 1 from organisation o join up on o.id = up.parent_id where up.steps < 10)
    select code from up order by steps`.execute(db);
  const regions = new Set((await regionsOn(db, today)).map((r) => r.code));
  return rows.find((r) => regions.has(r.code))?.code;
}

/** A new organisation. */
export interface NewOrganisation extends Omit<Organisation, 'id'> {
  parentId?: number;
  guidedById?: number;
  verticallyManaged?: boolean;
  seatCountyId?: number;
  handlesReconsideration?: boolean;
  address?: string;
  postcode?: string;
  phone?: string;
  fax?: string;
  email?: string;
  website?: string;
  officeHours?: string;
  duties?: string;
  sortOrder?: number;
  validFrom: Day;
}

/** The row of a new organisation. */
export function organisationRow(o: NewOrganisation) {
  return {
    code: o.code,
    name: o.name,
    short_name: o.shortName,
    kind: o.kind,
    level: o.level,
    parent_id: o.parentId ?? null,
    guided_by_id: o.guidedById ?? null,
    document_agency: o.documentAgency,
    index_prefix: o.indexPrefix || null,
    vertically_managed: o.verticallyManaged ?? false,
    seat_county_id: o.seatCountyId ?? null,
    handles_reconsideration: o.handlesReconsideration ?? false,
    address: o.address ?? '',
    postcode: o.postcode ?? '',
    phone: o.phone ?? '',
    fax: o.fax ?? '',
    email: o.email ?? '',
    website: o.website ?? '',
    office_hours: o.officeHours ?? '',
    duties: o.duties ?? '',
    sort_order: o.sortOrder ?? 0,
    valid_from: o.validFrom,
  };
}

/** Adds an organisation. @returns its id */
export async function addOrganisation(tx: Tx, o: NewOrganisation): Promise<number> {
  const row = await tx
    .insertInto('organisation')
    .values(organisationRow(o))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/**
 * The organisations a scope covers on a day: itself; or with all below; or with all it guides, directly or through
 * others. Ended organisations stay covered: their open work must not become invisible.
 */
export async function organisationsInScope(
  db: Reader,
  scope: ScopeKind,
  organisationId: number,
): Promise<number[]> {
  if (scope === 'organisation') return [organisationId];
  const link = scope === 'subtree' ? sql.ref('o.parent_id') : sql.ref('o.guided_by_id');
  const { rows } = await sql<{ id: number }>`
    with recursive covered as (
      select id from organisation where id = ${organisationId}
      union
      select o.id from organisation o join covered c on ${link} = c.id)
    select id from covered`.execute(db);
  return rows.map((r) => r.id);
}
