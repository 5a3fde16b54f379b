import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { Client, cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';
import { expectSecured, send } from './http-kit.ts';

let database: TestDatabase;
let app: RunningApp;
let portal: Client;

beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startTestApp(database, { faces: ['portal', 'api'] });
  portal = new Client(app.addresses.portal!);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

const PATH = '/api/v1/deadlines';
const REPLY = { id: 'V01', kind: 'reply_20wd', given: { channel: '当面', received: '2024-03-01' } };
const post = (body: unknown, headers: Record<string, string> = {}) =>
  send(app.addresses.api!, PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('[R-PLT-01] deadlines are computed for anybody over the api', () => {
  test('one question, one answer', async () => {
    const answer = await post(REPLY);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(JSON.parse(answer.body)).toMatchObject({
      id: 'V01',
      reply_due: '2024-03-29',
      provisional: false,
      explanation: { terms: [{ field: 'reply_due', due: '2024-03-29' }, expect.anything()] },
    });
  });

  test('a list is answered in its order, what cannot be answered by itself', async () => {
    const answer = await post([REPLY, { id: 2, kind: 'no_such', given: {} }, 'x', { ...REPLY, id: 4 }]);
    expect(answer.status).toBe(200);
    const list = JSON.parse(answer.body) as { id: unknown; error?: string; reply_due?: string }[];
    expect(list.map((a) => [a.id, a.reply_due, a.error === undefined])).toEqual([
      ['V01', '2024-03-29', true],
      [2, undefined, false],
      [null, undefined, false],
      [4, '2024-03-29', true],
    ]);
  });

  test('two hundred questions at once, not one more', async () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => ({ ...REPLY, id: i }));
    expect((JSON.parse((await post(many(200))).body) as unknown[]).length).toBe(200);
    const refused = await post(many(201));
    expect(refused.status).toBe(422);
    expect((JSON.parse(refused.body) as { detail: string }).detail).toContain('分批提交');
  });

  test('a single question without answer is a problem document that also carries id and error', async () => {
    const answer = await post({ ...REPLY, given: { channel: '当面' } });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(answer.body)).toEqual({
      type: 'about:blank',
      title: '填写有误',
      status: 422,
      detail: '缺少“提交之日”（received）。',
      instance: expect.stringMatching(/^[0-9a-z]{10}$/),
      id: 'V01',
      error: '缺少“提交之日”（received）。',
      field: 'received',
    });
  });

  test.each([
    ['no JSON', '{"id": 1', 'application/json', 400],
    ['nothing', '', 'application/json', 400],
    ['a prototype', '{"__proto__": {"kind": "reply_20wd"}}', 'application/json', 400],
    ['a number', '7', 'application/json', 422],
    ['an empty list', '[]', 'application/json', 422],
    ['a form', 'kind=reply_20wd', 'application/x-www-form-urlencoded', 415],
    ['plain text', '{"kind": "reply_20wd"}', 'text/plain', 415],
    ['too much', `"${'x'.repeat(256 * 1024)}"`, 'application/json', 413],
    ['far too deep', '['.repeat(120_000), 'application/json', 400],
  ])('%s is refused with a problem document', async (_what, body, type, status) => {
    const answer = await post(body, { 'content-type': type });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = JSON.parse(answer.body) as { status: number; detail: string };
    expect(problem.status).toBe(status);
    expect(problem.detail).toMatch(/\p{Script=Han}.*。/u);
    expect(problem.detail).not.toMatch(/页面|4 MB/);
  });

  test('pages of others may ask; other addresses and other faces stay closed to them', async () => {
    const foreign = { origin: 'https://data.example', 'sec-fetch-site': 'cross-site' };
    const asked = await send(app.addresses.api!, PATH, { method: 'OPTIONS', headers: foreign });
    expect(asked.status).toBe(204);
    expect(asked.headers['access-control-allow-methods']).toBe('POST');
    expect(asked.headers['access-control-allow-headers']).toBe('content-type');
    const answer = await post(REPLY, foreign);
    expect(answer.status).toBe(200);
    for (const a of [asked, answer]) {
      expect(a.headers['access-control-allow-origin']).toBe('*');
      expect(a.headers['access-control-allow-credentials']).toBeUndefined();
      expect(a.headers['set-cookie']).toBeUndefined();
      expectSecured(a);
    }
    const elsewhere = {
      method: 'POST',
      headers: { ...foreign, 'content-type': 'application/json' },
      body: '{}',
    };
    expect((await send(app.addresses.api!, '/api/v1/documents', elsewhere)).status).toBe(403);
    expect((await send(app.addresses.portal!, '/deadlines', elsewhere)).status).toBe(403);
    expect((await send(app.addresses.portal!, PATH, elsewhere)).status).toBe(403);
  });

  test('a host that is not ours is refused here too', async () => {
    expect((await post(REPLY, { host: 'evil.example' })).status).toBe(400);
  });
});

