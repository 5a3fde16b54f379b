import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Office, openOffice } from './attachments-kit.ts';
import { cloneDatabase, type TestDatabase } from './harness.ts';

/* Tags, region, level of effect and relations: entered on the page, frozen with the text, shown where both papers are. */

/** The other fields of the editor, as a clerk leaves them. */
const PLAIN = {
  title: '关于渡口防汛的通知',
  body: '各村民委员会：\n汛期渡口按水位开航，水位超过警戒线时停航，恢复时间由渡口公布。',
  theme: '工业、交通',
  genre: '通知',
  writtenOn: '2026-05-19',
  attribute: 'proactive',
  ground: 'article-20-5',
};
/** The check box of the only column. */
const columnIn = (html: string) =>
  /name="columns"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="columns"/.exec(html);

let database: TestDatabase;
let office: Office;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  office = await openOffice(database);
});
afterAll(async () => {
  await office.app.stop();
  await database.drop();
});

async function published(title: string, more: object = {}) {
  const made = await office.draft({ title, documentNumber: '', ...more });
  await office.publish(made.casePid);
  return made;
}

test('[R-POR-12] tags and region are entered with the text and stand with the public paper', async () => {
  const { casePid, documentPid } = await office.draft({ title: '关于渡口防汛的通知', documentNumber: '' });
  const action = `/cases/${casePid}/edit`;
  const page = await office.writer.get(action);
  const saved = await office.writer.post(action, {
    ...page.hidden(action),
    ...PLAIN,
    columns: columnIn(page.html)?.[1] ?? columnIn(page.html)?.[2] ?? '',
    tags: '防汛、渡口 防汛',
    region: 'harbour',
    effectLevel: 'normative-document',
    next: 'stay',
  });
  expect(saved.status).toBe(303);
  await office.publish(casePid);
  const row = await office.app
    .office!.db.selectFrom('portal.live_document')
    .select(['tags', 'region', 'effect_level'])
    .where('pid', '=', documentPid)
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ tags: ['防汛', '渡口'], region: 'harbour', effect_level: 'normative-document' });
  const shown = await office.portal.get(`/documents/${documentPid}`);
  const place = /地区和标签<\/h2>.*?<p class="mc-tags">(.*?)<\/p>/s.exec(shown.html)?.[1] ?? '';
  expect([...place.matchAll(/>([^<]+)<\/a>/g)].map((m) => m[1])).toEqual(['临港镇人民政府', '防汛', '渡口']);
  expect(shown.text).toContain('行政规范性文件');
});

test('[R-POR-12] a region that does not exist and a relation nobody can follow are refused at their fields, nothing is lost', async () => {
  const { casePid, documentPid } = await office.draft({ title: '关于渡口票价的通知', documentNumber: '' });
  const action = `/cases/${casePid}/edit`;
  const fields = { ...(await office.writer.get(action)).hidden(action), ...PLAIN };
  for (const [field, value, sentence] of [
    ['region', 'nowhere', '所选的适用地区已经停用或不存在'],
    ['relations', `废止 /documents/${documentPid}`, '只能指已经公开的文件'],
    ['relations', '取代 0123456789', '请先写关系，空一格'],
    ['tags', '一个字数远远超过二十个字的标签会让页面上的标签栏放不下', '超过 20 个字'],
  ] as const) {
    const answer = await office.writer.post(action, { ...fields, [field]: value, title: '改过的标题' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(sentence);
    expect(answer.html).toContain('改过的标题');
  }
});

test('[R-DOC-01] a relation shows at both papers, only while both are public, and is part of what reviewers sign', async () => {
  const old = await published('关于渡口收费的通知');
  const young = await published('关于停止执行渡口收费的通知', {
    body: '各村民委员会：\n渡口不再收费，《关于渡口收费的通知》同时废止。',
    relations: [{ kind: 'repeals', pid: old.documentPid }],
  });
  const oldPage = async () => (await office.portal.get(`/documents/${old.documentPid}`)).text;
  const youngPage = async () => (await office.portal.get(`/documents/${young.documentPid}`)).text;
  expect(await youngPage()).toContain('关于渡口收费的通知');
  expect(await oldPage()).toContain('关于停止执行渡口收费的通知');
  const hashes = await office.app
    .office!.db.selectFrom('edition')
    .innerJoin('gov_document', 'gov_document.id', 'edition.document_id')
    .select('edition.id')
    .where('gov_document.pid', '=', young.documentPid)
    .execute();
  // The database itself keeps the relations of a submitted text.
  await expect(
    office.app.office!.db.deleteFrom('edition_relation').where('edition_id', '=', hashes[0]!.id).execute(),
  ).rejects.toThrow('已送审的稿件不得调整与其他文件的关系');
  await office.withdraw(young.documentPid);
  expect(await oldPage()).not.toContain('关于停止执行渡口收费的通知');
});
