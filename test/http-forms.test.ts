import http from 'node:http';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { Client, cloneDatabase, type TestDatabase } from './harness.ts';
import { type FaceName, faulty, filled, messageAt, SAME, send, startWith, summary } from './http-kit.ts';

let database: TestDatabase;
let app: RunningApp;
let admin: pg.Client;
let drafter: Client;
const at = (face: FaceName): string => app.addresses[face]!;
beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startWith(database, { extra: faulty });
  admin = await connect(database.address(inject('superuser')));
  drafter = new Client(at('console'));
  expect((await drafter.signIn('zhoumin', DEMO_PASSWORD)).status).toBe(303);
});
afterAll(async () => {
  await app.stop();
  await admin.end();
  await database.drop();
});
const DRAFT: Record<string, string | string[]> = {
  secret: 'no',
  organisation: 'mcszf',
  title: "关于“试点” <工作> & '安排' 的通知",
  documentNumber: '明政办发〔2026〕18号',
  addressees: '各县（市、区）人民政府，市政府各部门',
  theme: '综合政务',
  genre: '通知',
  writtenOn: '2026-05-20',
  effectiveOn: '2026-06-01',
  expiresOn: '2031-05-31',
  repealedOn: '2031-06-01',
  body: '\n第一行是空行。\r\n</textarea><script>alert(1)</script>\r\n  缩进的一行 &amp; 其他\r\n',
  summary: '概述\r\n两行',
  attribute: 'on-request',
  ground: 'specific-applicants',
  reason: '只涉及特定的企业，其他人可以申请。',
  sourceName: '市政府办公室',
  sourceUrl: 'https://www.example.cn/a?b=1&c=2',
};

