import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as acts from '../src/modules/documents/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { type Office, openOffice } from './attachments-kit.ts';
import {
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  PASSWORD,
  type Page,
  type TestDatabase,
} from './harness.ts';
import { harbourPaper } from './passage-kit.ts';

/* 操作留痕: everything that happened to a paper, by what people call it. */

let database: TestDatabase;
let office: Office;
let own: Client;
let elsewhere: Client;
const clock = settableClock('2026-05-20T09:00:00+08:00');
const db = () => office.app.office!.db;
const SECRET = '关于灯塔搬迁的内部预案';

beforeAll(async () => {
  database = await cloneDatabase('empty');
  office = await openOffice(database, { clock });
  const other = await addOrgan(db(), { code: 'inland', kind: 'township', name: '内陆镇人民政府' });
  const enter = async (username: string, organisationId: number) => {
    await addStaff(db(), { username, organisationId, grants: [{ role: 'auditor' }] });
    const client = new Client(office.app.addresses.console!);
    expect((await client.signIn(username, PASSWORD)).status).toBe(303);
    return client;
  };
  own = await enter('audit-own', office.own);
  elsewhere = await enter('audit-other', other);
});
afterAll(async () => {
  await office.app.stop();
  await database.drop();
});

const ask = (words: string, client = own) => client.get(`/audit?paper=${encodeURIComponent(words)}`);
const rows = (page: Page) => (page.html.match(/<tr>\s*<th scope="row"/g) ?? []).length;
/** What the page says apart from what was typed into its search box. */
const said = (page: Page, typed: string) => page.text.replaceAll(`“${typed}”`, '');

/** How many audit rows speak of a paper and its cases, read by hand. */
async function rowsOf(documentPid: string): Promise<number> {
  const document = await db()
    .selectFrom('gov_document')
    .select('id')
    .where('pid', '=', documentPid)
    .executeTakeFirstOrThrow();
  const passages = await db()
    .selectFrom('document_passage')
    .select('case_id')
    .where('document_id', '=', document.id)
    .execute();
  const withdrawals = await db()
    .selectFrom('document_withdrawal')
    .select('case_id')
    .where('document_id', '=', document.id)
    .execute();
  const cases = [...passages, ...withdrawals].map((c) => String(c.case_id));
  const all = await db().selectFrom('audit_row').select(['subject_kind', 'subject_id']).execute();
  return all.filter((r) =>
    r.subject_kind === 'document'
      ? [String(document.id), documentPid].includes(r.subject_id)
      : r.subject_kind === 'case' && cases.includes(r.subject_id),
  ).length;
}

