import { gzipSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { makeMissingPreviews } from '../src/core/index.ts';
import { day } from '../src/law/day.ts';
import * as acts from '../src/modules/documents/index.ts';
import { newToken } from '../src/platform/crypto.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { type Office, openOffice, word } from './attachments-kit.ts';
import { addOrgan, addStaff, Client, cloneDatabase, PASSWORD, type TestDatabase } from './harness.ts';
import { send } from './http-kit.ts';
import { pdfOf } from './pdf-sample.ts';
import { rows, xlsx } from './preview-samples.ts';

/* The previews of attachments on the portal and in the console: who sees them, from when to when, and how. */

let database: TestDatabase;
let office: Office;
let admin: pg.Client;
let casePid: string;
let documentPid: string;
/** By their ending. */
const files: Record<string, string> = {};
const SECRET = '尚未公开的渡口';

beforeAll(async () => {
  database = await cloneDatabase('empty');
  office = await openOffice(database);
  admin = await connect(database.address(inject('superuser')));
  ({ casePid, documentPid } = await office.draft({ title: '关于开航时刻的通告' }));
  const long = Array.from({ length: 800 }, (_, i) => `第${i}行，${SECRET}，${'渡'.repeat(30)}。`).join('\n');
  const sent = [
    {
      name: '时刻表.xlsx',
      bytes: xlsx([
        {
          name: '夏季',
          xml: rows([
            ['渡口', '开航'],
            [SECRET, '6:00'],
            ['<c><f>NOW()</f></c>', ''],
          ]),
        },
      ]),
    },
    { name: '须知.docx', bytes: word(SECRET, '排队上船。') },
    { name: '图纸.pdf', bytes: pdfOf([[SECRET, '第一页']]) },
    { name: '照片.png', bytes: await createCanvas(40, 30).encode('png') },
    { name: '全文.txt', bytes: long },
    { name: '旧表.doc', bytes: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]) },
  ];
  const done = await office.attach(casePid, sent);
  if (done.status !== 303) throw new Error(done.text);
  const pids = await office.files(casePid);
  for (const [i, f] of sent.entries()) files[f.name.split('.')[1]!] = pids[i]!;
});
afterAll(async () => {
  await office.app.stop();
  await admin.end();
  await database.drop();
});

const onPortal = (kind: string, part?: number) =>
  `/files/${files[kind]}/preview${part === undefined ? '' : `?part=${part}`}`;
const onConsole = (kind: string) => `/cases/${casePid}/attachments/${files[kind]}/preview`;

describe('in the console', () => {
  test('[R-SEC-01] those who read the case read what is in its attachments; others find nothing', async () => {
    const page = await office.signer.get(onConsole('xlsx'));
    expect(page.status).toBe(200);
    for (const said of ['附件预览：时刻表', '工作表：夏季', SECRET, '=NOW()', 'SM3', '下载附件'])
      expect(page.text).toContain(said);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect((await office.writer.get(onConsole('docx'))).text).toContain('排队上船。');
    // The lists of the case and of the draft lead there.
    for (const list of [`/cases/${casePid}`, `/cases/${casePid}/attachments`, `/cases/${casePid}/preview`]) {
      const { links } = await office.writer.get(list);
      expect([list, links.filter((l) => l.endsWith('/preview') && l.includes('/attachments/'))]).toEqual([
        list,
        ['xlsx', 'docx', 'pdf', 'png', 'txt'].map(onConsole),
      ]);
    }
    const db = office.app.office!.db;
    const elsewhere = await addOrgan(db, { code: 'inland', kind: 'township' });
    await addStaff(db, { username: 'stranger', organisationId: elsewhere, grants: [{ role: 'drafter' }] });
    await addStaff(db, { username: 'guest', organisationId: elsewhere });
    const [stranger, guest] = [
      new Client(office.app.addresses.console!),
      new Client(office.app.addresses.console!),
    ];
    expect((await stranger.get(onConsole('xlsx'))).status).toBe(303);
    await stranger.signIn('stranger', PASSWORD);
    await guest.signIn('guest', PASSWORD);
    for (const way of [onConsole('xlsx'), onConsole('xlsx').replace('/preview', '')]) {
      expect([way, (await stranger.get(way)).status]).toEqual([way, 404]);
      expect([way, (await guest.get(way)).status]).toEqual([way, 403]);
    }
    expect((await office.signer.get(onConsole('xlsx').replace(files.xlsx!, '0000000000'))).status).toBe(404);
    expect((await office.signer.get(`/cases/0000000000/attachments/${files.xlsx}/preview`)).status).toBe(404);
  });

  test('[R-SEC-04] an invited reviewer reads the attachments of that case, as bytes and as preview', async () => {
    const db = office.app.office!.db;
    const elsewhere = await addOrgan(db, { code: 'hill', kind: 'township' });
    await addStaff(db, { username: 'expert', organisationId: elsewhere });
    const it = await office.draft({ title: '请外单位审查的一件' });
    const other = await office.draft({ title: '没有邀请的一件' });
    for (const one of [it, other]) await office.attach(one.casePid, [{ name: 'a.txt', bytes: '受邀才能看' }]);
    const [file] = await office.files(it.casePid);
    const [beside] = await office.files(other.casePid);
    await acts.submitDraft(office.making, await office.seen(it.casePid));
    await acts.inviteReviewer(office.signing, {
      casePid: it.casePid,
      username: 'expert',
      act: 'document.attribute-review',
      validTo: day('2026-06-30'),
      source: '聘书〔2026〕1号',
      once: newToken(),
    });
    const expert = new Client(office.app.addresses.console!);
    await expert.signIn('expert', PASSWORD);
    for (const tail of ['', '/preview']) {
      const page = await expert.get(`/cases/${it.casePid}/attachments/${file}${tail}`);
      expect([tail, page.status, page.html.includes('受邀才能看')]).toEqual([tail, 200, true]);
      expect((await expert.get(`/cases/${other.casePid}/attachments/${beside}${tail}`)).status).toBe(404);
    }
    expect((await expert.get(`/cases/${it.casePid}`)).status).toBe(200);
    // Sent back, the paper is its drafter's again: what is being written there is nobody else's to read.
    await acts.reviewAttribute(office.signing, {
      ...(await office.seen(it.casePid)),
      verdict: 'return',
      comment: '请补充依据。',
    });
    for (const tail of ['', '/preview', `/attachments/${file}`, `/attachments/${file}/preview`]) {
      const page = await expert.get(`/cases/${it.casePid}${tail}`);
      expect([tail, page.status, page.text.includes('本件正由起草单位修改')]).toEqual([tail, 409, true]);
      expect((await office.writer.get(`/cases/${it.casePid}${tail}`)).status, tail).toBe(200);
    }
    await acts.submitDraft(office.making, {
      ...(await office.seen(it.casePid)),
      answer: '依据已经写明在第二段，不需要改动。',
    });
    expect((await expert.get(`/cases/${it.casePid}`)).status).toBe(200);
  });
});

