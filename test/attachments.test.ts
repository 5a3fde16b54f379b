import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as acts from '../src/modules/documents/index.ts';
import { newToken } from '../src/platform/crypto.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { type Office, openOffice, word } from './attachments-kit.ts';
import { Client, cloneDatabase, type TestDatabase } from './harness.ts';
import { send } from './http-kit.ts';
import { pdfOf } from './pdf-sample.ts';

let database: TestDatabase;
let office: Office;
let admin: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase('empty');
  office = await openOffice(database);
  admin = await connect(database.address(inject('superuser')));
});
afterAll(async () => {
  await office.app.stop();
  await admin.end();
  await database.drop();
});

/** One page without words, as a scan is. */
const PDF = pdfOf([[]]).toString('latin1');
const get = (path: string, headers: Record<string, string> = {}) =>
  send(office.app.addresses.portal!, encodeURI(path), { headers: { host: 'localhost', ...headers } });
const stored = () => {
  const folder = path.join(office.app.dataDir, 'files', 'public');
  return fs.existsSync(folder)
    ? fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.length > 2).length
    : 0;
};
const rows = async () =>
  (await admin.query('select count(*)::int as n from stored_file')).rows[0].n as number;

describe('attachments of a draft', () => {
  test('[R-DOC-04] are uploaded, titled, ordered and removed on their page', async () => {
    const { casePid } = await office.draft();
    const done = await office.attach(casePid, [
      { name: '开航时刻表.csv', bytes: '渡口,开航\n东渡,6:00\n' },
      { name: '安全须知.docx', bytes: word('乘客须知', '排队上船。') },
    ]);
    expect(done.status).toBe(303);
    let page = await office.writer.get(done.location);
    expect(page.text).toContain('附件已上传并检查');
    expect(page.text).toContain('开航时刻表.csv');
    expect(page.text).toContain('未扫描病毒');
    const [table, rules] = await office.files(casePid);
    const action = `/cases/${casePid}/attachments/arrange`;
    const arranged = await office.writer.submit(page, action, {
      [`title-${table}`]: '附件一 时刻表',
      [`place-${table}`]: '2',
      [`title-${rules}`]: '乘客安全须知',
      [`place-${rules}`]: '1',
    });
    expect(arranged.status).toBe(303);
    expect(await office.files(casePid)).toEqual([rules, table]);
    page = await office.writer.get(`/cases/${casePid}/attachments`);
    // Left empty, a title is asked for, and everything entered is still there.
    const wrong = await office.writer.submit(page, action, {
      [`title-${rules}`]: ' ',
      [`place-${rules}`]: '7',
      [`title-${table}`]: '时刻表（改）',
      [`place-${table}`]: '2',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('请填写附件标题');
    expect(wrong.html).toContain('value="时刻表（改）"');
    expect(wrong.html).toContain('value="7"');
    const removed = await office.writer.submit(page, action, {
      [`title-${rules}`]: '乘客安全须知',
      [`place-${rules}`]: '1',
      [`title-${table}`]: '附件一 时刻表',
      [`place-${table}`]: '2',
      remove: table!,
    });
    expect(removed.status).toBe(303);
    expect(await office.files(casePid)).toEqual([rules]);
    const shown = await office.writer.get(`/cases/${casePid}`);
    expect(shown.text).toContain('附件（1）');
    expect(shown.text).toContain('乘客安全须知');
  });

  test('that cannot be kept are refused in words, and nothing of them is kept', async () => {
    const { casePid } = await office.draft();
    const good = { name: '好的.txt', bytes: '可以公开的内容' };
    for (const [name, bytes, said] of [
      ['程序.exe', 'MZ', /不能上传这种格式/],
      ['压缩包.zip', 'PK', /压缩包请解开/],
      ['网页.html', '<html>', /不能上传这种格式/],
      ['图.svg', '<svg/>', /不能上传这种格式/],
      ['假的.pdf', 'MZ and more', /不是 PDF/],
      ['名单.txt', '标题\n机密★5年\n内容', /“名单\.txt”的内容中有密级标志.*这次上传的文件都没有保存/],
      ['绝密★长期.txt', '内容', /第 2 个文件的文件名：内容中有密级标志/],
      ['须知.docx', word('密级：秘密'), /“须知\.docx”的内容中有密级标志/],
      ['无扩展名', '内容', /不能上传这种格式/],
    ] as const) {
      const before = [stored(), await rows()];
      // A file beside one with a secrecy mark may be of the same paper.
      const beside = /^名单|^绝密/.test(name) ? [good] : [];
      const answer = await office.attach(casePid, [...beside, { name, bytes }]);
      expect([name, answer.status]).toEqual([name, 422]);
      expect(answer.text).toMatch(said);
      expect([name, stored(), await rows()]).toEqual([name, ...before]);
    }
    expect(await office.files(casePid)).toEqual([]);
    const left = () => fs.readdirSync(path.join(office.app.dataDir, 'uploads'));
    await expect.poll(left, { timeout: 5000 }).toEqual([]);
  });

  test('beside one that cannot be kept are kept, and the page says which was not', async () => {
    const { casePid } = await office.draft();
    const answer = await office.attach(casePid, [
      { name: '一.txt', bytes: '可以公开的第一份' },
      { name: '假的.pdf', bytes: 'MZ and more' },
      { name: '二.txt', bytes: '可以公开的第二份' },
    ]);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('1 个文件没有保存，其余 2 个已经上传');
    expect(answer.text).toMatch(/“假的\.pdf”：.*不是 PDF/);
    expect(answer.text).toContain('现有附件（2）');
    // The page goes on from here: its version is the new one.
    const [one, two] = await office.files(casePid);
    const next = await office.writer.submit(answer, `/cases/${casePid}/attachments/arrange`, {
      [`title-${one}`]: '第一份',
      [`place-${one}`]: '1',
      [`title-${two}`]: '第二份',
      [`place-${two}`]: '2',
    });
    expect(next.status).toBe(303);
  });

  test('with numbers of persons are pointed out on the very page of the upload', async () => {
    const { casePid } = await office.draft();
    const answer = await office.attach(casePid, [{ name: '名册.txt', bytes: '联系人 11010519491231002X' }]);
    expect(answer.status).toBe(303);
    const page = await office.writer.get(`/cases/${casePid}/attachments`);
    expect(page.text).toMatch(/附件“名册”有疑似公民身份号码 1 处/);
  });

  test('names are cleaned of folders and of characters that deceive', async () => {
    const { casePid } = await office.draft();
    await office.attach(casePid, [{ name: '../../etc/名\u202e单\u0007 <1>.TXT', bytes: '内容' }]);
    const { rows: found } = await admin.query(
      'select file_name from edition_file where pid = $1',
      await office.files(casePid),
    );
    expect(found).toEqual([{ file_name: '名单 1.TXT' }]);
  });

  test('belong to those who may save the case; others find nothing', async () => {
    const { casePid } = await office.draft();
    await office.attach(casePid, [{ name: 'a.txt', bytes: '内部草稿' }]);
    const [pid] = await office.files(casePid);
    expect((await office.signer.get(`/cases/${casePid}/attachments`)).status).toBe(403);
    const read = await office.signer.get(`/cases/${casePid}/attachments/${pid}`);
    expect([read.status, read.html]).toEqual([200, '内部草稿']);
    expect((await office.signer.get(`/cases/${casePid}/attachments/0000000000`)).status).toBe(404);
    const stranger = new Client(office.app.addresses.console!);
    expect((await stranger.get(`/cases/${casePid}/attachments/${pid}`)).status).toBe(303);
  });

  test('the page shows a stale form again instead of losing somebody else’s change', async () => {
    const { casePid } = await office.draft();
    const action = `/cases/${casePid}/attachments`;
    const old = await office.writer.get(action);
    await office.attach(casePid, [{ name: 'a.txt', bytes: '一' }]);
    const answer = await office.writer.upload(action, old.hidden(action), [
      { field: 'files', name: 'b.txt', bytes: '二' },
    ]);
    expect(answer.status).toBe(409);
    expect(await office.files(casePid)).toHaveLength(1);
  });

  test('a double click attaches once', async () => {
    const { casePid } = await office.draft();
    const action = `/cases/${casePid}/attachments`;
    const hidden = (await office.writer.get(action)).hidden(action);
    const files = [{ field: 'files', name: 'a.txt', bytes: '只此一份' }];
    const answers = await Promise.all([1, 2].map(() => office.writer.upload(action, hidden, files)));
    expect(answers.map((a) => a.status)).toEqual([303, 303]);
    expect(await office.files(casePid)).toHaveLength(1);
  });

  test('too many are refused with how many there may be', async () => {
    const { casePid } = await office.draft();
    await admin.query(
      `insert into parameter_value (name, value, valid_from, source, set_at, set_by_id) values ('files.attachments-per-document', '2', '2026-01-01', '测试', '2026-01-01', $1)`,
      [office.making.actor.personId],
    );
    try {
      const three = ['a', 'b', 'c'].map((n) => ({ name: `${n}.txt`, bytes: n }));
      const answer = await office.attach(casePid, three);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('一件公文最多 2 个附件');
    } finally {
      await admin.query(`delete from parameter_value where name = 'files.attachments-per-document'`);
    }
  });
});

describe('reviews', () => {
  test('[R-DOC-04] are bound to the attachments: their bytes, titles and order', async () => {
    const { casePid } = await office.draft();
    await office.attach(casePid, [
      { name: 'a.txt', bytes: '一' },
      { name: 'b.txt', bytes: '二' },
    ]);
    await acts.submitDraft(office.making, await office.seen(casePid));
    const { seenHash } = await office.seen(casePid);
    // As the owner of the database, past every door: each change is found before anybody signs.
    await admin.query('alter table edition_file disable trigger all');
    try {
      const [a] = await office.files(casePid);
      for (const [change, back] of [
        [
          `update edition_file set title = 'x' where pid = '${a}'`,
          `update edition_file set title = 'a' where pid = '${a}'`,
        ],
        [
          `update edition_file set position = 3 - position where edition_id = (select edition_id from edition_file where pid = '${a}')`,
          `update edition_file set position = 3 - position where edition_id = (select edition_id from edition_file where pid = '${a}')`,
        ],
        [
          `update stored_file set sm3 = repeat('0', 64) where id = (select file_id from edition_file where pid = '${a}')`,
          `update stored_file set sm3 = '${createHash('sm3').update('一').digest('hex')}' where id = (select file_id from edition_file where pid = '${a}')`,
        ],
      ] as const) {
        await admin.query(change);
        const review = acts.reviewAttribute(office.signing, {
          ...(await office.seen(casePid)),
          verdict: 'pass',
          comment: '',
        });
        await expect(review).rejects.toThrow('文本校验码不一致');
        await admin.query(back);
      }
    } finally {
      await admin.query('alter table edition_file enable trigger all');
    }
    await acts.reviewAttribute(office.signing, {
      ...(await office.seen(casePid)),
      verdict: 'pass',
      comment: '',
    });
    expect((await office.seen(casePid)).seenHash).toBe(seenHash);
  });

  test('freeze the attachments in the database itself; a return opens a copy', async () => {
    const { casePid } = await office.draft();
    await office.attach(casePid, [{ name: 'a.txt', bytes: '冻结' }]);
    const before = await office.files(casePid);
    await acts.submitDraft(office.making, await office.seen(casePid));
    for (const statement of [
      `update edition_file set title = 'x' where pid = '${before[0]}'`,
      `delete from edition_file where pid = '${before[0]}'`,
    ])
      await expect(admin.query(statement)).rejects.toThrow('已送审的稿件不得调整附件');
    expect((await office.writer.get(`/cases/${casePid}/attachments`)).status).toBe(409);
    await acts.reviewAttribute(office.signing, {
      ...(await office.seen(casePid)),
      verdict: 'return',
      comment: '请换附件。',
    });
    expect(await office.files(casePid)).toEqual(before);
    expect((await office.attach(casePid, [{ name: 'b.txt', bytes: '新的' }])).status).toBe(303);
    expect(await office.files(casePid)).toHaveLength(2);
  });

  test('personal numbers in an attachment stop a public paper, mobiles and unread words are asked about', async () => {
    const { casePid } = await office.draft();
    await office.attach(casePid, [
      { name: '名单.csv', bytes: '姓名,证件\n甲,11010519491231002X\n' },
      { name: '扫描件.pdf', bytes: PDF },
    ]);
    const page = await office.writer.get(`/cases/${casePid}`);
    expect(page.text).toContain('附件“名单”有疑似公民身份号码 1 处（文字第 2 行）');
    expect(page.text).toContain('1 个附件的文字系统读不出（扫描件）');
    await expect(acts.submitDraft(office.making, await office.seen(casePid))).rejects.toThrow('公民身份号码');
  });
});

describe('what the public gets', () => {
  let casePid: string;
  let documentPid: string;
  let files: string[];
  const secret = '尚未公开的附表';
  beforeAll(async () => {
    ({ casePid, documentPid } = await office.draft({ title: '关于开航时刻的通告' }));
    await office.attach(casePid, [
      { name: '时刻表 甲.csv', bytes: `${secret},6:00\n` },
      { name: '图纸.pdf', bytes: PDF },
    ]);
    files = await office.files(casePid);
  });

  test('[R-SEC-01] before publication nothing of an attachment is found by any way of the portal', async () => {
    const [pid] = files;
    const { rows: key } = await admin.query(
      `select store_key, sha256 from stored_file f join edition_file e on e.file_id = f.id where e.pid = $1`,
      [pid],
    );
    const ways = [
      `/files/${pid}/时刻表 甲.csv`,
      `/files/${pid}/x`,
      `/files/${pid}`,
      `/files/${key[0].sha256}/x`,
      `/files/${encodeURIComponent(key[0].store_key)}/x`,
      `/files/..%2f..%2ffiles%2f${key[0].store_key}/x`,
      `/assets/${key[0].store_key}`,
      `/documents/${documentPid}`,
      `/cases/${casePid}/attachments/${pid}`,
      `/search?q=${secret}`,
      `/search?q=${pid}`,
      '/documents',
      '/',
    ];
    for (const face of ['portal', 'api'] as const)
      for (const way of ways) {
        const answer = await send(office.app.addresses[face]!, encodeURI(way), {
          headers: { host: 'localhost' },
        });
        expect([
          way,
          answer.body.includes(secret) && !way.includes('q='),
          answer.body.includes('时刻表 甲'),
        ]).toEqual([way, false, false]);
        if (way.startsWith('/files') || way.startsWith('/cases'))
          expect([way, [404, 400].includes(answer.status)]).toEqual([way, true]);
      }
    const role = await connect(database.address('mingtang_portal'));
    for (const table of ['stored_file', 'edition_file', 'file_sweep'])
      await expect(role.query(`select * from public.${table}`)).rejects.toThrow('permission denied');
    expect((await role.query('select * from portal.live_file')).rows).toEqual([]);
    await role.end();
  });

  test('[R-DOC-04] published, they are listed with format and size and come as they were sent', async () => {
    await office.publish(casePid);
    const page = await office.portal.get(`/documents/${documentPid}`);
    expect(page.text).toMatch(/时刻表 甲\s+格式：CSV　?\s?大小：\d+ B/);
    const link = page.links.find((l) => l.includes(files[0]!) && !l.endsWith('/preview'))!;
    expect(link).toBe(`/files/${files[0]}/${encodeURIComponent('时刻表 甲.csv')}`);
    const answer = await get(decodeURI(link));
    expect(answer.status).toBe(200);
    expect(answer.body).toBe(`${secret},6:00\n`);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-length': String(Buffer.byteLength(answer.body)),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-cache',
      'accept-ranges': 'bytes',
    });
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="___ _.csv"; filename*=UTF-8''${encodeURIComponent('时刻表 甲.csv')}`,
    );
    const pdf = await get(`/files/${files[1]}/图纸.pdf`);
    expect(pdf.headers['content-disposition']).toMatch(/^inline; /);
    // Another name leads to the right one; the address holds no hash of the content.
    const moved = await get(`/files/${files[0]}/anything`);
    expect([moved.status, moved.headers.location]).toEqual([303, link]);
    const api = await send(office.app.addresses.api!, `/api/v1/documents/${documentPid}`, {
      headers: { host: 'localhost' },
    });
    expect(JSON.parse(api.body).attachments).toMatchObject([
      { title: '时刻表 甲', name: '时刻表 甲.csv', mediaType: 'text/csv; charset=utf-8' },
      { title: '图纸', size: PDF.length },
    ]);
  });

  test('parts are sent where they are asked for, nothing where nothing is new', async () => {
    const way = `/files/${files[1]}/图纸.pdf`;
    const whole = await get(way);
    const etag = String(whole.headers.etag);
    for (const [range, status, body, contentRange] of [
      ['bytes=0-3', 206, PDF.slice(0, 4), `bytes 0-3/${PDF.length}`],
      ['bytes=5-', 206, PDF.slice(5), `bytes 5-${PDF.length - 1}/${PDF.length}`],
      ['bytes=-4', 206, PDF.slice(-4), `bytes ${PDF.length - 4}-${PDF.length - 1}/${PDF.length}`],
      ['bytes=3-9999999', 206, PDF.slice(3), `bytes 3-${PDF.length - 1}/${PDF.length}`],
      ['bytes=9999999-', 416, undefined, `bytes */${PDF.length}`],
      ['bytes=-0', 416, undefined, `bytes */${PDF.length}`],
      ['bytes=9-3', 200, PDF, undefined],
      ['bytes=0-1,3-4', 200, PDF, undefined],
      ['lines=0-1', 200, PDF, undefined],
    ] as const) {
      const answer = await get(way, { range });
      expect([range, answer.status, answer.headers['content-range']]).toEqual([range, status, contentRange]);
      if (body !== undefined) expect([range, answer.body]).toEqual([range, body]);
    }
    for (const known of [`"x", ${etag}`, `W/${etag}`, '*']) {
      const unchanged = await get(way, { 'if-none-match': known });
      expect([unchanged.status, unchanged.body, unchanged.headers.etag]).toEqual([304, '', etag]);
    }
    expect((await get(way, { range: 'bytes=0-3', 'if-range': etag })).status).toBe(206);
    expect((await get(way, { range: 'bytes=0-3', 'if-range': '"old"' })).body).toBe(PDF);
    const head = await send(office.app.addresses.portal!, encodeURI(way), {
      method: 'HEAD',
      headers: { host: 'localhost' },
    });
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', String(PDF.length)]);
  });

  test('a correction replaces what it replaces: kept files keep their address, removed ones say they are gone', async () => {
    const correction = await acts.startCorrection(office.making, { documentPid, once: newToken() });
    expect(await office.files(correction.casePid)).toEqual(files);
    const page = await office.writer.get(`/cases/${correction.casePid}/attachments`);
    const action = `/cases/${correction.casePid}/attachments/arrange`;
    await office.writer.submit(page, action, {
      [`title-${files[0]}`]: '时刻表 甲',
      [`place-${files[0]}`]: '1',
      [`title-${files[1]}`]: '渡口图纸',
      [`place-${files[1]}`]: '2',
      remove: files[0]!,
    });
    await office.attach(correction.casePid, [{ name: '时刻表 乙.csv', bytes: '新表,7:00\n' }]);
    const shown = (await office.signer.get(`/cases/${correction.casePid}`)).text;
    for (const said of ['移除：时刻表 甲', '新增：时刻表 乙', '改题：图纸 → 渡口图纸'])
      expect(shown).toContain(said);
    // Until it is signed the public keeps what it has.
    expect((await get(`/files/${files[0]}/时刻表 甲.csv`)).status).toBe(200);
    const added = (await office.files(correction.casePid))[1]!;
    expect((await get(`/files/${added}/时刻表 乙.csv`)).status).toBe(404);
    await admin.query(
      `update edition set change_note = '更正时刻。' where id = (select edition_id from edition_file where pid = $1)`,
      [added],
    );
    await office.publish(correction.casePid);
    const gone = await get(`/files/${files[0]}/时刻表 甲.csv`);
    expect(gone.status).toBe(410);
    expect(gone.body).toContain('不再提供这个附件');
    expect((await get(`/files/${files[1]}/图纸.pdf`)).status).toBe(200);
    expect((await get(`/files/${added}/时刻表 乙.csv`)).body).toBe('新表,7:00\n');
    files = [files[1]!, added];
  });

  test('[R-SEC-01] withdrawn, every file is gone at once and says why; republished, it is back', async () => {
    const ways = [`/files/${files[0]}/图纸.pdf`, `/files/${files[1]}/时刻表 乙.csv`];
    await office.withdraw(documentPid);
    for (const way of ways) {
      const answer = await get(way);
      expect([way, answer.status]).toEqual([way, 410]);
      expect(answer.body).toContain('附表有误，撤回重印。');
      expect(answer.body).not.toContain('新表');
      expect((await get(way, { range: 'bytes=0-3' })).status).toBe(410);
    }
    const again = await acts.startCorrection(office.making, { documentPid, once: newToken() });
    await admin.query(
      `update edition set change_note = '附表已经改正。' where id = (select edition_id from edition_file where pid = $1 order by edition_id desc limit 1)`,
      [files[0]],
    );
    await office.publish(again.casePid);
    for (const way of ways) expect([way, (await get(way)).status]).toEqual([way, 200]);
  });

  test('bytes that are missing in the store are an error with a number, not half a page', async () => {
    const { rows: key } = await admin.query('select store_key from portal.live_file where pid = $1', [
      files[0],
    ]);
    await office.app.office!.files.remove(key[0].store_key);
    const answer = await get(`/files/${files[0]}/图纸.pdf`);
    expect(answer.status).toBe(500);
    expect(answer.headers['content-length']).not.toBe(String(PDF.length));
    expect(answer.body).toContain('请稍后再试');
  });
});

test('cells that a spreadsheet program would calculate are pointed out and stop nothing; what is sent stays as it is', async () => {
  const { casePid } = await office.draft();
  const table = '项目,增减\n渡口,-5\n码头,=HYPERLINK("http://invented.test")\n岸线,@SUM(1)\n';
  const page = await office.attach(casePid, [
    { name: '增减表.csv', bytes: table },
    { name: '平表.csv', bytes: '项目,增减\n渡口,-5\n码头,+3.2%\n岸线,-\n' },
  ]);
  expect(page.status).toBe(303);
  const shown = await office.writer.get(`/cases/${casePid}`);
  expect(shown.text).toContain('附件“增减表”的表格中有以 =、+、-、@ 开头的单元格（第 3、4 行）');
  expect(shown.text).not.toContain('附件“平表”的表格');
  await office.publish(casePid);
  const [pid] = await office.files(casePid);
  const sent = await fetch(`${office.app.addresses.portal}/files/${pid}/${encodeURIComponent('增减表.csv')}`);
  expect(await sent.text()).toBe(table);
});
