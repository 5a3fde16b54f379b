import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connect, ROLES } from '../src/platform/db/migrate.ts';
import { cloneDatabase, type TestDatabase } from './harness.ts';

// Everything the public can ever be shown, by hand: a column that is not listed here must not exist in schema portal.
const PUBLIC: Record<string, string[]> = {
  // What moved and how often papers are read: no word of what they say.
  invalidation: ['id', 'tag', 'transaction_id'],
  watched: ['relation'],
  document_views: ['pid', 'day', 'views'],
  hot_word: ['place', 'word'],
  live_document: [
    ...[
      'id',
      'pid',
      'document_type',
      'title',
      'document_number',
      'index_number',
      'owner_code',
      'owner_name',
      'addressees',
      'summary',
    ],
    ...[
      'body_html',
      'title_n',
      'theme',
      'genre',
      'mark',
      'source_name',
      'source_url',
      'written_on',
      'effective_on',
      'expires_on',
    ],
    ...['repealed_on', 'published_at', 'published_on', 'edition_on', 'edition_number', 'change_note'],
    ...['tags', 'region', 'effect_level', 'initials', 'ground', 'has_validity', 'paper_group'],
  ],
  live_file: [
    'document_id',
    'pid',
    'position',
    'title',
    'file_name',
    'media_type',
    'size',
    'store_key',
    'digest',
    'pages',
  ],
  live_file_preview: ['pid', 'document_pid', 'document_title', 'preview'],
  live_placement: ['document_id', 'site_code', 'column_path', 'published_on'],
  live_search: [
    ...['document_id', 'published_on', 'ver', 'toks', 'effective_on', 'expires_on', 'repealed_on'],
    ...['title_length', 'facets', 'has_validity'],
  ],
  live_text: ['document_id', 'text_n'],
  live_file_text: ['pid', 'document_id', 'body'],
  gone: ['path', 'at', 'kind', 'title', 'reason'],
  live_site: ['code', 'host', 'prefix', 'name', 'tagline', 'facts', 'organisation_name'],
  live_column: ['site_code', 'path', 'parent_path', 'name', 'description', 'sort_order', 'valid_to'],
  live_calendar_day: ['year', 'source', 'on_day', 'working', 'name'],
  live_intake_key: ['id', 'public_key'],
  live_parameter: ['name', 'value', 'valid_from', 'valid_to', 'source'],
  captcha_secret: ['made_on', 'secret', 'made_at'],
  live_feedback: [
    ...['pid', 'document_id', 'document_pid', 'content', 'reply', 'use_kind', 'use_note'],
    ...['received_on', 'replied_on', 'published_on', 'published_at'],
  ],
  live_retention: ['matter', 'months', 'valid_from', 'valid_to'],
  live_organisation: [
    ...[
      'code',
      'name',
      'short_name',
      'kind',
      'level',
      'parent_code',
      'address',
      'phone',
      'office_hours',
      'duties',
      'sort_order',
    ],
    ...['valid_from', 'valid_to', 'postcode', 'fax', 'email', 'website', 'guided_by_code'],
    ...['vertically_managed', 'successor_code', 'office_name', 'office_address', 'office_postcode'],
    ...['office_office_hours', 'office_phone', 'office_fax', 'office_email'],
    ...['reconsideration_organ', 'alternative_organ', 'court'],
  ],
  live_section: ['organisation_code', 'name', 'duties', 'phone', 'sort_order', 'valid_from', 'valid_to'],
  live_leader: ['organisation_code', 'duty', 'name', 'post', 'division', 'valid_from', 'valid_to'],
  live_hearing: ['organisation_code', 'heard_on', 'minutes_number', 'note', 'late'],
  live_leading_group: [
    ...[
      'organisation_code',
      'group_id',
      'version_id',
      'name',
      'duties',
      'office_name',
      'office_organisation',
    ],
    ...['document_number', 'in_force_from', 'valid_from', 'valid_to'],
  ],
  live_group_meeting: ['group_id', 'held_on', 'kind', 'subjects', 'note', 'minutes_pid', 'late'],
  live_leading_group_member: [
    ...['group_id', 'role', 'unit_name', 'person_name', 'post', 'sort_order', 'valid_from', 'valid_to'],
  ],
  live_organisation_name: ['organisation_code', 'name', 'valid_from', 'valid_to'],
  live_relation: ['document_id', 'kind', 'target_pid'],
  document_tally: ['facet', 'value', 'documents'],
  validity_tally: ['day', 'validity', 'documents'],
  column_tally: ['site_code', 'column_path', 'documents'],
  live_organ_page: [
    'organisation_code',
    'pid',
    'kind',
    'title',
    'body_text',
    'valid_from',
    'number',
    'published_at',
  ],
  live_leadership: [
    ...['organisation_code', 'pid', 'name', 'post', 'division', 'biography', 'in_charge', 'sort_order'],
    ...['since', 'left_on', 'portrait_key', 'portrait_size', 'portrait_type', 'portrait_digest'],
  ],
  live_leadership_change: [
    ...['organisation_code', 'pid', 'number', 'name', 'post', 'division', 'in_charge', 'since', 'left_on'],
  ],
};

