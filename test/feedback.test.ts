import { sql } from 'kysely';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { newNonce, Sealer, submitIntake, verifyChain } from '../src/core/index.ts';
import { addDays, day } from '../src/law/day.ts';
import { EVIDENCE } from '../src/modules/administration/index.ts';
import { giveDeputation } from '../src/modules/administration/people/acts/rights.ts';
import { changeRetention } from '../src/modules/administration/personal-data/acts.ts';
import * as documents from '../src/modules/documents/index.ts';
import { takeInFeedback } from '../src/modules/feedback/index.ts';
import { serviceActor } from '../src/platform/actor.ts';
import { settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { readWorkbook } from '../src/platform/xlsx/index.ts';
import { answered, provenWork } from './captcha-kit.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  deskOf,
  type Page,
  startTestApp,
  TEST_KEYS,
  type TestDatabase,
} from './harness.ts';
import { paper as draft, drafted, oneColumn, seen } from './passage-kit.ts';

/* Policy feedback on its whole way: under the paper, sealed, answered, published by a second person, gone with the paper. */

const CANARY = { name: '龘靐齾', contact: 'zqcanary@example.cn', phone: '13800001111' };
const CONTENT = '第三条的办理时限写得不清楚，建议注明是工作日还是自然日。';
const ANSWER = '谢谢您的意见。办理时限按工作日计算，我们将在修订时写明。';
const TITLE = '关于办理时限的通知';

let database: TestDatabase;
let app: RunningApp & { clock: ReturnType<typeof settableClock> };
let admin: pg.Client;
const logged: string[] = [];
const clients: Record<string, Client> = {};
const ids: Record<string, number> = {};
const organs: Record<string, number> = {};
let column: number;
let paper = '';
const clock = settableClock('2026-05-20T09:00:00+08:00');
const db = () => app.office!.db;
const who = (name: string) => clients[name]!;
const enter = async (...names: string[]) => {
  for (const name of names) {
    clients[name] = await deskOf(app, name);
  }
};
const NAMES = ['writer', 'second', 'editor', 'chief', 'watcher', 'office', 'stranger', 'auditor', 'clerk'];

/** Publishes a paper by its writer and the chief. @returns its public id */
async function published(title: string): Promise<string> {
  const [by, chief] = [await actingAs(app, ids.writer!), await actingAs(app, ids.signer!)];
  const casePid = await drafted(by, organs.bureau!, column, title);
  await documents.submitDraft(by, await seen(db(), casePid));
  await documents.reviewAttribute(chief, await seen(db(), casePid));
  await documents.reviewSecrecy(chief, await seen(db(), casePid));
  await documents.signOff(chief, await seen(db(), casePid));
  const row = await db()
    .selectFrom('document_passage')
    .innerJoin('gov_document', 'gov_document.id', 'document_passage.document_id')
    .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
    .select('gov_document.pid')
    .where('procedure_case.pid', '=', casePid)
    .executeTakeFirstOrThrow();
  return row.pid;
}

beforeAll(async () => {
  database = await cloneDatabase('empty');
  const running = await startTestApp(database, {
    clock,
    log: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }),
  });
  app = { ...running, clock };
  admin = await connect(database.address(inject('superuser')));
  organs.city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  organs.bureau = await addOrgan(db(), {
    code: 'bureau',
    kind: 'township',
    parentId: organs.city,
    name: '测试镇',
  });
  organs.elsewhere = await addOrgan(db(), { code: 'elsewhere', parentId: organs.city, name: '市别处局' });
  organs.empty = await addOrgan(db(), { code: 'empty', parentId: organs.city, name: '市无人局' });
  column = await oneColumn(db(), organs.city);
  const staff = [
    ['writer', 'bureau', ['drafter']],
    ['second', 'bureau', ['drafter']],
    ['editor', 'bureau', ['editor']],
    ['chief', 'bureau', ['approver']],
    ['signer', 'bureau', ['attribute-reviewer', 'secrecy-reviewer', 'approver']],
    ['watcher', 'bureau', ['supervisor']],
    ['office', 'bureau', ['disclosure-office']],
    ['stranger', 'elsewhere', ['drafter', 'approver']],
    ['auditor', 'city', ['auditor']],
    ['clerk', 'bureau', ['window-clerk']],
  ] as const;
  for (const [username, organ, roles] of staff)
    ids[username] = await addStaff(db(), {
      username,
      name: `姓名${username}`,
      organisationId: organs[organ]!,
      grants: roles.map((role) => ({ role })),
    });
  await enter(...NAMES);
  paper = await published(TITLE);
});
afterAll(async () => {
  await admin.end();
  await app.stop();
  await database.drop();
});
beforeEach(async () => {
  await db().deleteFrom('attempt_limit').execute();
});

const citizen = () => new Client(app.addresses.portal!);
const at = (pid = paper) => `/documents/${pid}/feedback`;
const one = (pid: string, rest = '') => `/cases/${pid}/policy-feedback${rest}`;
const codeIn = (page: Page) => /\b([0-9a-z]{4}(?:-[0-9a-z]{4}){3})\b/.exec(page.text)?.[1] ?? '';
const latest = async () =>
  (
    await admin.query<{ pid: string }>(
      `select pid from procedure_case where "procedure" = 'policy-feedback' order by id desc limit 1`,
    )
  ).rows[0]!.pid;

