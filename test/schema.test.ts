import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { generateTypes } from '../scripts/generate-types.ts';
import {
  ANCHOR_REASONS,
  END_REASONS,
  ERASURE_BASES,
  GRANTABLE,
  GROUP_ROLES,
  INDEX_KINDS,
  KINDS,
  LEADER_DUTIES,
  LEVELS,
  MEETING_KINDS,
  ORGANISATION_KINDS,
  PARTIES,
  ROLES as PEOPLE_ROLES,
  PERSONAL_KINDS,
  PROTECTIONS,
  RETENTION_STARTS,
  type Role,
  SCANS,
  SCOPES,
  SECOND_FACTORS,
  SIGN_IN_EVENTS,
  SIGN_IN_WAYS,
  UNMASK_REASONS,
} from '../src/core/index.ts';
import { CHANNELS, MESSAGE_PURPOSES, MESSAGE_STATES, RHYTHMS } from '../src/core/notices/words.ts';
import { QUEUES } from '../src/house.ts';
import {
  ATTRIBUTES,
  EFFECT_LEVELS,
  GROUNDS,
  PAPER_GROUPS,
  RELATION_KINDS,
} from '../src/mechanisms/publication/index.ts';
import { EVIDENCE } from '../src/modules/administration/index.ts';
import { OFFLINE_GROUNDS, PASSAGE_KINDS, REVIEW_KINDS } from '../src/modules/documents/words.ts';
import { CLASSES, CLOSINGS as FEEDBACK_CLOSINGS, USES } from '../src/modules/feedback/words.ts';
import {
  CLOSINGS,
  DOCUMENT_KINDS,
  IDENTITY_CHECKS,
  OUTCOMES,
  CHANNELS as REQUEST_CHANNELS,
  RIGHTS,
} from '../src/modules/privacy/words.ts';
import { REMINDER_STATES } from '../src/modules/reminders/words.ts';
import { ORGAN_PAGE_KINDS } from '../src/modules/sites/words.ts';
import { connect, MigrationError, migrate, ROLES, roleStatements } from '../src/platform/db/migrate.ts';
import { openDatabase } from '../src/platform/db/pool.ts';
import { MIGRATIONS_DIR } from '../src/platform/db/prepare.ts';
import { NOT_DELIVERED } from '../src/platform/not-delivered.ts';
import { cloneDatabase, openAs, type TestDatabase } from './harness.ts';

let database: TestDatabase;
let admin: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  admin = await connect(database.address(inject('superuser')));
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

async function rows<T>(text: string): Promise<T[]> {
  return (await admin.query(text)).rows as T[];
}

