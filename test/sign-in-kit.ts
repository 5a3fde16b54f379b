import type pg from 'pg';
import { expect, inject } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import type { Role } from '../src/core/index.ts';
import type { Clock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import {
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  PASSWORD,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';

/* What the tests of sign-in share: people of their own for every test, and browsers from addresses of their own. */

/** A console with one organisation, behind one proxy, so that tests can come from different addresses. */
export async function openConsole(clock: Clock): Promise<{
  app: RunningApp;
  database: TestDatabase;
  /** Connected as the superuser of the database. */
  admin: pg.Client;
  organ: number;
  close(): Promise<void>;
}> {
  const database = await cloneDatabase('empty');
  const admin = await connect(database.address(inject('superuser')));
  const app = await startTestApp(database, { faces: ['console'], clock, env: { TRUSTED_HOPS: '1' } });
  const organ = await addOrgan(app.office!.db, { code: 'office' });
  const close = async () => {
    await app.stop();
    await admin.end();
    await database.drop();
  };
  return { app, database, admin, organ, close };
}

let people = 0;
let addresses = 0;

/** A person of their own for every test: counters and locks of one do not reach another. */
export async function newPerson(
  app: RunningApp,
  organisationId: number,
  role?: Role,
): Promise<{ username: string; id: number; pid: string }> {
  const username = `person-${++people}`;
  const id = await addStaff(app.office!.db, {
    username,
    organisationId,
    ...(role ? { grants: [{ role }] } : {}),
  });
  const { pid } = await app
    .office!.db.selectFrom('person')
    .select('pid')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { username, id, pid };
}

/** An address in a network of its own. */
export function newAddress(): string {
  const n = ++addresses;
  return `10.${Math.floor(n / 250) % 250}.${n % 250}.7`;
}

/** A browser's POST behind the one trusted proxy of these tests. */
export function postFrom(
  client: Client,
  path: string,
  fields: Record<string, string | string[]>,
  from = newAddress(),
): Promise<Page> {
  return client.post(path, fields, { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': from });
}

/** Signs in by password. */
export async function enter(
  app: RunningApp,
  username: string,
  o: { password?: string; from?: string; client?: Client } = {},
): Promise<{ client: Client; page: Page }> {
  const client = o.client ?? new Client(app.addresses.console!);
  const page = await postFrom(
    client,
    '/signin',
    { username, password: o.password ?? PASSWORD },
    o.from ?? newAddress(),
  );
  return { client, page };
}

/** A browser in which the person is signed in. */
export async function signedIn(app: RunningApp, username: string, from?: string): Promise<Client> {
  const { client, page } = await enter(app, username, from ? { from } : {});
  expect([page.status, page.location]).toEqual([303, '/']);
  return client;
}

/** Whether a page opens, or the way leads to the sign-in. */
export async function inside(client: Client, path = '/'): Promise<boolean> {
  const page = await client.get(path);
  if (page.status === 303) expect(page.location).toMatch(/^\/signin/);
  return page.status === 200;
}

/** Sets a parameter for the whole installation from a day on. */
export async function setParameter(
  admin: pg.Client,
  name: string,
  value: string,
  setBy: number,
): Promise<void> {
  await admin.query(
    `insert into parameter_value (name, value, valid_from, source, set_by_id, set_at)
     values ($1, $2, '2020-01-01', '测试', $3, '2020-01-01')
     on conflict (name, coalesce(organisation_id, 0), coalesce(level, ''), valid_from) where cancelled_at is null do update set value = excluded.value`,
    [name, value, setBy],
  );
}

/** The log of sign-ins of a person, oldest first. */
export async function eventKinds(admin: pg.Client, personId: number): Promise<string[]> {
  const { rows } = await admin.query('select kind from sign_in_event where person_id = $1 order by id', [
    personId,
  ]);
  return rows.map((r) => r.kind as string);
}

/** The audit rows about a person's account, oldest first. */
export async function auditActs(admin: pg.Client, personId: number): Promise<string[]> {
  const { rows } = await admin.query(
    `select act from audit_row where subject_kind = 'account' and subject_id = $1 order by id`,
    [String(personId)],
  );
  return rows.map((r) => r.act as string);
}