/** A form of the console, opened and sent as a browser would. */
async function act(
  name: string,
  pid: string,
  what: string,
  fields: Record<string, string> = {},
): Promise<Page> {
  const page = await who(name).get(one(pid));
  return who(name).submit(page, one(pid, `/${what}`), fields);
}
async function done(name: string, pid: string, what: string, fields: Record<string, string> = {}) {
  const page = await act(name, pid, what, fields);
  expect(page.location, `${what}: ${page.text.slice(0, 600)}`).toContain(`done=${what}`);
}
async function query(code: string): Promise<string> {
  const page = await citizen().post('/feedback/query', { code });
  expect(page.status, page.text).toBe(200);
  return page.text;
}
/** Sends feedback below the pages and enrols it. @returns the public id of its case */
async function quick(
  more: Partial<{ content: string; name: string; contact: string }> = {},
  document = paper,
): Promise<string> {
  const { now, today } = { now: clock.now(), today: clock.today() };
  await submitIntake(app.portal!.db, {
    kind: 'policy-feedback',
    nonce: newNonce(),
    content: { content: CONTENT, name: '', contact: '', ...more, document },
    now,
    today,
  });
  const ctx = {
    ...app.office!,
    actor: serviceActor('system', '系统', ['feedback.take-in']),
    requestId: 'test',
  };
  expect(await takeInFeedback({ ...ctx, keys: TEST_KEYS }, () => undefined)).toBe(1);
  return latest();
}
/** For how many months name and contact are kept after the close, by the retention table of the day. */
async function monthsKept(): Promise<number> {
  const { rows } = await admin.query<{ months: number }>(
    `select months from retention_rule where matter = 'policy-feedback' and kind = '' and starts = 'case-closed'
     and valid_from <= $1 and (valid_to is null or valid_to >= $1)`,
    [clock.today()],
  );
  expect(rows).toHaveLength(1);
  return rows[0]!.months;
}
/** The same day of a later month; for days that every month has. */
const monthsLater = (day: string, months: number) => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, date)).toISOString().slice(0, 10);
};
/** Tables that hold one of the texts. */
async function tablesWith(texts: readonly string[]): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
  );
  const forms = texts.flatMap((t) => [t, Buffer.from(t).toString('hex'), Buffer.from(t).toString('base64')]);
  const found: string[] = [];
  for (const { name } of rows) {
    const hit = await admin.query(
      `select 1 from ${name} t where exists (select from unnest($1::text[]) f where strpos(t::text, f) > 0) limit 1`,
      [forms],
    );
    if (hit.rowCount) found.push(name);
  }
  return found;
}

