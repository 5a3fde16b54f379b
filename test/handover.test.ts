import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { loadPerson } from '../src/core/index.ts';
import { ACTS, HOUSE } from '../src/house.ts';
import { addDays, day } from '../src/law/day.ts';
import { orphanedCases, orphanedWork } from '../src/mechanisms/procedure/index.ts';
import { readEdition } from '../src/mechanisms/publication/index.ts';
import { type HandoverInput, handOver } from '../src/modules/administration/people/acts/handover.ts';
import { returnStaffMember } from '../src/modules/administration/people/acts/people.ts';
import { giveDeputation, giveGrant } from '../src/modules/administration/people/acts/rights.ts';
import * as acts from '../src/modules/documents/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { Forbidden, Refusal } from '../src/platform/errors.ts';
import {
  addOrgan,
  Client,
  cloneDatabase,
  crew,
  deskOf,
  PASSWORD,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { drafted, oneColumn, seen } from './passage-kit.ts';

const TODAY = day('2026-05-20');
const clock = settableClock('2026-05-20T09:00:00+08:00');
let database: TestDatabase;
let app: RunningApp & { clock: typeof clock };
const organs: Record<string, number> = {};
let column: number;
const db = () => app.office!.db;
const { people, pids, as, join } = crew(() => app, organs);

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = { ...(await startTestApp(database, { clock, faces: ['console'] })), clock };
  organs.city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '移交市' });
  organs.town = await addOrgan(db(), {
    code: 'town',
    kind: 'township',
    parentId: organs.city,
    name: '移交镇',
  });
  organs.other = await addOrgan(db(), {
    code: 'other',
    kind: 'township',
    parentId: organs.city,
    name: '另一镇',
  });
  organs.single = await addOrgan(db(), {
    code: 'single',
    kind: 'township',
    parentId: organs.city,
    name: '独人镇',
  });
  organs.lonely = await addOrgan(db(), {
    code: 'lonely',
    kind: 'township',
    parentId: organs.city,
    name: '缺人镇',
  });
  organs.far = await addOrgan(db(), { code: 'far', name: '局外局' });
  column = await oneColumn(db(), organs.city);
  await join('admin', 'city', ['administrator'], { scope: 'subtree' });
  await join('admin2', 'city', ['administrator'], { scope: 'subtree' });
  await join('officer', 'city', ['security-officer'], { scope: 'subtree' });
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

const leave = async (
  who: string,
  o: Partial<HandoverInput> & { by?: string; lastDay?: ReturnType<typeof day> } = {},
) => {
  const { by = 'admin', lastDay = TODAY, ...rest } = o;
  return handOver(await as(by), HOUSE, {
    pid: pids[who]!,
    to: { kind: 'leave', lastDay },
    successor: '',
    choices: {},
    once: newToken(),
    ...rest,
  });
};

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return '可';
  } catch (error) {
    if (error instanceof Refusal || error instanceof Forbidden) return error.message;
    throw error;
  }
}

/** Codes of the cases that nobody can take on a day, in all organisations. */
const orphans = async (on = clock.today()) => (await orphanedWork(db(), on)).map((o) => o.casePid);