describe('a form that cannot be accepted', () => {
  let columns: string[] = [];
  const submit = async (fields: Record<string, string | string[]>) =>
    drafter.submit(await drafter.get('/documents/new?secret=no'), '/documents/new', {
      ...DRAFT,
      columns: columns.slice(1, 3),
      ...fields,
    });
  const drafts = async () =>
    (await admin.query('select count(*) as n from gov_document')).rows[0].n as number;
  beforeAll(async () => {
    columns = (await admin.query('select id from column_node order by id')).rows.map((r) => String(r.id));
    expect(columns.length).toBeGreaterThan(3);
  });

  test('keeps every field that was entered, and only a new token is needed', async () => {
    const before = await drafts();
    const page = await submit({ title: '标'.repeat(201) });
    expect(page.status).toBe(422);
    for (const [name, value] of Object.entries({
      ...DRAFT,
      title: '标'.repeat(201),
      columns: columns.slice(1, 3),
    }))
      expect([name, filled(page.html, name)]).toEqual([
        name,
        [value].flat().map((v) => v.replace(/\r\n?/g, '\n')),
      ]);
    expect(page.html).not.toContain('<script>alert');
    expect(await drafts()).toBe(before);
    // What the page now holds, with the title mended, is accepted and stored as entered.
    const again = Object.fromEntries(
      [...Object.keys(DRAFT), 'columns'].map((name) => [name, filled(page.html, name)]),
    );
    const done = await drafter.submit(page, '/documents/new', { ...again, title: '标题' });
    expect([done.status, await drafts()]).toEqual([303, before + 1]);
    const pid = /\/cases\/(\w+)\//.exec(done.location)![1];
    const { rows } = await admin.query(
      'select e.* from edition e join document_passage p on p.edition_id = e.id join procedure_case c on c.id = p.case_id where c.pid = $1',
      [pid],
    );
    expect(rows[0]).toMatchObject({
      title: '标题',
      document_number: '明政办发〔2026〕18号',
      written_on: '2026-05-20',
      repealed_on: '2031-06-01',
      attribute: 'on-request',
      ground: 'specific-applicants',
      summary: '概述\n两行',
      source_url: 'https://www.example.cn/a?b=1&c=2',
    });
    expect(rows[0].body_text).toContain('</textarea><script>alert(1)</script>');
  });

  const SENTENCES: [
    what: string,
    fields: Record<string, string | string[]>,
    field: string,
    sentence: string,
  ][] = [
    ['a required text is missing', { title: '' }, 'title', '请填写标题。'],
    ['a required text is only spaces', { title: '  　' }, 'title', '请填写标题。'],
    ['a required choice is missing', { secret: [] }, 'secret', '请选择是否涉密。'],
    [
      'a text is too long',
      { title: '标'.repeat(201) },
      'title',
      '标题最多 200 个字，现在是 201 个字，请删减。',
    ],
    [
      'a text of rare characters is too long',
      { title: '𠮷'.repeat(201) },
      'title',
      '标题最多 200 个字，现在是 201 个字，请删减。',
    ],
    [
      'a text of several lines is too long',
      { reason: `${'一\r\n'.repeat(250)}二` },
      'reason',
      '理由最多 500 个字，现在是 501 个字，请删减。',
    ],
    [
      'a text with blanks around it is too long',
      { summary: `  ${'一'.repeat(501)}  ` },
      'summary',
      '内容概述最多 500 个字，现在是 501 个字，请删减。',
    ],
    [
      'a day does not exist',
      { writtenOn: '2026-02-29' },
      'writtenOn',
      '“2026-02-29”不是有效的日期，请按“2026-05-20”的样式填写。',
    ],
    [
      'a day is written otherwise',
      { effectiveOn: '2026年5月20日' },
      'effectiveOn',
      '“2026年5月20日”不是有效的日期，请按“2026-05-20”的样式填写。',
    ],
    [
      'a day is a word',
      { expiresOn: '明天' },
      'expiresOn',
      '“明天”不是有效的日期，请按“2026-05-20”的样式填写。',
    ],
    ['a choice is not in the list', { theme: '天气' }, 'theme', '主题分类不在可选的范围内，请重新选择。'],
    [
      'a choice of cards is not in the list',
      { attribute: 'perhaps' },
      'attribute',
      '公开属性不在可选的范围内，请重新选择。',
    ],
    ['a ground is not in the list', { ground: 'article-99' }, 'ground', '依据不在可选的范围内，请重新选择。'],
    [
      'an answer is neither yes nor no',
      { secret: 'maybe' },
      'secret',
      '是否涉密不在可选的范围内，请重新选择。',
    ],
    ['a column is no number', { columns: ['1', 'x'] }, 'columns', '发布栏目的内容无法识别，请重新填写。'],
    [
      'a column does not exist',
      { columns: '99999999' },
      'columns',
      '所选的栏目中有的已经停用或不存在，请重新选择发布栏目。',
    ],
    [
      'an address is none',
      { sourceUrl: 'javascript:alert(1)' },
      'sourceUrl',
      '来源网址应以 http:// 或 https:// 开头。',
    ],
  ];

  test.each(SENTENCES)('says in Chinese at the field when %s', async (_, fields, field, sentence) => {
    const before = await drafts();
    const page = await submit(fields);
    expect(page.status).toBe(422);
    expect(messageAt(page, field)).toBe(sentence);
    expect(summary(page).map((s) => s.field)).toEqual([field]);
    expect(summary(page)[0]?.text).toContain(sentence);
    expect(page.html).toMatch(
      new RegExp(`id="f-${field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="f-${field}"`),
    );
    expect(await drafts()).toBe(before);
  });

  test('names all places at once, in the order of the page, each linked to its field', async () => {
    const page = await submit({
      title: '',
      theme: '天气',
      writtenOn: '不知道',
      reason: '理'.repeat(501),
      columns: 'x',
    });
    expect(page.status).toBe(422);
    const found = summary(page);
    expect(found.map((s) => s.field)).toEqual(['title', 'writtenOn', 'theme', 'reason', 'columns']);
    expect(page.text).toContain('有 5 处需要修改，改好后请再次提交');
    for (const { field, text } of found) {
      expect(text).toMatch(/^[^A-Za-z]*$/);
      expect(page.html).toContain(` id="f-${field}"`);
    }
  });

  test('asks the question of secrecy alone and first, and sends no marked text back', async () => {
    const page = await submit({ secret: [], title: '' });
    expect(summary(page).map((i) => i.field)).toEqual(['secret']);
    const forms: Record<string, string | string[]>[] = [
      { secret: [], body: '机密★10年\n会议纪要' },
      { _once: 'stale.token', title: '秘密★长期 会议纪要' },
    ];
    for (const fields of forms) {
      const marked = await submit(fields);
      expect([409, 422]).toContain(marked.status);
      expect(marked.html).not.toContain('★');
    }
  });

  test('at the sign-in keeps the name, never the password', async () => {
    const page = await new Client(at('console')).signIn('somebody', 'Wrong-Password-9');
    expect(page.status).toBe(422);
    expect([filled(page.html, 'username'), filled(page.html, 'password')]).toEqual([['somebody'], ['']]);
    expect(page.html).not.toContain('Wrong-Password-9');
  });

  test('because its page is stale keeps everything too', async () => {
    const page = await drafter.post('/documents/new', { ...DRAFT, _once: 'stale.token' });
    expect(page.status).toBe(409);
    expect(page.text).toContain('没有提交。您填写的内容还在');
    for (const [name, value] of Object.entries(DRAFT))
      expect([name, filled(page.html, name)]).toEqual([
        name,
        [value].flat().map((v) => v.replace(/\r\n?/g, '\n')),
      ]);
    expect((await drafter.submit(page, '/documents/new', { ...DRAFT, title: '再次提交' })).status).toBe(303);
  });

  test.each([
    'null',
    '"text"',
    '[1,2]',
    '{"title":{"a":1},"secret":5,"columns":{"x":[]}}',
    '{"__proto__":{"x":1},"constructor":1}',
  ])('is one even when it comes as JSON: %s', async (json) => {
    const headers = {
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
      cookie: [...drafter.cookies].map(([k, v]) => `${k}=${v}`).join('; '),
    };
    const answer = await send(at('console'), '/documents/new', { method: 'POST', headers, body: json });
    expect([400, 409, 415, 422]).toContain(answer.status);
  });
});

