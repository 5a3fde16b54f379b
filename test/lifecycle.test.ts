import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { orphanedCases } from '../src/mechanisms/procedure/index.ts';
import type { EditionContent } from '../src/mechanisms/publication/index.ts';
import * as acts from '../src/modules/documents/index.ts';
import { serviceActor } from '../src/platform/actor.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { instant, settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { NotFound, Refusal } from '../src/platform/errors.ts';
import { actingAs, addOrgan, addStaff, cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';
import { oneColumn, paper, seen as seenAt, startDraft } from './passage-kit.ts';

// The oracle, by hand: where an act leads from a state; — means that it is refused and nothing changes.
const PASSAGE = `
| 行为             | 起草         | 公开属性审查 | 保密审查 | 签发       | 待定时发布 | 已发布 | 已审签 | 已作废 |
| 保存             | 起草         | —            | —        | —          | —          | —      | —      | —      |
| 送审             | 公开属性审查 | —            | —        | —          | —          | —      | —      | —      |
| 撤回送审         | —            | 起草         | —        | —          | —          | —      | —      | —      |
| 作废             | 已作废       | —            | —        | —          | —          | —      | —      | —      |
| 公开属性审查通过 | —            | 保密审查     | —        | —          | —          | —      | —      | —      |
| 公开属性审查退回 | —            | 起草         | —        | —          | —          | —      | —      | —      |
| 保密审查通过     | —            | —            | 签发     | —          | —          | —      | —      | —      |
| 保密审查退回     | —            | —            | 起草     | —          | —          | —      | —      | —      |
| 签发立即         | —            | —            | —        | 已发布     | —          | —      | —      | —      |
| 签发定时         | —            | —            | —        | 待定时发布 | —          | —      | —      | —      |
| 签发不公开的     | —            | —            | —        | 已审签     | —          | —      | —      | —      |
| 签发时退回       | —            | —            | —        | 起草       | —          | —      | —      | —      |
| 退文             | —            | 起草         | 起草     | 起草       | —          | —      | —      | —      |
| 取消定时发布     | —            | —            | —        | —          | 起草       | —      | —      | —      |
| 定时到点         | —            | —            | —        | —          | 已发布     | —      | —      | —      |`;

const WITHDRAWAL = `
| 行为         | 待批准撤回 | 已撤回 | 未批准 | 已取消 |
| 批准撤回     | 已撤回     | —      | —      | —      |
| 不批准撤回   | 未批准     | —      | —      | —      |
| 取消撤回申请 | 已取消     | —      | —      | —      |`;

const DOCUMENT = `
| 行为     | 起草中 | 已审签不公开 | 已作废 | 公开中     | 公开中，更正在办 | 公开中，撤回在办 | 已撤回 | 已撤回，重新发布在办 |
| 发起更正 | —      | —            | —      | 起草       | —                | —                | 起草   | —                    |
| 提出撤回 | —      | —            | —      | 待批准撤回 | 待批准撤回       | —                | —      | —                    |`;

/** What a case in a state must look like: its name in the database, who has which task, and whether it is closed. */
const STATES: Record<string, { state: string; tasks: string[]; closed: boolean }> = {
  起草: {
    state: 'drafting',
    tasks: ['drafter document.submit', 'editor document.submit', 'public-enterprise-editor document.submit'],
    closed: false,
  },
  公开属性审查: {
    state: 'attribute-review',
    tasks: ['attribute-reviewer document.attribute-review'],
    closed: false,
  },
  保密审查: { state: 'secrecy-review', tasks: ['secrecy-reviewer document.secrecy-review'], closed: false },
  签发: {
    state: 'sign-off',
    tasks: ['approver document.sign-off', 'principal-leader document.sign-off'],
    closed: false,
  },
  待定时发布: { state: 'scheduled', tasks: [], closed: false },
  已发布: { state: 'published', tasks: [], closed: true },
  已审签: { state: 'filed', tasks: [], closed: true },
  已作废: { state: 'abandoned', tasks: [], closed: true },
  待批准撤回: {
    state: 'requested',
    tasks: ['approver document.decide-withdrawal', 'principal-leader document.decide-withdrawal'],
    closed: false,
  },
  已撤回: { state: 'withdrawn', tasks: [], closed: true },
  未批准: { state: 'kept', tasks: [], closed: true },
  已取消: { state: 'cancelled', tasks: [], closed: true },
};

/** The cells of a table: row, column, content. */
function cells(table: string): [act: string, from: string, to: string][] {
  const lines = table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return lines
    .slice(1)
    .flatMap((row) =>
      lines[0]!.slice(1).map((column, i): [string, string, string] => [row[0]!, column, row[i + 1]!]),
    );
}

const NOW = '2026-05-20T09:00:00+08:00';
const LATER = instant('2026-05-21T09:00:00+08:00');
const clock = settableClock(NOW);
let database: TestDatabase;
let app: RunningApp & { clock: typeof clock };
let own: number;
let column: number;
let drafter: ChangeContext;
let reviewer: ChangeContext;
/** Holds every role, and has had a hand in nothing. */
let omnipotent: ChangeContext;
const db = () => app.office!.db;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = { ...(await startTestApp(database, { clock, faces: ['console'] })), clock };
  own = await addOrgan(db(), { code: 'own', kind: 'township' });
  column = await oneColumn(db(), own);
  const reviewing = [
    { role: 'attribute-reviewer' },
    { role: 'secrecy-reviewer' },
    { role: 'approver' },
  ] as const;
  const join = async (username: string, grants: Parameters<typeof addStaff>[1]['grants']) =>
    actingAs(app, await addStaff(db(), { username, organisationId: own, grants: [...grants!] }));
  drafter = await join('drafter', [{ role: 'drafter' }]);
  reviewer = await join('reviewer', [...reviewing]);
  omnipotent = await join('omnipotent', [{ role: 'drafter' }, ...reviewing, { role: 'government-office' }]);
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

const content = (open: boolean): EditionContent =>
  paper(
    column,
    open
      ? {}
      : { attribute: 'withheld', ground: 'internal-affairs', reason: '本件只涉及本机关内部工作流程的安排。' },
  );
const seen = (casePid: string) => seenAt(db(), casePid);
const back = async (pid: string) => ({
  ...(await seen(pid)),
  verdict: 'return' as const,
  comment: '请补充依据。',
});

type Made = { casePid: string; documentPid: string };

/** A new document whose passage stands in a state; brought there by its drafter and its reviewer. */
async function passageIn(state: string, o: { open?: boolean; publishAt?: Date } = {}): Promise<Made> {
  const made = await startDraft(drafter, own, content(o.open ?? state !== '已审签'));
  const { casePid } = made;
  if (state === '起草') return made;
  if (state === '已作废') {
    await acts.abandonDraft(drafter, { ...(await seen(casePid)), comment: '不再印发。' });
    return made;
  }
  await acts.submitDraft(drafter, await seen(casePid));
  if (state === '公开属性审查') return made;
  await acts.reviewAttribute(reviewer, await seen(casePid));
  if (state === '保密审查') return made;
  await acts.reviewSecrecy(reviewer, await seen(casePid));
  if (state === '签发') return made;
  const publishAt =
    state === '待定时发布' ? { publishAt: o.publishAt ?? instant('2026-12-01T09:00:00+08:00') } : {};
  await acts.signOff(reviewer, { ...(await seen(casePid)), ...publishAt });
  return made;
}

const system = serviceActor('system', '系统', ['document.publish-due']);

/** Does an act as the omnipotent person (or, for timed publication, as the minute tick). */
const DO: Record<string, (it: Made) => Promise<unknown>> = {
  保存: async ({ casePid }) =>
    acts.saveDraft(omnipotent, {
      ...(await seen(casePid)),
      content: { ...content(true), title: '改过的标题' },
    }),
  送审: async ({ casePid }) =>
    acts.submitDraft(omnipotent, { ...(await seen(casePid)), answer: '已经核对，依据没有变化。' }),
  撤回送审: async ({ casePid }) => acts.recallDraft(omnipotent, await seen(casePid)),
  作废: async ({ casePid }) =>
    acts.abandonDraft(omnipotent, { ...(await seen(casePid)), comment: '不再印发。' }),
  公开属性审查通过: async ({ casePid }) => acts.reviewAttribute(omnipotent, await seen(casePid)),
  公开属性审查退回: async ({ casePid }) => acts.reviewAttribute(omnipotent, await back(casePid)),
  保密审查通过: async ({ casePid }) => acts.reviewSecrecy(omnipotent, await seen(casePid)),
  保密审查退回: async ({ casePid }) => acts.reviewSecrecy(omnipotent, await back(casePid)),
  签发立即: async ({ casePid }) => acts.signOff(omnipotent, await seen(casePid)),
  签发定时: async ({ casePid }) =>
    acts.signOff(omnipotent, { ...(await seen(casePid)), publishAt: instant('2026-12-01T09:00:00+08:00') }),
  签发不公开的: async ({ casePid }) => acts.signOff(omnipotent, await seen(casePid)),
  签发时退回: async ({ casePid }) => acts.signOff(omnipotent, await back(casePid)),
  退文: async ({ casePid }) =>
    acts.returnToSender(omnipotent, { ...(await seen(casePid)), comment: '没有公开属性建议的理由。' }),
  取消定时发布: async ({ casePid }) =>
    acts.unschedule(omnipotent, { ...(await seen(casePid)), comment: '推迟发布。' }),
  定时到点: async () => {
    const failures: unknown[] = [];
    clock.set(LATER.getTime());
    const published = await acts
      .publishDue({ ...omnipotent, actor: system }, (_pid, error) => failures.push(error))
      .finally(() => clock.set(NOW));
    expect(failures).toEqual([]);
    if (published === 0) throw new Refusal('没有到点的。');
  },
  批准撤回: async ({ casePid }) =>
    acts.decideWithdrawal(omnipotent, {
      ...(await seen(casePid)),
      verdict: 'approve',
      comment: '同意撤回。',
    }),
  不批准撤回: async ({ casePid }) =>
    acts.decideWithdrawal(omnipotent, { ...(await seen(casePid)), verdict: 'refuse', comment: '内容无误。' }),
  取消撤回申请: async ({ casePid }) => acts.cancelWithdrawal(omnipotent, await seen(casePid)),
  发起更正: async ({ documentPid }) => acts.startCorrection(omnipotent, { documentPid, once: newToken() }),
  提出撤回: async ({ documentPid }) =>
    acts.proposeWithdrawal(omnipotent, {
      documentPid,
      reason: '正文数字有误，核实后重新公布。',
      once: newToken(),
    }),
};

const EVIDENCE = [
  'procedure_case',
  'case_event',
  'task',
  'document_passage',
  'document_withdrawal',
  'passage_review',
  'passage_drafter',
] as const;
const TABLES = [
  ...EVIDENCE,
  'edition',
  'edition_placement',
  'gov_document',
  'release',
  'audit_row',
  'once_token',
  'counter',
  'portal.live_document',
  'portal.gone',
];

/** All rows of all tables that an act may touch, one hash per table; `besides` leaves one case out. */
async function rows(tables: readonly string[], besides?: string): Promise<Record<string, string>> {
  const others = (t: string) =>
    besides === undefined
      ? sql`true`
      : sql`t.${sql.ref(t === 'procedure_case' ? 'id' : 'case_id')} <> (select id from procedure_case where pid = ${besides})`;
  const parts = tables.map(
    (t) =>
      sql`select ${t} as name, md5(coalesce(string_agg(md5(t::text), ',' order by t::text), '')) as rows from ${sql.table(t)} t where ${others(t)}`,
  );
  const found = await sql<{ name: string; rows: string }>`${sql.join(parts, sql` union all `)}`.execute(db());
  return Object.fromEntries(found.rows.map((r) => [r.name, r.rows]));
}

async function counts(): Promise<{ audit: number; events: number }> {
  const { rows: found } = await sql<{ audit: number; events: number }>`
    select (select count(*) from audit_row) as audit, (select count(*) from case_event) as events`.execute(
    db(),
  );
  return found[0]!;
}

async function caseNow(pid: string): Promise<{ state: string; tasks: string[]; closed: boolean }> {
  const head = await db()
    .selectFrom('procedure_case')
    .select(['id', 'state', 'closed_on'])
    .where('pid', '=', pid)
    .executeTakeFirstOrThrow();
  const tasks = await db()
    .selectFrom('task')
    .select(['post', 'act'])
    .where('case_id', '=', head.id)
    .orderBy('post')
    .execute();
  return {
    state: head.state,
    tasks: tasks.map((t) => `${t.post} ${t.act}`),
    closed: head.closed_on !== null,
  };
}

/** Does the act and holds it to the table: success leads to the named state and is recorded once, refusal changes nothing. */
async function check(act: string, it: Made, to: string): Promise<void> {
  const [before, others, counted] = [await rows(TABLES), await rows(EVIDENCE, it.casePid), await counts()];
  if (to === '—') {
    await expect(DO[act]!(it)).rejects.toThrow(Refusal);
    expect(await rows(TABLES)).toEqual(before);
  } else {
    const answer = await DO[act]!(it);
    const opened = ['发起更正', '提出撤回'].includes(act)
      ? (answer as { casePid: string }).casePid
      : undefined;
    expect(await caseNow(opened ?? it.casePid)).toEqual(STATES[to]);
    if (!opened) expect(await rows(EVIDENCE, it.casePid)).toEqual(others);
    const now = await counts();
    expect({ audit: now.audit - counted.audit, events: now.events - counted.events }).toEqual({
      audit: 1,
      events: 1,
    });
  }
  expect(await orphanedCases(db(), ['scheduled'])).toEqual([]);
}

/** The edition that a passage is about now. */
async function currentEdition(casePid: string) {
  return db()
    .selectFrom('edition')
    .innerJoin('document_passage', 'document_passage.edition_id', 'edition.id')
    .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
    .selectAll('edition')
    .where('procedure_case.pid', '=', casePid)
    .executeTakeFirstOrThrow();
}

describe('发布流程：每个环节 × 每种行为', () => {
  test.each(cells(PASSAGE))('[R-DOC-03][R-DOC-11] %s，件在“%s”：%s', async (act, from, to) => {
    const open = act === '签发不公开的' ? ['待定时发布', '已发布'].includes(from) : from !== '已审签';
    await check(
      act,
      await passageIn(from, { open, ...(act === '定时到点' ? { publishAt: LATER } : {}) }),
      to,
    );
  });

  test('退回、撤回送审、取消定时都另起一稿，原送审稿保留', async () => {
    for (const [act, from] of [
      ['公开属性审查退回', '公开属性审查'],
      ['保密审查退回', '保密审查'],
      ['签发时退回', '签发'],
      ['撤回送审', '公开属性审查'],
      ['取消定时发布', '待定时发布'],
    ] as const) {
      const made = await passageIn(from);
      const submitted = await currentEdition(made.casePid);
      await DO[act]!(made);
      const open = await currentEdition(made.casePid);
      expect(open, act).toMatchObject({
        number: 2,
        content_hash: null,
        submitted_at: null,
        title: submitted.title,
      });
      const kept = await db()
        .selectFrom('edition')
        .selectAll()
        .where('id', '=', submitted.id)
        .executeTakeFirstOrThrow();
      expect(kept, act).toEqual(submitted);
    }
  });

  test('没有签发的件，即使库里写了到点的时间，到点也不发布', async () => {
    const made = [
      await passageIn('起草'),
      await passageIn('签发'),
      await passageIn('已作废'),
      await passageIn('已审签'),
    ];
    const admin = await connect(database.address(inject('superuser')));
    await admin.query(
      `update document_passage set publish_at = $1 where case_id in (select id from procedure_case where pid = any($2))`,
      [instant(NOW), made.map((m) => m.casePid)],
    );
    await admin.end();
    const before = await rows(TABLES);
    await expect(DO.定时到点!(made[0]!)).rejects.toThrow(Refusal);
    expect(await rows(TABLES)).toEqual(before);
  });
});

/** A published document with a withdrawal in a state; the drafter has proposed it, the reviewer decided. */
async function withdrawalIn(state: string): Promise<Made> {
  const { documentPid } = await passageIn('已发布');
  const made = await acts.proposeWithdrawal(drafter, {
    documentPid,
    reason: '正文数字有误，核实后重新公布。',
    once: newToken(),
  });
  const decision = async (verdict: 'approve' | 'refuse') =>
    acts.decideWithdrawal(reviewer, { ...(await seen(made.casePid)), verdict, comment: '已核对原文。' });
  if (state === '已撤回') await decision('approve');
  if (state === '未批准') await decision('refuse');
  if (state === '已取消') await acts.cancelWithdrawal(drafter, await seen(made.casePid));
  return made;
}

describe('撤回：每个环节 × 每种行为', () => {
  test.each(cells(WITHDRAWAL))('%s，件在“%s”：%s', async (act, from, to) => {
    await check(act, await withdrawalIn(from), to);
  });
});

describe('文件本身：每种处境 × 发起更正、提出撤回', () => {
  const situations: Record<string, () => Promise<Made>> = {
    起草中: () => passageIn('起草'),
    已审签不公开: () => passageIn('已审签'),
    已作废: () => passageIn('已作废'),
    公开中: () => passageIn('已发布'),
    '公开中，更正在办': async () => {
      const made = await passageIn('已发布');
      return acts.startCorrection(drafter, { documentPid: made.documentPid, once: newToken() });
    },
    '公开中，撤回在办': () => withdrawalIn('待批准撤回'),
    已撤回: () => withdrawalIn('已撤回'),
    '已撤回，重新发布在办': async () => {
      const made = await withdrawalIn('已撤回');
      return acts.startCorrection(drafter, { documentPid: made.documentPid, once: newToken() });
    },
  };
  test.each(cells(DOCUMENT))('%s，文件%s：%s', async (act, situation, to) => {
    await check(act, await situations[situation]!(), to);
  });
});

describe('两种件互不相认', () => {
  test.each(['送审', '撤回送审', '作废', '公开属性审查通过', '签发立即', '取消定时发布'])(
    '%s：对撤回件如同不存在',
    async (act) => {
      const made = await withdrawalIn('待批准撤回');
      const before = await rows(TABLES);
      await expect(DO[act]!(made)).rejects.toThrow(NotFound);
      expect(await rows(TABLES)).toEqual(before);
    },
  );

  test.each(['批准撤回', '不批准撤回', '取消撤回申请'])('%s：对发布件如同不存在', async (act) => {
    const made = await passageIn('签发');
    const before = await rows(TABLES);
    await expect(DO[act]!(made)).rejects.toThrow(NotFound);
    expect(await rows(TABLES)).toEqual(before);
  });
});

test('批准撤回时，正在办的更正转为重新发布的稿件；已定时的更正须先取消', async () => {
  const made = await passageIn('已发布');
  const correction = await acts.startCorrection(drafter, { documentPid: made.documentPid, once: newToken() });
  const proposed = await acts.proposeWithdrawal(drafter, {
    documentPid: made.documentPid,
    reason: '内容有误，先行撤回',
    once: newToken(),
  });
  await DO.批准撤回?.({ ...made, casePid: proposed.casePid });
  const kinds = await db()
    .selectFrom('document_passage')
    .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
    .select(['document_passage.kind', 'procedure_case.state'])
    .where('procedure_case.pid', '=', correction.casePid)
    .execute();
  expect(kinds).toEqual([{ kind: 'republish', state: 'drafting' }]);
});

test.each(['公开属性审查', '保密审查', '签发'] as const)(
  '[R-DOC-03] 批准撤回时，在%s的更正退回起草：先前打开的页面不再有效，各项审查重新办理，原因写明',
  async (state) => {
    const made = await passageIn('已发布');
    const correction = await acts.startCorrection(drafter, {
      documentPid: made.documentPid,
      once: newToken(),
    });
    await db()
      .updateTable('edition')
      .set({ change_note: '更正开放时间。' })
      .where('id', '=', (e) =>
        e
          .selectFrom('document_passage as p')
          .innerJoin('procedure_case as c', 'c.id', 'p.case_id')
          .select('p.edition_id')
          .where('c.pid', '=', correction.casePid),
      )
      .execute();
    const at = () => seen(correction.casePid);
    await acts.submitDraft(drafter, await at());
    if (state !== '公开属性审查') await acts.reviewAttribute(reviewer, await at());
    if (state === '签发') await acts.reviewSecrecy(reviewer, await at());
    const page = await seen(correction.casePid);
    const proposed = await acts.proposeWithdrawal(drafter, {
      documentPid: made.documentPid,
      reason: '内容有误，先行撤回',
      once: newToken(),
    });
    await DO.批准撤回?.({ ...made, casePid: proposed.casePid });
    const now = await db()
      .selectFrom('document_passage as p')
      .innerJoin('procedure_case as c', 'c.id', 'p.case_id')
      .innerJoin('edition as e', 'e.id', 'p.edition_id')
      .select(['p.kind', 'c.state', 'e.submitted_at as submitted'])
      .where('c.pid', '=', correction.casePid)
      .execute();
    expect(now).toEqual([{ kind: 'republish', state: 'drafting', submitted: null }]);
    const act = { 公开属性审查: acts.reviewAttribute, 保密审查: acts.reviewSecrecy, 签发: acts.signOff }[
      state
    ];
    await expect(act(reviewer, { ...page, verdict: 'pass', comment: '同意。' })).rejects.toThrow(Refusal);
    const [last] = await db()
      .selectFrom('case_event')
      .innerJoin('procedure_case as c', 'c.id', 'case_event.case_id')
      .select(['case_event.act', 'case_event.comment'])
      .where('c.pid', '=', correction.casePid)
      .orderBy('case_event.id', 'desc')
      .limit(1)
      .execute();
    expect(last?.act).toBe('document.decide-withdrawal');
    expect(last?.comment).toContain('内容有误，先行撤回');
  },
);
