import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import {
  addDocument,
  INDEX_QUEUE,
  INDEXED_AT_ONCE,
  indexWhole,
  search,
} from '../src/mechanisms/publication/index.ts';
import {
  decideWithdrawal,
  proposeWithdrawal,
  reviewAttribute,
  reviewSecrecy,
  signOff,
  submitDraft,
} from '../src/modules/documents/index.ts';
import { type Actor, serviceActor } from '../src/platform/actor.ts';
import { type Change, type ChangeContext, change, type Subject } from '../src/platform/change.ts';
import { type Clock, settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { connect } from '../src/platform/db/migrate.ts';
import type { Tx } from '../src/platform/db/pool.ts';
import { Forbidden, NotFound, Refusal } from '../src/platform/errors.ts';
import { createLog } from '../src/platform/log.ts';
import { bindOnce, type SentContent } from '../src/platform/once.ts';
import { runTicks } from '../src/platform/tick.ts';
import { actingAs, addOrgan, addStaff, cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';
import { oneColumn, paper, seen, startDraft } from './passage-kit.ts';

const ACT = 'document.draft';
const NOW = '2026-05-20T23:59:30+08:00';

let database: TestDatabase;
let app: RunningApp & { clock: Clock };
let admin: pg.Client;
let organ: number;
let other: number;
let drafter: number;
let colleague: number;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database, { faces: ['console'], clock: settableClock(NOW) });
  admin = await connect(database.address(inject('superuser')));
  const db = app.office!.db;
  organ = await addOrgan(db, { code: 'first' });
  other = await addOrgan(db, { code: 'second' });
  const staff = (username: string, organisationId: number) =>
    addStaff(db, { username, organisationId, grants: [{ role: 'drafter' }] });
  drafter = await staff('drafter', organ);
  colleague = await staff('colleague', organ);
});
afterAll(async () => {
  await admin.end();
  await app.stop();
  await database.drop();
});

/** A context with a request id of its own, to find its audit rows by. */
async function context(personId = drafter): Promise<ChangeContext & { actor: Actor }> {
  return { ...(await actingAs(app, personId)), requestId: randomUUID() };
}

const onOrgan =
  (id = organ) =>
  async (_tx: Tx): Promise<Subject> => ({ kind: 'organisation', id, organisationId: id });

/** Work that leaves a row which can be counted. */
const mark = (kind: string) => (c: Change) =>
  c.tx
    .insertInto('counter')
    .values({ kind, organisation_id: organ, year: 2026, value: 1 })
    .onConflict((o) =>
      o
        .columns(['kind', 'organisation_id', 'year'])
        .doUpdateSet((e) => ({ value: e('counter.value', '+', 1) })),
    )
    .execute();

const times = async (kind: string): Promise<number> =>
  (await admin.query('select value from counter where kind = $1', [kind])).rows[0]?.value ?? 0;
const audits = async (ctx: ChangeContext) =>
  (await admin.query('select * from audit_row where request_id = $1 order by id', [ctx.requestId])).rows;
const jobs = async (probe: string): Promise<number> =>
  (await admin.query(`select count(*) as n from pgboss.job where data->>'probe' = $1`, [probe])).rows[0].n;

