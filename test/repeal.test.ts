import { afterAll, beforeAll, expect, test } from 'vitest';
import { day } from '../src/law/day.ts';
import { type EditionContent, readEdition } from '../src/mechanisms/publication/index.ts';
import * as acts from '../src/modules/documents/index.ts';
import { newToken } from '../src/platform/crypto.ts';
import { type Office, openOffice } from './attachments-kit.ts';
import { addOrgan, cloneDatabase, type TestDatabase } from './harness.ts';

/* 废止: a public paper that repeals another ends it for the public, from its day on and as long as it is public itself. */

let database: TestDatabase;
let office: Office;
const organs: Record<string, number> = {};
beforeAll(async () => {
  database = await cloneDatabase('empty');
  office = await openOffice(database);
  const db = office.app.office!.db;
  organs.本机关 = office.own;
  organs.下级机关 = await addOrgan(db, { code: 'below', kind: 'authorised-body', parentId: office.own });
  organs.下级的下级 = await addOrgan(db, {
    code: 'below-below',
    kind: 'authorised-body',
    parentId: organs.下级机关,
  });
  organs.已并入本机关的机关 = await addOrgan(db, { code: 'former', kind: 'department' });
  organs.不相干的机关 = await addOrgan(db, { code: 'beside', kind: 'department' });
  organs.本级办公室 = await addOrgan(db, { code: 'bureau', kind: 'government-office', parentId: office.own });
  await db
    .updateTable('organisation')
    .set({ successor_id: office.own, valid_to: '2026-04-30' as never })
    .where('id', '=', organs.已并入本机关的机关!)
    .execute();
});
afterAll(async () => {
  await office.app.stop();
  await database.drop();
});

let serial = 0;
/** Publishes a paper. `of`: whose it is in the records. */
async function published(title: string, more: Partial<EditionContent> = {}, of?: number) {
  serial += 1;
  const made = await office.draft({ title, documentNumber: `临政发〔2026〕${100 + serial}号`, ...more });
  if (of !== undefined)
    await office.app
      .office!.db.updateTable('gov_document')
      .set({ organisation_id: of })
      .where('pid', '=', made.documentPid)
      .execute();
  await office.publish(made.casePid);
  return made;
}

const page = async (pid: string) => (await office.portal.get(`/documents/${pid}`)).text;
/** The day as the portal has it for pages, lists and counts, and as its search has it. */
async function ends(pid: string) {
  const row = await office.app
    .office!.db.selectFrom('portal.live_document as d')
    .innerJoin('portal.live_search as s', 's.document_id', 'd.id')
    .select(['d.repealed_on as page', 's.repealed_on as search'])
    .where('d.pid', '=', pid)
    .executeTakeFirstOrThrow();
  expect(row.search).toBe(row.page);
  return row.page;
}
async function lastEdition(casePid: string) {
  const { edition_id } = await office.app
    .office!.db.selectFrom('document_passage')
    .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
    .select('edition_id')
    .where('procedure_case.pid', '=', casePid)
    .executeTakeFirstOrThrow();
  return readEdition(office.app.office!.db, edition_id);
}
/** A paper that repeals another one, and says so. */
const repeals = (pid: string, title: string) => ({
  relations: [{ kind: 'repeals' as const, pid }],
  body: `各村民委员会：\n渡口按新的办法开航，请遵照执行。《${title}》同时废止。`,
});

test('[R-DOC-01, R-CAT-17] a paper is said to be repealed from the day of the repealing paper on, and no longer when that is withdrawn', async () => {
  const old = await published('关于渡口夜航收费的规定');
  expect(await ends(old.documentPid)).toBeNull();
  const later = await published('关于渡口夜航收费的新规定', {
    ...repeals(old.documentPid, '关于渡口夜航收费的规定'),
    effectiveOn: day('2026-06-15'),
  });
  expect(await ends(old.documentPid)).toBe('2026-06-15');
  expect(await page(old.documentPid)).toContain('本文件将于2026年6月15日废止');
  const now = await published(
    '关于停止执行夜航收费的通知',
    repeals(old.documentPid, '关于渡口夜航收费的规定'),
  );
  const today = await ends(old.documentPid);
  expect(today).not.toBe('2026-06-15');
  expect(await page(old.documentPid)).toMatch(/本文件已于2026年\d+月\d+日废止，请勿作为办事依据/);
  expect((await office.portal.get('/documents?validity=repealed')).text).toContain('关于渡口夜航收费的规定');
  await office.withdraw(now.documentPid);
  expect(await ends(old.documentPid)).toBe('2026-06-15');
  await office.withdraw(later.documentPid);
  expect(await ends(old.documentPid)).toBeNull();
  expect((await office.portal.get('/documents?validity=repealed')).text).not.toContain('夜航收费的规定');
});

test('[R-DOC-01] the day that a paper states of itself stands above every other', async () => {
  const old = await published('关于渡口冬季停航的通告', { repealedOn: day('2026-12-31') });
  await published('关于渡口冬季航班的通告', repeals(old.documentPid, '关于渡口冬季停航的通告'));
  expect(await ends(old.documentPid)).toBe('2026-12-31');
});

