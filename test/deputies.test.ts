import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { loadPerson, type Role } from '../src/core/index.ts';
import { ACTS } from '../src/house.ts';
import { addDays, day } from '../src/law/day.ts';
import {
  type DeputationInput,
  endDeputation,
  giveDeputation,
  giveGrant,
} from '../src/modules/administration/people/acts/rights.ts';
import * as acts from '../src/modules/documents/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { Forbidden, NotFound, Refusal } from '../src/platform/errors.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  cloneDatabase,
  crew,
  deskOf,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { drafted, oneColumn, seen } from './passage-kit.ts';

const TODAY = day('2026-05-20');
const clock = settableClock('2026-05-20T09:00:00+08:00');
let database: TestDatabase;
let app: RunningApp & { clock: typeof clock };
let city: number;
let town: number;
let bureau: number;
let column: number;
const organs: Record<string, number> = {};
const db = () => app.office!.db;
const { people, pids, as, join } = crew(() => app, organs);

// Names are shown in events, so each person has one of their own.
const STAFF: readonly [username: string, name: string, at: 'city' | 'town' | 'bureau', roles: Role[]][] = [
  ['officer', '安全甲', 'city', ['security-officer']],
  ['admin', '管理乙', 'city', ['administrator']],
  ['pen', '起草人张三', 'town', ['drafter']],
  ['pen2', '起草人李四', 'town', ['drafter']],
  ['head', '镇长王五', 'town', ['attribute-reviewer', 'secrecy-reviewer', 'approver']],
  ['plain', '无角色赵六', 'town', []],
  ['plain2', '无角色孙七', 'town', []],
  ['expert', '外聘周八', 'bureau', []],
  ['signer', '局长吴九', 'bureau', ['approver']],
];

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = { ...(await startTestApp(database, { clock, faces: ['console'] })), clock };
  city = await addOrgan(db(), { code: 'city', kind: 'city-government' });
  town = await addOrgan(db(), { code: 'town', kind: 'township', parentId: city });
  bureau = await addOrgan(db(), { code: 'bureau', parentId: city });
  column = await oneColumn(db(), city);
  Object.assign(organs, { city, town, bureau });
  for (const [username, name, at, roles] of STAFF)
    await join(username, at, roles, { name, scope: at === 'city' ? 'subtree' : 'organisation' });
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});
afterEach(async () => {
  clock.set('2026-05-20T09:00:00+08:00');
  const client = await connect(database.address(inject('superuser')));
  await client.query('delete from deputation; delete from case_invitation');
  await client.end();
});

const deputise = async (
  by: string,
  absent: string,
  deputy: string,
  o: Partial<DeputationInput> = {},
  own = false,
) =>
  giveDeputation(
    await as(by),
    {
      pid: pids[absent]!,
      deputyPid: pids[deputy]!,
      validFrom: TODAY,
      validTo: addDays(TODAY, 10),
      reason: '出差',
      confirmed: true,
      once: newToken(),
      ...o,
    },
    own,
  );

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return '可';
  } catch (error) {
    if (error instanceof Refusal || error instanceof Forbidden || error instanceof NotFound)
      return error.message;
    throw error;
  }
}

