import { beforeAll, describe, expect, test } from 'vitest';
import { settableClock } from '../src/platform/clock.ts';
import { type Office, settleOffice } from './attachments-kit.ts';
import { addStaff, Client, PASSWORD, type Page } from './harness.ts';
import { openCity } from './opening.ts';

/* Relations to other papers are looked up and chosen within the form of the editor; the first page of a draft. */

let office: Office;
const clock = settableClock('2026-05-20T09:00:00+08:00');
const city = openCity('empty', { clock });
const db = () => city.db;

beforeAll(async () => {
  office = await settleOffice(city.app);
  await addStaff(db(), { username: 'reader', organisationId: office.own, grants: [{ role: 'supervisor' }] });
});

/** What a browser would send of the form: what is typed, chosen and ticked; the button apart. */
function fieldsOf(page: Page): Record<string, string | string[]> {
  const form = page.html.split('<form').find((f) => f.includes('id="edit"')) ?? '';
  const plain = (s: string) =>
    s.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const fields: Record<string, string | string[]> = {};
  const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  const add = (name: string | undefined, value: string) => {
    if (name) fields[name] = name in fields ? [fields[name]!, plain(value)].flat() : plain(value);
  };
  for (const [tag] of form.matchAll(/<input[^>]*>/g))
    if (!/type="(?:radio|checkbox)"/.test(tag) || /\bchecked\b/.test(tag))
      add(attribute(tag, 'name'), attribute(tag, 'value') ?? '');
  for (const [, tag, text] of form.matchAll(/<textarea([^>]*)>\n?([\s\S]*?)<\/textarea>/g))
    add(attribute(tag!, 'name'), text!);
  for (const [, tag, options] of form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen =
      /<option[^>]*value="([^"]*)"[^>]*\bselected\b/.exec(options!) ?? /value="([^"]*)"/.exec(options!);
    add(attribute(tag!, 'name'), chosen?.[1] ?? '');
  }
  return fields;
}

/** Presses a button of the editor. */
const press = (casePid: string, page: Page, next: string, more: Record<string, string | string[]> = {}) =>
  office.writer.post(`/cases/${casePid}/edit`, { ...fieldsOf(page), ...more, next });
const editor = (casePid: string) => office.writer.get(`/cases/${casePid}/edit`);
const radios = (page: Page) =>
  [...page.html.matchAll(/name="relationPick" value="([0-9a-z]{10})"/g)].map((m) => m[1]);
const ticked = (page: Page) => [fieldsOf(page).relations ?? []].flat();

async function published(title: string, documentNumber = '') {
  const it = await office.draft({ title, documentNumber });
  await office.publish(it.casePid);
  return it;
}

async function stored(casePid: string) {
  return db()
    .selectFrom('edition_relation')
    .innerJoin('gov_document', 'gov_document.id', 'edition_relation.target_id')
    .innerJoin('document_passage', 'document_passage.edition_id', 'edition_relation.edition_id')
    .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
    .select(['edition_relation.kind', 'gov_document.pid'])
    .where('procedure_case.pid', '=', casePid)
    .orderBy('edition_relation.kind')
    .execute();
}

