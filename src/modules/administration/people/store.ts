import { sql } from 'kysely';
import type { Role, ScopeKind } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import type { Reader, Tx } from '../../../platform/db/pool.ts';
import { NotFound } from '../../../platform/errors.ts';

const GONE = '没有找到这个人员，可能网址有误，或者不在您的管理范围内。';

/** A person with everything their page shows. */
export interface StaffRow {
  id: number;
  pid: string;
  name: string;
  post: string;
  sectionId: number | null;
  section: string | null;
  staffNumber: string;
  version: number;
  validFrom: Day;
  validTo: Day | null;
  organisationId: number;
  organisationCode: string;
  organisationName: string;
  username: string | null;
  lastSignInAt: Date | null;
}

function people(db: Reader) {
  return db
    .selectFrom('person as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisation_id')
    .leftJoin('account as a', 'a.person_id', 'p.id')
    .leftJoin('section as s', 's.id', 'p.section_id')
    .select((e) => [
      'p.id',
      'p.pid',
      'p.name',
      'p.post',
      'p.section_id as sectionId',
      's.name as section',
      e.fn.coalesce('p.staff_number', e.val('')).as('staffNumber'),
      'p.version',
      'p.valid_from as validFrom',
      'p.valid_to as validTo',
      'p.organisation_id as organisationId',
      'o.code as organisationCode',
      'o.short_name as organisationName',
      'a.username',
      'a.last_sign_in_at as lastSignInAt',
    ]);
}

/** A person of an organisation in the scope. @throws NotFound otherwise */
export async function readStaff(db: Reader, pid: string, scope: readonly number[]): Promise<StaffRow> {
  const row = await people(db)
    .where('p.pid', '=', pid)
    .where('p.organisation_id', '=', (e) => e.fn.any(e.val([...scope])))
    .executeTakeFirst();
  if (!row) throw new NotFound(GONE);
  return row as StaffRow;
}

/** Locks a person as the subject of a change. @throws NotFound */
export async function lockStaff(
  tx: Tx,
  pid: string,
): Promise<{
  kind: 'person';
  id: number;
  organisationId: number;
  name: string;
  version: number;
  validFrom: Day;
  validTo: Day | null;
}> {
  const row = await tx
    .selectFrom('person')
    .select([
      'id',
      'organisation_id as organisationId',
      'name',
      'version',
      'valid_from as validFrom',
      'valid_to as validTo',
    ])
    .where('pid', '=', pid)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound(GONE);
  return {
    kind: 'person',
    ...row,
    validFrom: row.validFrom as Day,
    validTo: row.validTo as Day | null,
  };
}

/** States by which the list of people is narrowed down. */
export const STAFF_STATES = {
  serving: '在任',
  left: '已离任',
  'no-account': '在任，没有账号',
  'no-role': '在任，没有角色',
  'account-no-role': '在任，有账号，没有角色',
} as const;
export type StaffState = keyof typeof STAFF_STATES;

/** Filters of the list of people. */
export interface StaffFilter {
  scope: readonly number[];
  today: Day;
  q?: string;
  organisation?: string;
  role?: string;
  state?: StaffState;
  page: number;
  size: number;
}

/** A line of the list. */
export interface StaffLine {
  pid: string;
  name: string;
  post: string;
  section: string | null;
  organisationName: string;
  username: string | null;
  roles: Role[];
  validFrom: Day;
  validTo: Day | null;
}

function matching(f: StaffFilter) {
  const like = f.q ? `%${f.q.replace(/[\\%_]/g, '\\$&')}%` : null;
  const current = sql`p.valid_from <= ${f.today} and (p.valid_to is null or p.valid_to >= ${f.today})`;
  const grant = sql`g.person_id = p.id and g.valid_from <= ${f.today} and (g.valid_to is null or g.valid_to >= ${f.today})`;
  const state = {
    serving: current,
    left: sql`p.valid_to < ${f.today}`,
    'no-account': sql`${current} and a.person_id is null`,
    'no-role': sql`${current} and not exists (select from role_grant g where ${grant})`,
    'account-no-role': sql`${current} and a.person_id is not null and not exists (select from role_grant g where ${grant})`,
    all: sql`true`,
  }[f.state ?? 'all'];
  return sql`
    from person p join organisation o on o.id = p.organisation_id left join account a on a.person_id = p.id
    where p.organisation_id = any(${[...f.scope]}::bigint[]) and ${state}
      and (${f.organisation ?? null}::text is null or o.code = ${f.organisation ?? null})
      and (${f.role ?? null}::text is null or exists (select from role_grant g where ${grant} and g.role = ${f.role ?? null}))
      and (${like}::text is null or p.name ilike ${like} or p.staff_number ilike ${like} or a.username ilike ${like})`;
}