describe('谁能代理谁', () => {
  test('[R-SEC-03] 安全管理员指定；代理人在期间内有不在岗人的权限，期外没有', async () => {
    await deputise('officer', 'head', 'plain', {
      validFrom: addDays(TODAY, 1),
      validTo: addDays(TODAY, 3),
    });
    const on = async (n: number) => {
      const person = await loadPerson(db(), people.plain!, addDays(TODAY, n), ACTS);
      return [
        person?.may('document.sign-off', town),
        person?.onBehalfOf('document.sign-off', town)?.name,
        person?.absent.length,
      ];
    };
    expect(await on(0)).toEqual([false, undefined, 0]);
    expect(await on(1)).toEqual([true, '镇长王五', 1]);
    expect(await on(3)).toEqual([true, '镇长王五', 1]);
    expect(await on(4)).toEqual([false, undefined, 0]);
  });

  test('只代理所选的角色；自己本来就有的权限不算代理', async () => {
    await deputise('officer', 'head', 'pen2', { roles: ['secrecy-reviewer'] });
    const person = (await loadPerson(db(), people.pen2!, TODAY, ACTS))!;
    expect(person.may('document.secrecy-review', town)).toBe(true);
    expect(person.may('document.sign-off', town)).toBe(false);
    expect(person.onBehalfOf('document.draft', town)).toBeUndefined();
    expect(person.onBehalfOf('document.read', town)).toBeUndefined();
    expect(person.onBehalfOf('document.secrecy-review', town)?.personId).toBe(people.head);
  });

  test('不在岗人的授权终止、离任，代理随之失效', async () => {
    await deputise('officer', 'head', 'plain');
    await db().updateTable('person').set({ valid_to: '2026-05-19' }).where('id', '=', people.head!).execute();
    expect((await loadPerson(db(), people.plain!, TODAY, ACTS))?.may('document.sign-off', town)).toBe(false);
    await db().updateTable('person').set({ valid_to: null }).where('id', '=', people.head!).execute();
  });

  // Rows by hand: an earlier deputation, then the one that is tried, and the words of the answer.
  test.each([
    ['没有', 'officer', 'head', 'head', '代理人不能是本人'],
    ['没有', 'officer', 'head', 'admin', '须由不同的人承担'],
    ['没有', 'officer', 'admin', 'plain', '可'],
    ['没有', 'officer', 'admin', 'pen', '须由不同的人承担'],
    ['没有', 'officer', 'plain', 'plain2', '没有可以代理的角色'],
    ['没有', 'officer', 'head', 'officer', '不能给自己授权'],
    ['没有', 'admin', 'head', 'plain', '没有办理此事的权限'],
    ['head→plain', 'officer', 'head', 'plain2', '已由无角色赵六代理'],
    ['head→pen', 'officer', 'pen', 'plain', '正代理镇长王五'],
    ['pen→pen2', 'officer', 'head', 'pen', '自己由起草人李四代理'],
    ['pen→pen2', 'officer', 'pen2', 'plain', '正代理起草人张三'],
  ])('[R-SEC-03] 已有代理：%s；%s 让 %s 由 %s 代理：%s', async (earlier, by, absent, deputy, should) => {
    if (earlier !== '没有') {
      const [a, d] = earlier.split('→') as [string, string];
      await deputise('officer', a, d);
    }
    expect(await outcome(deputise(by, absent, deputy))).toContain(should);
  });

  test('错开时间、错开角色可以有两个代理人', async () => {
    await deputise('officer', 'head', 'plain', { validTo: addDays(TODAY, 2) });
    expect(await outcome(deputise('officer', 'head', 'plain2', { validFrom: addDays(TODAY, 3) }))).toBe('可');
    await deputise('officer', 'pen', 'plain', { roles: ['drafter'] });
    expect(await outcome(deputise('officer', 'pen', 'plain2', { roles: ['approver'] }))).toContain(
      '没有可以代理的角色',
    );
  });

  test('[R-SEC-03] 本人只能为自己、在本机构内指定；不能从今天以前开始', async () => {
    expect(await outcome(deputise('pen', 'pen', 'plain', {}, true))).toBe('可');
    expect(await outcome(deputise('head', 'head', 'expert', {}, true))).toContain('只能指定本机构的同事');
    expect(await outcome(deputise('pen', 'head', 'plain', {}, true))).toContain('为他人指定由安全管理员办理');
    const past = { validFrom: addDays(TODAY, -1) };
    expect(await outcome(deputise('head', 'head', 'plain2', past, true))).toContain('不能从今天以前开始');
  });

  test('[R-SEC-03] 代理期间给不在岗的人新授权，也要与代理人不互斥；同时办也不会漏', async () => {
    const grant = async (to: string, role: Role) =>
      giveGrant(await as('officer'), {
        pid: pids[to]!,
        role,
        scope: 'organisation',
        organisationId: town,
        validFrom: addDays(TODAY, 2),
        lent: false,
        source: '',
        once: newToken(),
      });
    await deputise('officer', 'head', 'plain');
    expect(await outcome(grant('plain', 'auditor'))).toContain('代理镇长王五的');
    for (let round = 0; round < 6; round++) {
      const id = await addStaff(db(), { username: `race-${round}`, organisationId: town });
      const row = await db()
        .selectFrom('person')
        .select('pid')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      pids.racer = row.pid;
      people.racer = id;
      const results = await Promise.all([
        outcome(grant('racer', 'auditor')),
        outcome(deputise('officer', 'pen2', 'racer')),
      ]);
      expect(results.filter((r) => r === '可')).toHaveLength(1);
      const client = await connect(database.address(inject('superuser')));
      await client.query(`delete from deputation where deputy_id = ${id}`);
      await client.end();
    }
  });

  test('代理管理员的人不能给被代理的管理员授权', async () => {
    await deputise('officer', 'admin', 'plain');
    const second = await addStaff(db(), {
      username: 'officer2',
      organisationId: city,
      grants: [{ role: 'security-officer', scope: 'subtree' }],
    });
    people.officer2 = second;
    const plain = await actingAs(app, second);
    expect(plain.actor.may('grant.give', town)).toBe(true);
    await deputise('officer2', 'officer', 'plain2');
    const give = giveGrant(await as('plain2'), {
      pid: pids.officer!,
      role: 'security-officer',
      scope: 'organisation',
      organisationId: bureau,
      validFrom: TODAY,
      lent: false,
      source: '',
      once: newToken(),
    });
    expect(await outcome(give)).toContain('不能给自己授权');
  });
});