describe('the way of a feedback, without JavaScript', () => {
  let code = '';
  let pid = '';

  test('[R-FBK-01] under every public paper stands the form; it carries no secret, so the page can be shared', async () => {
    const page = await citizen().get(`/documents/${paper}`);
    expect(page.text).toContain('政策反馈');
    expect(page.html).toContain(`action="${at()}"`);
    expect(page.hidden(at())).toEqual({});
    expect(page.text).toContain(`办结满 ${await monthsKept()} 个月清除`);
    expect((await citizen().get('/documents/0000000000/feedback')).status).toBe(404);
  });

  test('[R-FBK-01] the first step keeps everything, asks for the captcha and says what is wrong at the field', async () => {
    const page = await citizen().get(`/documents/${paper}`);
    const next = await citizen().submit(page, at(), { content: CONTENT, name: CANARY.name, consent: 'yes' });
    expect(next.status).toBe(200);
    expect(next.headers.get('cache-control')).toBe('no-store');
    expect(next.text).toContain(CONTENT);
    expect(next.html).toContain(CANARY.name);
    expect(next.hidden(at()).nonce).toMatch(/^[\w-]{43}$/);
    const wrong: [Record<string, string>, string][] = [
      [{ content: '好' }, '内容至少 5 个字'],
      [{ content: '' }, '请填写内容'],
      [{ content: '字'.repeat(1001) }, '内容最多 1000 个字，现在是 1001 个字'],
      [{ content: '字'.repeat(5001) }, '内容最多 5000 个字'],
      [{ content: `请打电话 ${CANARY.phone} 告诉我结果` }, '内容里有身份证号、手机号'],
      [{ content: `我是${CANARY.name}，请看看`, name: CANARY.name }, '内容里写有您的姓名'],
      [{ content: '机密★5年 这份文件有误' }, '密级标志'],
      [{ contact: '12345' }, '联系方式应为 11 位手机号或者电子邮箱'],
      [{ name: '张三13800001111' }, '姓名只填文字'],
      [{ contact: CANARY.contact, consent: '' }, '请阅读告知内容并勾选'],
    ];
    for (const [more, says] of wrong) {
      const refused = await citizen().submit(next, at(), { content: CONTENT, consent: 'yes', ...more });
      expect(refused.status, says).toBe(422);
      expect(refused.text, says).toContain(says);
      if (!('content' in more)) expect(refused.text).toContain(CONTENT);
    }
    // A tag is a text.
    const tagged = await citizen().submit(next, at(), {
      content: '<script>alert(1)</script> https://evil.example/a',
    });
    expect(tagged.html).not.toContain('<script>alert');
    expect(tagged.html).not.toContain('href="https://evil');
    expect((await admin.query('select 1 from intake')).rowCount).toBe(0);
  });

  test('[R-FBK-02] without the captcha nothing is taken; with the question answered it is sealed at once', async () => {
    const page = await citizen().get(at());
    const fields = { content: CONTENT, name: CANARY.name, contact: CANARY.contact, consent: 'yes' };
    const next = await citizen().submit(page, at(), fields);
    const without = await citizen().submit(next, at(), fields);
    expect(without.status).toBe(422);
    expect(without.text).toContain('请回答验证题');
    const sent = await citizen().submit(without, at(), { ...fields, ...answered(without) });
    expect(sent.status, sent.text).toBe(200);
    code = codeIn(sent);
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
    // Sent again, by a double click or a reload: the same one.
    const again = await citizen().submit(without, at(), { ...fields, ...answered(without) });
    expect(codeIn(again)).toBe(code);
    expect((await admin.query('select 1 from intake')).rowCount).toBe(1);
    expect(await tablesWith([CONTENT, ...Object.values(CANARY), code])).toEqual([]);
    expect(await query(code)).toContain('已收到，等待登记');
  });

  test('[R-FBK-03] it goes to the drafter of the paper, with an internal term and a notice without content', async () => {
    const taken = await who('writer').submit(await who('writer').get('/feedback'), '/feedback/take-in');
    expect(taken.location).toBe('/feedback?done=taken-in');
    pid = await latest();
    const { rows } = await admin.query(
      `select distinct p.name, t.due::text from task t join procedure_case c on c.id = t.case_id join person p on p.id = t.person_id where c.pid = $1`,
      [pid],
    );
    // Five working days from Wednesday, 20 May 2026.
    expect(rows).toEqual([{ name: '姓名writer', due: '2026-05-27' }]);
    const notices = await admin.query(
      `select p.name, n.kind, n.text from notice n join person p on p.id = n.person_id where n.about = $1`,
      [pid],
    );
    expect(notices.rows).toEqual([
      { name: '姓名writer', kind: 'feedback', text: `收到政策反馈：《${TITLE}》，请在2026年5月27日前答复。` },
    ]);
    expect((await who('writer').get('/')).text).toContain(`对《${TITLE}》的反馈`);
    expect((await who('second').get('/')).text).not.toContain(`对《${TITLE}》的反馈`);
    expect(await query(code)).toContain('答复期限 2026年5月27日');
  });

  test('[R-FBK-08] name and contact are masked for everybody; only handlers may see them, with a reason', async () => {
    for (const name of ['writer', 'chief', 'watcher', 'office']) {
      const page = await who(name).get(one(pid));
      expect(page.text, name).toContain(CONTENT);
      expect(page.text, name).toContain('龘**');
      expect(page.text, name).toContain('z***@example.cn');
      for (const value of Object.values(CANARY)) expect(page.html, name).not.toContain(value);
    }
    for (const name of ['stranger', 'auditor', 'clerk'])
      expect([403, 404], name).toContain((await who(name).get(one(pid))).status);
    for (const name of ['chief', 'watcher', 'office', 'stranger', 'clerk', 'auditor'])
      expect([403, 404], name).toContain((await who(name).get(one(pid, '/unmask'))).status);
    const form = await who('writer').get(one(pid, '/unmask'));
    const shown = await who('writer').submit(form, one(pid, '/unmask'), {
      reason: 'contact',
      reasonText: '发邮件核对反馈的条款',
    });
    expect(shown.text).toContain(CANARY.contact);
    expect((await who('chief').get(one(pid))).text).toContain('发邮件核对反馈的条款');
  });

  test('[R-FBK-03] classified and answered; the sender reads the answer, the public nothing yet', async () => {
    const asClass = async (c: string) =>
      (await who('writer').get(`/feedback?class=${c}`)).links.includes(one(pid));
    expect([await asClass('suggestion'), await asClass('consultation')]).toEqual([false, false]);
    await done('writer', pid, 'classify', { class: 'suggestion' });
    expect([await asClass('suggestion'), await asClass('consultation')]).toEqual([true, false]);
    const named = await act('writer', pid, 'reply', { reply: `${CANARY.name}您好，已记下。` });
    expect(named.status).toBe(422);
    expect(named.text).toContain('含有提交人留下的姓名');
    expect((await act('writer', pid, 'reply', { reply: '请拨打 13800001111。' })).text).toContain(
      '含有身份证号、手机号',
    );
    await done('writer', pid, 'reply', { reply: ANSWER });
    const told = await query(code);
    expect(told).toContain(ANSWER);
    expect(told).toContain('已答复');
    expect(told).not.toContain(CONTENT);
    expect((await citizen().get(`/documents/${paper}`)).text).not.toContain(ANSWER);
  });

  test('[R-FBK-03] the public rendition needs a second person; then it stands under the paper', async () => {
    const text = '第三条的办理时限不清楚，建议注明。';
    await done('writer', pid, 'propose', {
      publicText: text,
      publicReply: ANSWER,
      useKind: 'used',
      useNote: '已列入修订。',
    });
    expect((await who('writer').get(one(pid))).html).not.toContain(`action="${one(pid, '/approve')}"`);
    await done('chief', pid, 'return', { comment: '请写明何时修订。' });
    expect(await query(code)).not.toContain('采用');
    await done('writer', pid, 'propose', {
      publicText: text,
      publicReply: ANSWER,
      useKind: 'used',
      useNote: '已列入年内修订。',
    });
    await done('chief', pid, 'approve');
    const page = await citizen().get(`/documents/${paper}`);
    for (const shown of [text, ANSWER, '意见采用', '已列入年内修订。']) expect(page.text).toContain(shown);
    expect(page.text).not.toContain(CONTENT);
    expect((await citizen().get('/feedback')).text).toContain(text);
    for (const list of ['/feedback', at()]) {
      const beyond = await citizen().get(`${list}?page=7`);
      expect(beyond.text).toContain('没有第 7 页，这个列表到第 1 页为止');
      expect(beyond.links).toContain(list);
      expect(beyond.text).not.toMatch(/没有公开的反馈/);
    }
    expect(await query(code)).toContain('已在文件页下公开');
  });

  test('[R-FBK-03] figures of the paper open to their rows', async () => {
    const waiting = await quick({ content: '附件的表格打不开，请重新上传。' });
    const late = await quick({ content: '请说明第五条由谁负责解释。' });
    // Of another paper: in no figure of this one.
    await quick({ content: '请写明施行的日期。' }, await published('关于渡口值班的通知'));
    // Received on Wednesday, 20 May: due on the 27th.
    clock.set('2026-05-28T09:00:00+08:00');
    await enter('writer', 'office');
    await done('writer', late, 'classify', { class: 'consultation' });
    await done('writer', late, 'reply', { reply: '第五条由制定机关负责解释。' });
    const list = await who('office').get(`/feedback?document=${paper}`);
    for (const [counted, rows] of [
      ['received', [pid, waiting, late]],
      ['answered', [pid, late]],
      ['in-time', [pid]],
      ['published', [pid]],
    ] as const) {
      const href = `/feedback?document=${paper}&counted=${counted}`;
      expect(list.links).toContain(href);
      const opened = await who('office').get(href);
      expect(
        opened.links.filter((l) => /^\/cases\/\w+\/policy-feedback$/.test(l)).toSorted(),
        counted,
      ).toEqual(rows.map((r) => one(r)).toSorted());
      expect(list.html, counted).toMatch(
        new RegExp(`href="[^"]*counted=${counted}"[^>]*><b[^>]*>${rows.length}</b>`),
      );
    }
    clock.set('2026-05-20T09:00:00+08:00');
    await enter('writer', 'office');
  });

  test('[R-FBK-01] withdrawn with its paper, and back with it', async () => {
    const [by, chief] = [await actingAs(app, ids.writer!), await actingAs(app, ids.chief!)];
    const waiting = await quick({ content: '请写明夜间渡口谁来值守。' });
    await done('writer', waiting, 'reply', { reply: ANSWER });
    const rendition = { publicText: '请写明夜间值守。', publicReply: '已经写明。' };
    await done('writer', waiting, 'propose', rendition);
    const asked = await documents.proposeWithdrawal(by, {
      documentPid: paper,
      reason: '正文有误，核实后重新公布。',
      once: newToken(),
    });
    await documents.decideWithdrawal(chief, { ...(await seen(db(), asked.casePid)), verdict: 'approve' });
    for (const path of [at(), `/documents/${paper}`, '/feedback'])
      expect((await citizen().get(path)).text, path).not.toContain('建议注明');
    expect((await sql`select 1 from portal.live_feedback`.execute(app.portal!.db)).rows).toEqual([]);
    // What somebody wrote while it was taken down is not thrown away.
    const late = await citizen().post(at(), { content: CONTENT });
    expect([late.status, late.text.includes(CONTENT)]).toEqual([404, true]);
    expect(late.text).toContain('没有提交');
    expect(await query(code)).toContain(ANSWER);
    expect(await query(code)).not.toContain(TITLE);
    expect(await query(code)).not.toContain('公开在');
    // Nothing is made public under a paper that nobody sees, to appear on the day on which it comes back.
    const unseen = '公众现在看不到它';
    const approval = await act('chief', waiting, 'approve');
    expect([approval.status, approval.text.includes(unseen)]).toEqual([409, true]);
    await done('chief', waiting, 'return', { comment: '文件已经撤回。' });
    const proposal = await act('writer', waiting, 'propose', rendition);
    expect([proposal.status, proposal.text.includes(unseen)]).toEqual([409, true]);
    await done('writer', waiting, 'keep-private', { privateReason: '文件已经撤回。' });
    const again = await documents.startCorrection(by, { documentPid: paper, once: newToken() });
    const open = await seen(db(), again.casePid);
    await documents.saveDraft(by, {
      ...open,
      content: { ...draft(column, { title: TITLE }), changeNote: '核实后重新公布。' },
    });
    await documents.submitDraft(by, await seen(db(), again.casePid));
    const signer = await actingAs(app, ids.signer!);
    await documents.reviewAttribute(signer, await seen(db(), again.casePid));
    await documents.reviewSecrecy(signer, await seen(db(), again.casePid));
    await documents.signOff(signer, await seen(db(), again.casePid));
    expect((await citizen().get(`/documents/${paper}`)).text).toContain('建议注明');
  });

  test('[R-FBK-08] closed; on the day after its last the contact is erased, and the chain still verifies', async () => {
    await done('writer', pid, 'close');
    expect(await query(code)).toContain('已办结');
    const due = await admin.query(
      `select distinct erase_after::text as day from personal_value where erased_at is null`,
    );
    // Told on the page in months, done by the day.
    const last = monthsLater('2026-05-20', await monthsKept());
    expect(due.rows).toEqual([{ day: last }]);
    const tick = app.ticks.find((t) => t.name === 'erase-due');
    clock.set(`${last}T23:00:00+08:00`);
    await tick?.run();
    expect((await admin.query(`select 1 from personal_value where ciphertext is not null`)).rowCount).toBe(2);
    clock.set(`${addDays(day(last), 1)}T04:00:00+08:00`);
    await tick?.run();
    expect((await admin.query(`select 1 from personal_value where ciphertext is not null`)).rowCount).toBe(0);
    await new Sealer(db(), clock, EVIDENCE).look();
    expect((await verifyChain(db(), EVIDENCE, [])).findings).toEqual([]);
    await enter(...NAMES);
    const page = await who('writer').get(one(pid));
    expect(page.text).toContain('密钥已销毁');
    expect(page.text).not.toContain('龘');
    expect((await citizen().get(`/documents/${paper}`)).text).toContain('建议注明');
    clock.set('2026-05-21T09:00:00+08:00');
    await enter(...NAMES);
  });

  test('[R-FBK-08] taken down after the close as well, at once', async () => {
    await done('chief', pid, 'unpublish', { takeDown: '内容能认出个人。' });
    expect((await citizen().get(`/documents/${paper}`)).text).not.toContain('建议注明');
    expect((await who('chief').get(one(pid))).html).not.toContain(one(pid, '/unpublish'));
  });

  test('[R-FBK-08] name and contact never stood in the portal, audit, events, notices, jobs or logs', async () => {
    expect(await tablesWith(Object.values(CANARY))).toEqual([]);
    expect(logged.length).toBeGreaterThan(20);
    for (const word of [...Object.values(CANARY), CONTENT, code])
      expect(logged.join('\n')).not.toContain(word);
  });
});

