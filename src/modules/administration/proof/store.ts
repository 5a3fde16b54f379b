import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../../platform/db/pool.ts';
import { type Cursor, type Place, readCursor } from './cursor.ts';
import { DETAIL_IDS } from './words.ts';

/** What the auditor looks for. */
export interface AuditFilter {
  /** Organisations whose rows the auditor may read. */
  scope: readonly number[];
  /** Name, user name or public id of a person, or the name of a service. */
  person?: string;
  act?: string;
  subjectKind?: string;
  /** Public id of a thing, or whatever stands in the row. */
  subject?: string;
  /** Only rows about these things, by kind and what stands in the rows; none for an empty list. */
  things?: readonly { kind: string; id: string }[];
  /** Id of one organisation, within the scope. */
  organisationId?: number;
  /** Only the rows of one request. */
  requestId?: string;
  /** From this instant on, and before that one. */
  from?: Date;
  until?: Date;
}

/** An audit row as the auditor reads it. */
export interface AuditEntry {
  place: Place;
  at: Date;
  personName: string | null;
  /** The absent person for whom a deputy acted. */
  absentName: string | null;
  personPid: string | null;
  service: string | null;
  act: string;
  subjectKind: string;
  subjectId: string;
  organisationName: string | null;
  requestId: string;
  details: Readonly<Record<string, unknown>>;
  /** Position in the chain; null while the sealer has not come to it. */
  position: number | null;
  rowHash: string | null;
}

/**
 * A page of audit rows, newest first. Every condition has an index that yields its newest rows first, and the page goes
 * on from the last row of the one before: the tenth page and the millionth row cost what the first does.
 * @param size how many; @param before the last row of the page before
 */
export async function listAudit(
  db: Reader,
  f: AuditFilter,
  o: { size: number; before?: Cursor },
): Promise<AuditEntry[]> {
  const conditions = await conditionsOf(db, f);
  if (!conditions) return [];
  const place = o.before && readCursor(o.before);
  if (place) conditions.push(sql`(r.at, r.id) < (${micros(place.at)}, ${place.id}::bigint)`);
  const every = await coversAll(db, f.scope);
  if (f.things) return entries(db, aboutThings(f, every, conditions, o.size));
  const narrowed = f.person ?? f.act ?? f.subject ?? f.requestId ?? f.organisationId;
  const newest = (more: RawBuilder<unknown>[]) =>
    sql`select r.* from audit_row r where ${sql.join([...conditions, ...more, sql`true`], sql` and `)} order by r.at desc, r.id desc limit ${o.size}`;
  // With nothing else to narrow it down, each organisation gives its own newest rows: a small one among a million rows
  // would otherwise be looked for from the newest row of all backwards.
  const chosen = every
    ? newest([])
    : narrowed === undefined
      ? sql`select r.* from unnest(${[...f.scope]}::bigint[]) as s(organisation) cross join lateral (${newest([sql`r.organisation_id = s.organisation`])}) r order by r.at desc, r.id desc limit ${o.size}`
      : newest([sql`r.organisation_id = any(${[...f.scope]}::bigint[])`]);
  return entries(db, chosen);
}

/**
 * The newest rows about some things. Read through the index of the things and sorted then: a paper has some hundred rows,
 * and walking back through all rows until fifty of them are found would read the whole trail.
 */
function aboutThings(
  f: AuditFilter,
  every: boolean,
  conditions: readonly RawBuilder<unknown>[],
  size: number,
): RawBuilder<unknown> {
  const kinds = (f.things ?? []).map((t) => t.kind);
  const ids = (f.things ?? []).map((t) => t.id);
  const inside = every ? sql`true` : sql`r.organisation_id = any(${[...f.scope]}::bigint[])`;
  return sql`with about as materialized (
      select r.* from unnest(${kinds}::text[], ${ids}::text[]) t (kind, id)
      cross join lateral (select a.* from audit_row a where a.subject_kind = t.kind and a.subject_id = t.id offset 0) r
      where ${sql.join([inside, ...conditions], sql` and `)})
    select * from about order by at desc, id desc limit ${size}`;
}

/** One audit row within the scope. @returns undefined when it does not exist or lies outside */
export async function findAudit(
  db: Reader,
  scope: readonly number[],
  cursor: Cursor,
): Promise<AuditEntry | undefined> {
  const place = readCursor(cursor);
  if (!place) return undefined;
  const inside = (await coversAll(db, scope))
    ? sql`true`
    : sql`r.organisation_id = any(${[...scope]}::bigint[])`;
  const rows = await entries(
    db,
    sql`select r.* from audit_row r where r.at = ${micros(place.at)} and r.id = ${place.id}::bigint and ${inside}`,
  );
  return rows[0];
}