describe('代理人办的件', () => {
  test('[R-SEC-04] 记录写明“代”，代理人不能审签不在岗人起草的，也不能审签自己代为起草的', async () => {
    const own = await drafted(await as('pen'), town, column, '张三起草的一件');
    await acts.submitDraft(await as('pen'), await seen(db(), own));
    // The head is away, and the drafter stands in: not for papers of the drafter's own.
    await deputise('officer', 'head', 'pen');
    expect(await outcome(acts.reviewAttribute(await as('pen'), await seen(db(), own)))).toContain(
      '您参与了本件的起草或修改',
    );
    const other = await drafted(await as('pen2'), town, column, '李四起草的一件');
    await acts.submitDraft(await as('pen2'), await seen(db(), other));
    await acts.reviewAttribute(await as('pen'), await seen(db(), other));
    const event = await db()
      .selectFrom('case_event')
      .innerJoin('procedure_case', 'procedure_case.id', 'case_event.case_id')
      .select(['case_event.person_id', 'case_event.for_person_id'])
      .where('procedure_case.pid', '=', other)
      .where('case_event.act', '=', 'document.attribute-review')
      .executeTakeFirstOrThrow();
    expect(event).toEqual({ person_id: people.pen, for_person_id: people.head });
    const audit = await db()
      .selectFrom('audit_row')
      .select(['person_id', 'for_person_id'])
      .where('act', '=', 'document.attribute-review')
      .execute();
    expect(audit).toEqual([{ person_id: people.pen, for_person_id: people.head }]);
    const client = await deskOf(app, 'head');
    const page = await client.get(`/cases/${other}`);
    expect(page.text).toContain('起草人张三（代 镇长王五）');
    // What was done in the head's name counts as the head's, for the number of persons too.
    expect(page.text).toContain('公开属性审查通过');
  });

  test('[R-SEC-04] 代理期满以后，代为起草的件本人仍须回避', async () => {
    await deputise('officer', 'pen', 'plain');
    const casePid = await drafted(await as('plain'), town, column, '赵六代张三起草的一件');
    await acts.submitDraft(await as('plain'), await seen(db(), casePid));
    clock.set('2026-06-10T09:00:00+08:00');
    await giveGrant(await as('officer'), {
      pid: pids.pen!,
      role: 'attribute-reviewer',
      scope: 'organisation',
      organisationId: town,
      validFrom: day('2026-06-10'),
      validTo: day('2026-06-11'),
      lent: false,
      source: '',
      once: newToken(),
    });
    expect(await outcome(acts.reviewAttribute(await as('pen'), await seen(db(), casePid)))).toContain(
      '代理人曾代您起草或修改本件',
    );
    await acts.reviewAttribute(await as('head'), await seen(db(), casePid));
  });

  test('[R-SEC-04] 代理提出的撤回，双方都不能决定', async () => {
    const casePid = await drafted(await as('pen2'), town, column, '要撤回的一件');
    await acts.submitDraft(await as('pen2'), await seen(db(), casePid));
    for (const act of [acts.reviewAttribute, acts.reviewSecrecy, acts.signOff])
      await act(await as('head'), await seen(db(), casePid));
    const { pid: documentPid } = await db()
      .selectFrom('gov_document')
      .innerJoin('document_passage', 'document_passage.document_id', 'gov_document.id')
      .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
      .select('gov_document.pid')
      .where('procedure_case.pid', '=', casePid)
      .executeTakeFirstOrThrow();
    await deputise('officer', 'pen', 'head');
    const asked = await acts.proposeWithdrawal(await as('head'), {
      documentPid,
      reason: '数字有误，核实后重新公布。',
      once: newToken(),
    });
    const decide = async (who: string) =>
      outcome(
        acts.decideWithdrawal(await as(who), { ...(await seen(db(), asked.casePid)), verdict: 'approve' }),
      );
    expect(await decide('head')).toContain('撤回由您提出');
    const second = await addStaff(db(), {
      username: 'vice',
      name: '副镇长',
      organisationId: town,
      grants: [{ role: 'approver' }],
    });
    people.vice = second;
    pids.vice = (
      await db().selectFrom('person').select('pid').where('id', '=', second).executeTakeFirstOrThrow()
    ).pid;
    const client = await connect(database.address(inject('superuser')));
    await client.query('delete from deputation');
    await client.end();
    await deputise('officer', 'head', 'vice');
    expect(await decide('vice')).toContain('您正代理镇长王五');
  });

  test('交给不在岗人的待办，代理人看得到、办得了', async () => {
    const casePid = await drafted(await as('pen2'), town, column, '指定给李四的草稿');
    await db()
      .updateTable('task')
      .set({ person_id: people.pen2! })
      .where('case_id', '=', (await seen(db(), casePid)).caseId)
      .where('post', '=', 'drafter')
      .execute();
    const lists = async (who: string) => {
      const client = await deskOf(app, who);
      return (await client.get('/')).text.includes('指定给李四的草稿');
    };
    expect([await lists('pen2'), await lists('plain')]).toEqual([true, false]);
    await deputise('officer', 'pen2', 'plain');
    expect(await lists('plain')).toBe(true);
    await acts.submitDraft(await as('plain'), await seen(db(), casePid));
  });
});

