import { parseArgs } from 'node:util';
import { loadPerson, organisationById, Sealer, verifyChain } from '../src/core/index.ts';
import { DEMO_PEOPLE } from '../src/demo/content/index.ts';
import { ACTS } from '../src/house.ts';
import { EVIDENCE } from '../src/modules/administration/index.ts';
import { type AuditFilter, listAudit } from '../src/modules/administration/proof/store.ts';
import { registerOffline } from '../src/modules/documents/acts/offline.ts';
import { systemClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import type { Database } from '../src/platform/db/pool.ts';
import { noJobs } from '../src/platform/jobs.ts';
import { repeat } from '../src/platform/tick.ts';
import { type Ground, withGround } from './ground.ts';
import { median, ms, progress, publish, timed } from './report.ts';

/*
 * What sealing costs: acts per second with the sealer running beside them and without; a look, a verification and the
 * auditor's lists over more and more rows.
 */

const LANES = 8;
const ROUNDS = 12;
const ROUND_MS = 1500;
const { values: options } = parseArgs({ options: { rows: { type: 'string', default: '20000,200000' } } });
const SIZES = options.rows.split(',').map(Number);

/** Acts per second of eight people at once, for a while. */
async function acts(doing: () => Promise<unknown>): Promise<number> {
  let done = 0;
  const end = performance.now() + ROUND_MS;
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (performance.now() < end) {
        await doing();
        done++;
      }
    }),
  );
  return done / (ROUND_MS / 1000);
}

/** Fills the audit table up to so many rows, spread over two years, the demo city's people and organisations. */
async function fill(ground: Ground, rows: number): Promise<void> {
  const client = await ground.connect('app');
  await client.query(
    `insert into audit_row (at, person_id, act, subject_kind, subject_id, organisation_id, request_id, details)
     select '2024-06-01T00:00:00+08:00'::timestamptz + n * interval '60 seconds', (array(select id from person order by id))[1 + n % (select count(*) from person)],
       case when n % 5000 = 0 then 'audit.export' when n % 3 = 0 then 'sign-in' else 'document.save' end, 'document', 'doc' || n / 5,
       (array(select id from organisation order by id))[1 + (n::bigint * 7919) % (select count(*) from organisation)], 'request' || n, jsonb_build_object('edition', n, 'columns', n % 7)
     from generate_series(1, $1 - (select count(*) from audit_row)::int) n`,
    [rows],
  );
}

/** A small organisation with two hundred rows among all the others. */
async function smallOrganisation(ground: Ground): Promise<number> {
  const client = await ground.connect('app');
  const { rows } = await client.query(
    `insert into organisation (code, name, short_name, kind, level, index_prefix, valid_from)
     values ('bench-small', '测试街道办事处', '测试街道', 'township', 'township', 'BENCH0001', '2020-01-01') returning id`,
  );
  await client.query(
    `insert into audit_row (at, service, act, subject_kind, subject_id, organisation_id, request_id)
     select '2024-06-01T00:00:00+08:00'::timestamptz + n * interval '1 day', 'system', 'document.save', 'document', 'small' || n, $1, 'small' || n from generate_series(1, 200) n`,
    [rows[0].id],
  );
  return rows[0].id;
}

async function pages(db: Database, small: number): Promise<[string, AuditFilter][]> {
  const all = (await db.selectFrom('organisation').select('id').execute()).map((o) => o.id);
  const half = all.slice(0, Math.ceil(all.length / 2));
  return [
    ['whole city', { scope: all }],
    ['half of the city', { scope: half }],
    ['one small organisation', { scope: [small] }],
    ['one person', { scope: all, person: DEMO_PEOPLE[0]?.username ?? '' }],
    ['a rare act', { scope: all, act: 'audit.export' }],
    ['a rare act, half of the city', { scope: half, act: 'audit.export' }],
    ['a common act, small organisation', { scope: [small], act: 'sign-in' }],
    ['one thing', { scope: all, subject: 'doc77' }],
    [
      'one paper with its cases',
      { scope: all, things: [77, 78, 79].map((n) => ({ kind: 'document', id: `doc${n}` })) },
    ],
    ['one request', { scope: all, requestId: 'request777' }],
    [
      'a day long ago',
      {
        scope: all,
        from: new Date('2024-06-10T00:00:00+08:00'),
        until: new Date('2024-06-11T00:00:00+08:00'),
      },
    ],
  ];
}

