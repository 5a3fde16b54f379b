import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role, ScopeKind } from '../src/core/index.ts';
import { addDays, type Day, day } from '../src/law/day.ts';
import { type ReminderRules, remindersOn } from '../src/mechanisms/procedure/reminder-rule.ts';
import { instant } from '../src/platform/clock.ts';
import { newPublicId } from '../src/platform/crypto.ts';
import { addOrgan, cloneDatabase, type TestDatabase } from './harness.ts';
import { addReachable, startTimed, type TimedApp, tick } from './notices-kit.ts';

let database: TestDatabase;
let app: TimedApp;
let bureau: number;
let town: number;
const db = () => app.office!.db;

async function grant(
  name: string,
  organisationId: number,
  role: Role,
  scope: ScopeKind = 'organisation',
): Promise<number> {
  const id = await addReachable(app, { name, organisationId });
  await db()
    .insertInto('role_grant')
    .values({
      person_id: id,
      role,
      scope,
      organisation_id: organisationId,
      valid_from: '2020-01-01',
      granted_at: app.clock.now(),
    })
    .execute();
  return id;
}

/** An open case with one task, as an act of a module leaves it. */
async function open(o: {
  organisationId: number;
  subject: string;
  post: Role;
  act?: string;
  since: string;
  due?: string;
  personId?: number;
}): Promise<string> {
  const pid = newPublicId();
  const since = instant(`${o.since}T10:00:00+08:00`);
  const row = await db()
    .insertInto('procedure_case')
    .values({
      pid,
      procedure: 'document-passage',
      organisation_id: o.organisationId,
      subject: o.subject,
      state: 'drafting',
      opened_on: o.since,
      created_at: since,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db()
    .insertInto('task')
    .values({
      case_id: row.id,
      act: o.act ?? 'document.submit',
      organisation_id: o.organisationId,
      post: o.post,
      since,
      due: o.due ?? null,
      person_id: o.personId ?? null,
    })
    .execute();
  return pid;
}

/** 'name kind' of everybody told about a case since the last look. */
async function told(pid: string, seen: Set<number>): Promise<string[]> {
  const rows = await db()
    .selectFrom('notice')
    .innerJoin('person', 'person.id', 'notice.person_id')
    .select(['notice.id', 'person.name', 'notice.kind', 'notice.text', 'notice.path', 'notice.about_day'])
    .where('notice.about', '=', pid)
    .orderBy('notice.id')
    .execute();
  const fresh = rows.filter((r) => !seen.has(r.id));
  for (const r of fresh) {
    seen.add(r.id);
    expect(r.path).toBe(`/cases/${pid}`);
  }
  return fresh
    .map((r) => `${r.name} ${WORD[r.kind]} ${/(还有|逾期|没有剩余|已(?!逾)) ?(\d*)/.exec(r.text)![0]}`)
    .sort();
}
const WORD: Record<string, string> = {
  'due-soon': '提醒',
  'due-reminder': '急',
  escalation: '督办',
  waiting: '滞留',
};

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTimed(database, '2026-09-20T09:00:00+08:00');
  const city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  bureau = await addOrgan(db(), { code: 'bureau', parentId: city, name: '明川市住建局' });
  town = await addOrgan(db(), { code: 'town', kind: 'township', parentId: city, name: '石桥镇' });
  await grant('张科员', bureau, 'drafter');
  await grant('李科长', bureau, 'approver');
  await grant('王局长', bureau, 'principal-leader');
  await grant('赵副局长', bureau, 'deputy-leader');
  await grant('钱主任', city, 'disclosure-office', 'subtree');
  await grant('孙督查', city, 'supervisor', 'subtree');
  // Nearer ones stand before those above: these are told of the town's matters only.
  await grant('市签发人', city, 'approver', 'subtree');
  await grant('市长', city, 'principal-leader', 'subtree');
  await grant('镇起草人', town, 'drafter');
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

// The table of a term that ends on Friday 9 October 2026. Days off by the notice of the State Council: 中秋 25 to 27
// September, 国庆 1 to 7 October; 10 October is a Saturday that is worked.
const TABLE = `
| 日期       | 收到消息的人 |
| 2026-09-23 | |
| 2026-09-24 | 张科员 提醒 还有 5 |
| 2026-09-25 | |
| 2026-09-26 | |
| 2026-09-27 | |
| 2026-09-28 | |
| 2026-09-29 | 张科员 提醒 还有 3 |
| 2026-09-30 | |
| 2026-10-01 | |
| 2026-10-04 | |
| 2026-10-07 | |
| 2026-10-08 | 张科员 急 还有 1；李科长 督办 还有 1 |
| 2026-10-09 | 张科员 急 没有剩余 |
| 2026-10-10 | 张科员 急 逾期 1；王局长 督办 逾期 1；赵副局长 督办 逾期 1；钱主任 督办 逾期 1；孙督查 督办 逾期 1 |
| 2026-10-11 | |
| 2026-10-12 | 张科员 急 逾期 2 |
| 2026-10-13 | 张科员 急 逾期 3 |`;

test('[R-PLT-05] 提醒、预警、督办逐日与表一致，每条恰好一次', async () => {
  const pid = await open({
    organisationId: bureau,
    subject: '关于危旧房屋改造的通知',
    post: 'drafter',
    since: '2026-09-22',
    due: '2026-10-09',
  });
  const seen = new Set<number>();
  const wrong: string[] = [];
  for (const line of TABLE.trim().split('\n').slice(1)) {
    const [date = '', people = ''] = line
      .split('|')
      .slice(1)
      .map((c) => c.trim());
    app.clock.set(`${date}T07:59:00+08:00`);
    await tick(app);
    const early = await told(pid, seen);
    if (early.length > 0) wrong.push(`${date} 07:59 ${early.join()}`);
    app.clock.set(`${date}T08:00:00+08:00`);
    await tick(app);
    const now = await told(pid, seen);
    const expected = people.split('；').filter(Boolean).sort();
    if (now.join('；') !== expected.join('；')) wrong.push(`${date} 应为“${expected}”，实为“${now}”`);
    app.clock.set(`${date}T16:00:00+08:00`);
    await tick(app);
    if ((await told(pid, seen)).length > 0) wrong.push(`${date} 说了第二遍`);
  }
  expect(wrong).toEqual([]);
  const [row] = await db()
    .selectFrom('notice')
    .select(['text', 'about_day'])
    .where('about', '=', pid)
    .where('kind', '=', 'escalation')
    .orderBy('id')
    .execute();
  expect(row).toEqual({
    text: '请督促：《关于危旧房屋改造的通知》的送审将于2026年10月9日到期，还有 1 个工作日。',
    about_day: '2026-10-09',
  });
});

test('停机之后：补最近的一步，不补已过去的；督办各补一次', async () => {
  app.clock.set('2026-10-13T20:00:00+08:00');
  const pid = await open({
    organisationId: bureau,
    subject: '停机期间的件',
    post: 'drafter',
    since: '2026-10-13',
    due: '2026-10-26',
  });
  const seen = new Set<number>();
  app.clock.set('2026-10-22T11:00:00+08:00');
  await tick(app);
  expect(await told(pid, seen)).toEqual(['张科员 提醒 还有 2']);
  app.clock.set('2026-10-28T11:00:00+08:00');
  await tick(app);
  expect(await told(pid, seen)).toEqual([
    '孙督查 督办 逾期 2',
    '张科员 急 逾期 2',
    '李科长 督办 逾期 2',
    '王局长 督办 逾期 2',
    '赵副局长 督办 逾期 2',
    '钱主任 督办 逾期 2',
  ]);
});

test('本机构没有的角色由上级的同一角色承担；指定到人的只提醒这个人，不对自己督办', async () => {
  const pid = await open({
    organisationId: town,
    subject: '镇里的件',
    post: 'drafter',
    since: '2026-11-02',
    due: '2026-11-06',
  });
  const chief = await grant('镇长', town, 'approver');
  const named = await open({
    organisationId: town,
    subject: '指定到人',
    post: 'approver',
    act: 'document.sign-off',
    since: '2026-11-02',
    due: '2026-11-06',
    personId: chief,
  });
  app.clock.set('2026-11-10T09:00:00+08:00');
  await tick(app);
  expect(await told(pid, new Set())).toEqual([
    '孙督查 督办 逾期 2',
    '市长 督办 逾期 2',
    '钱主任 督办 逾期 2',
    '镇起草人 急 逾期 2',
    '镇长 督办 逾期 2',
  ]);
  expect(await told(named, new Set())).toEqual([
    '孙督查 督办 逾期 2',
    '市长 督办 逾期 2',
    '钱主任 督办 逾期 2',
    '镇长 急 逾期 2',
  ]);
});

test('没有期限的：滞留三个工作日提醒一次，办过之后重新计', async () => {
  app.clock.set('2026-12-01T09:00:00+08:00');
  const pid = await open({
    organisationId: bureau,
    subject: '没有期限',
    post: 'drafter',
    since: '2026-12-01',
  });
  const seen = new Set<number>();
  const days: Record<string, string[]> = {};
  for (let d = day('2026-12-01'); d <= '2026-12-10'; d = addDays(d, 1)) {
    app.clock.set(`${d}T09:00:00+08:00`);
    await tick(app);
    const now = await told(pid, seen);
    if (now.length > 0) days[d] = now;
  }
  expect(days).toEqual({ '2026-12-04': ['张科员 滞留 已 3'], '2026-12-09': ['张科员 滞留 已 6'] });
  // Somebody has acted: the tasks were written anew.
  const { id } = await db()
    .selectFrom('procedure_case')
    .select('id')
    .where('pid', '=', pid)
    .executeTakeFirstOrThrow();
  const [task] = await db().deleteFrom('task').where('case_id', '=', id).returningAll().execute();
  const { id: _id, ...rest } = task!;
  await db()
    .insertInto('task')
    .values({ ...rest, since: app.clock.now() })
    .execute();
  app.clock.set('2026-12-14T09:00:00+08:00');
  await tick(app);
  expect(await told(pid, seen)).toEqual([]);
  app.clock.set('2026-12-15T09:00:00+08:00');
  await tick(app);
  expect(await told(pid, seen)).toEqual(['张科员 滞留 已 3']);
});

test('参数改变步骤；期限改变之后按新期限再提醒；办结的不提醒', async () => {
  await db()
    .insertInto('parameter_value')
    .values([
      {
        name: 'notices.remind-before',
        organisation_id: town,
        value: '2，乱填,0',
        valid_from: '2027-01-01',
        source: '镇里的规定',
        set_by_id: 1,
        set_at: app.clock.now(),
      },
      {
        name: 'notices.escalate-before',
        organisation_id: town,
        value: '0',
        valid_from: '2027-01-01',
        source: '镇里的规定',
        set_by_id: 1,
        set_at: app.clock.now(),
      },
    ])
    .execute();
  const pid = await open({
    organisationId: town,
    subject: '改过期限',
    post: 'drafter',
    since: '2027-03-01',
    due: '2027-03-05',
  });
  const seen = new Set<number>();
  const at = async (d: string) => {
    app.clock.set(`${d}T09:00:00+08:00`);
    await tick(app);
    return told(pid, seen);
  };
  expect(await at('2027-03-02')).toEqual([]);
  expect(await at('2027-03-03')).toEqual(['镇起草人 提醒 还有 2']);
  expect(await at('2027-03-04')).toEqual([]);
  expect(await at('2027-03-05')).toEqual(['镇起草人 急 没有剩余', '镇长 督办 没有剩余']);
  const task = db().selectFrom('procedure_case').select('id').where('pid', '=', pid);
  const { id } = await task.executeTakeFirstOrThrow();
  await db().updateTable('task').set({ due: '2027-03-12' }).where('case_id', '=', id).execute();
  expect(await at('2027-03-08')).toEqual([]);
  expect(await at('2027-03-10')).toEqual(['镇起草人 提醒 还有 2']);
  await db().deleteFrom('task').where('case_id', '=', id).execute();
  expect(await at('2027-03-12')).toEqual([]);
});

describe('纯规则', () => {
  const rules: ReminderRules = {
    before: [5, 3, 1, 0],
    urgentWithin: 1,
    waitingAfter: 3,
    headsBefore: 1,
    leadersAfter: 1,
    officesAfter: 3,
  };
  const week = (d: Day) => ![0, 6].includes(instant(`${d}T12:00:00Z`).getUTCDay());
  const on = (today: string, due: string | null, since = '2026-05-01') =>
    remindersOn(day(today), { since: day(since), due: due === null ? null : day(due) }, rules, week).map(
      (r) => `${r.audience} ${r.key}`,
    );

  test('期限在休息日：前一工作日和当日都提醒，当日不督办', () => {
    // 24 May 2026 is a Sunday.
    expect(on('2026-05-22', '2026-05-24')).toEqual(['owners before-0 2026-05-24', 'heads heads 2026-05-24']);
    expect(on('2026-05-23', '2026-05-24')).toEqual([]);
    expect(on('2026-05-24', '2026-05-24')).toEqual(['owners on-day 2026-05-24']);
    expect(on('2026-05-25', '2026-05-24')).toEqual([
      'owners overdue 2026-05-24 2026-05-25',
      'heads heads 2026-05-24',
      'leaders leaders 2026-05-24',
    ]);
  });
  test('逾期三个工作日才报政务公开办；周末不提醒逾期', () => {
    expect(on('2026-05-23', '2026-05-20')).toEqual([]);
    expect(on('2026-05-22', '2026-05-20')).not.toContain('offices offices 2026-05-20');
    expect(on('2026-05-25', '2026-05-20')).toContain('offices offices 2026-05-20');
  });
  test('任何一天同一键只有一条，远在期限之前什么也没有', () => {
    for (let d = day('2026-04-01'); d < '2026-07-01'; d = addDays(d, 1)) {
      const keys = on(d, '2026-06-10', '2026-04-01');
      expect(new Set(keys).size).toBe(keys.length);
      if (d < '2026-06-03') expect(keys).toEqual([]);
    }
  });
});