test('[R-SEC-03] 外出代理页：本人指定、终止，对方收到消息，填错不丢', async () => {
  const client = await deskOf(app, 'pen');
  const page = await client.get('/absence');
  const fields = { deputy: pids.plain!, from: '2026-05-21', to: '2026-05-20', reason: '培训三天' };
  const wrong = await client.submit(page, '/absence', fields);
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('截止日早于开始日');
  expect(wrong.html).toContain('value="培训三天"');
  const done = await client.submit(wrong, '/absence', { ...fields, to: '2026-05-23' });
  expect(done.location).toBe('/absence?done=deputy-planned');
  const notices = await db()
    .selectFrom('notice')
    .select(['person_id', 'text'])
    .where('person_id', '=', people.plain!)
    .execute();
  expect(notices.at(-1)?.text).toContain('起草人张三的工作由无角色赵六代理');
  const listed = await client.get('/absence');
  expect(listed.text).toContain('无角色赵六（代 起草人张三）');
  const ended = await client.submit(listed, '/absence/end');
  expect(ended.location).toBe('/absence?done=deputy-ended');
  expect((await loadPerson(db(), people.plain!, day('2026-05-22'), ACTS))?.absent).toEqual([]);
  const again = endDeputation(await as('officer'), {
    pid: pids.pen!,
    deputationPid: listed.hidden('/absence/end').deputation!,
    once: newToken(),
  });
  expect(await outcome(again)).toContain('已经结束');
});