const micros = (at: string) => sql`(timestamptz 'epoch' + ${at}::bigint * interval '1 microsecond')`;

async function entries(db: Reader, chosen: RawBuilder<unknown>): Promise<AuditEntry[]> {
  const { rows } = await sql<{
    id: number;
    at_us: string;
    at: Date;
    person_name: string | null;
    absent_name: string | null;
    person_pid: string | null;
    service: string | null;
    act: string;
    subject_kind: string;
    subject_id: string;
    organisation_name: string | null;
    request_id: string;
    details: Record<string, unknown>;
    position: number | null;
    row_hash: string | null;
  }>`
    select r.id, (extract(epoch from r.at) * 1000000)::bigint::text as at_us, r.at, p.name as person_name, absent.name as absent_name, p.pid as person_pid, r.service,
      r.act, r.subject_kind, r.subject_id, o.short_name as organisation_name, r.request_id, r.details, s.position, encode(s.row_hash, 'hex') as row_hash
    from (${chosen}) r
    left join person p on p.id = r.person_id
    left join person absent on absent.id = r.for_person_id
    left join organisation o on o.id = r.organisation_id
    left join audit_seal s on s.kind = 'audit' and s.row_id = r.id
    order by r.at desc, r.id desc`.execute(db);
  return rows.map((r) => ({
    place: { at: r.at_us, id: r.id },
    at: r.at,
    personName: r.person_name,
    absentName: r.absent_name,
    personPid: r.person_pid,
    service: r.service,
    act: r.act,
    subjectKind: r.subject_kind,
    subjectId: r.subject_id,
    organisationName: r.organisation_name,
    requestId: r.request_id,
    details: r.details,
    position: r.position,
    rowHash: r.row_hash,
  }));
}

/** The conditions of a filter on `r`; undefined when nothing can fit. */
async function conditionsOf(db: Reader, f: AuditFilter): Promise<RawBuilder<unknown>[] | undefined> {
  const conditions: RawBuilder<unknown>[] = [];
  if (f.scope.length === 0) return undefined;
  if (f.person !== undefined) {
    const people = await peopleNamed(db, f.person);
    conditions.push(
      people.length === 0 ? sql`r.service = ${f.person}` : sql`r.person_id = any(${people}::bigint[])`,
    );
  }
  if (f.act !== undefined) conditions.push(sql`r.act = ${f.act}`);
  if (f.requestId !== undefined) conditions.push(sql`r.request_id = ${f.requestId}`);
  if (f.subject !== undefined) conditions.push(await subjectIs(db, f.subject));
  if (f.subjectKind !== undefined) conditions.push(sql`r.subject_kind = ${f.subjectKind}`);
  if (f.organisationId !== undefined) conditions.push(sql`r.organisation_id = ${f.organisationId}::bigint`);
  if (f.from) conditions.push(sql`r.at >= ${f.from}`);
  if (f.until) conditions.push(sql`r.at < ${f.until}`);
  return conditions;
}

// Every kind there is, by jumping from one to the next in the index: the number of kinds counts, not that of rows.
const subjectKinds = sql`(with recursive k as (
  (select subject_kind from audit_row order by subject_kind limit 1)
  union all select (select a.subject_kind from audit_row a where a.subject_kind > k.subject_kind order by a.subject_kind limit 1) from k where k.subject_kind is not null)
  select subject_kind from k where subject_kind is not null) kinds`;

/** Kinds of things that occur in audit rows. */
export async function listSubjectKinds(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ subject_kind: string }>`select subject_kind from ${subjectKinds}`.execute(db);
  return rows.map((r) => r.subject_kind);
}

async function peopleNamed(db: Reader, text: string): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select p.id from person p left join account a on a.person_id = p.id
    where p.name = ${text} or p.pid = ${text} or a.username = ${text.toLowerCase()} limit 200`.execute(db);
  return rows.map((r) => r.id);
}

/**
 * What stands in audit rows for a thing that people know by a public id, a code or a user name. An internal number means
 * something only together with the kind of the thing: person 12 is not paper 12.
 */
async function subjectIs(db: Reader, text: string): Promise<RawBuilder<unknown>> {
  const { rows } = await sql<{ kind: string; id: number }>`
    select 'case' as kind, id from procedure_case where pid = ${text}
    union select 'document', id from gov_document where pid = ${text}
    union select k.kind, p.id from person p left join account a on a.person_id = p.id, (values ('person'), ('account'), ('contact'), ('inbox')) k (kind)
      where p.pid = ${text} or a.username = ${text.toLowerCase()}
    union select 'organisation', id from organisation where code = ${text.toLowerCase()}`.execute(db);
  const known = rows.map((r) => sql`(r.subject_kind = ${r.kind} and r.subject_id = ${String(r.id)})`);
  const literal = sql`(r.subject_kind in (select distinct subject_kind from ${subjectKinds}) and r.subject_id = ${text})`;
  return sql`(${sql.join([...known, literal], sql` or `)})`;
}

async function coversAll(db: Reader, scope: readonly number[]): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from organisation`.execute(db);
  return rows[0]?.n === new Set(scope).size;
}

