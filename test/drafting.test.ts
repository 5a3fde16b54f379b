import { beforeAll, describe, expect, test } from 'vitest';
import { HOUSE } from '../src/house.ts';
import { day } from '../src/law/day.ts';
import * as acts from '../src/modules/documents/index.ts';
import { instant, settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { type Office, settleOffice } from './attachments-kit.ts';
import { addStaff, Client, PASSWORD, type Page } from './harness.ts';
import { openCity } from './opening.ts';

/* The clerk's work on a draft: what is typed and not saved, what differs from what, what comes back, what is signed. */

let office: Office;
const clock = settableClock('2026-05-20T09:00:00+08:00');
const city = openCity('empty', { clock });
const db = () => city.db;

beforeAll(async () => {
  office = await settleOffice(city.app);
});

const later = (seconds: number) => clock.set(clock.now().getTime() + seconds * 1000);

/** What the editor's page would send: the fields as they stand. */
async function form(casePid: string, client = office.writer) {
  const page = await client.get(`/cases/${casePid}/edit`);
  const column = /name="columns"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="columns"/.exec(page.html);
  return {
    page,
    fields: {
      ...page.hidden(`/cases/${casePid}/edit`),
      title: '关于临港渡口开航时间的通知',
      documentNumber: '临政发〔2026〕3号',
      addressees: '各村民委员会',
      summary: '渡口夏季开航时间。',
      body: '各村民委员会：\n自六月起，渡口每日六时开航，二十时停航，遇大风停航另行通知。',
      theme: '工业、交通',
      genre: '通知',
      writtenOn: '2026-05-19',
      attribute: 'proactive',
      ground: 'article-20-5',
      effectLevel: 'other-document',
      columns: column?.[1] ?? column?.[2] ?? '',
    },
  };
}

const keep = (casePid: string, fields: Record<string, string>, client = office.writer) =>
  client.post(`/cases/${casePid}/buffer`, fields);
const kept = async (casePid: string) =>
  (
    await db()
      .selectFrom('draft_buffer')
      .innerJoin('procedure_case', 'procedure_case.id', 'draft_buffer.case_id')
      .select('draft_buffer.content')
      .where('procedure_case.pid', '=', casePid)
      .execute()
  ).map((r) => JSON.stringify(r.content));
const offered = (page: Page) => page.text.includes('您有一份未保存的内容');

describe('what is typed and not saved', () => {
  test('[R-DOC-02] is kept without touching the case, offered with what differs, put back into the form, and gone when saved', async () => {
    const { casePid } = await office.draft();
    const before = await office.seen(casePid);
    const { fields } = await form(casePid);
    const answer = await keep(casePid, {
      ...fields,
      title: '关于渡口停航的通知',
      body: '新写的一段还没有保存。',
    });
    expect([answer.status, JSON.parse(answer.html)]).toEqual([200, { savedAt: '2026-05-20 09:00' }]);
    expect((await office.seen(casePid)).seenVersion).toBe(before.seenVersion);
    const page = (await form(casePid)).page;
    expect(page.text).toContain('您有一份未保存的内容（2026-05-20 09:00 自动暂存）');
    expect(page.text).toContain('标题、正文有不同');
    expect(page.text).toContain('关于渡口停航的通知');
    // Until it is decided, typing must not overwrite it.
    expect(page.html).not.toContain('data-buffer="');
    const restored = await office.writer.get(`/cases/${casePid}/edit?restore=yes`);
    expect(restored.html).toContain('value="关于渡口停航的通知"');
    expect(restored.html).toContain('新写的一段还没有保存。');
    expect(restored.html).toContain(`data-buffer="/cases/${casePid}/buffer"`);
    // The token that came with the buffered posts is still good for the form itself.
    const saved = await office.writer.post(`/cases/${casePid}/edit`, { ...fields, next: 'stay' });
    expect(saved.status).toBe(303);
    expect(await kept(casePid)).toEqual([]);
  });

  test('is thrown away on request, and the draft stays', async () => {
    const { casePid } = await office.draft();
    const { fields } = await form(casePid);
    await keep(casePid, { ...fields, title: '扔掉的标题' });
    const { page } = await form(casePid);
    const done = await office.writer.submit(page, `/cases/${casePid}/buffer/discard`);
    expect(done.location).toContain('done=discarded');
    expect(offered((await form(casePid)).page)).toBe(false);
    expect(await kept(casePid)).toEqual([]);
  });

  test('what equals the draft is not offered; what somebody else typed is never shown', async () => {
    const { casePid } = await office.draft();
    await addStaff(db(), {
      username: 'colleague',
      organisationId: office.own,
      grants: [{ role: 'drafter' }],
    });
    const colleague = new Client(office.app.addresses.console!);
    await colleague.signIn('colleague', PASSWORD);
    const { fields } = await form(casePid);
    await keep(casePid, fields);
    expect(offered((await form(casePid)).page)).toBe(false);
    later(60);
    await keep(casePid, { ...fields, title: '只有我看得到的标题' });
    expect(offered((await form(casePid)).page)).toBe(true);
    const theirs = await form(casePid, colleague);
    expect(offered(theirs.page)).toBe(false);
    const restored = await colleague.get(`/cases/${casePid}/edit?restore=yes`);
    expect(restored.html).not.toContain('只有我看得到的标题');
    // Saved by the colleague meanwhile: the owner is told before taking it up.
    await colleague.post(`/cases/${casePid}/edit`, { ...theirs.fields, title: '同事改的标题', next: 'stay' });
    expect((await form(casePid)).page.text).toContain('此后本件又被保存过');
  });

  test('[R-DOC-02] stays while its offer is undecided, whatever is saved or refused meanwhile, and must be decided before sending', async () => {
    const { casePid } = await office.draft();
    const { fields } = await form(casePid);
    await keep(casePid, { ...fields, tags: '渡口', title: '暂存下来的标题' });
    const open = await form(casePid);
    // Refused: the page shows what was entered, says that the other text is kept, and does not overwrite it.
    const refused = await office.writer.post(`/cases/${casePid}/edit`, {
      ...open.fields,
      title: '',
      next: 'stay',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('暂存的那一份原样保留');
    expect(refused.html).not.toContain('data-buffer="');
    const saved = await office.writer.post(`/cases/${casePid}/edit`, {
      ...open.fields,
      ...refused.hidden(`/cases/${casePid}/edit`),
      title: '直接保存的标题',
      next: 'stay',
    });
    expect(saved.status).toBe(303);
    expect(await kept(casePid)).toEqual([expect.stringContaining('暂存下来的标题')]);
    // Sent from the editor: saved, and told why it is not sent; sent from the case: the same.
    const sent = await office.writer.post(`/cases/${casePid}/edit`, {
      ...(await form(casePid)).fields,
      title: '想要送审的标题',
      next: 'submit',
    });
    expect([sent.status, offered(sent)]).toEqual([409, true]);
    expect(sent.text).toContain('请先在“修改草稿”中恢复或者放弃，再送审');
    expect((await form(casePid)).page.html).toContain('value="想要送审的标题"');
    const shown = await office.writer.get(`/cases/${casePid}`);
    const fromCase = await office.writer.post(
      `/cases/${casePid}/submit`,
      shown.hidden(`/cases/${casePid}/submit`),
    );
    expect([fromCase.status, fromCase.text.includes('再送审')]).toEqual([409, true]);
    expect(await kept(casePid)).toEqual([expect.stringContaining('暂存下来的标题')]);
    // Taken up and saved, it is gone, and the paper goes on.
    const restored = await office.writer.get(`/cases/${casePid}/edit?restore=yes`);
    expect(restored.html).toContain('value="暂存下来的标题"');
    const done = await office.writer.post(`/cases/${casePid}/edit`, {
      ...fields,
      ...restored.hidden(`/cases/${casePid}/edit`),
      title: '暂存下来的标题',
      next: 'submit',
    });
    expect(done.location).toContain('done=submitted');
    expect(await kept(casePid)).toEqual([]);
  });

  test('[R-DOC-02] a page that was left open elsewhere neither overwrites nor drops it', async () => {
    const { casePid } = await office.draft();
    const left = await form(casePid);
    const home = await form(casePid);
    expect((await keep(casePid, { ...home.fields, title: '在家写的标题' })).status).toBe(200);
    later(60);
    expect((await keep(casePid, { ...left.fields, title: '单位那一页的标题' })).status).toBe(409);
    const saved = await office.writer.post(`/cases/${casePid}/edit`, { ...left.fields, next: 'submit' });
    expect([saved.status, offered(saved)]).toEqual([409, true]);
    expect(await kept(casePid)).toEqual([expect.stringContaining('在家写的标题')]);
    // The page that keeps it goes on with it.
    later(60);
    expect((await keep(casePid, { ...home.fields, title: '在家又写的标题' })).status).toBe(200);
    expect(await kept(casePid)).toEqual([expect.stringContaining('在家又写的标题')]);
  });

  test('[R-DOC-02] a page that was saved, then reached by the way back and changed, is not said to be saved', async () => {
    const { casePid } = await office.draft();
    const { fields } = await form(casePid);
    const save = (title: string, more: Record<string, string> = {}) =>
      office.writer.post(`/cases/${casePid}/edit`, { ...fields, title, next: 'stay', ...more });
    expect((await save('第一次的标题')).status).toBe(303);
    expect((await save('第一次的标题')).status).toBe(303);
    const again = await save('退回来以后改的标题');
    expect(again.status).toBe(409);
    expect(again.text).toContain('这一次的内容与那次不同，还没有提交');
    expect(again.html).toContain('value="退回来以后改的标题"');
    expect((await form(casePid)).page.html).toContain('value="第一次的标题"');
    const second = await save('退回来以后改的标题', again.hidden(`/cases/${casePid}/edit`));
    expect(second.status).toBe(303);
    expect((await form(casePid)).page.html).toContain('value="退回来以后改的标题"');
  });

  test('[R-SEC-01] a secrecy mark is refused and takes along what was kept before it', async () => {
    const { casePid } = await office.draft();
    const { fields } = await form(casePid);
    await keep(casePid, { ...fields, body: '一份不该在这里的文件' });
    expect(await kept(casePid)).toHaveLength(1);
    later(60);
    const answer = await keep(casePid, { ...fields, body: '机密★5年\n一份不该在这里的文件' });
    expect(answer.status).toBe(422);
    expect(answer.html).not.toContain('不该在这里');
    expect(await kept(casePid)).toEqual([]);
    later(60);
    await keep(casePid, { ...fields, body: '一份不该在这里的文件' });
    await office.writer.post(`/cases/${casePid}/edit`, { ...fields, body: '密级：秘密\n正文', next: 'stay' });
    expect(await kept(casePid)).toEqual([]);
  });

  test('has limits: how often, how much, with a token, in a draft that is open, for those who may save', async () => {
    const { casePid } = await office.draft();
    const { fields } = await form(casePid);
    expect((await keep(casePid, { ...fields, title: '一' })).status).toBe(200);
    const soon = await keep(casePid, { ...fields, title: '二' });
    expect([soon.status, Number(soon.headers.get('retry-after')) > 0]).toEqual([429, true]);
    later(60);
    expect((await keep(casePid, { ...fields, body: '字'.repeat(600_001) })).status).toBe(413);
    expect((await keep(casePid, { ...fields, body: 'a'.repeat(600_001) })).status).toBe(422);
    expect((await keep(casePid, { ...fields, _once: 'stale' })).status).toBe(409);
    expect((await keep(casePid, fields, office.signer)).status).toBe(403);
    expect(await kept(casePid)).toEqual([expect.stringContaining('"title":"一"')]);
    await office.publish(casePid);
    expect(await kept(casePid)).toEqual([]);
    expect((await keep(casePid, fields)).status).toBe(409);
  });

  test('does not lie for ever', async () => {
    const { casePid } = await office.draft();
    const { fields } = await form(casePid);
    await keep(casePid, { ...fields, title: '忘记的标题' });
    const sweep = office.app.ticks.find((t) => t.name === 'draft-buffers')!;
    const start = clock.now();
    clock.set('2026-06-02T09:00:00+08:00');
    await sweep.run();
    expect(await kept(casePid)).toHaveLength(1);
    clock.set('2026-06-05T09:00:00+08:00');
    await sweep.run();
    expect(await kept(casePid)).toEqual([]);
    clock.set(start.toISOString());
  });
});

describe('a paper on its way', () => {
  /** Sends a draft into review and has it returned. */
  async function returned(title: string) {
    const { casePid, documentPid } = await office.draft({ title, documentNumber: '' });
    await acts.submitDraft(office.making, await office.seen(casePid));
    await acts.reviewAttribute(office.signing, {
      ...(await office.seen(casePid)),
      verdict: 'return',
      comment: '停航标准没有写明，请补充。',
    });
    return { casePid, documentPid };
  }

  test('[R-DOC-02] returned, it says where, by whom and why: on its page, in the editor, in the list and as a notice', async () => {
    const { casePid } = await returned('关于渡口停航标准的通知');
    const shown = await office.writer.get(`/cases/${casePid}`);
    expect(shown.text).toContain('已退回修改（公开属性审查）');
    expect(shown.text).toContain('停航标准没有写明，请补充。');
    expect(shown.text).toMatch(/公开属性审查：退回起草人，原因：停航标准没有写明/);
    expect((await form(casePid)).page.text).toContain('已退回修改（公开属性审查）');
    const inMyWork = async () =>
      (await office.writer.get('/')).html.split('</tr>').find((r) => r.includes(`/cases/${casePid}"`));
    expect(await inMyWork()).toContain('退回修改');
    const inbox = await office.writer.get('/notices');
    expect(inbox.text).toContain('“关于渡口停航标准的通知”在公开属性审查中被退回');
    // A saving later it is still a returned one.
    const { fields } = await form(casePid);
    await office.writer.post(`/cases/${casePid}/edit`, { ...fields, next: 'stay' });
    expect((await form(casePid)).page.text).toContain('已退回修改');
    expect(await inMyWork()).toContain('退回修改');
  });

  test.each([
    ['document-passage', 'document.attribute-review', 'attribute-review', 'drafting', '退回修改'],
    ['document-passage', 'document.secrecy-review', 'secrecy-review', 'drafting', '退回修改'],
    ['document-passage', 'document.sign-off', 'sign-off', 'drafting', '退回修改'],
    ['document-passage', 'document.return-to-sender', 'secrecy-review', 'drafting', '退文'],
    ['document-passage', 'document.unschedule', 'scheduled', 'drafting', '取消定时发布'],
    ['document-passage', 'document.decide-withdrawal', 'sign-off', 'drafting', '文件已撤回'],
    ['document-passage', 'document.recall', 'attribute-review', 'drafting', undefined],
    ['document-passage', 'document.save', 'drafting', 'drafting', undefined],
    ['document-passage', 'document.draft', null, 'drafting', undefined],
    ['document-passage', 'document.attribute-review', 'attribute-review', 'secrecy-review', undefined],
    ['policy-feedback', 'feedback.return', 'approval', 'replied', '退回修改'],
    ['policy-feedback', 'feedback.return', 'approval', 'published', '退回修改'],
    ['policy-feedback', 'feedback.reply', 'received', 'replied', undefined],
    ['privacy-request', 'privacy.accept', 'received', 'handling', undefined],
  ])('%s: %s, %s to %s: %s', (procedure, act, from, to, words) => {
    expect(HOUSE.words.sentBack(procedure, { act, from, to })).toBe(words);
  });

  test('[R-DOC-02] published and withdrawn, its drafters are told', async () => {
    const { casePid, documentPid } = await office.draft({ title: '关于渡口灯号的通知', documentNumber: '' });
    await office.publish(casePid);
    await office.withdraw(documentPid);
    const inbox = (await office.writer.get('/notices')).text;
    expect(inbox).toContain('“关于渡口灯号的通知”已经签发并向社会公开');
    expect(inbox).toContain('“关于渡口灯号的通知”已经撤回');
  });

  test('[R-DOC-03] withdrawn while its correction is under review: who decides is told of it, its drafters and reviewers of the withdrawal', async () => {
    const { casePid, documentPid } = await office.draft({
      title: '关于渡口候船室的通知',
      documentNumber: '',
    });
    await office.publish(casePid);
    const correction = await acts.startCorrection(office.making, { documentPid, once: newToken() });
    const edit = await form(correction.casePid);
    await office.writer.post(`/cases/${correction.casePid}/edit`, {
      ...edit.fields,
      changeNote: '更正候船室的位置。',
      next: 'submit',
    });
    const asked = await acts.proposeWithdrawal(office.making, {
      documentPid,
      reason: '候船室已经停用。',
      once: newToken(),
    });
    const deciding = await office.signer.get(`/cases/${asked.casePid}`);
    expect(deciding.text).toContain('现在“公开属性审查”环节。批准撤回以后，它退回起草');
    expect(deciding.links).toContain(`/cases/${correction.casePid}`);
    await office.signer.submit(deciding, `/cases/${asked.casePid}/decide-withdrawal`, {
      verdict: 'approve',
      comment: '同意。',
    });
    const back = (await office.writer.get(`/cases/${correction.casePid}`)).text;
    expect(back).toContain('已退回修改（文件已撤回）');
    expect((await office.writer.get('/notices')).text).toContain('所更正的文件已经撤回，更正稿退回起草');
    await acts.submitDraft(office.making, {
      ...(await office.seen(correction.casePid)),
      answer: '候船室另址启用，本稿已写明新的位置。',
    });
    const reviewing = (await office.signer.get(`/cases/${correction.casePid}`)).text;
    for (const said of ['撤回，公众现在看不到', '撤回的原因：候船室已经停用。', '本件签发以后，文件重新公开'])
      expect(reviewing).toContain(said);
  });

  test('[R-DOC-02] what changed since it was sent stands before the reviewers: facts, text, nothing that is the same', async () => {
    const { casePid } = await returned('关于渡口夜航的通知');
    const { fields } = await form(casePid);
    const saved = await office.writer.post(`/cases/${casePid}/edit`, {
      ...fields,
      title: '关于渡口夜间航行的通知',
      effectLevel: 'normative-document',
      tags: '夜航',
      body: '各村民委员会：\n自六月起，渡口每日六时开航，二十二时停航，六级以上大风停航。',
      next: 'stay',
    });
    expect(saved.status).toBe(303);
    await acts.submitDraft(office.making, await office.seen(casePid));
    const page = (await office.signer.get(`/cases/${casePid}`)).html;
    const panel = page.slice(page.indexOf('与上一次送审的稿子的差别'), page.indexOf('文件信息</h2>'));
    const words = panel.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(words).toContain('第 1 稿 → 第 2 稿');
    for (const [label, before, after] of [
      ['标题', '关于渡口夜航的通知', '关于渡口夜间航行的通知'],
      ['效力级别', '其他文件', '行政规范性文件'],
      ['标签', '（空）', '夜航'],
    ])
      expect(words).toMatch(new RegExp(`${label} ${before} ${after}`));
    expect(words).not.toContain('主题分类');
    expect(panel).toMatch(/二十<\/span><ins>二<\/ins>/);
  });

  test('[R-DOC-02] sent again as it came back, it needs an answer to the return, which the next reviewer reads', async () => {
    const { casePid } = await returned('关于渡口客运的通知');
    const page = await office.writer.get(`/cases/${casePid}`);
    const refused = await office.writer.submit(page, `/cases/${casePid}/submit`, { comment: '已经核对' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('稿件与退回时完全相同');
    // Its own form holds what was typed and what is wrong; 作废 beside it stays closed and empty.
    const forms = [...refused.html.matchAll(/<form[^>]*action="[^"]*\/(submit|abandon)".*?<\/form>/gsu)];
    const [own, other] = ['submit', 'abandon'].map((act) => forms.find((f) => f[1] === act)?.[0] ?? '');
    expect([own?.includes('已经核对'), own?.includes('稿件与退回时完全相同')]).toEqual([true, true]);
    expect([other?.includes('已经核对'), other?.includes('稿件与退回时完全相同')]).toEqual([false, false]);
    expect(refused.html).not.toMatch(/<details open[^>]*><summary>作废/u);
    const answer = '已与交通站核对，开航时间无误，不需要修改。';
    const sent = await office.writer.submit(page, `/cases/${casePid}/submit`, { comment: answer });
    expect(sent.status).toBe(303);
    const desk = (await office.signer.get(`/cases/${casePid}`)).text;
    expect(desk).toContain(`起草人对退回意见的说明 ${answer}`);
  });

  test('[R-DOC-02] the answer is needed too when a change was sent, taken back and undone before it goes out again', async () => {
    const title = '关于渡口货运的通知';
    const { casePid } = await returned(title);
    const now = async () => {
      const { page, fields } = await form(casePid);
      return { page, fields: { ...fields, title, documentNumber: '' } };
    };
    const save = async (body?: string) => {
      const { fields } = await now();
      const saved = await office.writer.post(`/cases/${casePid}/edit`, {
        ...fields,
        ...(body ? { body } : {}),
        next: 'stay',
      });
      expect(saved.status).toBe(303);
    };
    const send = async (comment: string) => {
      const page = await office.writer.get(`/cases/${casePid}`);
      return office.writer.submit(page, `/cases/${casePid}/submit`, { comment });
    };
    await save('各村民委员会：\n自六月起，渡口每日七时开航，二十时停航，遇大风停航另行通知。');
    expect((await send('')).status).toBe(303);
    await acts.recallDraft(office.making, await office.seen(casePid));
    // The return still stands: nobody has looked at the change.
    expect((await now()).page.text).toContain('停航标准没有写明，请补充。');
    await save();
    const refused = await send('');
    expect([refused.status, refused.text.includes('稿件与退回时完全相同')]).toEqual([422, true]);
    await save('各村民委员会：\n自六月起，渡口每日八时开航，二十时停航，遇六级大风停航。');
    expect((await send('')).status).toBe(303);
  });

  test('[R-DOC-01] reviewers see everything that they sign', async () => {
    const target = await office.draft({ title: '临港镇渡口管理规定', documentNumber: '临政发〔2025〕8号' });
    await office.publish(target.casePid);
    const { casePid } = await office.draft({
      title: '关于渡口检查的通知',
      documentNumber: '',
      effectLevel: 'normative-document',
      region: 'harbour',
      tags: ['渡口', '检查'],
      summary: '汛前检查渡口设施。',
      addressees: '各渡口',
      relations: [{ kind: 'based-on', pid: target.documentPid }],
    });
    await acts.submitDraft(office.making, await office.seen(casePid));
    const { text } = await office.signer.get(`/cases/${casePid}`);
    for (const fact of [
      '主送机关 各渡口',
      '效力级别 行政规范性文件',
      '适用地区 临港镇人民政府',
      '标签 渡口、检查',
      '内容概述 汛前检查渡口设施。',
      '发布栏目 政策文件',
      '依据 《临港镇渡口管理规定》（临政发〔2025〕8号）',
    ])
      expect(text).toContain(fact);
  });

  test('[R-DOC-02] savings in a row are one line of the flow, and what was attached is named', async () => {
    const { casePid } = await office.draft({ documentNumber: '' });
    for (let i = 0; i < 3; i++) {
      const { fields } = await form(casePid);
      await office.writer.post(`/cases/${casePid}/edit`, { ...fields, documentNumber: '', next: 'stay' });
    }
    await office.attach(casePid, [{ name: '时刻表.txt', bytes: '六时开航' }]);
    const { text } = await office.writer.get(`/cases/${casePid}`);
    expect(text).toMatch(/保存 3 次（05-20 \d\d:\d\d 起）/);
    expect(text).toContain('上传附件：时刻表');
  });

  test.each([
    ['abandon', '作废', '作废的原因'],
    ['unschedule', '取消定时发布', '取消定时发布的原因'],
  ])('[R-DOC-02] %s asks for a reason before it is done', async (act, label, field) => {
    const { casePid } = await office.draft({ documentNumber: '' });
    const client = act === 'abandon' ? office.writer : office.signer;
    if (act === 'unschedule') {
      await acts.submitDraft(office.making, await office.seen(casePid));
      const pass = async () => ({
        ...(await office.seen(casePid)),
        verdict: 'pass' as const,
        comment: '同意。',
      });
      await acts.reviewAttribute(office.signing, await pass());
      await acts.reviewSecrecy(office.signing, await pass());
      await acts.signOff(office.signing, {
        ...(await pass()),
        publishAt: instant('2026-07-01T09:00:00+08:00'),
      });
    }
    const page = await client.get(`/cases/${casePid}`);
    const action = `/cases/${casePid}/${act}`;
    expect(page.text).toContain(field);
    const bare = await client.submit(page, action, { comment: '' });
    expect([bare.status, bare.text.includes(`${label}须写明原因`)]).toEqual([422, true]);
    expect((await office.seen(casePid)).seenVersion).toBe(Number(page.hidden(action).version));
    const done = await client.submit(bare, action, { comment: '改期另发，本件不用。' });
    expect(done.status).toBe(303);
    expect((await client.get(`/cases/${casePid}`)).text).toContain('改期另发，本件不用。');
  });

  test('a refusal by the state of the case does not ask to mend the form', async () => {
    const { casePid } = await office.draft({ documentNumber: '' });
    const page = await office.writer.get(`/cases/${casePid}`);
    await acts.submitDraft(office.making, await office.seen(casePid));
    const late = await office.writer.submit(page, `/cases/${casePid}/submit`);
    expect(late.status).toBe(409);
    expect(late.text).toContain('现在不能办理');
    expect(late.text).not.toContain('处需要修改');
    // What it cannot open any more leads back to the case.
    for (const part of ['edit', 'attachments']) {
      const gone = await office.writer.get(`/cases/${casePid}/${part}`);
      expect([gone.status, gone.links.includes(`/cases/${casePid}`)], part).toEqual([409, true]);
    }
  });
});

test('[R-DOC-01] a new paper of a township is for the township until its clerk says otherwise', async () => {
  const page = await office.writer.get('/documents/new?secret=no');
  expect(page.html).toMatch(/<option value="harbour" selected[^>]*>/u);
  const refused = await office.writer.submit(page, '/documents/new', { title: '', region: '' });
  expect(refused.status).toBe(422);
  expect(refused.html).not.toMatch(/<option value="harbour" selected/u);
});

describe('relations by what people know a paper by', () => {
  test('[R-DOC-01] number in any brackets, title or address; the title shows after saving; what is unknown asks back', async () => {
    const one = await office.draft({ title: '临港镇渔船管理办法', documentNumber: '临政发〔2024〕21号' });
    await office.publish(one.casePid);
    const two = await office.draft({ title: '临港镇渔船检验规定', documentNumber: '临政发〔2024〕22号' });
    await office.publish(two.casePid);
    const { casePid } = await office.draft({ documentNumber: '' });
    const { fields } = await form(casePid);
    const send = (relations: string, more: Record<string, string> = {}) =>
      office.writer.post(`/cases/${casePid}/edit`, { ...fields, ...more, relations, next: 'stay' });
    const unknown = await send('废止 临港镇渔船管理规定');
    expect(unknown.status).toBe(422);
    expect(unknown.text).toContain('没有找到“临港镇渔船管理规定”');
    expect(unknown.text).toMatch(/您要找的可能是：.*《临港镇渔船管理办法》（临政发〔2024〕21号）/);
    const saved = await send(`废止 临政发[2024]第21号\n依据：《临港镇渔船检验规定》`);
    expect(saved.status).toBe(303);
    const again = await form(casePid);
    expect(again.page.text).toContain('废止 《临港镇渔船管理办法》（临政发〔2024〕21号）');
    expect(again.page.text).toContain('依据 《临港镇渔船检验规定》（临政发〔2024〕22号）');
    // What the page shows can be sent back, and an address does as well.
    const shown = '废止 《临港镇渔船管理办法》（临政发〔2024〕21号）';
    const once = again.fields;
    const resent = await send(
      `${shown}\n相关 https://portal.example/documents/${two.documentPid}`,
      once as Record<string, string>,
    );
    expect(resent.status).toBe(303);
    const stored = await db()
      .selectFrom('edition_relation')
      .innerJoin('gov_document', 'gov_document.id', 'edition_relation.target_id')
      .innerJoin('document_passage', 'document_passage.edition_id', 'edition_relation.edition_id')
      .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
      .select(['edition_relation.kind', 'gov_document.pid'])
      .where('procedure_case.pid', '=', casePid)
      .orderBy('edition_relation.kind')
      .execute();
    expect(stored).toEqual([
      { kind: 'related', pid: two.documentPid },
      { kind: 'repeals', pid: one.documentPid },
    ]);
  });
});

describe('what the public will see', () => {
  test('[R-DOC-02] the preview shows the parts of the public page of a draft that nobody outside can see', async () => {
    const { casePid, documentPid } = await office.draft({
      title: '关于渡口票价的通知',
      documentNumber: '临政发〔2026〕9号',
      addressees: '各渡口经营单位',
      body: '渡口票价自七月起调整为每人次二元，学生和老人免费乘坐。',
      effectiveOn: day('2026-07-01'),
      tags: ['票价'],
    });
    await office.attach(casePid, [{ name: '票价表.txt', bytes: '二元' }]);
    const page = await office.writer.get(`/cases/${casePid}/preview`);
    expect(page.status).toBe(200);
    for (const part of [
      '公众还看不到',
      '发文字号 临政发〔2026〕9号',
      '本文件自2026年7月1日起施行，现在尚未施行。',
      '核心提示',
      '各渡口经营单位：',
      '此件公开发布',
      '票价表',
      '从成文到施行',
    ])
      expect(page.text).toContain(part);
    expect((await office.portal.get(`/documents/${documentPid}`)).status).toBe(404);
    await office.publish(casePid);
    const open = await office.portal.get(`/documents/${documentPid}`);
    // 主送机关 stands above a text that does not begin with it.
    expect(open.html).toMatch(/<p class="to">各渡口经营单位：<\/p>/);
    expect(open.text).toContain('本文件自2026年7月1日起施行');
    const own = await office.draft({ title: '关于渡口开放的通知', documentNumber: '' });
    await office.publish(own.casePid);
    const once = (await office.portal.get(`/documents/${own.documentPid}`)).html;
    expect(once.match(/<p class="to">/g)).toHaveLength(1);
  });

  test('[R-DOC-01, R-POR-18] nothing becomes a rule because nobody looked, and slips are pointed out', async () => {
    const asked = await office.writer.get('/documents/new');
    expect(asked.html).not.toContain('name="title"');
    expect((await office.writer.get('/documents/new?from=question')).text).toContain('请先回答是否涉密');
    expect((await office.writer.get('/documents/new?secret=yes')).location).toBe('/offline');
    const blank = await office.writer.get('/documents/new?secret=no');
    expect(blank.html).toMatch(/<option value="other-document" selected/);
    expect(blank.html).not.toMatch(/<option value="government-rule" selected/);
    const rule = await office.draft({ documentNumber: '', effectLevel: 'government-rule' });
    expect((await form(rule.casePid)).page.text).toContain('“通知”一般不是政府规章');
    const normative = await office.draft({ documentNumber: '临政规〔2026〕1号' });
    expect((await form(normative.casePid)).page.text).toContain('发文字号里有“规”字');
    const other = await office.draft({ documentNumber: '', addressees: '各渡口' });
    expect((await form(other.casePid)).page.text).toContain('与“主送机关”一栏不同');
  });
});