describe('只为一件邀请的审查人', () => {
  const CASE_PAGES = (pid: string) => [`/cases/${pid}`];
  const underReview = async (title: string) => {
    const casePid = await drafted(await as('pen'), town, column, title);
    await acts.submitDraft(await as('pen'), await seen(db(), casePid));
    return casePid;
  };
  const invite = async (
    by: string,
    casePid: string,
    username: string,
    o: Partial<Parameters<typeof acts.inviteReviewer>[1]> = {},
  ) =>
    acts.inviteReviewer(await as(by), {
      casePid,
      username,
      act: 'document.attribute-review',
      validTo: addDays(TODAY, 5),
      source: '聘书〔2026〕1号',
      once: newToken(),
      ...o,
    });

  test('[R-SEC-04] 受邀人只看得到、办得了这一件，别的一概不存在；到期失效', async () => {
    const casePid = await underReview('邀请审查的一件');
    const other = await underReview('没有邀请的一件');
    const client = await deskOf(app, 'expert');
    expect((await client.get(`/cases/${casePid}`)).status).toBe(403);
    await invite('head', casePid, 'expert');
    expect((await client.get('/')).text).toContain('邀请审查的一件');
    for (const path of CASE_PAGES(casePid)) expect((await client.get(path)).status, path).toBe(200);
    expect((await client.get(`/cases/${other}`)).status).toBe(404);
    for (const path of ['/documents', '/documents/new', '/offline', '/imports', '/people', '/organisations'])
      expect((await client.get(path)).status, path).toBe(403);
    const page = await client.get(`/cases/${casePid}`);
    expect(page.html).not.toContain('文件档案');
    // Signing is no invited act, nor is any act of another case.
    const it = await seen(db(), casePid);
    const fields = {
      version: String(it.seenVersion),
      seen: it.seenHash,
      verdict: 'pass',
      comment: '',
      when: 'now',
    };
    expect(
      (
        await client.submit(page, `/cases/${casePid}/sign-off`, {
          ...page.hidden(`/cases/${casePid}/attribute-review`),
          ...fields,
        })
      ).status,
    ).toBe(403);
    const strange = await seen(db(), other);
    expect(await outcome(acts.reviewAttribute(await as('expert'), { ...strange }))).toContain(
      '没有办理此事的权限',
    );
    expect(
      (
        await client.post(`/cases/${other}/attribute-review`, {
          ...page.hidden(`/cases/${casePid}/attribute-review`),
          ...fields,
        })
      ).status,
    ).toBe(404);
    const review = await client.submit(page, `/cases/${casePid}/attribute-review`, fields);
    expect(review.location).toContain('done=attribute-review');
    expect((await seen(db(), casePid)).state).toBe('secrecy-review');
    clock.set('2026-05-26T09:00:00+08:00');
    const late = await loadPerson(db(), people.expert!, day('2026-05-26'), ACTS);
    expect([late?.invited, late?.invitations]).toEqual([false, []]);
  });

  test('[R-SEC-04] 邀请也要遵守审签分离和三员互斥，留在流转记录里', async () => {
    const casePid = await underReview('要邀请的又一件');
    const secrecy = { act: 'document.secrecy-review' as const };
    expect(await outcome(invite('head', casePid, 'pen', secrecy))).toContain('参与了本件的起草');
    const long = addDays(TODAY, 200);
    expect(await outcome(invite('head', casePid, 'expert', { ...secrecy, validTo: long }))).toContain(
      '最长 180 天',
    );
    expect(await outcome(invite('head', casePid, 'expert', secrecy))).toBe('可');
    const hands = await outcome(acts.reviewAttribute(await as('head'), await seen(db(), casePid)));
    expect(hands).toBe('可');
    expect(await outcome(invite('head', casePid, 'pen'))).toContain('这一环节已经办过');
    expect(await outcome(invite('head', casePid, 'admin', secrecy))).toContain('须由不同的人承担');
    expect(await outcome(invite('head', casePid, 'nobody-here', secrecy))).toContain('没有用户名为');
    expect(await outcome(invite('head', casePid, 'head', secrecy))).toContain('不能邀请自己');
    expect(await outcome(invite('signer', casePid, 'expert', secrecy))).toContain('没有办理此事的权限');
    expect(
      await outcome(invite('head', casePid, 'plain', { ...secrecy, validTo: addDays(TODAY, -1) })),
    ).toContain('截止日早于');
    const grant = giveGrant(await as('officer'), {
      pid: pids.pen!,
      role: 'auditor',
      scope: 'organisation',
      organisationId: city,
      validFrom: addDays(TODAY, 3),
      lent: false,
      source: '',
      once: newToken(),
    });
    expect(await outcome(grant)).toContain('不能同时是“审计员”');
    const client = await deskOf(app, 'head');
    const page = await client.get(`/cases/${casePid}`);
    expect(page.text).toContain('邀请审查人');
    expect(page.text).toContain('聘书〔2026〕1号');
    const end = await client.submit(page, `/cases/${casePid}/end-invitation`);
    expect(end.location).toContain('done=uninvited');
    expect((await as('expert')).actor.invited).toBe(false);
  });
});
