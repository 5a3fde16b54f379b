import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { settableClock } from '../src/platform/clock.ts';
import { type Office, settleOffice } from './attachments-kit.ts';
import { addStaff, Client, PASSWORD, type Page } from './harness.ts';
import { openCity } from './opening.ts';

/* What is typed of a new paper before it is saved for the first time. */

const FORM = '/documents/new';
const OPEN = `${FORM}?secret=no`;

let office: Office;
const clock = settableClock('2026-05-20T09:00:00+08:00');
const city = openCity('empty', { clock });
const db = () => city.db;

beforeAll(async () => {
  office = await settleOffice(city.app);
});
beforeEach(async () => {
  await db().deleteFrom('draft_buffer').execute();
  later(60);
});

const later = (seconds: number) => clock.set(clock.now().getTime() + seconds * 1000);
const open = (client = office.writer) => client.get(OPEN);
const offered = (page: Page) => page.text.includes('您有一份没有保存的新稿');

/** What the page would send, with these fields filled in. */
const filled = (page: Page, fields: Record<string, string>) => ({
  ...page.hidden(FORM),
  effectLevel: 'other-document',
  region: 'harbour',
  ...fields,
});
const keep = (page: Page, fields: Record<string, string>, client = office.writer) =>
  client.post(`${FORM}/buffer`, filled(page, fields));
const save = (page: Page, fields: Record<string, string>, client = office.writer) =>
  client.post(FORM, { ...filled(page, fields), next: 'stay' });
const kept = async () =>
  (await db().selectFrom('draft_buffer').selectAll().execute()).map((r) => JSON.stringify(r.content));