describe('routing', () => {
  const toldOf = async (pid: string) =>
    (
      await admin.query<{ name: string }>(
        `select p.name from notice n join person p on p.id = n.person_id where n.about = $1 order by n.id`,
        [pid],
      )
    ).rows.map((r) => r.name);

  test('[R-FBK-03] the same words again are marked, misdirected ones go on with their term, duplicates end', async () => {
    const first = await quick({ content: '办事大厅几点开门？请写进文件。' });
    const again = await quick({ content: '办事大厅几点开门， 请写进文件！' });
    expect((await who('writer').get(one(again))).links).toContain(one(first));
    await done('writer', again, 'dismiss', { closing: 'duplicate' });
    expect(
      (await act('writer', first, 'forward', { organisation: 'empty', reason: '属于其他单位职责。' })).text,
    ).toContain('还没有人能办理');
    clock.set('2026-05-25T09:00:00+08:00');
    await enter(...NAMES);
    const sent = await act('writer', first, 'forward', {
      organisation: 'elsewhere',
      reason: '属于其他单位职责。',
    });
    expect(sent.location).toBe('/feedback?done=forward');
    expect((await who('writer').get(one(first))).status).toBe(404);
    expect((await who('stranger').get(one(first))).text).toContain('属于其他单位职责');
    expect(await toldOf(first)).toEqual(['姓名writer', '姓名stranger']);
    const due = await admin.query(
      `select distinct t.due::text, o.code, t.person_id from task t join procedure_case c on c.id = t.case_id join organisation o on o.id = t.organisation_id where c.pid = $1`,
      [first],
    );
    expect(due.rows).toEqual([{ due: '2026-05-28', code: 'elsewhere', person_id: null }]);
  });

  test('[R-FBK-03] given to a colleague; not to somebody who may not handle it', async () => {
    const pid = await quick({ content: '希望补充联系电话和地址。' });
    const page = await who('writer').get(one(pid));
    const choice = /<option value="([0-9a-z]{10})"[^>]*>姓名second/.exec(page.html)?.[1] ?? '';
    await done('writer', pid, 'assign', { person: choice });
    expect((await who('second').get('/')).text).toContain('的反馈');
    expect(await toldOf(pid)).toEqual(['姓名writer', '姓名second']);
    const foreign = await db()
      .selectFrom('person')
      .select('pid')
      .where('id', '=', ids.stranger!)
      .executeTakeFirstOrThrow();
    expect((await act('writer', pid, 'assign', { person: foreign.pid })).text).toContain('现在不能办理');
  });

  test('[R-FBK-03] an absent drafter’s deputy is told too; a drafter who has left is followed by the editors', async () => {
    const security = await addStaff(db(), {
      username: 'security',
      organisationId: organs.city!,
      grants: [{ role: 'security-officer', scope: 'subtree' }],
    });
    const pids = Object.fromEntries(
      (await db().selectFrom('person').select(['id', 'pid']).execute()).map((p) => [p.id, p.pid]),
    );
    await giveDeputation(await actingAs(app, security), {
      pid: pids[ids.writer!]!,
      deputyPid: pids[ids.second!]!,
      validFrom: clock.today(),
      validTo: day('2026-06-30'),
      reason: '出差',
      once: newToken(),
    });
    expect((await toldOf(await quick({ content: '附件打不开，请核对。' }))).sort()).toEqual([
      '姓名second',
      '姓名writer',
    ]);
    // What the deputy answered for the absent one, the absent one may not approve, were they an approver.
    await db().updateTable('person').set({ valid_to: '2026-05-24' }).where('id', '=', ids.writer!).execute();
    expect(await toldOf(await quick({ content: '附件还是打不开，请再核对。' }))).toEqual(['姓名editor']);
    await db().updateTable('person').set({ valid_to: null }).where('id', '=', ids.writer!).execute();
  });

  test('[R-SEC-04] whoever answered may not approve, also with the role of an approver', async () => {
    const both = await addStaff(db(), {
      username: 'both',
      organisationId: organs.bureau!,
      grants: [{ role: 'drafter' }, { role: 'approver' }],
    });
    expect(both).toBeGreaterThan(0);
    await enter('both');
    const pid = await quick({ content: '标题里有一个错字，请改正。' });
    await done('both', pid, 'reply', { reply: '已改正。' });
    await done('both', pid, 'propose', { publicText: '标题有错字。', publicReply: '已改正。' });
    const page = await who('both').get(one(pid));
    expect(page.text).toContain('须由另一位同事批准');
    const { version = '' } = page.hidden(one(pid, '/unpublish'));
    const forced = await who('both').post(one(pid, '/approve'), {
      _once: page.hidden('/signout')._once ?? '',
      version: version || '3',
    });
    expect(forced.status).toBe(409);
    expect((await citizen().get(`/documents/${paper}`)).text).not.toContain('标题有错字');
  });
});

