import { randomInt } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Sealer } from '../src/core/index.ts';
import { EVIDENCE } from '../src/modules/administration/index.ts';
import { connect, ROLES } from '../src/platform/db/migrate.ts';
import { openDatabase } from '../src/platform/db/pool.ts';
import { type ProofGround, proofGround } from './proof-kit.ts';

/* The sealer among writers that commit in any order, that never commit, and beside itself. */

let g: ProofGround;
const clients: pg.Client[] = [];
beforeAll(async () => {
  g = await proofGround();
});
afterAll(async () => {
  await Promise.all(clients.map((c) => c.end()));
  await g.end();
});
beforeEach(async () => {
  await g.owner.query('truncate audit_seal, audit_row, case_event restart identity');
  g.sealer = new Sealer(g.db, g.clock, EVIDENCE);
});

async function writer(): Promise<pg.Client> {
  const client = await connect(g.database.address(ROLES.app));
  clients.push(client);
  return client;
}

/** Inserts an audit row in the connection's transaction. @returns its id */
async function insert(client: pg.Client, request = 'r'): Promise<number> {
  const { rows } = await client.query(
    `insert into audit_row (at, service, act, subject_kind, subject_id, request_id) values ($1, 'system', 'test', 'thing', '1', $2) returning id`,
    [g.clock.now(), request],
  );
  return rows[0].id;
}

const chain = async () =>
  (await g.owner.query(`select row_id from audit_seal where kind = 'audit' order by position`)).rows.map(
    (r) => r.row_id as number,
  );

test('[R-PLT-03] a lower id that is committed later is sealed later, and never left out', async () => {
  const [slow, quick] = [await writer(), await writer()];
  await slow.query('begin');
  expect(await insert(slow)).toBe(1);
  expect(await insert(quick)).toBe(2);
  expect(await g.sealer.look()).toBe(1);
  expect(await insert(quick)).toBe(3);
  expect(await g.sealer.look()).toBe(1);
  expect(await chain()).toEqual([2, 3]);
  await slow.query('commit');
  expect(await g.sealer.look()).toBe(1);
  expect(await chain()).toEqual([2, 3, 1]);
  expect((await g.verify()).breaks).toBe(0);
  expect(await g.sealer.look()).toBe(0);
});

test('a transaction that takes its id after others and is never committed leaves a gap, nothing else', async () => {
  const [gone, quick] = [await writer(), await writer()];
  await gone.query('begin');
  await insert(gone);
  await insert(quick);
  await g.sealer.look();
  await gone.query('rollback');
  await insert(quick);
  await g.sealer.look();
  expect(await chain()).toEqual([2, 3]);
  expect((await g.verify()).breaks).toBe(0);
});