test('[R-DOC-01] a paper published after the one that repeals it is repealed as well', async () => {
  const old = await published('关于渡口载客定额的通知');
  await published('关于渡口载客的新通知', repeals(old.documentPid, '关于渡口载客定额的通知'));
  await office.withdraw(old.documentPid);
  const { casePid } = await acts.startCorrection(office.making, {
    documentPid: old.documentPid,
    once: newToken(),
  });
  const again = await lastEdition(casePid);
  await acts.saveDraft(office.making, {
    ...(await office.seen(casePid)),
    content: { ...again, changeNote: '重新公开，内容没有改动。' },
  });
  await office.publish(casePid);
  expect(await ends(old.documentPid)).not.toBeNull();
});

test.each([
  ['本机关', true],
  ['下级机关', true],
  ['下级的下级', true],
  ['已并入本机关的机关', true],
  ['不相干的机关', false],
])('[R-DOC-01] 废止%s的文件：门户标为已废止 %s，审查人事先看得到', async (whose, held) => {
  const old = await published(`关于${whose}的旧通知`, {}, organs[whose]);
  const draft = await office.draft({
    title: `关于${whose}的新通知`,
    documentNumber: '',
    ...repeals(old.documentPid, `关于${whose}的旧通知`),
  });
  const shown = (await office.writer.get(`/cases/${draft.casePid}`)).text;
  expect(shown).toContain(held ? '起在门户标为“已废止”' : '公开后只显示“废止”关系，不会标为“已废止”');
  await office.publish(draft.casePid);
  expect((await ends(old.documentPid)) !== null).toBe(held);
});

test('[R-DOC-01] 政府办公室的文件可以废止本级政府的文件', async () => {
  const old = await published('关于镇政府工作规则的通知');
  await published(
    '关于废止工作规则的通知',
    repeals(old.documentPid, '关于镇政府工作规则的通知'),
    organs.本级办公室,
  );
  expect(await ends(old.documentPid)).not.toBeNull();
});

test('[R-DOC-01, R-CAT-17] a 废止 that the text does not state holds the paper up; one that no relation states is asked about', async () => {
  const old = await published('关于渡口货运的通知');
  const slip = await office.draft({
    title: '关于渡口客运的通知',
    documentNumber: '',
    relations: [{ kind: 'repeals', pid: old.documentPid }],
  });
  const sentence = '正文没有写明废止《关于渡口货运的通知》';
  expect((await office.writer.get(`/cases/${slip.casePid}`)).text).toContain(sentence);
  await expect(acts.submitDraft(office.making, await office.seen(slip.casePid))).rejects.toThrow(sentence);
  // The list of what ends may as well stand in an attachment.
  await office.attach(slip.casePid, [{ name: '废止目录.txt', bytes: '废止的文件：关于渡口货运的通知' }]);
  await acts.submitDraft(office.making, await office.seen(slip.casePid));
  await acts.reviewAttribute(office.signing, await office.seen(slip.casePid));
  await acts.reviewSecrecy(office.signing, await office.seen(slip.casePid));
  const desk = (await office.signer.get(`/cases/${slip.casePid}`)).text;
  expect(desk).toMatch(/签发后将标为已废止： 《关于渡口货运的通知》（临政发〔2026〕\d+号）/);
  // Whatever changes behind the review, the signature does not end a paper that the text does not name.
  await office.app
    .office!.db.updateTable('portal.live_document')
    .set({ title: '关于渡口收费的通知', document_number: '' })
    .where('pid', '=', old.documentPid)
    .execute();
  await expect(acts.signOff(office.signing, await office.seen(slip.casePid))).rejects.toThrow(
    '正文没有写明废止',
  );

  const young = await published('关于渡口停靠的通知');
  const silent = await office.draft({
    title: '关于渡口靠泊的通知',
    documentNumber: '',
    body: repeals(young.documentPid, '关于渡口停靠的通知').body,
  });
  const shown = (await office.writer.get(`/cases/${silent.casePid}`)).text;
  expect(shown).toContain('正文写明废止《关于渡口停靠的通知》，“与其他文件的关系”中没有');
  await acts.submitDraft(office.making, await office.seen(silent.casePid));
});

test.each([
  [
    '本办法自2027年1月1日起施行，有效期2年。',
    {},
    '“施行日期”一栏是空的，公开后会在施行之前就显示“有效”。请填写2027年1月1日',
  ],
  ['本办法自2027年1月1日起施行。', { effectiveOn: day('2026-06-01') }, '“施行日期”一栏填的是2026年6月1日'],
  ['本办法自印发之日起30日后施行。', {}, '按成文日期推算是2026年6月18日'],
  ['本办法自2027年1月1日起施行。', { effectiveOn: day('2027-01-01') }, undefined],
  ['本办法自印发之日起30日后施行。', { effectiveOn: day('2026-06-20') }, undefined],
  ['本办法自印发之日起施行，有效期2年。', {}, undefined],
  ['本通知自印发之日起施行。\n本办法自2027年1月1日起施行。', {}, undefined],
  ['《渡口规定》自2027年1月1日起施行。', {}, undefined],
])('[R-DOC-01] %s with %o is held up: %s', async (line, days, sentence) => {
  const { casePid } = await office.draft({
    title: '关于渡口办法的通知',
    documentNumber: '',
    body: `各村民委员会：\n渡口每日六时开航，二十时停航，请遵照执行。\n${line}`,
    ...days,
  });
  const sent = acts.submitDraft(office.making, await office.seen(casePid));
  if (sentence === undefined) await expect(sent).resolves.toEqual({ casePid });
  else await expect(sent).rejects.toThrow(sentence);
});