// The oracle: state × act, typed by hand. 可 = the lifecycle has it.
const TABLE = `
| 行为         | received | replied | approval | published | unpublished | closed |
| reply        | 可       | 可      | 否       | 否        | 否          | 否     |
| classify     | 可       | 可      | 可       | 可        | 可          | 否     |
| assign       | 可       | 可      | 可       | 可        | 可          | 否     |
| forward      | 可       | 否      | 否       | 否        | 否          | 否     |
| dismiss      | 可       | 否      | 否       | 否        | 否          | 否     |
| propose      | 否       | 可      | 否       | 可        | 可          | 否     |
| approve      | 否       | 否      | 可       | 否        | 否          | 否     |
| return       | 否       | 否      | 可       | 否        | 否          | 否     |
| keep-private | 否       | 可      | 否       | 否        | 否          | 否     |
| unpublish    | 否       | 否      | 否       | 可        | 否          | 否     |
| close        | 否       | 否      | 否       | 可        | 可          | 否     |`;

test('[R-FBK-03] every state × every act: what the table does not have is refused, and nothing is written', async () => {
  const [head = [], ...rows] = TABLE.trim()
    .split('\n')
    .map((l) =>
      l
        .split('|')
        .slice(1, -1)
        .map((c) => c.trim()),
    );
  const published = { publicText: '公开的内容。', publicReply: '公开的答复。' };
  const FIELDS: Record<string, Record<string, string>> = {
    reply: { reply: ANSWER },
    classify: { class: 'other' },
    forward: { organisation: 'elsewhere', reason: '不属于本单位。' },
    dismiss: { closing: 'no-substance' },
    propose: published,
    return: { comment: '请再核对。' },
    'keep-private': { privateReason: '涉及个人事项。' },
    unpublish: { takeDown: '内容有误。' },
  };
  const BY: Record<string, string> = { approve: 'chief', return: 'chief' };
  const WAY: Record<string, string[]> = {
    received: [],
    replied: ['reply'],
    approval: ['reply', 'propose'],
    published: ['reply', 'propose', 'approve'],
    unpublished: ['reply', 'keep-private'],
    closed: ['reply', 'keep-private', 'close'],
  };
  const second = await db()
    .selectFrom('person')
    .select('pid')
    .where('id', '=', ids.second!)
    .executeTakeFirstOrThrow();
  FIELDS.assign = { person: second.pid };
  const tried: string[] = [];
  let n = 0;
  for (const [i, state] of head.slice(1).entries()) {
    const make = async () => {
      const pid = await quick({ content: `表格里的第 ${++n} 条意见。` });
      for (const step of WAY[state]!) await done(BY[step] ?? 'writer', pid, step, FIELDS[step] ?? {});
      return pid;
    };
    let pid = await make();
    for (const row of rows) {
      const what = row[0]!;
      const before = await db()
        .selectFrom('procedure_case')
        .select(['version', 'state'])
        .where('pid', '=', pid)
        .executeTakeFirstOrThrow();
      expect(before.state).toBe(state);
      const client = who(BY[what] ?? 'writer');
      const token = (await client.get('/password')).hidden('/signout')._once ?? '';
      const page = await client.post(one(pid, `/${what}`), {
        _once: token,
        version: String(before.version),
        ...FIELDS[what],
      });
      const after = await db()
        .selectFrom('procedure_case')
        .select('version')
        .where('pid', '=', pid)
        .executeTakeFirstOrThrow();
      const went = page.status === 303 && after.version === before.version + 1;
      if (!went) expect([page.status, after.version], `${state} ${what}`).toEqual([409, before.version]);
      tried.push(`${state} ${what} ${went ? '可' : '否'}`);
      expect(tried.at(-1)).toBe(`${state} ${what} ${row[i + 1]}`);
      if (went) pid = await make();
    }
  }
  expect(tried).toHaveLength(66);
}, 60_000);