describe('[R-PLT-01] the public calculator', () => {
  test('is reached from every page and offers every kind', async () => {
    expect((await portal.get('/')).links).toContain('/deadlines');
    const menu = await portal.get('/deadlines');
    expect(menu.status).toBe(200);
    const offers = menu.links.filter((l) => l.startsWith('/deadlines?'));
    expect(offers.length).toBeGreaterThan(35);
    for (const offer of offers) {
      const page = await portal.get(offer);
      expect(page.status, offer).toBe(200);
      expect(page.html, offer).toContain('<form method="get"');
      // Words of the interface are not words of a page.
      expect(page.text.replace(/EMS|JSON/g, ''), offer).not.toMatch(/[a-z]{2,}_[a-z]|null|undefined|NaN/);
    }
  });

  test('computes, explains in sentences, and draws the days for those who see them', async () => {
    const page = await portal.get(
      '/deadlines?kind=third_party&received=2026-04-22&consult_sent=2026-04-28&third_party_received=2026-04-29&opinion_received=2026-05-08',
    );
    expect(page.text).toContain('2026年5月29日');
    expect(page.text).toContain('这个日期是怎么算出来的');
    expect(page.text).toContain('征求第三方意见（4月29日至5月8日），其间 5 个工作日不计入期限。');
    expect(page.html).toContain(
      'role="img" aria-label="2026年4月22日至5月29日的日历，共 20 个工作日，答复期限 2026年5月29日（星期五）"',
    );
    expect(page.text).toContain('法定日期');
    // The main strip shows 20 counted days, 5 that are not counted, 5 of the holiday.
    const strip = /<div class="mc-cal"[\s\S]*?<ul class="mc-key">/.exec(page.html)?.[0] ?? '';
    expect([...strip.matchAll(/class="n"/g)]).toHaveLength(20);
    expect([...strip.matchAll(/<div class="pz"/g)]).toHaveLength(5);
    expect([...strip.matchAll(/<div class="hol"/g)]).toHaveLength(5);
    expect([...strip.matchAll(/<div class="wk mk"/g)]).toHaveLength(1);
    expect([...strip.matchAll(/<div class="due"/g)]).toHaveLength(1);
  });

  test('says 暂定 where the arrangement of the year is not known', async () => {
    const page = await portal.get(
      `/deadlines?kind=reply_20wd&shape=${encodeURIComponent('当面')}&received=2026-12-15`,
    );
    expect(page.text).toContain('2027年1月13日');
    expect(page.text).toContain('暂定');
    expect(page.text).toContain('2027 年的放假安排');
    const known = await portal.get(
      `/deadlines?kind=reply_20wd&shape=${encodeURIComponent('当面')}&received=2026-03-02`,
    );
    expect(known.text).not.toContain('暂定');
  });

  test.each([
    ['missing', 'consult_sent=2026-04-20', '请填写收到申请之日。', 'received'],
    [
      'impossible order',
      'received=2026-04-22&consult_sent=2026-04-20&third_party_received=2026-04-25',
      '早于“收到申请之日”2026-04-22',
      'consult_sent',
    ],
    [
      'no day',
      'received=2026-13-01&consult_sent=x&third_party_received=x',
      '应为 2026-05-20 这样的日期',
      'received',
    ],
  ])('%s: says so at the field and keeps what was entered', async (_what, query, says, field) => {
    const page = await portal.get(`/deadlines?kind=third_party&${query}`);
    expect(page.status).toBe(200);
    const message = new RegExp(`id="f-${field}-msg">([\\s\\S]*?)</p>`).exec(page.html)?.[1] ?? '';
    expect(message.replace(/<[^>]+>/g, '')).toContain(says);
    // What was typed stands in the field again, right or wrong.
    for (const [name, value] of new URLSearchParams(query))
      expect(page.html).toMatch(new RegExp(`name="${name}"[^>]* value="${value}"`));
    expect(page.html).not.toContain('class="mc-due"');
  });

  test.each([
    '?kind=nothing',
    '?kind=reply_20wd',
    '?kind=third_party&shape=consults',
    '?kind=__proto__',
    '?kind[]=x&kind=y',
  ])('%s falls back to the menu', async (query) => {
    const page = await portal.get(`/deadlines${query}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('选一种期限');
  });

  test('what is typed comes back as text', async () => {
    const page = await portal.get(
      `/deadlines?kind=annual_report&report_year=${encodeURIComponent('"><script>1')}`,
    );
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('<script>1');
    expect(page.text).toContain('应为 2007 至 2199 的整数');
  });
});

describe('the commands that ask the law', () => {
  const mingtang = (args: string[], input: string) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'law', ...args], {
      cwd: path.join(import.meta.dirname, '..'),
      input,
      encoding: 'utf8',
    });

  test('[R-PLT-01] law deadlines: JSON lines in, JSON lines out, 3 when some have errors', () => {
    const good = mingtang(['deadlines'], `\ufeff${JSON.stringify(REPLY)}\r\n\n${JSON.stringify(REPLY)}`);
    expect([good.status, good.stderr]).toEqual([0, '']);
    const answers = good.stdout
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as Record<string, unknown>);
    expect(answers.map((a) => a.reply_due)).toEqual(['2024-03-29', '2024-03-29']);
    const some = mingtang(
      ['deadlines'],
      `${JSON.stringify(REPLY)}\nno json\n{"id":9,"kind":"x","given":{}}\n`,
    );
    expect(some.status).toBe(3);
    const lines = some.stdout
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as { id: unknown; error?: string });
    expect(lines.map((l) => [l.id, typeof l.error])).toEqual([
      ['V01', 'undefined'],
      [null, 'string'],
      [9, 'string'],
    ]);
    expect(mingtang(['deadlines', 'x'], '').status).toBe(2);
  });

  test('[R-DOC-14] law document-number: a line in, a line out, also for empty ones', () => {
    const some = mingtang(['document-number'], '明办发[2006]121号\r\n\n省政府令第160号\n');
    expect(some.status).toBe(3);
    const lines = some.stdout
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l) as Record<string, unknown>);
    expect(lines.map((l) => [l.input, l.ok, l.canonical])).toEqual([
      ['明办发[2006]121号', true, '明办发〔2006〕121号'],
      ['', false, null],
      ['省政府令第160号', true, '省政府令第160号'],
    ]);
    expect(mingtang(['document-number'], '明办发〔2006〕121号\n').status).toBe(0);
    expect(mingtang(['document-number', '〔2006〕121号'], '').status).toBe(1);
  });
});