describe('a body that is too large', () => {
  test('is refused before it is read, with a page', async () => {
    for (const [face, path, bound, said] of [
      ['portal', '/mode', 256 * 1024, '超过 256 kB'],
      ['console', '/signin', 4 * 1024 * 1024, '超过 4 MB'],
    ] as const) {
      const answer = await send(at(face), path, {
        method: 'POST',
        headers: SAME,
        body: `back=${'a'.repeat(bound)}`,
      });
      expect(answer.status).toBe(413);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.body).toContain(said);
    }
  });

  test('with more fields than any form of ours has, it is refused before they are read', async () => {
    for (const [face, path] of [
      ['portal', '/mode'],
      ['console', '/signin'],
    ] as const) {
      const fields = (n: number) => Array.from({ length: n }, (_, i) => `f${i}=1`).join('&');
      const post = (body: string) => send(at(face), path, { method: 'POST', headers: SAME, body });
      const answer = await post(fields(2001));
      expect(answer.status).toBe(413);
      expect(answer.body).toContain('超过 2000 个');
      expect((await post(fields(2000))).status).not.toBe(413);
    }
  });

  test('[R-SEC-01] what looks for secrecy marks in it reads hostile texts in no time', async () => {
    const began = performance.now();
    for (const text of [`秘密${' '.repeat(200_000)}x`, `${'\n'.repeat(100_000)}秘x密`, '【'.repeat(50_000)]) {
      const body = new URLSearchParams({ username: text, password: 'b' }).toString();
      const answer = await send(at('console'), '/signin', { method: 'POST', headers: SAME, body });
      expect(answer.status).toBeLessThan(500);
    }
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('is refused when its length is not told', async () => {
    const { hostname, port } = new URL(at('portal'));
    const status = await new Promise<number>((resolve) => {
      const request = http.request(
        {
          hostname,
          port,
          path: '/mode',
          method: 'POST',
          headers: { ...SAME, 'transfer-encoding': 'chunked' },
        },
        (r) => resolve(r.statusCode ?? 0),
      );
      request.on('error', () => undefined);
      const part = 'back=aaaaaaaaaaaaaaa&'.repeat(50_000);
      for (let i = 0; i < 6; i++) request.write(part);
      request.end();
    });
    expect(status).toBe(413);
  });
});