// The oracle: who may do what with a feedback that waits for an answer (the first rows) or for approval (the others).
const WHO = `
| 行为         | writer | editor | chief | watcher | office | clerk | auditor | stranger |
| 查看         | 可     | 可     | 可    | 可      | 可     | 否    | 否      | 否       |
| unmask       | 可     | 可     | 否    | 否      | 否     | 否    | 否      | 否       |
| reply        | 可     | 可     | 否    | 否      | 否     | 否    | 否      | 否       |
| classify     | 可     | 可     | 否    | 否      | 否     | 否    | 否      | 否       |
| assign       | 可     | 可     | 可    | 否      | 否     | 否    | 否      | 否       |
| forward      | 可     | 可     | 否    | 否      | 否     | 否    | 否      | 否       |
| dismiss      | 可     | 可     | 否    | 否      | 否     | 否    | 否      | 否       |
| approve      | 否     | 否     | 可    | 否      | 否     | 否    | 否      | 否       |
| return       | 否     | 否     | 可    | 否      | 否     | 否    | 否      | 否       |
| unpublish    | 否     | 否     | 否    | 否      | 否     | 否    | 否      | 否       |`;

test('[R-FBK-08] role × act: pages offer and routes admit what the table says, nobody else writes anything', async () => {
  const [head = [], ...rows] = WHO.trim()
    .split('\n')
    .map((l) =>
      l
        .split('|')
        .slice(1, -1)
        .map((c) => c.trim()),
    );
  const waiting = await quick({ content: '权限表的一条意见。', name: '龘龘', contact: CANARY.contact });
  const asked = await quick({ content: '权限表的另一条意见。' });
  await done('writer', asked, 'reply', { reply: ANSWER });
  await done('writer', asked, 'propose', { publicText: '公开的内容。', publicReply: '公开的答复。' });
  const wrong: string[] = [];
  for (const [i, name] of head.slice(1).entries())
    for (const row of rows) {
      const what = row[0]!;
      const pid = ['approve', 'return', 'unpublish'].includes(what) ? asked : waiting;
      const page = await who(name).get(one(pid));
      const offered =
        what === '查看'
          ? page.status === 200
          : what === 'unmask'
            ? page.links.includes(one(pid, '/unmask')) &&
              (await who(name).get(one(pid, '/unmask'))).status === 200
            : page.html.includes(`action="${one(pid, `/${what}`)}"`);
      if (offered !== (row[i + 1] === '可')) wrong.push(`${name} ${what}: ${offered}`);
      if (offered || what === '查看') continue;
      const token = (await who(name).get('/password')).hidden('/signout')._once ?? '';
      const forced = await who(name).post(one(pid, `/${what}`), {
        _once: token,
        version: '1',
        ...{
          reply: ANSWER,
          class: 'other',
          closing: 'duplicate',
          organisation: 'elsewhere',
          reason: '无。',
          takeDown: '无。',
        },
        ...{ comment: '无。', person: '0000000000', reasonText: '查看联系方式' },
      });
      // What the state does not allow is refused to those who may as well.
      const may = what === 'unpublish' && ['writer', 'editor', 'chief'].includes(name);
      if (!(may ? [409] : [403, 404]).includes(forced.status))
        wrong.push(`${name} ${what}: ${forced.status}`);
    }
  expect(wrong).toEqual([]);
  const states = await admin.query(
    `select c.state, c.version from procedure_case c where c.pid = any($1) order by c.id`,
    [[waiting, asked]],
  );
  expect(states.rows).toEqual([
    { state: 'received', version: 1 },
    { state: 'approval', version: 3 },
  ]);
});