describe('a change is all or nothing', () => {
  test('[R-PLT-03] what it writes, its audit row and its job stand together', async () => {
    const ctx = await context();
    const kind = randomUUID();
    const answer = await change(ctx, { act: ACT, lock: onOrgan() }, async (c) => {
      await mark(kind)(c);
      await c.enqueue(INDEX_QUEUE, { probe: kind }, kind);
      c.note({ first: 1 });
      c.note({ second: 'two' });
      c.created({ kind: 'thing', id: 'abc' });
      return { done: true };
    });
    expect(answer).toEqual({ done: true });
    expect(await times(kind)).toBe(1);
    expect(await jobs(kind)).toBe(1);
    expect(await audits(ctx)).toEqual([
      {
        id: expect.any(Number),
        at: new Date(NOW),
        person_id: drafter,
        service: null,
        act: ACT,
        subject_kind: 'thing',
        subject_id: 'abc',
        organisation_id: organ,
        request_id: ctx.requestId,
        details: { first: 1, second: 'two' },
        for_person_id: null,
      },
    ]);
  });

  test('work that fails after writing leaves no row, no audit row, no job and no used token', async () => {
    const ctx = await context();
    const kind = randomUUID();
    const once = newToken();
    const before = (
      await admin.query(
        'select (select count(*) from audit_row) as audits, (select count(*) from once_token) as tokens',
      )
    ).rows[0];
    const spec = { act: ACT, lock: onOrgan(), once };
    const failing = change(ctx, spec, async (c) => {
      await mark(kind)(c);
      await c.enqueue(INDEX_QUEUE, { probe: kind }, kind);
      throw new Refusal('不能这样办。');
    });
    await expect(failing).rejects.toThrow('不能这样办。');
    expect([await times(kind), await jobs(kind)]).toEqual([0, 0]);
    expect(
      (
        await admin.query(
          'select (select count(*) from audit_row) as audits, (select count(*) from once_token) as tokens',
        )
      ).rows[0],
    ).toEqual(before);
    // The same form, corrected and sent again with the same token, is accepted.
    await change(ctx, spec, async (c) => {
      await mark(kind)(c);
      return {};
    });
    expect(await times(kind)).toBe(1);
  });

  test('a fault of the database in the middle leaves nothing either', async () => {
    const ctx = await context();
    const kind = randomUUID();
    const broken = change(ctx, { act: ACT, lock: onOrgan() }, async (c) => {
      await mark(kind)(c);
      await c.enqueue(INDEX_QUEUE, { probe: kind }, kind);
      await sql`select 1 / 0`.execute(c.tx);
      return {};
    });
    await expect(broken).rejects.toThrow(/division by zero/);
    expect([await times(kind), await jobs(kind), (await audits(ctx)).length]).toEqual([0, 0, 0]);
  });

  test('one instant and one day for all its rows, from the clock', async () => {
    const ctx = await context();
    const clock = settableClock(NOW);
    const seen = await change({ ...ctx, clock }, { act: ACT, lock: onOrgan() }, async (c) => {
      clock.set('2026-05-21T00:00:05+08:00');
      return { now: c.now.toISOString(), today: c.today };
    });
    expect(seen.now).toBe(new Date(NOW).toISOString());
    expect((await audits(ctx))[0].at).toEqual(new Date(NOW));
    expect(seen.today).toBe('2026-05-20');
  });

  test('a service is written down by its name', async () => {
    const ctx = { ...(await context()), actor: serviceActor('import', '导入', [ACT]) };
    await change(ctx, { act: ACT, lock: onOrgan() }, async () => ({}));
    expect(await audits(ctx)).toMatchObject([{ person_id: null, service: 'import' }]);
  });
});

describe('permission', () => {
  test('is asked for the organisation that the lock found, before the work', async () => {
    const ctx = await context();
    const steps: string[] = [];
    const actor: Actor = {
      ...ctx.actor,
      may(act, organisationId) {
        steps.push(`may ${act} ${organisationId === other ? 'other' : 'own'}`);
        return ctx.actor.may(act, organisationId);
      },
    };
    const lock = async (tx: Tx) => {
      steps.push('lock');
      return onOrgan(other)(tx);
    };
    const refused = change({ ...ctx, actor }, { act: ACT, lock }, async () => {
      steps.push('work');
      return {};
    });
    await expect(refused).rejects.toThrow(Forbidden);
    expect(steps).toEqual(['lock', `may ${ACT} other`]);
    expect(await audits(ctx)).toEqual([]);
  });

  test('an act that the person does not hold is refused, and its token stays good', async () => {
    const ctx = await context();
    const once = newToken();
    await expect(
      change(ctx, { act: 'document.sign-off', lock: onOrgan(), once }, async () => ({})),
    ).rejects.toThrow(Forbidden);
    await expect(change(ctx, { act: ACT, lock: onOrgan(), once }, async () => ({ ok: 1 }))).resolves.toEqual({
      ok: 1,
    });
  });

  test('a thing that moves to another organisation while we wait for it is no longer ours', async () => {
    const ctx = await context();
    const document = await app
      .office!.db.transaction()
      .execute((tx) => addDocument(tx, { organisationId: organ, at: ctx.clock.now() }));
    await admin.query('begin');
    await admin.query('update gov_document set organisation_id = $1 where id = $2', [other, document.id]);
    const lock = async (tx: Tx) => {
      const row = await tx
        .selectFrom('gov_document')
        .select(['id', 'organisation_id as organisationId'])
        .where('id', '=', document.id)
        .forUpdate()
        .executeTakeFirstOrThrow();
      return { kind: 'document', ...row };
    };
    const work = vi.fn(async () => ({}));
    const waiting = change(ctx, { act: ACT, lock }, work);
    waiting.catch(() => undefined);
    await lockWaited();
    await admin.query('commit');
    await expect(waiting).rejects.toThrow(Forbidden);
    expect(work).not.toHaveBeenCalled();
  });

  test('what the lock does not find is not there', async () => {
    const ctx = await context();
    const lock = async (): Promise<Subject> => {
      throw new NotFound();
    };
    await expect(change(ctx, { act: ACT, lock }, async () => ({}))).rejects.toThrow(NotFound);
    expect(await audits(ctx)).toEqual([]);
  });
});