// Where the program may delete rows, by hand: sessions, limits, tokens, tasks, clocks that no longer apply, columns of an open draft, the public's view.
const APP_DELETES = [
  // A person's own addresses, choices and reminders, the pause of a channel: no evidence.
  ...['contact_address', 'notice_choice', 'outgoing_pause', 'reminder'],
  ...[
    'attempt_limit',
    'case_clock',
    'draft_buffer',
    'edition_placement',
    'edition_relation',
    'once_token',
    'session',
    'task',
  ],
  // Sign-in: half-done things, replaced secrets, and the log, of which a trigger keeps six months.
  ...['oidc_attempt', 'password_history', 'recovery_code', 'sign_in_event', 'sign_in_step'],
  ...['totp_credential', 'totp_enrolment'],
  'personal_index',
  // The captcha: yesterday's secret and before, and what has expired.
  ...['captcha_use', 'portal.captcha_secret', 'portal.live_feedback'],
  // Files that nothing refers to any more, and the attachments of an open draft.
  ...['stored_file', 'edition_file'],
  ...[
    'portal.gone',
    'portal.invalidation',
    'portal.live_document',
    'portal.live_file',
    'portal.live_file_text',
    'portal.live_placement',
    'portal.live_relation',
    'portal.live_search',
    'portal.live_text',
  ],
  // What was looked for, in vain or not, and the secret of its month; words that come back; the words shown.
  ...['search_miss', 'search_salt', 'search_wish', 'search_word_off', 'portal.hot_word'],
];
// What the program may not rewrite, by hand: evidence, identity, and the rules it is held to.
const APP_NEVER_UPDATES = [
  'audit_row',
  'audit_seal',
  'audit_anchor',
  'installation',
  'case_event',
  'passage_review',
  'passage_drafter',
  'unmasking',
  'retention_run',
  'offline_document',
  'import_item',
  'review_policy',
  'organisation_name',
  'migration',
  'sign_in_event',
  'password_history',
  'stored_file',
];

// The only ways in which the portal writes, or learns anything beyond its tables: what they do is in privacy.test.ts,
// captcha.test.ts and feedback.test.ts.
const INTAKE_FUNCTIONS = [
  'portal.add_views(date,text[],integer[])',
  'portal.count_attempt(text,integer,timestamp with time zone)',
  'portal.feedback_answer(text)',
  'portal.intake_state(text,text)',
  'portal.local_parameter(text,text,date)',
  'portal.note_search_miss(text,text,date)',
  'portal.note_searches(date,text[],text[])',
  'portal.privacy_receivers(date)',
  'portal.submit_intake(text,text,bigint,bytea,timestamp with time zone,date)',
  'portal.try_captcha(text,text,boolean,integer,timestamp with time zone)',
];