test('[R-FBK-08] other months of the retention table are told under the paper from their day on, and kept to', async () => {
  const keeper = await addStaff(db(), {
    username: 'keeper',
    organisationId: organs.city!,
    grants: [{ role: 'administrator', scope: 'subtree' }],
  });
  const now = await monthsKept();
  const from = addDays(clock.today(), 40);
  await changeRetention(await actingAs(app, keeper), {
    matter: 'policy-feedback',
    kind: '',
    starts: 'case-closed',
    months: now + 5,
    basis: '答复后常有追问。',
    validFrom: from,
    once: newToken(),
  });
  const told = async () => (await citizen().get(`/documents/${paper}`)).text;
  expect(await told()).toContain(`办结满 ${now} 个月清除`);
  clock.set(`${from}T09:00:00+08:00`);
  await enter('writer');
  expect(await told()).toContain(`办结满 ${now + 5} 个月清除`);
  expect(await told()).not.toContain(`办结满 ${now} 个月清除`);
  const pid = await quick({ content: '请写明由哪个科室解释。', name: CANARY.name, contact: CANARY.contact });
  await done('writer', pid, 'reply', { reply: ANSWER });
  await done('writer', pid, 'keep-private', { privateReason: '涉及个人事项。' });
  await done('writer', pid, 'close');
  const { rows } = await admin.query(
    `select distinct v.erase_after::text as day from personal_value v join procedure_case c on c.id = v.case_id where c.pid = $1`,
    [pid],
  );
  expect(rows).toEqual([{ day: monthsLater(from, now + 5) }]);
  clock.set('2026-05-25T09:00:00+08:00');
  await enter(...NAMES);
});