/** Resolves when some connection of this database waits for a lock. */
async function lockWaited(): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await admin.query(
        `select count(*) as n from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`,
        [database.name],
      );
      expect(rows[0].n).toBeGreaterThan(0);
    },
    { timeout: 5000, interval: 20 },
  );
}

describe('a form sent twice', () => {
  test('gets the first answer and does nothing again', async () => {
    const ctx = await context();
    const kind = randomUUID();
    const once = newToken();
    const work = vi.fn(async (c: Change) => {
      await mark(kind)(c);
      await c.enqueue(INDEX_QUEUE, { probe: kind }, kind);
      return { casePid: randomUUID(), n: 7, none: null, yes: true };
    });
    const first = await change(ctx, { act: ACT, lock: onOrgan(), once }, work);
    const second = await change(ctx, { act: ACT, lock: onOrgan(), once }, work);
    expect(second).toEqual(first);
    expect(work).toHaveBeenCalledTimes(1);
    expect([await times(kind), await jobs(kind), (await audits(ctx)).length]).toEqual([1, 1, 1]);
  });

  test('eight at once do it once, and all get the same answer', async () => {
    const ctx = await context();
    const kind = randomUUID();
    const once = newToken();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        change(ctx, { act: ACT, lock: onOrgan(), once }, async (c) => {
          await mark(kind)(c);
          await sql`select pg_sleep(0.1)`.execute(c.tx);
          return { casePid: randomUUID() };
        }),
      ),
    );
    expect(new Set(answers.map((a) => a.casePid)).size).toBe(1);
    expect([await times(kind), (await audits(ctx)).length]).toEqual([1, 1]);
  });

  test('the second of two at once does the work when the first fails', async () => {
    const ctx = await context();
    const kind = randomUUID();
    const once = newToken();
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const first = change(ctx, { act: ACT, lock: onOrgan(), once }, async (c) => {
      await mark(kind)(c);
      started.resolve();
      await goOn.promise;
      throw new Refusal('第一次没有办成。');
    });
    first.catch(() => undefined);
    await started.promise;
    const second = change(ctx, { act: ACT, lock: onOrgan(), once }, async (c) => {
      await mark(kind)(c);
      return { second: true };
    });
    await lockWaited();
    goOn.resolve();
    await expect(first).rejects.toThrow('第一次没有办成。');
    await expect(second).resolves.toEqual({ second: true });
    expect(await times(kind)).toBe(1);
  });

  test.each([
    ['of another person', () => colleague, ACT],
    ['of another act', () => drafter, 'document.register-offline'],
  ])('a token %s is refused and tells nothing', async (_, person, act) => {
    const kind = randomUUID();
    const once = newToken();
    await change(await context(), { act: ACT, lock: onOrgan(), once }, async () => ({
      secret: 'of the first',
    }));
    const ctx = await context(person());
    const again = change(ctx, { act, lock: onOrgan(), once }, async (c) => {
      await mark(kind)(c);
      return {};
    });
    await expect(again).rejects.toThrow(Refusal);
    await expect(again).rejects.toThrow(
      '这个页面已经提交过，请返回列表查看结果；如要再办一件，请重新打开页面。',
    );
    expect([await times(kind), (await audits(ctx)).length]).toEqual([0, 0]);
  });

  test('with other content it is refused: values, files, their names and fields all count, their order does not', async () => {
    const kind = randomUUID();
    const token = newToken();
    const ctx = await context();
    const file = { field: 'scan', name: '扫描件.pdf', sha256: 'aa' };
    const send = (values: Record<string, string | string[]>, files: SentContent['files']) =>
      change(ctx, { act: ACT, lock: onOrgan(), once: bindOnce(token, { values, files }) }, async (c) => {
        await mark(kind)(c);
        return { done: true };
      });
    await send({ a: '一', b: ['二', '三'] }, [file]);
    await expect(send({ b: ['二', '三'], a: '一' }, [file])).resolves.toEqual({ done: true });
    for (const [values, files] of [
      [{ a: '一改', b: ['二', '三'] }, [file]],
      [{ a: '一', b: ['二'] }, [file]],
      [{ a: '一', b: ['二', '三'], c: '' }, [file]],
      [{ a: '一', b: ['二', '三'] }, []],
      [{ a: '一', b: ['二', '三'] }, [{ ...file, sha256: 'ab' }]],
      [{ a: '一', b: ['二', '三'] }, [{ ...file, field: 'proof' }]],
    ] as const)
      await expect(send({ ...values, b: [...values.b] }, files)).rejects.toThrow('还没有提交');
    expect(await times(kind)).toBe(1);
  });

  test('only a person can have one, and only its hash is kept', async () => {
    const service = { ...(await context()), actor: serviceActor('import', '导入', [ACT]) };
    await expect(
      change(service, { act: ACT, lock: onOrgan(), once: newToken() }, async () => ({})),
    ).rejects.toThrow('needs a person');
    const once = newToken();
    await change(await context(), { act: ACT, lock: onOrgan(), once }, async () => ({}));
    const { rows } = await admin.query(
      `select count(*) as n from once_token t where t::text like '%' || $1 || '%'`,
      [once],
    );
    expect(rows[0].n).toBe(0);
  });
});