describe('on the portal', () => {
  test('[R-SEC-01] before publication there is none, and no role of the portal reads one', async () => {
    for (const kind of Object.keys(files)) {
      const page = await office.portal.get(onPortal(kind));
      expect([kind, page.status, page.text.includes(SECRET)]).toEqual([kind, 404, false]);
    }
    const role = await connect(database.address('mingtang_portal'));
    await expect(role.query('select preview from public.stored_file')).rejects.toThrow('permission denied');
    expect((await role.query('select * from portal.live_file_preview')).rows).toEqual([]);
    await role.end();
  });

  test('[R-POR-07, R-ACC-07] published, each attachment can be read without downloading it', async () => {
    await office.publish(casePid);
    const paper = await office.portal.get(`/documents/${documentPid}`);
    for (const kind of ['xlsx', 'docx', 'pdf', 'png', 'txt']) expect(paper.links).toContain(onPortal(kind));
    expect(paper.links).not.toContain(onPortal('doc'));
    expect(paper.html).toContain('aria-label="预览：时刻表"');
    expect(paper.html).toContain('aria-label="下载：旧表"');
    expect(paper.text).toMatch(/图纸 格式：PDF 大小：\d+ KB 页数：1 页/);

    const sheet = await office.portal.get(onPortal('xlsx'));
    expect(sheet.status).toBe(200);
    expect(sheet.html).toMatch(
      /<thead><tr><th scope="col">渡口<\/th><th scope="col">开航<\/th><\/tr><\/thead>/,
    );
    expect(sheet.html).toContain(`<td>${SECRET}</td><td>6:00</td>`);
    expect(sheet.html).toContain('<td>=NOW()</td>');
    expect(sheet.html).toMatch(/<div class="mc-grid"[^>]* tabindex="0"/);
    expect(sheet.html).toMatch(new RegExp(`<link rel="canonical" href="[^"]*/documents/${documentPid}"`));
    expect(sheet.text).toContain('附件所属文件： 关于开航时刻的通告');
    expect(sheet.links).toContain(`/files/${files.xlsx}/${encodeURIComponent('时刻表.xlsx')}`);
    expect((await office.portal.get(onPortal('docx'))).text).toContain('排队上船。');

    const picture = await office.portal.get(onPortal('png'));
    expect(picture.html).toMatch(
      /<img src="\/files\/[0-9a-z]{10}\/[^"]+\.png" alt="照片" width="40" height="30"/,
    );
    const old = await office.portal.get(onPortal('doc'));
    expect(old.text).toMatch(/格式：Word 大小：2 KB/);
    expect(old.text).toMatch(/这个附件不能在线预览.*\.doc.*下载/);
  });

  test('[R-SEC-01] a PDF is shown by the browser in a frame of this origin only, its words below', async () => {
    const page = await office.portal.get(onPortal('pdf'));
    expect(page.html).toMatch(
      /<object class="mc-embed[^"]*" type="application\/pdf" data="\/files\/[^"]+\.pdf"/,
    );
    expect(page.text).toContain('您的浏览器不能直接显示 PDF');
    expect(page.text).toContain(SECRET);
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("object-src 'self'");
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:|blob:/);
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    // No other page may hold objects.
    expect((await office.portal.get(onPortal('docx'))).headers.get('content-security-policy')).not.toContain(
      'object-src',
    );
    const get = (kind: string, name: string) =>
      send(office.app.addresses.portal!, encodeURI(`/files/${files[kind]}/${name}`), {
        headers: { host: 'localhost' },
      });
    const bytes = await get('pdf', '图纸.pdf');
    expect(bytes.headers['content-security-policy']).toBe(
      "default-src 'none'; object-src 'self'; frame-ancestors 'self'",
    );
    expect(bytes.headers['x-frame-options']).toBe('SAMEORIGIN');
    const other = await get('png', '照片.png');
    expect([other.headers['content-security-policy'], other.headers['x-frame-options']]).toEqual([
      "default-src 'none'; sandbox",
      'DENY',
    ]);
  });

  test('a long file comes in parts that lead to each other; numbers that are none lead to the first or last', async () => {
    const first = await office.portal.get(onPortal('txt'));
    expect(first.text).toMatch(/第 1 部分，共 \d 部分 下一部分/);
    expect(gzipSync(first.html).length).toBeLessThanOrEqual(60 * 1024);
    const parts = Number(/共 (\d) 部分/.exec(first.text)![1]);
    expect(first.links).toContain(onPortal('txt', 2));
    const second = await office.portal.get(onPortal('txt', 2));
    expect(second.text).toContain('第 2 部分');
    expect(second.links).toContain(onPortal('txt'));
    // Nothing is lost between them.
    const lines = (text: string) => [...text.matchAll(/第(\d+)行，/g)].map((m) => Number(m[1]));
    expect(lines(second.text)[0]).toBe(lines(first.text).at(-1)! + 1);
    const last = await office.portal.get(onPortal('txt', parts));
    expect(lines(last.text).at(-1)).toBe(799);
    expect((await office.portal.get(onPortal('txt', 49))).text).toContain(
      `第 ${parts} 部分，共 ${parts} 部分`,
    );
    for (const bad of ['0', '-1', 'x', '51', '1e9'])
      expect([
        bad,
        (await office.portal.get(`${onPortal('txt')}?part=${bad}`)).text.includes('第 1 部分'),
      ]).toEqual([bad, true]);
  });

  test('files that were kept before there were previews are read by a tick; until then the page says so', async () => {
    await admin.query('update stored_file set preview = null');
    expect((await office.portal.get(`${onPortal('docx')}?x`)).text).toContain('预览正在生成');
    const { db, files: store, log } = office.app.office!;
    await makeMissingPreviews({ db, files: store, log });
    const { rows: left } = await admin.query(
      `select count(*)::int as n from stored_file where preview is null`,
    );
    expect(left).toEqual([{ n: 0 }]);
    await expect
      .poll(async () => (await office.portal.get(`${onPortal('docx')}`)).text, { timeout: 5000 })
      .toContain('排队上船。');
    // A sealed file has none, by the database itself.
    await expect(
      admin.query(
        `insert into stored_file (store_key, protection, size, media_type, sha256, sm3, wrapped_key, scan, words_read, created_at, preview)
         values ('sealed/0123456789abcdef', 'confidential', 1, 'text/plain', repeat('0', 64), repeat('0', 64), 'x', 'clean', true, '2026-01-01', '{}')`,
      ),
    ).rejects.toThrow('stored_file_preview');
  });

  test('[R-SEC-01] corrected or withdrawn, a preview is gone at once like its file, and says why', async () => {
    const correction = await acts.startCorrection(office.making, { documentPid, once: newToken() });
    const page = await office.writer.get(`/cases/${correction.casePid}/attachments`);
    const kept = ['xlsx', 'docx'];
    await office.writer.submit(page, `/cases/${correction.casePid}/attachments/arrange`, {
      ...Object.fromEntries(
        Object.entries(files).flatMap(([kind, pid], i) => [
          [`title-${pid}`, kind],
          [`place-${pid}`, String(i + 1)],
        ]),
      ),
      remove: files.docx!,
    });
    expect((await office.portal.get(onPortal('docx'))).status).toBe(200);
    await admin.query(
      `update edition set change_note = '更正附件。' where id = (select edition_id from edition_file where pid = $1 order by edition_id desc limit 1)`,
      [files.xlsx],
    );
    await office.publish(correction.casePid);
    const gone = await office.portal.get(onPortal('docx'));
    expect([gone.status, gone.text.includes('不再提供这个附件'), gone.text.includes(SECRET)]).toEqual([
      410,
      true,
      false,
    ]);
    expect((await office.portal.get(onPortal('xlsx'))).text).toContain(SECRET);

    await office.withdraw(documentPid);
    for (const kind of Object.keys(files)) {
      const answer = await office.portal.get(onPortal(kind));
      expect([kind, answer.status, answer.text.includes(SECRET)]).toEqual([kind, 410, false]);
      if (!kept.includes(kind) || kind === 'xlsx') expect(answer.text).toContain('附表有误，撤回重印。');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });
});