await withGround(async (ground) => {
  const db = ground.open('app', LANES + 2);
  const sealer = new Sealer(db, systemClock, EVIDENCE);
  const wanted = DEMO_PEOPLE.find((p) => p.roles.some((r) => r.role === 'drafter'));
  const account = await db
    .selectFrom('account')
    .select('person_id')
    .where('username', '=', wanted?.username ?? '')
    .executeTakeFirstOrThrow();
  const person = await loadPerson(db, account.person_id, systemClock.today(), ACTS);
  const [home] = person?.scope('document.register-offline') ?? [];
  if (!person || home === undefined) throw new Error('the demo city has no drafter');
  const organisation = await organisationById(db, home);
  const context = { db, clock: systemClock, jobs: noJobs, actor: person, requestId: 'bench' };
  const act = () => {
    const unique = newToken();
    return registerOffline(context, { organisation, serial: unique, ground: 'work-secret', once: unique });
  };

  progress('acts with the sealer and without');
  await acts(act);
  const rounds: { with: number; without: number }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const pair = { with: 0, without: 0 };
    for (const side of i % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
      await sealer.look();
      const stop =
        side === 'with'
          ? repeat(
              () => 1000,
              () => sealer.look(),
            )
          : undefined;
      pair[side] = await acts(act);
      await stop?.();
    }
    rounds.push(pair);
  }
  const writes = [
    ['acts per second without', 'with the sealer', 'ratio'],
    [
      Math.round(median(rounds.map((r) => r.without))),
      Math.round(median(rounds.map((r) => r.with))),
      median(rounds.map((r) => r.with / r.without)).toFixed(2),
    ],
  ];

  const small = await smallOrganisation(ground);
  const chain: (string | number)[][] = [
    [
      'rows',
      'sealing them, rows per s',
      'first look of a new process ms',
      'a look at 20 new rows ms',
      'an idle look ms',
      'verify rows per s',
      'memory MB',
    ],
  ];
  const lists: (string | number)[][] = [['first page of 50, ms', ...SIZES]];
  for (const size of SIZES) {
    progress(`${size} rows`);
    await fill(ground, size);
    await ground.settle();
    let sealed = 0;
    const sealing = await timed(async () => {
      sealed = await sealer.look();
    });
    await ground.settle();
    const fresh = await timed(() => new Sealer(db, systemClock, EVIDENCE).look());
    const looks: number[] = [];
    for (let i = 0; i < 15; i++) {
      for (let n = 0; n < 20; n++) await act();
      looks.push(await timed(() => sealer.look()));
    }
    const idle: number[] = [];
    for (let i = 0; i < 50; i++) idle.push(await timed(() => sealer.look()));
    let rows = 0;
    const verifying = await timed(async () => {
      const v = await verifyChain(db, EVIDENCE, []);
      if (v.breaks > 0) throw new Error('the chain of the measurement is broken');
      rows = v.position;
    });
    chain.push([
      size,
      Math.round(sealed / (sealing / 1000)),
      ms(fresh),
      ms(median(looks)),
      ms(median(idle)),
      Math.round(rows / (verifying / 1000)),
      Math.round(process.memoryUsage().rss / 1_000_000),
    ]);
    for (const [i, [name, filter]] of (await pages(db, small)).entries()) {
      const times: number[] = [];
      for (let n = 0; n < 15; n++) times.push(await timed(() => listAudit(db, filter, { size: 51 })));
      lists[i + 1] ??= [name];
      lists[i + 1]?.push(ms(median(times)));
    }
  }
  publish(
    'seal',
    `Demo city; medians of ${ROUNDS} alternating rounds of ${ROUND_MS} ms, ${LANES} people at once; fsync on.`,
    [writes, chain, lists],
    [
      'ratio = acts per second with the sealer looking every second ÷ without it; both in one process with the acts.',
      'A look at new rows and an idle look must not grow with the number of rows; the first look of a new process goes through all of them once.',
    ],
  );
});