/** Where the chain stands: what waits for the sealer, and since when. */
export async function sealingBacklog(
  db: Reader,
  sealedUpTo: Date | null,
): Promise<{ rows: number; oldest: Date | null }> {
  // Rows of the last hour before the last look are enough: whatever is older is for `audit verify` to find.
  const { rows } = await sql<{ n: number; oldest: Date | null }>`
    select count(*) as n, min(at) as oldest from (
      select r.at from audit_row r where r.at > coalesce(${sealedUpTo}::timestamptz - interval '1 hour', '-infinity')
        and not exists (select from audit_seal s where s.kind = 'audit' and s.row_id = r.id) limit 10000) waiting`.execute(
    db,
  );
  return { rows: rows[0]?.n ?? 0, oldest: rows[0]?.oldest ?? null };
}

/**
 * What a row is about: words for people, and the public id to look for the same thing by (internal ids stay inside).
 * `person` says that the words are the name of somebody; `named` that there are words other than what stands in the row.
 */
export type SubjectNames = (row: AuditEntry) => {
  text: string;
  key: string | undefined;
  person: boolean;
  named: boolean;
};

// Rows hold internal ids, which tell people nothing. No title and no content: that is not the auditor's.
const NAMED: readonly { kinds: readonly string[]; table: string; name: string; key?: string }[] = [
  { kinds: ['case'], table: 'procedure_case', name: 'pid', key: 'pid' },
  { kinds: ['document'], table: 'gov_document', name: 'pid', key: 'pid' },
  { kinds: ['account', 'person', 'contact', 'inbox'], table: 'person', name: 'name', key: 'pid' },
  { kinds: ['organisation'], table: 'organisation', name: 'short_name', key: 'code' },
  { kinds: ['section'], table: 'section', name: 'name' },
  { kinds: ['regional-day'], table: 'regional_day', name: 'name' },
];

/** Looks up what the rows of a page are about; what has no name there keeps what stands in the row. */
export async function subjectNames(db: Reader, rows: readonly AuditEntry[]): Promise<SubjectNames> {
  const found = new Map<string, { text: string; key: string | undefined; person: boolean }>();
  const internal = (id: string) => /^\d{1,15}$/.test(id);
  for (const { kinds, table, name, key } of NAMED) {
    const ids = rows
      .filter((r) => kinds.includes(r.subjectKind) && internal(r.subjectId))
      .map((r) => Number(r.subjectId));
    if (ids.length === 0) continue;
    const named = await sql<{ id: number; text: string; key: string | null }>`
      select id, ${sql.ref(name)} as text, ${key === undefined ? sql`null` : sql.ref(key)} as key from ${sql.table(table)} where id = any(${ids}::bigint[])`.execute(
      db,
    );
    for (const n of named.rows)
      for (const kind of kinds)
        found.set(`${kind} ${n.id}`, { text: n.text, key: n.key ?? undefined, person: table === 'person' });
  }
  return (row) => {
    const it = found.get(`${row.subjectKind} ${row.subjectId}`);
    if (it) return { ...it, named: it.text !== it.key };
    const key = internal(row.subjectId) ? undefined : row.subjectId;
    return { text: row.subjectId, key, person: false, named: false };
  };
}

/** What the details of rows name by internal ids: its name, and the public id where it has one. */
interface DetailNamed {
  name: string;
  key: string | null;
}

/** What the details of rows name, by `organisation 8`, `person 8`, `section 8`. */
export async function detailNames(
  db: Reader,
  entries: readonly AuditEntry[],
): Promise<ReadonlyMap<string, DetailNamed>> {
  const ids = (fields: readonly string[]) => [
    ...new Set(
      entries
        .flatMap((row) => fields.map((field) => row.details[field]))
        .filter((v) => Number.isSafeInteger(v)),
    ),
  ];
  const { rows } = await sql<DetailNamed & { named: string }>`
    select 'organisation ' || id as named, short_name as name, code as key from organisation where id = any(${ids(DETAIL_IDS.organisation)}::bigint[])
    union all select 'person ' || id, name, pid from person where id = any(${ids(DETAIL_IDS.person)}::bigint[])
    union all select 'section ' || id, name, null from section where id = any(${ids(DETAIL_IDS.section)}::bigint[])`.execute(
    db,
  );
  return new Map(rows.map(({ named, ...it }) => [named, it]));
}