test('the row types are those of the migrations', { timeout: 60_000 }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-drift-'));
  try {
    const target = path.join(folder, 'types.ts');
    generateTypes({
      socketDir: inject('socketDir'),
      superuser: inject('superuser'),
      database: database.name,
      target,
    });
    const kept = path.join(import.meta.dirname, '..', 'src', 'platform', 'db', 'types.ts');
    // Run `npx tsx scripts/generate-types.ts` after every new migration.
    expect(fs.readFileSync(kept, 'utf8')).toBe(fs.readFileSync(target, 'utf8'));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

test('every table, view and column says in Chinese what it holds', async () => {
  const described = await rows<{ name: string; comment: string | null }>(`
    select n.nspname || '.' || c.relname || coalesce('.' || a.attname, '') as name, d.description as comment
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join lateral (select 0::smallint as attnum, null::name as attname
      union all select attnum, attname from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) a on true
    left join pg_description d on d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid = a.attnum
    where n.nspname in ('public', 'portal') and c.relkind in ('r', 'p', 'v', 'm', 'f')`);
  expect(described.length).toBeGreaterThan(200);
  expect(described.filter((d) => !/\p{Script=Han}/u.test(d.comment ?? '')).map((d) => d.name)).toEqual([]);
});

const ROLE_NAMES = Object.keys(PEOPLE_ROLES) as Role[];

describe('lists of words', () => {
  // The words of the program on the right; where the program has none yet, the list is written out here.
  const WORDS: Record<string, readonly string[]> = {
    organ_page_kind: Object.keys(ORGAN_PAGE_KINDS),
    organisation_kind: Object.keys(ORGANISATION_KINDS),
    organisation_level: Object.keys(LEVELS),
    responsible_leader_duty: Object.keys(LEADER_DUTIES),
    leading_group_member_role: Object.keys(GROUP_ROLES),
    group_meeting_kind: Object.keys(MEETING_KINDS),
    role_grant_role: ROLE_NAMES,
    role_grant_grantable: ROLE_NAMES.filter((role) => !GRANTABLE.includes(role)),
    parameter_value_level: Object.keys(LEVELS),
    case_clock_unit: ['working-day', 'calendar-day'],
    clock_move_reason: ['calendar', 'parameter'],
    role_grant_scope: Object.keys(SCOPES),
    audit_seal_kind: EVIDENCE.map((t) => t.kind),
    audit_anchor_reason: Object.keys(ANCHOR_REASONS),
    contact_address_channel: Object.keys(CHANNELS),
    notice_choice_channel: Object.keys(CHANNELS),
    notice_choice_rhythm: Object.keys(RHYTHMS),
    notice_delivery_channel: Object.keys(CHANNELS),
    notice_delivery_rhythm: Object.keys(RHYTHMS).filter((r) => r !== 'never'),
    outgoing_message_channel: Object.keys(CHANNELS),
    outgoing_message_purpose: Object.keys(MESSAGE_PURPOSES),
    outgoing_message_settled: ['queued'],
    outgoing_message_state: Object.keys(MESSAGE_STATES),
    outgoing_message_error: Object.keys(NOT_DELIVERED),
    personal_value_party: Object.keys(PARTIES),
    case_file_party: Object.keys(PARTIES),
    personal_value_kind: Object.keys(PERSONAL_KINDS),
    personal_index_kind: Object.keys(INDEX_KINDS),
    unmasking_reason: Object.keys(UNMASK_REASONS),
    retention_rule_kind: ['', ...Object.keys(PERSONAL_KINDS)],
    retention_rule_starts: Object.keys(RETENTION_STARTS),
    erasure_basis: Object.keys(ERASURE_BASES),
    privacy_request_right: Object.keys(RIGHTS),
    privacy_request_channel: Object.keys(REQUEST_CHANNELS),
    privacy_request_document: Object.keys(DOCUMENT_KINDS),
    privacy_request_identity: Object.keys(IDENTITY_CHECKS),
    privacy_request_outcome: Object.keys(OUTCOMES),
    privacy_request_closing: Object.keys(CLOSINGS),
    policy_feedback_class: Object.keys(CLASSES),
    policy_feedback_use: Object.keys(USES),
    policy_feedback_live_use: Object.keys(USES),
    policy_feedback_closing: Object.keys(FEEDBACK_CLOSINGS),
    gov_document_type: ['policy'],
    edition_attribute: Object.keys(ATTRIBUTES),
    edition_effect_level: Object.keys(EFFECT_LEVELS),
    live_document_group: Object.keys(PAPER_GROUPS),
    edition_relation_kind: Object.keys(RELATION_KINDS),
    release_end_kind: ['replaced', 'withdrawn'],
    reminder_state: Object.keys(REMINDER_STATES),
    reminder_closed: ['open'],
    gone_kind_check: ['withdrawn'],
    document_passage_kind: Object.keys(PASSAGE_KINDS),
    passage_review_kind: Object.keys(REVIEW_KINDS),
    offline_document_ground: Object.keys(OFFLINE_GROUNDS),
    session_way: Object.keys(SIGN_IN_WAYS),
    session_second_factor: Object.keys(SECOND_FACTORS),
    session_end_reason: Object.keys(END_REASONS),
    sign_in_event_kind: Object.keys(SIGN_IN_EVENTS),
    sign_in_step_way: Object.keys(SIGN_IN_WAYS),
    stored_file_check: ['confidential'],
    stored_file_protection: Object.keys(PROTECTIONS),
    stored_file_scan: Object.keys(SCANS),
  };

  test('every CHECK that lists words lists exactly those of words.ts', async () => {
    const checks = await rows<{ name: string; definition: string }>(`
      select c.conname as name, pg_get_constraintdef(c.oid) as definition
      from pg_constraint c join pg_namespace n on n.oid = c.connamespace
      where c.contype = 'c' and n.nspname in ('public', 'portal')`);
    const words = (definition: string) =>
      [...definition.matchAll(/'([^']*)'::text/g)].map((m) => m[1]!).sort();
    const lists = checks.filter((c) => words(c.definition).length > 0 && !c.definition.includes('~'));
    expect(Object.fromEntries(lists.map((c) => [c.name, words(c.definition)]))).toEqual(
      Object.fromEntries(Object.entries(WORDS).map(([name, list]) => [name, [...list].sort()])),
    );
  });

  test('a review policy is laid down for every kind of organisation that makes papers', async () => {
    const kinds = await rows<{ kind: string }>(
      `select distinct organisation_kind as kind from review_policy`,
    );
    const makers = Object.entries(KINDS).filter(([, facts]) => facts.ownWorkflow);
    expect(kinds.map((k) => k.kind).sort()).toEqual(makers.map(([kind]) => kind).sort());
  });

  test('every ground carries an attribute that exists', () => {
    for (const ground of Object.values(GROUNDS)) expect(Object.keys(ATTRIBUTES)).toContain(ground.attribute);
  });
});

describe('foreign keys', () => {
  /** Who owns which table, in the order in which keys may point: to the same line or one above. */
  const OWNERS: readonly (readonly [owner: string, tables: readonly string[]])[] = [
    ['platform', ['public.migration', 'public.installation_key', 'portal.invalidation', 'portal.watched']],
    [
      'core',
      [
        'organisation',
        'organisation_name',
        'organisation_remedy',
        'section',
        'disclosure_office',
        'responsible_leader',
        'disclosure_staff',
        'hearing_record',
        'leading_group',
        'leading_group_member',
        'leading_group_version',
        'group_meeting',
        'table_import',
        'person',
        'account',
        'session',
        'attempt_limit',
        'role_grant',
        'deputation',
        'case_invitation',
        'audit_row',
        'once_token',
        'counter',
        'parameter_value',
        'notice',
        'installation',
        'audit_seal',
        'audit_anchor',
        'contact_address',
        'notice_choice',
        'outgoing_message',
        'notice_delivery',
        'outgoing_pause',
        'calendar_version',
        'calendar_year',
        'calendar_day',
        'regional_day',
        'password_history',
        'sign_in_event',
        'totp_credential',
        'totp_enrolment',
        'recovery_code',
        'sign_in_step',
        'oidc_attempt',
        'case_key',
        'personal_value',
        'personal_index',
        'unmasking',
        'retention_rule',
        'retention_run',
        'captcha_use',
        'legal_hold',
        'erasure',
        'intake_key',
        'intake',
        'stored_file',
        'file_sweep',
        'case_file',
      ].map((t) => `public.${t}`),
    ],
    [
      'mechanisms/procedure',
      ['procedure_case', 'task', 'case_event', 'case_clock', 'clock_move'].map((t) => `public.${t}`),
    ],
    [
      'mechanisms/publication',
      [
        'site',
        'column_node',
        'search_miss',
        'search_salt',
        'search_wish',
        'search_word_off',
        'gov_document',
        'edition',
        'edition_placement',
        'edition_relation',
        'edition_file',
        'release',
      ].map((t) => `public.${t}`),
    ],
    [
      'modules/documents',
      [
        'review_policy',
        'document_passage',
        'draft_buffer',
        'passage_drafter',
        'passage_review',
        'document_withdrawal',
        'offline_document',
      ].map((t) => `public.${t}`),
    ],
    [
      'modules/sites',
      ['organ_page', 'organ_page_version', 'leader', 'leader_version'].map((t) => `public.${t}`),
    ],
    ['modules/reminders', ['public.reminder']],
    ['modules/importing', ['public.import_item']],
    ['modules/privacy', ['public.privacy_request']],
    ['modules/feedback', ['public.policy_feedback']],
    [
      'portal',
      [
        'captcha_secret',
        'document_views',
        'live_feedback',
        'live_document',
        'live_file',
        'live_placement',
        'live_relation',
        'live_search',
        'live_text',
        'live_file_text',
        'gone',
        'hot_word',
        'document_tally',
        'validity_tally',
        'column_tally',
      ].map((t) => `portal.${t}`),
    ],
  ];
  const owner = (table: string) => OWNERS.findIndex(([, tables]) => tables.includes(table));

  interface Key {
    from: string;
    to: string;
    rule: string;
  }
  const keys = () =>
    rows<Key>(`
      select f.nspname || '.' || a.relname as "from", t.nspname || '.' || b.relname as "to", c.confdeltype as rule
      from pg_constraint c join pg_class a on a.oid = c.conrelid join pg_namespace f on f.oid = a.relnamespace
      join pg_class b on b.oid = c.confrelid join pg_namespace t on t.oid = b.relnamespace
      where c.contype = 'f' and f.nspname in ('public', 'portal')`);

  test('every table has an owner', async () => {
    const tables = await rows<{ name: string }>(
      `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'portal') order by 1`,
    );
    expect(tables.map((t) => t.name)).toEqual(OWNERS.flatMap(([, names]) => names).sort());
  });

  test('they point one way and in no circle', async () => {
    const all = await keys();
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter((k) => owner(k.to) > owner(k.from)).map((k) => `${k.from} → ${k.to}`)).toEqual([]);
    // The two mechanisms know nothing of each other.
    const mechanisms = [2, 3];
    const across = all.filter(
      (k) =>
        owner(k.from) !== owner(k.to) &&
        mechanisms.includes(owner(k.from)) &&
        mechanisms.includes(owner(k.to)),
    );
    expect(across.map((k) => `${k.from} → ${k.to}`)).toEqual([]);
    // A tree of organisations, columns or successors points to its own table; nothing else goes in a circle.
    const open = new Map<string, Set<string>>();
    for (const k of all) if (k.from !== k.to) open.set(k.from, (open.get(k.from) ?? new Set()).add(k.to));
    for (let taken = true; taken; ) {
      taken = false;
      for (const [from, to] of open)
        if ([...to].every((t) => !open.has(t))) {
          open.delete(from);
          taken = true;
        }
    }
    expect([...open.keys()]).toEqual([]);
  });

  test('nothing is deleted along with another thing, except what the public sees', async () => {
    const cascading = (await keys()).filter((k) => !['a', 'r'].includes(k.rule));
    expect(cascading.map((k) => `${k.from} → ${k.to}`).sort()).toEqual([
      'portal.live_feedback → portal.live_document',
      'portal.live_file → portal.live_document',
      'portal.live_file_text → portal.live_document',
      'portal.live_file_text → portal.live_file',
      'portal.live_placement → portal.live_document',
      'portal.live_relation → portal.live_document',
      'portal.live_search → portal.live_document',
      'portal.live_text → portal.live_document',
    ]);
    // And the schema of the public hangs on nothing inside.
    expect((await keys()).filter((k) => k.from.startsWith('portal.') !== k.to.startsWith('portal.'))).toEqual(
      [],
    );
  });
});

const EVIDENCE_TABLES = [
  'audit_anchor',
  'audit_row',
  'audit_seal',
  'case_event',
  'passage_drafter',
  'passage_review',
];

test('evidence can be added by the program, never rewritten or removed', async () => {
  const list = EVIDENCE_TABLES.map((t) => `'${t}'`).join(', ');
  const rights = await rows<{ table: string; privilege: string }>(`
    select table_name as "table", privilege_type as privilege from information_schema.role_table_grants
    where grantee = '${ROLES.app}' and table_name in (${list}) order by 1, 2`);
  expect(rights).toEqual(
    EVIDENCE_TABLES.flatMap((table) => ['INSERT', 'SELECT'].map((privilege) => ({ table, privilege }))),
  );
  const columns = await rows<{ n: number }>(`
    select count(*) as n from information_schema.column_privileges
    where grantee = '${ROLES.app}' and table_name in (${list}) and privilege_type = 'UPDATE'`);
  expect(columns).toEqual([{ n: 0 }]);
});

describe('migrations', () => {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  /** An empty database with the roles, and a folder with these files. */
  async function fresh(
    files: Record<string, string>,
  ): Promise<{ folder: string; client(): Promise<pg.Client> }> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-migrations-'));
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
    const name = `test_${randomBytes(6).toString('hex')}`;
    await admin.query(`create database ${name}`);
    undo.push(async () => {
      await admin.query(`drop database ${name} with (force)`);
      fs.rmSync(folder, { recursive: true, force: true });
    });
    const client = async () => {
      const c = await connect({ ...database.address(inject('superuser')), database: name });
      undo.push(() => c.end());
      return c;
    };
    const first = await client();
    for (const statement of roleStatements(name)) await first.query(statement);
    return { folder, client };
  }

  const TWO = {
    '0001_first.sql': `create table first (id bigint primary key);`,
    '0002_second.sql': `create table second (id bigint primary key references first);`,
  };
  const recorded = async (c: pg.Client) =>
    (await c.query('select name from migration order by name')).rows.map((r) => r.name as string);
  const exists = async (c: pg.Client, table: string) =>
    (await c.query('select to_regclass($1) is not null as ok', [table])).rows[0].ok as boolean;

  test('the shipped ones applied again change nothing', async () => {
    const before = await rows<object>('select name, hash, applied_at from migration order by name');
    expect(before.length).toBe(fs.readdirSync(MIGRATIONS_DIR).length);
    expect(await migrate(admin, MIGRATIONS_DIR, QUEUES)).toEqual([]);
    expect(await rows('select name, hash, applied_at from migration order by name')).toEqual(before);
  });

  test('they are applied in order, once, and belong to the owner role', async () => {
    const { folder, client } = await fresh(TWO);
    const c = await client();
    expect(await migrate(c, folder, [])).toEqual(['0001_first.sql', '0002_second.sql']);
    expect(await migrate(c, folder, [])).toEqual([]);
    fs.writeFileSync(path.join(folder, '0003_third.sql'), 'create table third (id bigint);');
    expect(await migrate(c, folder, [])).toEqual(['0003_third.sql']);
    const owners = await c.query(`select distinct tableowner from pg_tables where schemaname = 'public'`);
    expect(owners.rows).toEqual([{ tableowner: ROLES.owner }]);
    expect((await c.query('select current_user as me')).rows[0].me).toBe(inject('superuser'));
  });

  test('a file that was edited after it was applied is refused, by name', async () => {
    const { folder, client } = await fresh(TWO);
    const c = await client();
    await migrate(c, folder, []);
    fs.appendFileSync(path.join(folder, '0001_first.sql'), '\n-- harmless?\n');
    fs.writeFileSync(path.join(folder, '0003_third.sql'), 'create table third (id bigint);');
    const refused = migrate(c, folder, []);
    await expect(refused).rejects.toThrow(MigrationError);
    await expect(refused).rejects.toThrow(/0001_first\.sql.*改动/);
    expect(await recorded(c)).toEqual(['0001_first.sql', '0002_second.sql']);
    expect(await exists(c, 'third')).toBe(false);
  });

  test('a file that is missing is refused, by name', async () => {
    const { folder, client } = await fresh(TWO);
    const c = await client();
    await migrate(c, folder, []);
    fs.rmSync(path.join(folder, '0002_second.sql'));
    await expect(migrate(c, folder, [])).rejects.toThrow(/0002_second\.sql.*程序版本比数据库旧/);
    expect(await exists(c, 'second')).toBe(true);
  });

  test('two at once apply every file once', async () => {
    const { folder, client } = await fresh({
      ...TWO,
      '0001_first.sql': `${TWO['0001_first.sql']} select pg_sleep(0.3);`,
    });
    const [a, b] = [await client(), await client()];
    const applied = await Promise.all([migrate(a, folder, ['q']), migrate(b, folder, ['q'])]);
    expect(applied.map((names) => names.length).sort()).toEqual([0, 2]);
    expect(await recorded(a)).toEqual(['0001_first.sql', '0002_second.sql']);
  });

  test('one that fails half-way leaves nothing, keeps those before it, and can be mended', async () => {
    const { folder, client } = await fresh({
      ...TWO,
      '0002_second.sql': `create table second (id bigint); insert into second values (1); select 1 / 0;`,
    });
    const c = await client();
    await expect(migrate(c, folder, [])).rejects.toThrow(/division by zero/);
    expect(await recorded(c)).toEqual(['0001_first.sql']);
    expect(await exists(c, 'second')).toBe(false);
    // Neither role nor lock is left behind: another run, by another connection, goes on at once.
    expect((await c.query('select current_user as me')).rows[0].me).toBe(inject('superuser'));
    fs.writeFileSync(path.join(folder, '0002_second.sql'), TWO['0002_second.sql']);
    expect(await migrate(await client(), folder, [])).toEqual(['0002_second.sql']);
  });

  test('one that waits for a lock gives up instead of holding up the office', {
    timeout: 30_000,
  }, async () => {
    const { folder, client } = await fresh(TWO);
    const [a, b] = [await client(), await client()];
    await migrate(a, folder, []);
    fs.writeFileSync(
      path.join(folder, '0003_third.sql'),
      `create table third as select current_setting('lock_timeout') as patience;`,
    );
    await migrate(a, folder, []);
    expect((await a.query('select patience from third')).rows).toEqual([{ patience: '10s' }]);
    fs.writeFileSync(
      path.join(folder, '0004_fourth.sql'),
      `set local lock_timeout = '200ms'; alter table first add x text;`,
    );
    await b.query('begin');
    await b.query('lock table first in access share mode');
    await expect(migrate(a, folder, [])).rejects.toThrow(/lock timeout/);
    await b.query('rollback');
    expect(await migrate(a, folder, [])).toEqual(['0004_fourth.sql']);
  });
});