describe('[R-PLT-03] everything that happened to a paper', () => {
  test('is found by title, number in any brackets, index number, code and address; a withdrawal belongs to it', async () => {
    const it = await office.draft({ title: '关于渡口票价的通知', documentNumber: '临政发〔2026〕3号' });
    await office.publish(it.casePid);
    await office.withdraw(it.documentPid);
    const other = await office.draft({ title: '关于渡口票务的通知', documentNumber: '临政发〔2026〕4号' });
    await office.publish(other.casePid);
    const expected = await rowsOf(it.documentPid);
    expect(expected).toBeGreaterThan(6);
    const { index_number } = await db()
      .selectFrom('gov_document')
      .select('index_number')
      .where('pid', '=', it.documentPid)
      .executeTakeFirstOrThrow();
    for (const words of [
      '关于渡口票价的通知',
      '《关于渡口票价的通知》（临政发〔2026〕3号）',
      '临政发[2026]第3号',
      index_number!,
      it.documentPid,
      `https://portal.example/documents/${it.documentPid}`,
    ]) {
      const page = await ask(words);
      expect(rows(page), words).toBe(expected);
      const table = page.html.slice(page.html.indexOf('<tbody'));
      for (const act of ['新建', '送审', '公开属性审查', '签发', '提出撤回', '决定是否撤回'])
        expect(table, words).toContain(`>${act}</td>`);
    }
    // With another condition both hold.
    const narrowed = await own.get(`/audit?paper=${it.documentPid}&act=document.sign-off`);
    expect(rows(narrowed)).toBe(1);
    // Words out of a public title find it, and others with it, each to be chosen.
    const both = await office.draft({ title: '关于渡口票务公告', documentNumber: '' });
    await office.publish(both.casePid);
    const several = await ask('渡口票务');
    expect(several.text).toContain('下面是 2 件公文的全部记录');
    expect(several.links).toContain(`/audit?paper=${other.documentPid}`);
    expect(rows(several)).toBe((await rowsOf(other.documentPid)) + (await rowsOf(both.documentPid)));
  });

  test('a paper that is not public: by its whole title only, and the page never says a title that was not typed', async () => {
    const it = await office.draft({ title: SECRET, documentNumber: '临政发〔2026〕9号' });
    const expected = await rowsOf(it.documentPid);
    expect(rows(await ask(SECRET))).toBe(expected);
    for (const words of ['灯塔', '灯塔搬迁', '关于灯塔搬迁的内部', '%灯塔%', '关于灯塔搬迁的内部预_']) {
      const page = await ask(words);
      expect([rows(page), page.text.includes(`没有找到“${words}”`)], words).toEqual([0, true]);
    }
    for (const words of [it.documentPid, '临政发〔2026〕9号']) {
      const page = await ask(words);
      expect(rows(page), words).toBe(expected);
      expect(said(page, words)).not.toContain('灯塔');
      expect(page.text).toContain(`公文 ${it.documentPid}（没有公开，不显示标题）`);
    }
    // Called otherwise it is still the same paper, with all that happened to it before.
    const { seenVersion } = await office.seen(it.casePid);
    await acts.saveDraft(office.making, {
      casePid: it.casePid,
      content: harbourPaper(await columnOf(), { title: '关于灯塔的新预案' }),
      seenVersion,
      once: 'former-title',
    });
    expect(rows(await ask('关于灯塔的新预案'))).toBe(expected + 1);
  });

  test('nothing of it for an auditor of another organisation, whatever is asked', async () => {
    const it = await office.draft({ title: '关于锚地的通知', documentNumber: '临政发〔2026〕11号' });
    await office.publish(it.casePid);
    for (const words of ['关于锚地的通知', '锚地', '临政发〔2026〕11号', it.documentPid]) {
      const page = await ask(words, elsewhere);
      expect([rows(page), page.text.includes('没有找到')], words).toEqual([0, true]);
      expect(said(page, words)).not.toContain('临港');
    }
  });

  test('going back and taking along keep to the paper', async () => {
    const it = await office.draft({ title: '关于航道的通知', documentNumber: '' });
    await office.publish(it.casePid);
    for (let i = 0; i < 60; i++) {
      const { seenVersion } = await office.seen(it.casePid);
      await db()
        .insertInto('audit_row')
        .values({
          at: clock.now(),
          service: 'system',
          act: 'document.save',
          subject_kind: 'document',
          subject_id: it.documentPid,
          organisation_id: office.own,
          request_id: `many-${i}-${seenVersion}`,
          details: '{}',
        } as never)
        .execute();
    }
    const first = await ask(it.documentPid);
    expect(rows(first)).toBe(50);
    const older = await own.get(first.links.find((l) => l.includes('before='))!);
    expect(rows(first) + rows(older)).toBe(await rowsOf(it.documentPid));
    const file = await own.submit(first, '/audit/export', { format: 'csv' });
    expect(file.html.trim().split('\r\n').length - 1).toBe(await rowsOf(it.documentPid));
  });
});

async function columnOf(): Promise<number> {
  const row = await db().selectFrom('column_node').select('id').executeTakeFirstOrThrow();
  return row.id;
}