/** People in the scope, by organisation and name. */
export async function listStaff(db: Reader, f: StaffFilter): Promise<StaffLine[]> {
  const { rows } = await sql<StaffLine>`
    select p.pid, p.name, p.post, (select s.name from section s where s.id = p.section_id) as section, o.short_name as "organisationName", a.username, p.valid_from as "validFrom", p.valid_to as "validTo",
      array(select distinct g.role from role_grant g where g.person_id = p.id and g.valid_from <= ${f.today}
        and (g.valid_to is null or g.valid_to >= ${f.today}) order by 1) as roles
    ${matching(f)} order by o.sort_order, o.id, p.name, p.id limit ${f.size} offset ${(f.page - 1) * f.size}`.execute(
    db,
  );
  return rows;
}

/** Number of people in the list. */
export async function countStaff(db: Reader, f: StaffFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n ${matching(f)}`.execute(db);
  return rows[0]?.n ?? 0;
}

/** A grant as shown. */
export interface GrantLine {
  id: number;
  role: Role;
  scope: ScopeKind;
  organisationId: number;
  organisationName: string;
  validFrom: Day;
  validTo: Day | null;
  lent: boolean;
  source: string;
  givenBy: string | null;
  endedAt: Date | null;
}

/** All grants of a person, past and to come, newest first. */
export async function grantsOfStaff(db: Reader, personId: number): Promise<GrantLine[]> {
  const rows = await db
    .selectFrom('role_grant as g')
    .innerJoin('organisation as o', 'o.id', 'g.organisation_id')
    .leftJoin('person as by', 'by.id', 'g.granted_by_id')
    .select([
      'g.id',
      'g.role',
      'g.scope',
      'g.organisation_id as organisationId',
      'o.short_name as organisationName',
      'g.valid_from as validFrom',
      'g.valid_to as validTo',
      'g.lent',
      'g.source',
      'by.name as givenBy',
      'g.ended_at as endedAt',
    ])
    .where('g.person_id', '=', personId)
    .orderBy('g.valid_from', 'desc')
    .orderBy('g.id', 'desc')
    .execute();
  return rows as GrantLine[];
}

/** A deputation as shown. */
export interface DeputationLine {
  pid: string;
  personId: number;
  personName: string;
  deputyId: number;
  deputyName: string;
  roles: Role[] | null;
  validFrom: Day;
  validTo: Day;
  reason: string;
  givenBy: string | null;
  endedAt: Date | null;
}

/** Deputations in which a person is absent or the deputy, newest first. */
export async function deputationsOf(db: Reader, personId: number): Promise<DeputationLine[]> {
  const rows = await db
    .selectFrom('deputation as d')
    .innerJoin('person as p', 'p.id', 'd.person_id')
    .innerJoin('person as q', 'q.id', 'd.deputy_id')
    .leftJoin('person as by', 'by.id', 'd.given_by_id')
    .select([
      'd.pid',
      'd.person_id as personId',
      'p.name as personName',
      'd.deputy_id as deputyId',
      'q.name as deputyName',
      'd.roles',
      'd.valid_from as validFrom',
      'd.valid_to as validTo',
      'd.reason',
      'by.name as givenBy',
      'd.ended_at as endedAt',
    ])
    .where((e) => e.or([e('d.person_id', '=', personId), e('d.deputy_id', '=', personId)]))
    .orderBy('d.valid_from', 'desc')
    .orderBy('d.id', 'desc')
    .execute();
  return rows as DeputationLine[];
}

/**
 * People who serve on the day in these organisations and have an account, by name: who can take something over; with the
 * roles they hold on that day or later.
 */
export async function colleagues(
  db: Reader,
  organisationIds: readonly number[],
  today: Day,
): Promise<
  { id: number; pid: string; name: string; post: string; organisationName: string; roles: Role[] }[]
> {
  const rows = await db
    .selectFrom('person as p')
    .innerJoin('account as a', 'a.person_id', 'p.id')
    .innerJoin('organisation as o', 'o.id', 'p.organisation_id')
    .select(['p.id', 'p.pid', 'p.name', 'p.post', 'o.short_name as organisationName'])
    .select(
      sql<
        Role[]
      >`array(select distinct g.role from role_grant g where g.person_id = p.id and (g.valid_to is null or (g.valid_to >= ${today} and g.valid_to >= g.valid_from)))`.as(
        'roles',
      ),
    )
    .where('p.organisation_id', '=', (e) => e.fn.any(e.val([...organisationIds])))
    .where('p.valid_from', '<=', today)
    .where((e) => e.or([e('p.valid_to', 'is', null), e('p.valid_to', '>=', today)]))
    .orderBy('o.sort_order')
    .orderBy('o.id')
    .orderBy('p.name')
    .orderBy('p.id')
    .execute();
  return rows;
}