describe('two at the same thing', () => {
  test('a deadlock is tried again: both are done, each once', { timeout: 30_000 }, async () => {
    const kind = randomUUID();
    const [left, right] = [await context(), await context(colleague)];
    let inside = 0;
    const met = Promise.withResolvers<void>();
    let attempts = 0;
    const crossing = (ctx: ChangeContext, mine: number, theirs: number) =>
      change(ctx, { act: ACT, lock: onOrgan() }, async (c) => {
        attempts++;
        const take = (id: number) =>
          c.tx.updateTable('organisation').set({ phone: '0000' }).where('id', '=', id).execute();
        await take(mine);
        if (++inside >= 2) met.resolve();
        await met.promise;
        await take(theirs);
        await mark(kind)(c);
        return { done: true };
      });
    const answers = await Promise.all([crossing(left, organ, other), crossing(right, other, organ)]);
    expect(answers).toEqual([{ done: true }, { done: true }]);
    // The one that was called off may meet the other a second time before it gets through.
    expect(attempts).toBeGreaterThanOrEqual(3);
    expect(await times(kind)).toBe(2);
    expect([(await audits(left)).length, (await audits(right)).length]).toEqual([1, 1]);
  });

  test('who waits too long for a colleague is told so in Chinese, and nothing has changed', async () => {
    const ctx = await context();
    const once = newToken();
    await admin.query('begin');
    await admin.query('select from organisation where id = $1 for update', [organ]);
    const lock = async (tx: Tx) => {
      await sql`set local lock_timeout = '200ms'`.execute(tx);
      await tx.selectFrom('organisation').select('id').where('id', '=', organ).forUpdate().execute();
      return onOrgan()(tx);
    };
    const late = change(ctx, { act: ACT, lock, once }, async () => ({}));
    await expect(late).rejects.toThrow(Refusal);
    await expect(late).rejects.toThrow('另一位同事正在办理同一件，请稍后刷新再试。您填写的内容没有丢失。');
    await admin.query('rollback');
    expect(await audits(ctx)).toEqual([]);
    await expect(change(ctx, { act: ACT, lock, once }, async () => ({ ok: true }))).resolves.toEqual({
      ok: true,
    });
  });

  test('every connection of the program gives up waiting: 10 s for a lock, 30 s for a statement, 60 s idle in a transaction', async () => {
    const { rows } = await sql<{ name: string; setting: string }>`
      select name, setting || unit as setting from pg_settings
      where name in ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout') order by name`.execute(
      app.office!.db,
    );
    expect(rows.map((r) => r.setting)).toEqual(['60000ms', '10000ms', '30000ms']);
  });
});

describe('ticks', () => {
  test('run in one process at a time, and one that fails does not stop the others', async () => {
    const ran: string[] = [];
    const log = createLog('silent', 'test');
    const slow = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const first = runTicks(
      app.office!.db,
      [
        {
          name: 'broken',
          run: async () => {
            throw new Error('broken');
          },
        },
        {
          name: 'slow',
          run: async () => {
            started.resolve();
            await slow.promise;
            ran.push('slow');
          },
        },
      ],
      log,
    );
    await started.promise;
    const quick = { name: 'quick', run: async () => void ran.push('quick') };
    expect(await runTicks(app.office!.db, [quick], log)).toBe(false);
    slow.resolve();
    expect(await first).toBe(true);
    expect(await runTicks(app.office!.db, [quick], log)).toBe(true);
    expect(ran).toEqual(['slow', 'quick']);
  });
});