describe('a new paper that was never saved', () => {
  test('[R-DOC-01] is kept, offered wherever its drafter goes on, put back into the form, and gone when saved', async () => {
    const first = await open();
    expect(first.html).toContain('data-buffer="/documents/new/buffer"');
    const answer = await keep(first, { title: '关于浮桥检修的通知', body: '浮桥检修三日。', tags: '浮桥' });
    expect([answer.status, JSON.parse(answer.html)]).toEqual([200, { savedAt: '2026-05-20 09:01' }]);
    for (const path of [FORM, OPEN, '/']) expect(offered(await office.writer.get(path)), path).toBe(true);
    const page = await open();
    expect(page.text).toContain('您有一份没有保存的新稿（2026-05-20 09:01 自动暂存）');
    expect(page.text).toContain('“关于浮桥检修的通知”，已填标题、标签、正文');
    // Until it is decided, another paper that is typed must not overwrite it.
    expect(page.html).not.toContain('data-buffer="');
    expect(page.html).not.toContain('value="关于浮桥检修的通知"');
    const restored = await office.writer.get(`${OPEN}&restore=yes`);
    expect(restored.text).toContain('已填回您未保存的内容');
    for (const part of [
      'value="关于浮桥检修的通知"',
      '浮桥检修三日。',
      'data-buffer="/documents/new/buffer"',
    ])
      expect(restored.html).toContain(part);
    // The page that takes it up goes on keeping it.
    later(60);
    expect((await keep(restored, { title: '关于浮桥检修的通知', body: '浮桥检修四日。' })).status).toBe(200);
    const saved = await save(restored, { title: '关于浮桥检修的通知', body: '浮桥检修四日。' });
    expect(saved.location).toMatch(/^\/cases\/\w+\/edit\?done=drafted$/);
    expect(await kept()).toEqual([]);
    for (const path of [FORM, OPEN, '/']) expect(offered(await office.writer.get(path)), path).toBe(false);
  });

  test('is thrown away on request; nothing is offered where nothing was typed', async () => {
    const page = await open();
    await keep(page, { title: '' });
    expect(offered(await open())).toBe(false);
    later(60);
    await keep(page, { title: '不要的标题' });
    const asked = await open();
    const done = await office.writer.submit(asked, `${FORM}/buffer/discard`);
    expect((await office.writer.get(done.location)).text).toContain('没有保存的新稿已删除。');
    expect(await kept()).toEqual([]);
  });

  test('[R-DOC-01] another paper that is begun, refused, looked up in and saved meanwhile leaves it alone', async () => {
    const first = await open();
    await keep(first, { title: '先写的标题' });
    const second = await open();
    later(60);
    expect((await keep(second, { title: '后写的标题' })).status).toBe(409);
    const refused = await save(second, { title: '' });
    expect([refused.status, refused.text.includes('暂存的那一份原样保留')]).toEqual([422, true]);
    expect(refused.html).not.toContain('data-buffer="');
    const looking = await office.writer.post(FORM, {
      ...filled(second, { title: '后写的标题', relationWords: '渡口' }),
      next: 'find',
    });
    expect([looking.status, looking.text.includes('暂存的那一份原样保留')]).toEqual([200, true]);
    expect((await save(second, { title: '后写的标题' })).status).toBe(303);
    expect(await kept()).toEqual([expect.stringContaining('先写的标题')]);
  });

  test('a page that is refused goes on keeping what it kept', async () => {
    const page = await open();
    await keep(page, { title: '', body: '没有标题的正文。' });
    const refused = await save(page, { title: '', body: '没有标题的正文。' });
    expect([refused.status, offered(refused)]).toEqual([422, false]);
    expect(refused.html).toContain('data-buffer="/documents/new/buffer"');
    later(60);
    expect((await keep(refused, { title: '补上的标题', body: '没有标题的正文。' })).status).toBe(200);
    const saved = await save(refused, { title: '补上的标题', body: '没有标题的正文。' });
    expect([saved.status, await kept()]).toEqual([303, []]);
  });

  test('[R-SEC-01] a secrecy mark, or the answer that it is secret, takes along what was kept', async () => {
    const page = await open();
    const body = '一份不该在这里的文件';
    await keep(page, { title: '通知', body });
    later(60);
    const marked = await keep(page, { title: '通知', body: `机密★5年\n${body}` });
    expect([marked.status, marked.html.includes(body)]).toEqual([422, false]);
    expect(await kept()).toEqual([]);
    const secret: Record<string, string>[] = [{ body: `密级：秘密\n${body}` }, { secret: 'yes' }];
    for (const last of secret) {
      later(60);
      expect((await keep(page, { title: '通知', body })).status).toBe(200);
      await save(page, { title: '通知', body, ...last });
      expect(await kept(), JSON.stringify(last)).toEqual([]);
    }
  });

  test('is for its drafter alone, and for those who may draft', async () => {
    await addStaff(db(), {
      username: 'neighbour',
      organisationId: office.own,
      grants: [{ role: 'drafter' }],
    });
    const neighbour = new Client(office.app.addresses.console!);
    await neighbour.signIn('neighbour', PASSWORD);
    await keep(await open(), { title: '只有我看得到的标题' });
    for (const path of [FORM, OPEN, `${OPEN}&restore=yes`, '/'])
      expect((await neighbour.get(path)).text, path).not.toContain('只有我看得到');
    expect((await keep(await open(neighbour), { title: '他的标题' }, neighbour)).status).toBe(200);
    expect(await kept()).toHaveLength(2);
    const denied = await office.signer.post(`${FORM}/buffer`, { title: '无权' });
    const stale = await office.writer.post(`${FORM}/buffer`, { title: '旧页', _once: 'stale' });
    expect([denied.status, stale.status, (await kept()).length]).toEqual([403, 409, 2]);
  });

  test('does not lie for ever', async () => {
    await keep(await open(), { title: '忘记的标题' });
    const start = clock.now();
    clock.set('2026-06-05T09:00:00+08:00');
    await office.app.ticks.find((t) => t.name === 'draft-buffers')!.run();
    expect(await kept()).toEqual([]);
    clock.set(start.toISOString());
  });
});