// The search: reads with the rights of the caller (security invoker), so that it tells nothing that SELECT would not.
const SEARCH_FUNCTIONS = [
  ...[
    'classed',
    'counts',
    'days',
    'fits',
    'free',
    'hits',
    'more_than',
    'newest',
    'ranked',
    'spread',
    'titles',
    'true',
  ],
].map((name) => `portal.search_${name}`);

const DENIED = '42501';
let database: TestDatabase;
let admin: pg.Client;
let portal: pg.Client;
let program: pg.Client;

beforeAll(async () => {
  database = await cloneDatabase('demo');
  admin = await connect(database.address(inject('superuser')));
  portal = await connect(database.address(ROLES.portal));
  program = await connect(database.address(ROLES.app));
});
afterAll(async () => {
  await Promise.all([admin?.end(), portal?.end(), program?.end()]);
  await database?.drop();
});

interface Relation {
  schema: string;
  name: string;
  kind: string;
  column: string | null;
}

/** Every table, view and sequence of the database that is not PostgreSQL's own, as the administrator sees them. */
async function relations(kinds: string): Promise<Relation[]> {
  const { rows } = await admin.query<Relation>(
    `select n.nspname as schema, c.relname as name, c.relkind as kind,
       (select attname from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = '' order by attnum limit 1) as column
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = any($1) and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1, 2`,
    [[...kinds]],
  );
  return rows;
}
const full = (r: Relation) => `"${r.schema}"."${r.name}"`;
const short = (r: Relation) => (r.schema === 'public' ? r.name : `${r.schema}.${r.name}`);

/** Tries a statement and undoes it. @returns 'done', or the SQLSTATE of the refusal */
async function attempt(client: pg.Client, statement: string): Promise<string> {
  // These two cannot run in a transaction: there a refusal would say only that.
  const alone = /^(create database|alter system)/.test(statement);
  if (!alone) await client.query('begin');
  try {
    await client.query(statement);
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    if (!alone) await client.query('rollback');
  }
}

// Whether a view can take rows at all is looked at before the right to write into it.
const NO_TABLE = ['55000', '42809'];

/** The relations for which a statement is not refused for want of a right. */
async function permitted(
  client: pg.Client,
  statement: (r: Relation) => string,
  kinds = 'rpvmf',
): Promise<string[]> {
  const able: string[] = [];
  for (const r of await relations(kinds)) {
    const code = await attempt(client, statement(r));
    if (code !== DENIED && !(r.kind === 'v' && NO_TABLE.includes(code))) able.push(short(r));
  }
  return able;
}

const WRITES: [string, (r: Relation) => string][] = [
  // One column alone: a view with a computed one would refuse for that, before it asks who writes.
  [
    'insert',
    (r) => `insert into ${full(r)} ("${r.column}") select "${r.column}" from ${full(r)} where false`,
  ],
  ['insert 空行', (r) => `insert into ${full(r)} default values`],
  ['update', (r) => `update ${full(r)} set "${r.column}" = null`],
  ['delete', (r) => `delete from ${full(r)}`],
  ['truncate', (r) => `truncate ${full(r)} cascade`],
  ['lock', (r) => `lock table ${full(r)} in access exclusive mode`],
];
const SHAPES: [string, (r: Relation) => string][] = [
  ['alter', (r) => `alter ${'v'.includes(r.kind) ? 'view' : 'table'} ${full(r)} rename to renamed`],
  ['drop', (r) => `drop ${'v'.includes(r.kind) ? 'view' : 'table'} ${full(r)} cascade`],
  ['index', (r) => `create index on ${full(r)} ("${r.column}")`],
  [
    'trigger',
    (r) =>
      `create trigger t after insert on ${full(r)} for each statement execute function suppress_redundant_updates_trigger()`,
  ],
  ['comment', (r) => `comment on ${'v'.includes(r.kind) ? 'view' : 'table'} ${full(r)} is 'x'`],
];
const NEW_THINGS = [
  'create schema extra',
  'create temp table t (x int)',
  ...['public', 'portal', 'pgboss'].flatMap((s) => [
    `create table ${s}.t (x int)`,
    `create function ${s}.f() returns int language sql as 'select 1'`,
    `create view ${s}.v as select 1`,
  ]),
  'create role another',
  'create database another',
  'create extension dblink schema portal',
  'create foreign data wrapper w',
];
const OTHERS = [...Object.values(ROLES), 'postgres'];

