import { sql } from 'kysely';
import { howOf, SIGN_IN_EVENTS, type SignInEventKind } from '../../../core/index.ts';
import type { Reader, Tx } from '../../../platform/db/pool.ts';
import { NotFound } from '../../../platform/errors.ts';

/** A person as the pages of account security name them. */
export interface Holder {
  id: number;
  pid: string;
  name: string;
  post: string;
  organisationId: number;
  organisation: string;
}

/** A locked account. */
export interface LockedRow extends Holder {
  username: string;
  lockedUntil: Date;
}

const HOLDER = sql.raw(
  `p.id, p.pid, p.name, p.post, p.organisation_id as "organisationId", o.short_name as organisation`,
);

/** Locked accounts in the scope, those that open last first. */
export async function lockedAccounts(db: Reader, scope: readonly number[], now: Date): Promise<LockedRow[]> {
  const { rows } = await sql<LockedRow>`
    select ${HOLDER}, a.username, a.locked_until as "lockedUntil"
    from account a join person p on p.id = a.person_id join organisation o on o.id = p.organisation_id
    where a.locked_until > ${now} and p.organisation_id = any(${scope}) order by a.locked_until desc limit 200`.execute(
    db,
  );
  return rows;
}

/** An open session with its holder. */
export interface OpenSession extends Holder {
  how: string;
  address: string | null;
  createdAt: Date;
  seenAt: Date;
}

/**
 * Open sessions in the scope, the latest used first; `q` is looked for in name, user name and address.
 * @returns one page of them, how many fit `q`, and how many there are
 */
export async function openSessions(
  db: Reader,
  scope: readonly number[],
  o: { now: Date; q: string; page: number; size: number },
): Promise<{ rows: OpenSession[]; found: number; all: number }> {
  const open = sql`s.ended_at is null and s.expires_at > ${o.now}
    and s.seen_at + make_interval(mins => s.idle_minutes) >= ${o.now} and p.organisation_id = any(${scope})`;
  const all = await sql<{ n: number }>`
    select count(*) as n from session s join person p on p.id = s.person_id where ${open}`.execute(db);
  const { rows } = await sql<OpenSession & { way: string; second: string | null; total: number }>`
    select ${HOLDER}, s.way, s.second_factor as second, host(s.address) as address, s.created_at as "createdAt",
      s.seen_at as "seenAt", count(*) over () as total
    from session s join account a on a.person_id = s.person_id join person p on p.id = s.person_id
      join organisation o on o.id = p.organisation_id
    where ${open}
      and (${o.q} = '' or strpos(p.name, ${o.q}) > 0 or strpos(a.username, lower(${o.q})) > 0 or strpos(host(s.address), ${o.q}) > 0)
    order by s.seen_at desc, s.pid limit ${o.size} offset ${(o.page - 1) * o.size}`.execute(db);
  // Beyond the end no row tells how many were found.
  if (rows.length === 0 && o.page > 1)
    return { ...(await openSessions(db, scope, { ...o, page: 1, size: 1 })), rows: [] };
  return {
    all: all.rows[0]?.n ?? 0,
    found: rows[0]?.total ?? 0,
    rows: rows.map(({ way, second, total: _total, ...row }) => ({ ...row, how: howOf(way, second) })),
  };
}

/** A network address that was refused of late. */
export interface LimitedNetwork {
  id: number;
  address: string;
  at: Date;
}

/** Addresses whose tries were limited since then and that nobody has released. An address belongs to no organisation. */
export async function limitedNetworks(db: Reader, since: Date): Promise<LimitedNetwork[]> {
  const { rows } = await sql<LimitedNetwork>`
    select distinct on (e.address) e.id, host(e.address) as address, e.at from sign_in_event e
    where e.kind = 'network-limited' and e.at > ${since} and e.address is not null
      and not exists (select 1 from sign_in_event r where r.kind = 'network-released' and r.address = e.address and r.id > e.id)
    order by e.address, e.id desc limit 200`.execute(db);
  return rows;
}

const FAILURES = sql.raw(
  `e.kind in ('wrong-password', 'wrong-code', 'code-replayed', 'unknown-name', 'oidc-refused', 'oidc-unknown')`,
);

/** How many tries failed since then: with accounts of the scope, and with names that nobody has. */
export async function failuresSince(
  db: Reader,
  scope: readonly number[],
  since: Date,
): Promise<{ known: number; unknown: number }> {
  const { rows } = await sql<{ known: number; unknown: number }>`
    select count(*) filter (where e.person_id is not null) as known,
      count(*) filter (where e.person_id is null) as unknown
    from sign_in_event e left join person p on p.id = e.person_id
    where ${FAILURES} and e.at > ${since} and (p.id is null or p.organisation_id = any(${scope}))`.execute(
    db,
  );
  return rows[0] ?? { known: 0, unknown: 0 };
}

/** A try that failed; without pid and name for a name that nobody has. */
export interface Failure {
  at: Date;
  label: string;
  pid: string | null;
  name: string | null;
  address: string | null;
}

/** The last tries that failed since then, the newest first. */
export async function lastFailures(
  db: Reader,
  scope: readonly number[],
  since: Date,
  count: number,
): Promise<Failure[]> {
  const { rows } = await sql<Omit<Failure, 'label'> & { kind: SignInEventKind }>`
    select e.at, e.kind, p.pid, p.name, host(e.address) as address
    from sign_in_event e left join person p on p.id = e.person_id
    where ${FAILURES} and e.at > ${since} and (p.id is null or p.organisation_id = any(${scope}))
    order by e.at desc, e.id desc limit ${count}`.execute(db);
  return rows.map(({ kind, ...row }) => ({ ...row, label: SIGN_IN_EVENTS[kind] }));
}

/** People with accounts in the scope whose name or user name holds the text. */
export async function findHolders(
  db: Reader,
  scope: readonly number[],
  q: string,
): Promise<(Holder & { username: string })[]> {
  const { rows } = await sql<Holder & { username: string }>`
    select ${HOLDER}, a.username
    from account a join person p on p.id = a.person_id join organisation o on o.id = p.organisation_id
    where p.organisation_id = any(${scope}) and (strpos(p.name, ${q}) > 0 or strpos(a.username, lower(${q})) > 0)
    order by p.name, p.id limit 50`.execute(db);
  return rows;
}

/** A person with an account by public id. @throws NotFound outside the scope as for nobody */
export async function holderByPid(db: Reader, scope: readonly number[], pid: string): Promise<Holder> {
  const { rows } = await sql<Holder>`
    select ${HOLDER} from account a join person p on p.id = a.person_id join organisation o on o.id = p.organisation_id
    where p.pid = ${pid} and p.organisation_id = any(${scope})`.execute(db);
  const [row] = rows;
  if (!row) throw new NotFound();
  return row;
}

/** Locks the account of a person for a change. @throws NotFound without one */
export async function lockHolder(
  tx: Tx,
  pid: string,
): Promise<{ kind: string; id: number; organisationId: number; name: string }> {
  const row = await tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['person.id', 'person.organisation_id as organisationId', 'person.name'])
    .where('person.pid', '=', pid)
    .forUpdate('account')
    .executeTakeFirst();
  if (!row) throw new NotFound();
  return { kind: 'account', ...row };
}