describe('the job that indexes a long body', () => {
  const PHRASE = '柳河滩涂治理专项资金拨付细则';

  /** A township of two persons, its site and a published paper whose last line alone holds the phrase. */
  async function publishLong(): Promise<{
    documentPid: string;
    documentId: number;
    sign: number;
    draft: number;
  }> {
    const db = app.office!.db;
    const township = await addOrgan(db, { code: 'town', kind: 'township' });
    const draft = await addStaff(db, {
      username: 'town-draft',
      organisationId: township,
      grants: [{ role: 'drafter' }],
    });
    const sign = await addStaff(db, {
      username: 'town-sign',
      organisationId: township,
      grants: [{ role: 'attribute-reviewer' }, { role: 'secrecy-reviewer' }, { role: 'approver' }],
    });
    const column = await oneColumn(db, township);
    const line = '各村要按照统一部署认真组织实施，及时上报进展情况，确保按期完成各项目标任务。';
    const body = `${Array.from({ length: Math.ceil((INDEXED_AT_ONCE * 1.1) / (line.length + 1)) }, () => line).join('\n')}\n${PHRASE}由镇财政所负责。`;
    expect(body.length).toBeGreaterThan(INDEXED_AT_ONCE);
    expect(body.indexOf(PHRASE)).toBeGreaterThan(INDEXED_AT_ONCE);
    const { casePid, documentPid } = await startDraft(
      await context(draft),
      township,
      paper(column, { title: '关于年度工作安排的通知', body }),
    );
    const now = () => seen(db, casePid);
    await submitDraft(await context(draft), await now());
    await reviewAttribute(await context(sign), await now());
    await reviewSecrecy(await context(sign), await now());
    await signOff(await context(sign), await now());
    const { rows } = await admin.query('select id from gov_document where pid = $1', [documentPid]);
    return { documentPid, documentId: rows[0].id, sign, draft };
  }

  const found = async (query: string) =>
    (
      await search(app.office!.db, { query, order: 'relevance', page: 1, size: 10, today: app.clock.today() })
    ).hits.map((h) => h.pid);
  const tokens = async (id: number) =>
    (await admin.query('select toks from portal.live_search where document_id = $1', [id])).rows[0]?.toks as
      | number[]
      | undefined;

  test('runs after the commit; then a phrase from the end is found; once more changes nothing', {
    timeout: 60_000,
  }, async () => {
    const paper = await publishLong();
    expect(await found('统一部署')).toEqual([paper.documentPid]);
    expect(await found(PHRASE)).toEqual([]);
    const { rows } = await admin.query(
      `select state from pgboss.job where name = $1 and data->>'document' = $2`,
      [INDEX_QUEUE, String(paper.documentId)],
    );
    expect(rows).toEqual([{ state: 'created' }]);

    const worker = await startTestApp(database, { faces: ['worker'], clock: settableClock(NOW) });
    try {
      await vi.waitFor(async () => expect(await found(PHRASE)).toEqual([paper.documentPid]), {
        timeout: 10_000,
        interval: 100,
      });
      await vi.waitFor(
        async () => {
          const done = await admin.query(
            `select state from pgboss.job where name = $1 and data->>'document' = $2`,
            [INDEX_QUEUE, String(paper.documentId)],
          );
          expect(done.rows).toEqual([{ state: 'completed' }]);
        },
        { timeout: 5000, interval: 50 },
      );
    } finally {
      await worker.stop();
    }

    const run = (document: number, edition: number) => indexWhole(app.office!, document, edition);
    const before = await tokens(paper.documentId);
    await run(paper.documentId, 1);
    expect(await tokens(paper.documentId)).toEqual(before);
    // A job of an edition that is no longer shown, or of a document that is gone, does nothing.
    await run(paper.documentId, 2);
    await run(999_999_999, 1);
    expect(await tokens(paper.documentId)).toEqual(before);
    const { casePid } = await proposeWithdrawal(await context(paper.draft), {
      documentPid: paper.documentPid,
      reason: '内容有误，撤回更正。',
      once: newToken(),
    });
    await decideWithdrawal(await context(paper.sign), {
      casePid,
      verdict: 'approve',
      comment: '',
      seenVersion: 1,
      once: newToken(),
    });
    await run(paper.documentId, 1);
    expect(await tokens(paper.documentId)).toBeUndefined();
    expect(await found(PHRASE)).toEqual([]);
  });
});