/** Statements that reach beyond the database or into another identity. */
const escapes = (self: string) => [
  ...OTHERS.filter((role) => role !== self).flatMap((role) => [
    `set role ${role}`,
    `set session authorization ${role}`,
    `alter role ${role} superuser`,
    `grant ${role} to ${self}`,
  ]),
  `alter role ${self} superuser`,
  `alter role ${self} bypassrls`,
  `select pg_read_file('/etc/passwd')`,
  `select pg_ls_dir('/')`,
  `copy (select 1) to program 'true'`,
  `copy (select 1) to '/tmp/out'`,
  `alter system set fsync = off`,
  'set session_replication_role = replica',
  'select pg_reload_conf()',
  'select * from pg_authid',
];

describe('门户角色', () => {
  test('库里确有几十张表，演示城市已公开的文件读得到', async () => {
    expect((await relations('rpvmf')).length).toBeGreaterThan(30);
    expect(
      Number((await portal.query('select count(*) as n from portal.live_document')).rows[0].n),
    ).toBeGreaterThan(5);
  });

  test('[R-SEC-01] 只能读 portal 里的表，别处一张也读不了', async () => {
    const able = await permitted(portal, (r) => `select 1 from ${full(r)}`);
    expect(able).toEqual(
      Object.keys(PUBLIC)
        .map((name) => `portal.${name}`)
        .sort(),
    );
  });

  test('portal 里的列逐一登记在册：多一列就须有意加入', async () => {
    const { rows } = await admin.query<{ name: string; columns: string[] }>(
      `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'portal'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f') and a.attnum > 0 and not a.attisdropped group by 1`,
    );
    expect(Object.fromEntries(rows.map((r) => [r.name, r.columns]))).toEqual(PUBLIC);
  });

  test.each(WRITES)('[R-SEC-01] 任何表都不能 %s', async (_what, statement) => {
    expect(await permitted(portal, statement)).toEqual([]);
  });

  test.each(SHAPES)('任何表都不能 %s', async (_what, statement) => {
    expect(await permitted(portal, statement, 'rp')).toEqual([]);
  });

  test('[R-SEC-01] 目录里也没有给过它读以外的任何权限', async () => {
    const { rows } = await admin.query(
      `select c.oid::regclass::text as name, p from pg_class c join pg_namespace n on n.oid = c.relnamespace,
         unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger'] || case when current_setting('server_version_num')::int >= 170000 then array['maintain'] else '{}' end) p
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and has_table_privilege($1, c.oid, p)`,
      [ROLES.portal],
    );
    expect(rows).toEqual([]);
  });

  test('任何序列都碰不到', async () => {
    expect((await relations('S')).length).toBeGreaterThan(10);
    expect(await permitted(portal, (r) => `select nextval('${full(r)}')`, 'S')).toEqual([]);
    expect(await permitted(portal, (r) => `select setval('${full(r)}', 1)`, 'S')).toEqual([]);
    expect(await permitted(portal, (r) => `select last_value from ${full(r)}`, 'S')).toEqual([]);
  });

  test('[R-SEC-01] 只能执行登记在册的收件和计数函数，别的函数一个也不能执行', async () => {
    const { rows } = await admin.query<{ name: string; able: boolean }>(
      `select p.oid::regprocedure::text as name, has_schema_privilege($1, n.oid, 'usage') and has_function_privilege($1, p.oid, 'execute') as able
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
      [ROLES.portal],
    );
    expect(rows.length).toBeGreaterThan(3);
    const searching = (name: string) => SEARCH_FUNCTIONS.includes(name.replace(/\(.*$/, ''));
    const { rows: definers } = await admin.query<{ name: string }>(
      `select p.oid::regprocedure::text as name from pg_proc p where p.prosecdef and p.pronamespace = 'portal'::regnamespace`,
    );
    expect(definers.filter((d) => searching(d.name))).toEqual([]);
    const able = rows.filter((r) => r.able && !searching(r.name)).map((r) => r.name);
    expect(able.sort()).toEqual(INTAKE_FUNCTIONS);
    expect(
      rows
        .filter((r) => r.name.startsWith('portal.') && !searching(r.name))
        .map((r) => r.name)
        .sort(),
    ).toEqual(INTAKE_FUNCTIONS);
  });

  test.each(NEW_THINGS)('不能 %s', async (statement) => {
    expect(await attempt(portal, statement)).toBe(DENIED);
  });

  test.each(escapes(ROLES.portal))('不能 %s', async (statement) => {
    expect([DENIED, '22023', '0LP01']).toContain(await attempt(portal, statement));
    expect((await portal.query('select current_user as u, session_user as s')).rows[0]).toEqual({
      u: ROLES.portal,
      s: ROLES.portal,
    });
  });

  test('不是任何角色的成员，没有任何角色属性，不拥有任何东西', async () => {
    const { rows } = await admin.query(
      `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
         (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
         (select count(*)::int from pg_shdepend where refobjid = r.oid and deptype = 'o') as owned
       from pg_roles r where rolname = $1`,
      [ROLES.portal],
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        rolbypassrls: false,
        memberships: 0,
        owned: 0,
      },
    ]);
  });

  test('统计信息和别人正在执行的语句不泄露未公开的内容', async () => {
    await admin.query('analyze');
    await program.query(`select title from edition where title = '只在程序连接里出现的词'`);
    const stats = await portal.query<{ name: string }>(
      `select distinct schemaname || '.' || tablename as name from pg_stats where schemaname !~ '^pg_|^information_schema'`,
    );
    for (const { name } of stats.rows) expect(name).toMatch(/^portal\./);
    const running = await portal.query(
      `select 1 from pg_stat_activity where query like '%只在程序连接里出现的词%' and pid <> pg_backend_pid()`,
    );
    expect(running.rows).toEqual([]);
  });

  test('不能写大对象', async () => {
    for (const statement of [
      'select lo_create(0)',
      'select lo_creat(-1)',
      `select lo_from_bytea(0, '\\x00')`,
    ])
      expect(await attempt(portal, statement), statement).toBe(DENIED);
  });
});

describe('程序角色', () => {
  test('[R-PLT-03] 证据、身份和所受约束的规则都改不了', async () => {
    const able = await permitted(
      program,
      (r) => `update ${full(r)} set "${r.column}" = "${r.column}" where false`,
      'rp',
    );
    expect(able.filter((name) => APP_NEVER_UPDATES.includes(name))).toEqual([]);
    expect(able).toContain('procedure_case');
    for (const table of ['audit_row', 'audit_seal', 'audit_anchor', 'case_event', 'passage_review'])
      expect(await attempt(program, `delete from ${table}`)).toBe(DENIED);
    for (const table of ['gov_document', 'edition', 'release'])
      expect(await attempt(program, `delete from ${table}`)).toBe(DENIED);
  });

  test('能删的表逐一登记在册', async () => {
    const able = await permitted(program, (r) => `delete from ${full(r)} where false`, 'rp');
    expect(able.filter((name) => !name.startsWith('pgboss.')).sort()).toEqual([...APP_DELETES].sort());
  });

  test.each([...SHAPES, WRITES[4]!])('[R-PLT-03] 任何表都不能 %s', async (_what, statement) => {
    expect(await permitted(program, statement, 'rp')).toEqual([]);
  });

  test.each(NEW_THINGS)('不能 %s', async (statement) => {
    expect(await attempt(program, statement)).toBe(DENIED);
  });

  test.each(escapes(ROLES.app))('不能 %s', async (statement) => {
    expect([DENIED, '22023', '0LP01']).toContain(await attempt(program, statement));
  });

  test('冻结触发器关不掉', async () => {
    for (const table of ['edition', 'edition_placement'])
      expect(await attempt(program, `alter table ${table} disable trigger all`)).toBe(DENIED);
  });
});