describe('values on their way between program and database', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  // Asia/Shanghai had no midnight on 1986-05-04, New York puts its clock forward on 2026-03-08.
  const DAYS = [
    '1949-10-01',
    '1986-05-04',
    '2026-01-01',
    '2026-03-08',
    '2026-12-31',
    '0001-01-01',
    '9999-12-31',
  ];

  test.each(['Asia/Shanghai', 'America/New_York', 'UTC', 'Pacific/Kiritimati'])(
    'a day stays the day it is with TZ=%s',
    async (tz) => {
      process.env.TZ = tz;
      if (tz === 'America/New_York') expect(new Date('2026-01-01').getDate()).toBe(31);
      const db = openAs(database, 'app');
      for (const day of DAYS) {
        const { rows: got } = await sql<{ read: string; plus: string; list: string[] }>`
        select ${day}::date as read, ${day}::date + 0 as plus, array[${day}::date]::text[] as list`.execute(
          db,
        );
        expect(got).toEqual([{ read: day, plus: day, list: [day] }]);
      }
      const { rows: none } = await sql<{ read: string | null }>`select null::date as read`.execute(db);
      expect(none).toEqual([{ read: null }]);
      // Through a table and the typed builder, as stores do it.
      const written = await db.transaction().execute(async (tx) => {
        const row = await tx
          .insertInto('organisation')
          .values({
            code: `tz-${randomBytes(4).toString('hex')}`,
            name: '测试机构',
            short_name: '测试',
            kind: 'department',
            level: 'city',
            index_prefix: randomBytes(5).toString('hex').slice(0, 9),
            valid_from: '1986-05-04',
            valid_to: '2026-03-08',
          })
          .returning(['valid_from', 'valid_to'])
          .executeTakeFirstOrThrow();
        return row;
      });
      expect(written).toEqual({ valid_from: '1986-05-04', valid_to: '2026-03-08' });
    },
  );

  test.each(['Asia/Shanghai', 'America/New_York'])(
    'an instant stays the instant it is with TZ=%s',
    async (tz) => {
      process.env.TZ = tz;
      const db = openAs(database, 'app');
      const at = new Date('2026-05-20T23:59:59.999+08:00');
      const { rows: got } = await sql<{ at: Date; same: boolean }>`
      select ${at}::timestamptz as at, ${at}::timestamptz = '2026-05-20 15:59:59.999+00'::timestamptz as same`.execute(
        db,
      );
      expect(got[0]?.same).toBe(true);
      expect(got[0]?.at.getTime()).toBe(Date.UTC(2026, 4, 20, 15, 59, 59, 999));
    },
  );

  test('a bigint is a number, and one that a number cannot hold is refused, not rounded', async () => {
    const db = openDatabase(database.app, { max: 1, name: 'test', onError: () => undefined });
    try {
      const read = async (text: string) =>
        (await sql<{ n: number }>`select ${text}::bigint as n`.execute(db)).rows[0]?.n;
      expect(await read('0')).toBe(0);
      expect(await read('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
      expect(await read('-9007199254740991')).toBe(Number.MIN_SAFE_INTEGER);
      await expect(read('9007199254740993')).rejects.toThrow(RangeError);
      await expect(read('9223372036854775807')).rejects.toThrow(RangeError);
      // The connection survives it.
      expect(await read('7')).toBe(7);
      expect(
        (await sql<{ n: number }>`select count(*) as n from organisation`.execute(db)).rows[0]?.n,
      ).toBeTypeOf('number');
    } finally {
      await db.destroy();
    }
  });
});