describe('a relation is chosen, not typed', () => {
  test('[R-DOC-01] looking up within the form shows papers to choose from, saves nothing and loses nothing', async () => {
    const nets = await published('临港镇渔网管理办法', '临政发〔2024〕31号');
    const { casePid } = await office.draft({ documentNumber: '' });
    const before = await office.seen(casePid);
    const typed = {
      title: '还没有保存的标题',
      writtenOn: '2026-02-31',
      body: '还没有保存的正文。',
      columns: [] as string[],
    };
    const looked = await press(casePid, await editor(casePid), 'find', {
      ...typed,
      relationKind: 'repeals',
      relationWords: '渔网 管理',
    });
    expect(looked.status).toBe(200);
    expect(radios(looked)).toEqual([nets.documentPid]);
    expect(looked.text).toContain(
      '《临港镇渔网管理办法》（临政发〔2024〕31号） 临港镇人民政府，2026-05-20 公开',
    );
    expect(fieldsOf(looked)).toMatchObject({
      title: typed.title,
      writtenOn: typed.writtenOn,
      body: typed.body,
      relationKind: 'repeals',
      relationWords: '渔网 管理',
    });
    expect(fieldsOf(looked).columns).toBeUndefined();
    // The script must take what stands there for something that is not kept yet.
    expect(looked.html).toMatch(/<form[^>]*data-unsaved[^>]*data-buffer="/);
    const taken = await press(casePid, looked, 'relate', { relationPick: nets.documentPid });
    expect(ticked(taken)).toEqual(['废止 《临港镇渔网管理办法》（临政发〔2024〕31号）']);
    expect(fieldsOf(taken)).toMatchObject({ title: typed.title, relationWords: '' });
    expect((await office.seen(casePid)).seenVersion).toBe(before.seenVersion);
    expect(await stored(casePid)).toEqual([]);
    const saved = await press(casePid, taken, 'stay', { writtenOn: '2026-05-19' });
    expect(saved.status).toBe(303);
    expect(await stored(casePid)).toEqual([{ kind: 'repeals', pid: nets.documentPid }]);
    const again = await press(casePid, await editor(casePid), 'stay', { relations: [] });
    expect(again.status).toBe(303);
    expect(await stored(casePid)).toEqual([]);
  });

  test('[R-DOC-01] what is chosen is taken by saving too; words that name no one paper ask, with the papers below', async () => {
    const one = await published('临港镇渔市管理办法', '临政发〔2024〕41号');
    const two = await published('临港镇渔市卫生规定', '临政发〔2024〕42号');
    const { casePid } = await office.draft({ documentNumber: '' });
    const page = await editor(casePid);
    const looking = { relationKind: 'based-on', relationWords: '渔市' };
    const open = await press(casePid, page, 'stay', { ...looking, title: '改过的标题' });
    expect(open.status).toBe(422);
    expect(open.text).toContain('“渔市”还没有选定是哪一件');
    expect(radios(open).toSorted()).toEqual([one.documentPid, two.documentPid].toSorted());
    expect(fieldsOf(open).title).toBe('改过的标题');
    // One hit for part of a title is no choice either.
    const part = await press(casePid, open, 'stay', { ...looking, relationWords: '渔市卫生' });
    expect(part.status).toBe(422);
    const chosen = await press(casePid, open, 'stay', { relationPick: two.documentPid });
    expect(chosen.status).toBe(303);
    const number = await press(casePid, await editor(casePid), 'default', {
      relationKind: 'related',
      relationWords: '临政发[2024]41号',
    });
    // Enter in a field of the form looks up what stands in the lookup.
    expect([number.status, radios(number)]).toEqual([200, [one.documentPid]]);
    await press(casePid, number, 'stay');
    expect(await stored(casePid)).toEqual([
      { kind: 'based-on', pid: two.documentPid },
      { kind: 'related', pid: one.documentPid },
    ]);
  });

  test('long lists are cut with a sentence; nothing found says so, or names what comes close', async () => {
    for (let i = 1; i <= 11; i++) await published(`临港镇第${i}号浮标公告`);
    const { casePid } = await office.draft({ documentNumber: '' });
    const page = await editor(casePid);
    const find = (relationWords: string) => press(casePid, page, 'find', { relationWords });
    const many = await find('浮标');
    expect(radios(many)).toHaveLength(10);
    expect(many.text).toContain('太多，只列最近的 10 件，请写得更完整再找');
    expect((await find('临港镇第3号浮标公示')).text).toMatch(
      /没有标题或文号相符的，以下最接近：.*第3号浮标公告/,
    );
    const none = await find('完全不相干的东西');
    expect([radios(none).length, none.text.includes('没有找到。只能指已经公开的文件')]).toEqual([0, true]);
  });

  test('[R-SEC-03] the lookup is for those who draft, and finds public papers only, never the paper itself', async () => {
    const secretly = await office.draft({
      title: '关于灯塔搬迁的预案',
      documentNumber: '临政发〔2026〕77号',
    });
    const open = await published('关于灯塔开放的通知', '临政发〔2026〕78号');
    const ask = async (q: string, more = '', client = office.writer) => {
      const answer = await client.get(`/documents/papers?q=${encodeURIComponent(q)}${more}`);
      return answer.status === 200
        ? (JSON.parse(answer.html) as { papers: { name: string }[] }).papers.map((p) => p.name)
        : answer.status;
    };
    expect(await ask('灯塔')).toEqual(['《关于灯塔开放的通知》（临政发〔2026〕78号）']);
    for (const q of ['灯塔搬迁', '临政发〔2026〕77号', secretly.documentPid, '%', '_', ''])
      expect(await ask(q), q).toEqual([]);
    expect(await ask('灯塔', `&except=${open.documentPid}`)).toEqual([]);
    const reader = new Client(office.app.addresses.console!);
    expect((await reader.get('/documents/papers?q=x')).location).toContain('/signin');
    await reader.signIn('reader', PASSWORD);
    expect(await ask('灯塔', '', reader)).toBe(403);
  });

  test('what is wrong beside an open lookup is said at once, and everything typed stands', async () => {
    const { casePid } = await office.draft({ documentNumber: '' });
    const page = await press(casePid, await editor(casePid), 'stay', {
      relationKind: 'related',
      relationWords: '没有这份文件',
      title: '',
      summary: '只写了概述',
    });
    expect(page.status).toBe(422);
    expect(page.text).toContain('有 2 处需要修改');
    for (const wrong of ['还没有选定是哪一件', '请填写标题']) expect(page.text).toContain(wrong);
    for (const typed of ['没有这份文件', '只写了概述']) expect(page.html).toContain(typed);
  });

  test('two papers of one name are told apart by their code; what the text repeals is offered', async () => {
    const [a, b] = [await published('关于鱼汛的通知'), await published('关于鱼汛的通知')];
    const { casePid } = await office.draft({ documentNumber: '' });
    const found = await press(casePid, await editor(casePid), 'find', {
      relationKind: 'related',
      relationWords: '关于鱼汛的通知',
    });
    expect(radios(found).toSorted()).toEqual([a.documentPid, b.documentPid].toSorted());
    await press(casePid, found, 'stay', { relationPick: a.documentPid });
    expect(await stored(casePid)).toEqual([{ kind: 'related', pid: a.documentPid }]);
    expect(ticked(await editor(casePid))).toEqual([`相关 《关于鱼汛的通知》 ${a.documentPid}`]);
    await published('临港镇冰库管理规定');
    const ending = await office.draft({
      documentNumber: '',
      body: '各村民委员会：\n冰库统一改造，《临港镇冰库管理规定》同时废止。',
    });
    const page = await editor(ending.casePid);
    expect(page.html).toMatch(/value="废止 《临港镇冰库管理规定》"\/?>/);
    expect(ticked(page)).toEqual([]);
    expect(page.text).toContain('正文写明，尚未加入');
  });
});

describe('the page of a draft before its first save', () => {
  const action = '/documents/new';
  const whole = {
    title: '关于渡口开航的通知',
    body: '各村民委员会：\n自六月起，渡口每日六时开航，二十时停航，遇大风停航另行通知。',
    theme: '工业、交通',
    genre: '通知',
    writtenOn: '2026-05-19',
    attribute: 'proactive',
    ground: 'article-20-5',
  };
  const column = (page: Page) => /name="columns" value="(\d+)"/.exec(page.html)?.[1] ?? '';
  const send = async (more: Record<string, string | string[]>) => {
    const page = await office.writer.get(`${action}?secret=no`);
    return office.writer.post(action, { ...fieldsOf(page), ...whole, columns: column(page), ...more });
  };

  test('[R-DOC-01] shows the way, what is needed, and every button that the editor has', async () => {
    const page = await office.writer.get(`${action}?secret=no`);
    const buttons = (p: Page) =>
      [...p.html.matchAll(/<button type="submit"[^>]*name="next" value="(\w+)"/g)]
        .map((m) => m[1])
        .toSorted();
    const { casePid } = await office.draft({ documentNumber: '' });
    expect(buttons(page)).toEqual(buttons(await editor(casePid)));
    expect(buttons(page)).toEqual(
      expect.arrayContaining(['stay', 'submit', 'preview', 'attachments', 'find']),
    );
    expect(page.text).toContain('起草 新稿 公开属性审查 保密审查 签发 发布');
    expect(page.text).toContain('请确定公开属性。未明确公开属性的公文不能流转。');
    expect(page.html).toContain('href="#act"');
    // Enter in a field saves: the first button of the form is not the lookup.
    expect(/<button[^>]*name="next" value="(\w+)"/.exec(page.html)?.[1]).toBe('default');
  });

  test('[R-DOC-01, R-DOC-02] a whole paper goes from there into review; one that is not stands as a draft and says why', async () => {
    const sent = await send({ next: 'submit' });
    expect(sent.location).toMatch(/^\/cases\/[0-9a-z]{10}\?done=submitted$/);
    expect((await office.writer.get(sent.location)).text).toContain('公开属性审查');
    const short = await send({ next: 'submit', attribute: '', title: '关于属性的通知' });
    expect(short.location).toMatch(/^\/cases\/[0-9a-z]{10}\/edit\?check=yes$/);
    const page = await office.writer.get(short.location);
    expect(page.text).toContain('草稿已保存，但还不能送审');
    expect(page.html).toContain('href="#f-attribute"');
    expect(fieldsOf(page).title).toBe('关于属性的通知');
    expect((await send({ next: 'preview' })).location).toMatch(/\/preview$/);
    expect((await send({ next: 'attachments' })).location).toMatch(/\/attachments$/);
    for (const next of ['stay', 'default', ''])
      expect((await send(next === '' ? {} : { next })).location, next).toMatch(/\/edit\?done=drafted$/);
  });

  test('[R-DOC-01] papers are looked up there too, before anything is saved', async () => {
    const buoys = await published('临港镇航标管理办法');
    const count = () => db().selectFrom('gov_document').select('id').execute();
    const before = (await count()).length;
    const looked = await send({
      next: 'find',
      relationKind: 'based-on',
      relationWords: '航标',
      writtenOn: 'morgen',
    });
    expect([looked.status, radios(looked)]).toEqual([200, [buoys.documentPid]]);
    expect(fieldsOf(looked)).toMatchObject({ title: whole.title, body: whole.body, writtenOn: 'morgen' });
    expect((await count()).length).toBe(before);
    const saved = await office.writer.post(action, {
      ...fieldsOf(looked),
      relationPick: buoys.documentPid,
      writtenOn: '2026-05-19',
      next: 'stay',
    });
    const casePid = /cases\/(\w+)\//.exec(saved.location)?.[1] ?? '';
    expect(await stored(casePid)).toEqual([{ kind: 'based-on', pid: buoys.documentPid }]);
  });
});