describe('bad input', () => {
  test('[R-FBK-02] the same form at once several times with other words: one is taken, the others are told so', async () => {
    await db().updateTable('intake').set({ envelope: null }).execute();
    const client = citizen();
    const next = await client.submit(await client.get(at()), at(), { content: CONTENT });
    const proof = answered(next);
    const pages = await Promise.all(
      [1, 2, 3, 4].map((n) => citizen().submit(next, at(), { content: `${CONTENT}${n}`, ...proof })),
    );
    const taken = pages.filter((p) => p.text.includes('已收到您的反馈'));
    expect(taken.filter((p) => !p.text.includes('没有重复登记'))).toHaveLength(1);
    expect(new Set(taken.map(codeIn)).size).toBe(1);
    expect((await admin.query('select 1 from intake where envelope is not null')).rowCount).toBe(1);
    await db().updateTable('intake').set({ envelope: null }).execute();
  });

  test('[R-FBK-02] an address may send only so often; a body of more than 4 MB is refused', async () => {
    const client = citizen();
    let page = await client.get(at());
    for (let i = 0; i < 12 && page.status !== 429; i++) {
      const next = await client.submit(page, at(), { content: `${CONTENT}${i}` });
      page = await client.submit(next, at(), { content: `${CONTENT}${i}`, ...provenWork(next) });
      if (page.status === 200) page = await client.get(at());
    }
    expect([page.status, Number(page.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(page.text).toContain('操作过于频繁');
    expect(page.text).toContain(CONTENT);
    const large = await client.post(at(), { content: '字'.repeat(1_500_000) });
    expect(large.status).toBe(413);
    const foreign = await client.post(at(), { content: CONTENT }, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(403);
  });

  test('an envelope about no paper, or with a number inside, is marked and harms no other', async () => {
    await db().updateTable('intake').set({ envelope: null }).execute();
    const now = clock.now();
    for (const content of [
      { content: CONTENT, name: '', contact: '', document: 'zzzzzzzzzz' },
      { content: `联系 ${CANARY.phone}`, name: '', contact: '', document: paper },
    ])
      await submitIntake(app.portal!.db, {
        kind: 'policy-feedback',
        nonce: newNonce(),
        content,
        now,
        today: clock.today(),
      });
    const ctx = {
      ...app.office!,
      actor: serviceActor('system', '系统', ['feedback.take-in']),
      requestId: 't',
    };
    const failed: number[] = [];
    expect(await takeInFeedback({ ...ctx, keys: TEST_KEYS }, (id) => failed.push(id))).toBe(0);
    expect(failed).toHaveLength(2);
    expect((await who('writer').get('/feedback')).text).toContain('有 2 件网上提交打不开');
  });
});

describe('the list of the console', () => {
  const rowsOf = (page: Page) =>
    page.links.filter((l) => /^\/cases\/\w+\/policy-feedback$/.test(l)).toSorted();
  let quay = '';
  let boat = '';
  let stairs = '';

  test('[R-FBK-03] words of content, paper and code narrow it down; name and contact are not looked through', async () => {
    clock.set('2026-05-20T09:00:00+08:00');
    const other = await published('关于码头夜间照明的通知');
    boat = await quick({ content: '=HYPERLINK("x") 栈桥的灯夜里不亮。', ...CANARY }, other);
    clock.set('2026-05-21T09:00:00+08:00');
    await enter('office', 'watcher', 'writer', 'stranger', 'auditor');
    quay = await quick({ content: '栈桥边的护栏松动，请尽快修。' });
    stairs = await quick({ content: '石阶的护栏也松动了。' });
    const found = async (q: string, name = 'office') =>
      rowsOf(await who(name).get(`/feedback?q=${encodeURIComponent(q)}`));
    const these = (...pids: string[]) => pids.map((p) => one(p)).toSorted();
    expect(await found('栈桥')).toEqual(these(boat, quay));
    expect(await found('护栏 栈桥')).toEqual(these(quay));
    expect(await found('码头夜间')).toEqual(these(boat));
    expect(await found(stairs)).toEqual(these(stairs));
    expect(await found('%')).toEqual([]);
    for (const hidden of Object.values(CANARY)) expect(await found(hidden), hidden).toEqual([]);
    expect(await found('栈桥', 'stranger')).toEqual([]);
  });

  test('by the day on which it came in, either way round; the address keeps the words', async () => {
    const order = async (more: string) => {
      const page = await who('office').get(`/feedback?q=${encodeURIComponent('栈桥')}${more}`);
      const at = (pid: string) => page.html.indexOf(`${one(pid)}"`);
      return at(boat) < at(quay) ? 'boat first' : 'quay first';
    };
    expect(await order('&sort=received')).toBe('quay first');
    expect(await order('&sort=received&way=asc')).toBe('boat first');
    const page = await who('office').get(`/feedback?q=${encodeURIComponent('栈桥')}`);
    expect(page.links).toContain(`/feedback?q=${encodeURIComponent('栈桥')}&sort=received`);
  });

  test('[R-PLT-06] taken along as a workbook: what the list shows, never whose it is; with a trace without words', async () => {
    const take = async (list: string, more: Record<string, string | string[]> = {}) => {
      const sent = await who('office').download(await who('office').get(list), '/feedback/export', more);
      expect(sent.status).toBe(200);
      expect(sent.name).toContain('政策反馈_');
      const [sheet, about] = readWorkbook(sent.bytes).sheets;
      for (const s of [sheet, about])
        for (const hidden of Object.values(CANARY)) expect(JSON.stringify(s), hidden).not.toContain(hidden);
      return sheet!.rows.map((r) => [...r.cells.values()]);
    };
    const rows = await take(`/feedback?q=${encodeURIComponent('栈桥')}&sort=received&way=asc`);
    expect(rows.slice(1).map((r) => r[0]!.text)).toEqual([boat, quay]);
    // Text, whatever it looks like.
    expect(rows[1]![1]).toMatchObject({ kind: 'text', text: '=HYPERLINK("x") 栈桥的灯夜里不亮。' });
    const line = rows[1]!.map((c) => c.text);
    for (const shown of ['关于码头夜间照明的通知', '未分类', '待处理', '2026-05-20'])
      expect(line, shown).toContain(shown);
    expect(line.join()).not.toContain('姓名writer');
    expect((await take('/feedback', { chosen: [stairs] })).slice(1).map((r) => r[0]!.text)).toEqual([stairs]);
    const { rows: audit } = await admin.query(
      `select details from audit_row where act = 'feedback.export' order by id`,
    );
    expect(audit.map((a) => a.details)).toEqual([
      { rows: 2, cut: false, filter: 'q sort way' },
      { rows: 1, cut: false, filter: 'chosen' },
    ]);
    // Somebody of another office gets nothing of it, somebody who does not read it no form.
    const theirs = await who('stranger').get('/feedback');
    expect(theirs.text).not.toContain('栈桥');
    const token = (await who('auditor').get('/password')).hidden('/signout')._once ?? '';
    expect((await who('auditor').post('/feedback/export', { _once: token })).status).toBe(403);
  });

  test('the search of the console finds it by its words, for those who may read it', async () => {
    const search = (name: string, q: string) => who(name).get(`/search?q=${encodeURIComponent(q)}`);
    const page = await search('watcher', '栈桥');
    expect(page.text).toMatch(/政策反馈 共 2 项/);
    expect(rowsOf(page)).toEqual([one(boat), one(quay)].toSorted());
    expect(page.text).toContain('《关于码头夜间照明的通知》');
    for (const hidden of Object.values(CANARY)) {
      expect(page.text).not.toContain(hidden);
      expect(rowsOf(await search('writer', hidden)), hidden).toEqual([]);
    }
    for (const name of ['stranger', 'auditor']) expect(rowsOf(await search(name, '栈桥')), name).toEqual([]);
  });
});

test('[R-FBK-08] what was answered and left lying is closed by the program, so that name and contact have their last day', async () => {
  clock.set('2026-05-21T09:00:00+08:00');
  await enter('writer', 'chief');
  const made = async (content: string) => quick({ content, name: CANARY.name, contact: CANARY.contact });
  const waits = await made('请说明夜航的条件是什么。');
  const replied = await made('请说明夜航的灯号是什么。');
  const apart = await made('请说明夜航的船只有几艘。');
  const approval = await made('请说明夜航的票价是多少。');
  for (const pid of [replied, apart, approval]) await done('writer', pid, 'reply', { reply: ANSWER });
  await done('writer', apart, 'keep-private', { privateReason: '涉及个人事项。' });
  await done('writer', approval, 'propose', { publicText: '公开的内容。', publicReply: '公开的答复。' });
  // Proposed and sent back: nobody has approved what it says.
  await done('writer', replied, 'propose', {
    publicText: '公开的内容。',
    publicReply: '公开的答复。',
    useKind: 'used',
    useNote: '未经批准的说明。',
  });
  await done('chief', replied, 'return', { comment: '请再核对。' });
  const states = async () => {
    await app.ticks.find((t) => t.name === 'feedback-idle')?.run();
    const { rows } = await admin.query<{ pid: string; state: string; days: string[] }>(
      `select c.pid, c.state, array(select distinct v.erase_after::text from personal_value v where v.case_id = c.id) as days
       from procedure_case c where c.pid = any($1)`,
      [[waits, replied, apart, approval]],
    );
    return Object.fromEntries(rows.map((r) => [r.pid, [r.state, ...r.days]]));
  };
  // Ninety days from the last step: on the ninetieth they are still open.
  clock.set('2026-08-19T09:00:00+08:00');
  expect(await states()).toEqual({
    [waits]: ['received', null],
    [replied]: ['replied', null],
    [apart]: ['unpublished', null],
    [approval]: ['approval', null],
  });
  clock.set('2026-08-20T09:00:00+08:00');
  const last = monthsLater('2026-08-20', await monthsKept());
  expect(await states()).toEqual({
    [waits]: ['received', null],
    [replied]: ['closed', last],
    [apart]: ['closed', last],
    [approval]: ['approval', null],
  });
  const { rows: uses } = await admin.query(
    `select f.use_kind, f.use_note from policy_feedback f join procedure_case c on c.id = f.case_id where c.pid = $1`,
    [replied],
  );
  expect(uses).toEqual([{ use_kind: null, use_note: '' }]);
  await enter('writer');
  const page = await who('writer').get(one(replied));
  expect(page.text).toContain('自动办结');
  expect(page.text).toContain('答复后 90 日没有进一步办理，系统自动办结。');
});
