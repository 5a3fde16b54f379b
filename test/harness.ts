import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { type RunningApp, startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import type { FaceName } from '../src/contexts.ts';
import {
  addAccount,
  addOrganisation,
  addPerson,
  grantRole,
  type Level,
  loadPerson,
  type OrganisationKind,
  type Person,
  type Role,
  type ScopeKind,
} from '../src/core/index.ts';
import { ACTS } from '../src/house.ts';
import { day } from '../src/law/day.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { type Clock, settableClock } from '../src/platform/clock.ts';
import { connect, ROLES, roleStatements } from '../src/platform/db/migrate.ts';
import { type Database, type DatabaseAddress, openDatabase } from '../src/platform/db/pool.ts';
import type { LiveSettings } from '../src/platform/db/watch.ts';
import { keyringOf, newKeyFile } from '../src/platform/keyring.ts';
import { createLog, type Log } from '../src/platform/log.ts';
import { Client } from './client.ts';

export { Client, Page } from './client.ts';

/** A database of one test file, cloned from a template, with an address per role. */
export interface TestDatabase {
  name: string;
  /** What it was cloned from; the files of the demo city go with it. */
  template?: 'empty' | 'demo';
  address(user: string): DatabaseAddress & { host: string; port: number; user: string; database: string };
  app: DatabaseAddress;
  portal: DatabaseAddress;
  drop(): Promise<void>;
}

/** Clones a database: 'empty' is migrated and holds no rows, 'demo' holds the demo city. */
export async function cloneDatabase(template: 'empty' | 'demo'): Promise<TestDatabase> {
  const socketDir = inject('socketDir');
  const superuser = inject('superuser');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const address = (user: string) => ({ host: socketDir, port: 5432, user, database: name });
  const admin = await connect({ ...address(superuser), database: 'postgres' });
  try {
    await admin.query('select pg_advisory_lock(1)');
    await admin.query(`create database ${name} template template_${template}`);
    for (const statement of roleStatements(name))
      if (statement.includes('database')) await admin.query(statement);
  } finally {
    await admin.end();
  }
  return {
    name,
    template,
    address,
    app: address(ROLES.app),
    portal: address(ROLES.portal),
    async drop() {
      const client = await connect({ ...address(superuser), database: 'postgres' });
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    },
  };
}

/** Opens a pool as a role, closed when the test ends. */
export function openAs(database: TestDatabase, role: 'app' | 'portal'): Database {
  const db = openDatabase(database[role], { max: 4, name: 'test', onError: () => undefined });
  onTestFinished(() => db.destroy());
  return db;
}

/** The keys of the installation under test. */
export const TEST_KEYS = keyringOf(newKeyFile());

/** Starts the real program on free ports with a clock that tests can set. */
export async function startTestApp(
  database: TestDatabase,
  o: {
    clock?: Clock;
    faces?: FaceName[];
    env?: Record<string, string>;
    dataDir?: string;
    log?: Log;
    anchorsFolder?: string;
    settings?: Partial<LiveSettings>;
  } = {},
): Promise<RunningApp & { clock: Clock; dataDir: string }> {
  const clock = o.clock ?? settableClock('2026-05-20T09:00:00+08:00');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-test-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  const dataDir = o.dataDir ?? path.join(folder, 'data');
  try {
    const demoFiles = inject('demoFiles');
    if (database.template === 'demo') fs.cpSync(demoFiles, path.join(dataDir, 'files'), { recursive: true });
    const app = await startApp({
      config: readConfig(o.env ?? {}),
      faces: o.faces ?? ['portal', 'console', 'api'],
      database,
      ports: { portal: 0, console: 0, api: 0 },
      dataDir,
      clock,
      keys: TEST_KEYS,
      anchorsFolder: o.anchorsFolder ?? path.join(folder, 'anchors'),
      log: o.log ?? createLog('silent', 'test'),
      // A kept page may be some milliseconds behind a change: only tests of the cache wait for that.
      settings: { cacheMegabytes: 0, ...o.settings },
    });
    const stop = async () => {
      await app.stop();
      remove();
    };
    return { ...app, clock, dataDir, stop };
  } catch (error) {
    // Some tests want a start that fails.
    remove();
    throw error;
  }
}

/** Password of every person that `addStaff` makes. */
export const PASSWORD = 'Test-Password-1';

/** Adds an organisation with sensible defaults. @returns its id */
export async function addOrgan(
  db: Database,
  o: {
    code: string;
    kind?: OrganisationKind;
    level?: Level;
    parentId?: number;
    guidedById?: number;
    name?: string;
  },
): Promise<number> {
  return db.transaction().execute((tx) =>
    addOrganisation(tx, {
      code: o.code,
      name: o.name ?? `测试机构${o.code}`,
      shortName: o.name ?? `机构${o.code}`,
      kind: o.kind ?? 'department',
      level: o.level ?? 'city',
      documentAgency: '测',
      indexPrefix: o.code
        .toUpperCase()
        .replace(/[^A-Z0-9]/g, '')
        .padEnd(9, '0')
        .slice(0, 9),
      validFrom: day('2020-01-01'),
      ...(o.parentId === undefined ? {} : { parentId: o.parentId }),
      ...(o.guidedById === undefined ? {} : { guidedById: o.guidedById }),
    }),
  );
}

/** Adds a person with an account (password PASSWORD) and grants from 2020 on. @returns the person's id */
export async function addStaff(
  db: Database,
  p: {
    username: string;
    name?: string;
    organisationId: number;
    grants?: { role: Role; scope?: ScopeKind; organisationId?: number }[];
  },
): Promise<number> {
  const at = settableClock('2026-01-01T00:00:00+08:00').now();
  return db.transaction().execute(async (tx) => {
    const person = await addPerson(tx, {
      name: p.name ?? p.username,
      organisationId: p.organisationId,
      post: '科员',
      validFrom: day('2020-01-01'),
    });
    await addAccount(tx, {
      personId: person.id,
      username: p.username,
      password: PASSWORD,
      settled: true,
      at,
    });
    for (const g of p.grants ?? [])
      await grantRole(tx, {
        personId: person.id,
        role: g.role,
        scope: g.scope ?? 'organisation',
        organisationId: g.organisationId ?? p.organisationId,
        validFrom: day('2020-01-01'),
        at,
      });
    return person.id;
  });
}

/** A browser in which somebody has signed in to the console. @throws Error when the sign-in is refused */
export async function deskOf(app: RunningApp, username: string, password = PASSWORD): Promise<Client> {
  const client = new Client(app.addresses.console!);
  const { status, text } = await client.signIn(username, password);
  if (status !== 303) throw new Error(`${username} was not let in: ${status} ${text}`);
  return client;
}

/** The context of an act done by a person, for tests below HTTP. */
export async function actingAs(
  app: RunningApp & { clock: Clock },
  personId: number,
): Promise<ChangeContext & { actor: Person }> {
  const office = app.office;
  if (!office) throw new Error('the office is not running');
  const actor = await loadPerson(office.db, personId, app.clock.today(), ACTS);
  if (!actor) throw new Error(`person ${personId} does not serve`);
  return { db: office.db, clock: app.clock, jobs: office.jobs, actor, requestId: 'test' };
}

/** People of a test by their usernames: their ids, their public ids, and acting as one of them. */
export function crew(
  app: () => RunningApp & { clock: Clock },
  /** Ids of organisations by the names that the test gives them. */
  organs: Readonly<Record<string, number>>,
) {
  const people: Record<string, number> = {};
  const pids: Record<string, string> = {};
  return {
    people,
    pids,
    as: (username: string) => actingAs(app(), people[username]!),
    /** Somebody joins, by default called 姓名<username>, with these roles in the own organisation. */
    async join(
      username: string,
      at: string,
      roles: readonly Role[] = [],
      o: { name?: string; scope?: ScopeKind } = {},
    ): Promise<void> {
      const db = app().office!.db;
      const id = await addStaff(db, {
        username,
        name: o.name ?? `姓名${username}`,
        organisationId: organs[at]!,
        grants: roles.map((role) => ({ role, scope: o.scope ?? 'organisation' })),
      });
      const row = await db.selectFrom('person').select('pid').where('id', '=', id).executeTakeFirstOrThrow();
      people[username] = id;
      pids[username] = row.pid;
    },
  };
}