test('the cost of a look does not grow: what is settled is not looked at again, except after a restart', async () => {
  const quick = await writer();
  for (let i = 0; i < 5; i++) await insert(quick);
  await g.sealer.look();
  // Only the owner can put a row below the watermark; this sealer does not look there any more.
  const forged = `insert into audit_row (id, at, service, act, subject_kind, subject_id, request_id) overriding system value values (-1, $1, 'system', 'test', 'thing', '1', 'r')`;
  await g.owner.query(forged, [g.clock.now()]);
  await insert(quick);
  expect(await g.sealer.look()).toBe(1);
  // Neither does a fresh row stop the watermark for good: once its writer has gone, it goes on.
  const slow = await writer();
  await slow.query('begin');
  await insert(slow);
  await g.sealer.look();
  await slow.query('commit');
  await g.sealer.look();
  await g.owner.query(forged.replace('-1', '-2'), [g.clock.now()]);
  expect(await g.sealer.look()).toBe(0);
  expect(await chain()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(await new Sealer(g.db, g.clock, EVIDENCE).look()).toBe(0);
  await g.owner.query('update audit_row set subject_kind = subject_kind where id > 0');
});

test('[R-PLT-03] many writers at once, some slow, some rolled back, with the sealer killed in between: every row once', {
  timeout: 60_000,
}, async () => {
  const own = openDatabase(g.database.app, { max: 2, name: 'sealer-to-kill', onError: () => undefined });
  const sealers = [g.sealer, new Sealer(own, g.clock, EVIDENCE)];
  const committed = new Set<number>();
  const order: { id: number; before: number; after: number }[] = [];
  let writing = true;
  const looking = sealers.map(async (sealer) => {
    while (writing) await sealer.look().catch(() => 0);
  });
  const killing = (async () => {
    while (writing) {
      await new Promise((r) => setTimeout(r, 30));
      await g.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sealer-to-kill' and datname = current_database()`,
      );
    }
  })();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const client = await writer();
      for (let i = 0; i < 25; i++) {
        await client.query('begin');
        const ids = [await insert(client), ...(randomInt(3) === 0 ? [await insert(client)] : [])];
        if (randomInt(4) === 0) await client.query('select pg_sleep($1)', [randomInt(40) / 1000]);
        if (randomInt(5) === 0) await client.query('rollback');
        else {
          const before = performance.now();
          await client.query('commit');
          const after = performance.now();
          for (const id of ids) {
            committed.add(id);
            order.push({ id, before, after });
          }
        }
      }
    }),
  );
  writing = false;
  await Promise.all([...looking, killing]);
  await own.destroy();
  await g.sealer.look();
  const sealed = await chain();
  expect(sealed).toHaveLength(committed.size);
  expect(new Set(sealed)).toEqual(committed);
  const v = await g.verify();
  expect([v.breaks, v.unsealed, v.position]).toEqual([0, 0, committed.size]);
  // Ids did come out of order, or this proved little.
  expect(sealed.some((id, i) => id < (sealed[i - 1] ?? 0))).toBe(true);
  // Commit order between looks: rows of different looks never stand against the order of their commits.
  const looks = (await g.owner.query(`select row_id, xmin::text as look from audit_seal order by position`))
    .rows as { row_id: number; look: string }[];
  const when = new Map(order.map((o) => [o.id, o]));
  let last = '';
  let latest = 0;
  let within = 0;
  for (const { row_id, look } of looks) {
    if (look !== last) [last, latest] = [look, Math.max(latest, within)];
    const o = when.get(row_id)!;
    expect(o.after).toBeGreaterThan(latest);
    within = Math.max(within, o.before);
  }
});

test('two sealers at once: one seals, the other leaves', async () => {
  const quick = await writer();
  for (let i = 0; i < 30; i++) await insert(quick);
  const sealed = await Promise.all(
    Array.from({ length: 4 }, () => new Sealer(g.db, g.clock, EVIDENCE).look()),
  );
  expect(sealed.reduce((a, b) => a + b)).toBe(30);
  expect((await g.verify()).breaks).toBe(0);
});

test('a backlog longer than one step is one look: it stands whole, under one instant', async () => {
  await g.owner.query(
    `insert into audit_row (at, service, act, subject_kind, subject_id, request_id) select '2024-01-01T00:00:00+08:00'::timestamptz + n * interval '1 hour', 'system', 'test', 'thing', n::text, 'r' from generate_series(1, 12000) n`,
  );
  expect(await g.sealer.look()).toBe(12_000);
  expect((await g.owner.query('select count(distinct sealed_at) as n from audit_seal')).rows[0].n).toBe(1);
  const v = await g.verify();
  expect([v.breaks, v.doubts, v.position]).toEqual([0, 0, 12_000]);
});

describe('[R-PLT-03] the role of the program', () => {
  const refused = async (statement: string) => {
    const client = await writer();
    return client.query(statement).then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
  };
  test.each([
    `update audit_row set act = 'x'`,
    'delete from audit_row',
    'truncate audit_row',
    `update case_event set comment = 'x'`,
    'delete from case_event',
    `update audit_seal set form = 2`,
    'delete from audit_seal',
    'truncate audit_seal',
    `update audit_anchor set position = 0`,
    'delete from audit_anchor',
    `update installation set id = '00000000-0000-0000-0000-000000000000'`,
    'delete from installation',
    `insert into installation (id) values ('00000000-0000-0000-0000-000000000000')`,
    'alter table audit_seal disable trigger all',
  ])('may not: %s', async (statement) => {
    expect(await refused(statement)).toBe('42501');
  });
});

test('every column of the evidence tables is part of the canonical form', async () => {
  for (const table of EVIDENCE) {
    const { rows } = await g.owner.query(
      `select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1 order by ordinal_position`,
      [table.table],
    );
    // A new column is a new version of the form: rows sealed before keep theirs.
    expect(Object.keys(table.columns)).toEqual(rows.map((r) => r.name));
  }
});