describe('无人可办', () => {
  // Who holds what, by hand, and whether somebody can take the task. One draft that waits for 公开属性审查.
  test('[R-ORG-12] 授权、期限、离任、代理、邀请、账号：有没有人可办', async () => {
    await join('pen-a', 'town', ['drafter']);
    const casePid = await drafted(await as('pen-a'), organs.town!, column, '属性审查无人的一件');
    await acts.submitDraft(await as('pen-a'), await seen(db(), casePid));
    expect(await orphans()).toEqual([casePid]);
    const [found] = await orphanedWork(db(), TODAY);
    expect(found).toMatchObject({
      posts: ['attribute-reviewer'],
      organisationName: '移交镇',
      act: 'document.attribute-review',
    });
    expect(JSON.stringify(found)).not.toContain('属性审查无人的一件');
    // Only the scope that is asked for.
    expect(await orphanedWork(db(), TODAY, [organs.other!])).toEqual([]);

    await join('reviewer-a', 'city', []);
    const give = async (o: {
      validFrom?: ReturnType<typeof day>;
      validTo?: ReturnType<typeof day>;
      scope?: 'organisation' | 'subtree' | 'line';
      at?: string;
    }) =>
      db()
        .insertInto('role_grant')
        .values({
          person_id: people['reviewer-a']!,
          role: 'attribute-reviewer',
          scope: o.scope ?? 'organisation',
          organisation_id: organs[o.at ?? 'town']!,
          valid_from: o.validFrom ?? '2020-01-01',
          valid_to: o.validTo ?? null,
          granted_at: clock.now(),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
    const tried: [string, Parameters<typeof give>[0], boolean][] = [
      ['明日生效', { validFrom: addDays(TODAY, 1) }, false],
      ['昨日截止', { validTo: addDays(TODAY, -1) }, false],
      ['今日截止', { validTo: TODAY }, true],
      ['他单位', { at: 'other' }, false],
      ['上级仅本机构', { at: 'city' }, false],
      ['上级及下级', { at: 'city', scope: 'subtree' }, true],
      ['上级及条线', { at: 'city', scope: 'line' }, false],
    ];
    for (const [name, grant, can] of tried) {
      const { id } = await give(grant);
      expect([name, await orphans()]).toEqual([name, can ? [] : [casePid]]);
      await db()
        .updateTable('role_grant')
        .set({ valid_from: '2000-01-01', valid_to: '2000-01-02' })
        .where('id', '=', id)
        .execute();
    }
    // A holder without an account can do nothing; a deputy with one can.
    const { id } = await give({});
    const account = await db()
      .selectFrom('account')
      .selectAll()
      .where('person_id', '=', people['reviewer-a']!)
      .executeTakeFirstOrThrow();
    expect(account.username).toBe('reviewer-a');
    await db()
      .updateTable('person')
      .set({ valid_to: '2026-05-19' })
      .where('id', '=', people['reviewer-a']!)
      .execute();
    expect(await orphans()).toEqual([casePid]);
    await db()
      .updateTable('person')
      .set({ valid_to: null })
      .where('id', '=', people['reviewer-a']!)
      .execute();
    expect(await orphans()).toEqual([]);
    await db()
      .updateTable('role_grant')
      .set({ valid_from: '2000-01-01', valid_to: '2000-01-02' })
      .where('id', '=', id)
      .execute();
    await join('invited-a', 'far', []);
    await join('head-a', 'town', ['approver']);
    await acts.inviteReviewer(await as('head-a'), {
      casePid,
      username: 'invited-a',
      act: 'document.attribute-review',
      validTo: addDays(TODAY, 1),
      source: '聘书',
      once: newToken(),
    });
    expect(await orphans()).toEqual([]);
    expect(await orphans(addDays(TODAY, 2))).toEqual([casePid]);
    await acts.reviewAttribute(await as('invited-a'), await seen(db(), casePid));
    await join('office-a', 'city', ['government-office'], { scope: 'subtree' });
    await acts.returnToSender(await as('office-a'), {
      ...(await seen(db(), casePid)),
      comment: '没有说明理由。',
    });
    await acts.abandonDraft(await as('pen-a'), { ...(await seen(db(), casePid)), comment: '不再印发。' });
  });
});

describe('离任移交', () => {
  test('[R-ORG-12] 一位干事离任：草稿、待办、代理、邀请、授权一次移交，没有一件无人可办', async () => {
    await join('clerk', 'town', ['drafter', 'editor']);
    await join('heir', 'town', ['drafter']);
    await join('head', 'town', ['attribute-reviewer', 'secrecy-reviewer', 'approver']);
    await join('boss', 'other', ['approver']);
    const drafts = [
      await drafted(await as('clerk'), organs.town!, column, '干事的草稿一'),
      await drafted(await as('clerk'), organs.town!, column, '干事的草稿二'),
    ];
    const others = await drafted(await as('heir'), organs.town!, column, '继任者自己的草稿');
    const inReview = await drafted(await as('clerk'), organs.town!, column, '已送审的一件');
    await acts.submitDraft(await as('clerk'), await seen(db(), inReview));
    await giveDeputation(await as('officer'), {
      pid: pids.boss!,
      deputyPid: pids.clerk!,
      validFrom: TODAY,
      validTo: addDays(TODAY, 30),
      reason: '培训',
      once: newToken(),
    });
    await giveGrant(await as('officer'), {
      pid: pids.clerk!,
      role: 'supervisor',
      scope: 'organisation',
      organisationId: organs.town!,
      validFrom: addDays(TODAY, 20),
      lent: false,
      source: '',
      once: newToken(),
    });
    await db()
      .insertInto('disclosure_office')
      .values({
        organisation_id: organs.town!,
        name: '移交镇公开办',
        head_id: people.clerk!,
        updated_at: clock.now(),
      })
      .execute();
    const admin = await deskOf(app, 'admin');
    const path = `/people/${pids.clerk}/handover`;
    const page = await admin.get(path);
    expect(page.status).toBe(200);
    // What an administrator may not see is not on the page.
    for (const title of ['干事的草稿一', '干事的草稿二', '已送审的一件'])
      expect(page.html).not.toContain(title);
    for (const pid of drafts) expect(page.text).toContain(`编号 ${pid}`);
    expect(page.text).not.toContain(`编号 ${others}`);
    expect(page.text).not.toContain(`编号 ${inReview}`);
    expect(page.text).toContain('代 姓名boss');
    expect(page.text).toContain('监督检查人员');
    expect(page.text).toContain('移交镇：公开工作机构负责人');
    // Nobody chosen: refused per line, nothing written.
    const none = await admin.submit(page, path, { kind: 'leave', lastDay: '2026-05-22', successor: '' });
    expect(none.status).toBe(409);
    expect(none.text.match(/请选择接手人。/g)?.length).toBeGreaterThanOrEqual(2);
    // Somebody who does not hold the role.
    const unfit = await admin.submit(none, path, {
      kind: 'leave',
      lastDay: '2026-05-22',
      successor: pids.head!,
    });
    expect(unfit.text).toContain('所选的接手人不能办这一件');
    expect(
      (await db().selectFrom('case_event').select('id').where('act', '=', 'case.handover').execute()).length,
    ).toBe(0);
    const done = await admin.submit(unfit, path, {
      kind: 'leave',
      lastDay: '2026-05-22',
      successor: pids.heir!,
    });
    expect(done.location).toBe(`/people/${pids.clerk}?done=left`);

    const events = await db()
      .selectFrom('case_event')
      .innerJoin('procedure_case as c', 'c.id', 'case_event.case_id')
      .select(['c.pid', 'case_event.person_id', 'case_event.facts'])
      .where('case_event.act', '=', 'case.handover')
      .orderBy('c.id')
      .execute();
    expect(events).toEqual(
      drafts.map((pid) => ({
        pid,
        person_id: people.admin,
        facts: { task: 'document.submit', from: people.clerk, to: people.heir },
      })),
    );
    const heir = await deskOf(app, 'heir');
    const work = await heir.get('/');
    for (const title of ['干事的草稿一', '干事的草稿二', '继任者自己的草稿'])
      expect(work.text).toContain(title);
    const notices = await db()
      .selectFrom('notice')
      .select(['person_id', 'kind', 'text'])
      .where('kind', '=', 'handover')
      .orderBy('id')
      .execute();
    expect(notices.filter((n) => n.person_id === people.heir).map((n) => n.text)).toEqual([
      '姓名clerk的 2 项工作已移交给您，请在“我的待办”中查看。',
    ]);
    expect(notices.some((n) => n.person_id === people.officer && n.text.includes('不再代理姓名boss'))).toBe(
      true,
    );
    const shown = await heir.get(`/cases/${drafts[0]}`);
    expect(shown.text).toContain('移交');

    const on = async (d: string) => {
      const person = await loadPerson(db(), people.clerk!, day(d), ACTS);
      return (
        person && [
          person.may('document.draft', organs.town!),
          person.absent.length,
          person.roles.includes('supervisor'),
        ]
      );
    };
    expect(await on('2026-05-22')).toEqual([true, 1, false]);
    expect(await on('2026-05-23')).toBeUndefined();
    expect(await on('2026-06-15')).toBeUndefined();
    for (const d of [TODAY, day('2026-05-23'), day('2026-06-15')]) expect(await orphans(d)).toEqual([]);
    expect(await orphanedCases(db(), ['scheduled'])).toEqual([]);
    // After the last day neither the old session nor the password opens anything.
    const clerk = await deskOf(app, 'clerk');
    clock.set('2026-05-23T09:00:00+08:00');
    expect((await clerk.get('/')).location).toContain('/signin');
    expect((await new Client(app.addresses.console!).signIn('clerk', PASSWORD)).status).toBe(422);
    // The heir takes the work on.
    await acts.submitDraft(await as('heir'), await seen(db(), drafts[0]!));
    clock.set('2026-05-20T09:00:00+08:00');
  });

  test('[R-SEC-04] 接手人办过应回避的环节，不能接；只有本人能办的须先授权给别人', async () => {
    await join('solo', 'single', ['attribute-reviewer', 'secrecy-reviewer', 'approver']);
    await join('pen-b', 'single', ['drafter', 'approver']);
    const casePid = await drafted(await as('pen-b'), organs.single!, column, '只有一人能审的一件');
    await acts.submitDraft(await as('pen-b'), await seen(db(), casePid));
    for (const act of [acts.reviewAttribute, acts.reviewSecrecy])
      await act(await as('solo'), await seen(db(), casePid));
    // The other approver has drafted it.
    expect(await outcome(leave('solo', { successor: pids['pen-b']! }))).toContain('没有其他人可以接手');
    expect(await loadPerson(db(), people.solo!, addDays(TODAY, 1), ACTS)).toBeDefined();
    await join('second', 'single', []);
    await giveGrant(await as('officer'), {
      pid: pids.second!,
      role: 'approver',
      scope: 'organisation',
      organisationId: organs.single!,
      validFrom: TODAY,
      lent: false,
      source: '',
      once: newToken(),
    });
    expect(await outcome(leave('solo'))).toBe('可');
    expect(await orphans(addDays(TODAY, 1))).toEqual([]);
    await acts.signOff(await as('second'), await seen(db(), casePid));
  });

  test('[R-SEC-03] 最后一名安全管理员、系统管理员不能离任；本人不能办自己的；他单位的人不能由别处办', async () => {
    expect(await outcome(leave('officer'))).toContain('没有“安全管理员”');
    expect(await outcome(leave('admin2', { by: 'admin2' }))).toContain('须由另一位系统管理员办理');
    expect(await outcome(leave('admin2'))).toBe('可');
    await join('admin3', 'city', []);
    expect(await outcome(leave('admin', { by: 'admin' }))).toContain('须由另一位系统管理员办理');
    await join('far-a', 'far', []);
    expect(await outcome(leave('far-a'))).toContain('没有办理此事的权限');
    expect(await outcome(leave('clerk', { by: 'officer' }))).toContain('没有办理此事的权限');
  });

  test('填昨天离任：会话立即结束；复职用原记录，原授权不恢复，原口令作废', async () => {
    await join('quick', 'town', ['drafter']);
    const client = await deskOf(app, 'quick');
    expect((await client.get('/documents')).status).toBe(200);
    await leave('quick', { lastDay: addDays(TODAY, -1) });
    expect((await client.get('/documents')).location).toContain('/signin');
    expect(await outcome(leave('quick'))).toContain('已于 2026-05-19 离任');
    await returnStaffMember(await as('admin'), {
      pid: pids.quick!,
      password: 'Second-Start-7',
      once: newToken(),
    });
    const back = await loadPerson(db(), people.quick!, TODAY, ACTS);
    expect(back?.roles).toEqual([]);
    expect((await new Client(app.addresses.console!).signIn('quick', PASSWORD)).status).toBe(422);
    expect((await new Client(app.addresses.console!).signIn('quick', 'Second-Start-7')).status).toBe(303);
  });

  test('调动：工作移交、原授权即时终止、机构改变', async () => {
    await join('mover', 'town', ['drafter']);
    const casePid = await drafted(await as('mover'), organs.town!, column, '调动人的草稿');
    const move = { kind: 'move', organisationId: organs.other!, post: '副镇长' } as const;
    expect(await outcome(leave('mover', { to: { ...move, organisationId: organs.town! } }))).toContain(
      '已在这个机构',
    );
    expect(await outcome(leave('mover', { to: { ...move, organisationId: organs.far! } }))).toContain(
      '不在您的管理范围内',
    );
    expect(await outcome(leave('mover', { to: move, successor: pids.heir! }))).toBe('可');
    const moved = await loadPerson(db(), people.mover!, TODAY, ACTS);
    expect([moved?.organisation.code, moved?.post, moved?.roles]).toEqual(['other', '副镇长', []]);
    expect(await orphans()).toEqual([]);
    const task = await db()
      .selectFrom('task')
      .select(['post', 'person_id'])
      .where('case_id', '=', (await seen(db(), casePid)).caseId)
      .orderBy('post')
      .execute();
    expect(task).toContainEqual({ post: 'drafter', person_id: people.heir });
  });

  test('保存草稿不丢指定的办理人；送审退回后回到角色名下', async () => {
    await join('keeper', 'town', ['drafter']);
    const casePid = await drafted(await as('keeper'), organs.town!, column, '保存不丢的草稿');
    await leave('keeper', { successor: pids.heir! });
    const owner = async () =>
      (
        await db()
          .selectFrom('task')
          .select('person_id')
          .where('case_id', '=', (await seen(db(), casePid)).caseId)
          .where('post', '=', 'drafter')
          .executeTakeFirst()
      )?.person_id;
    expect(await owner()).toBe(people.heir);
    const edition = await db()
      .selectFrom('document_passage')
      .select('edition_id')
      .where('case_id', '=', (await seen(db(), casePid)).caseId)
      .executeTakeFirstOrThrow();
    const { id: _id, ...content } = await readEdition(db(), edition.edition_id);
    await acts.saveDraft(await as('heir'), { ...(await seen(db(), casePid)), content });
    expect(await owner()).toBe(people.heir);
    await acts.submitDraft(await as('heir'), await seen(db(), casePid));
    await acts.reviewAttribute(await as('head'), {
      ...(await seen(db(), casePid)),
      verdict: 'return',
      comment: '请补充理由。',
    });
    expect(await owner()).toBeNull();
  });

  test('[R-ORG-12] 移交与新建草稿同时发生，没有一件无人可办', async () => {
    for (let round = 0; round < 4; round++) {
      const name = `racer-${round}`;
      await join(name, 'town', ['drafter']);
      const actor = await as(name);
      await drafted(actor, organs.town!, column, `同时 ${round}`);
      await Promise.all([
        outcome(leave(name, { successor: pids.heir!, lastDay: addDays(TODAY, -1) })),
        outcome(drafted(actor, organs.town!, column, `同时新建 ${round}`)),
        outcome(leave(name, { by: 'admin', successor: pids.heir!, lastDay: addDays(TODAY, -1) })),
      ]);
      expect(await orphans(addDays(TODAY, 1))).toEqual([]);
    }
  });
});

test('[R-ORG-12] 管理员的人员页和无人可办页指出缺人的机构，不出现标题', async () => {
  await join('pen-c', 'lonely', ['drafter']);
  const casePid = await drafted(await as('pen-c'), organs.lonely!, column, '管理员看不到的标题');
  await acts.submitDraft(await as('pen-c'), await seen(db(), casePid));
  expect(await orphans()).toEqual([casePid]);
  const admin = await deskOf(app, 'admin');
  const home = await admin.get('/');
  expect(home.links).toContain('/people');
  const list = await admin.get('/people');
  expect(list.text).toContain('无人可办：1 件');
  expect(list.links).toContain('/people/unattended');
  const page = await admin.get('/people/unattended');
  expect(page.text).toContain(`编号 ${casePid}`);
  expect(page.text).toContain('公开属性审查人');
  expect(page.html).not.toContain('管理员看不到的标题');
  expect(page.links).toContain('/people?organisation=lonely&state=serving');
});
