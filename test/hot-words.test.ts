import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { addDays, type Day } from '../src/law/day.ts';
import {
  AskedWords,
  hotWords,
  noteSearches,
  refreshHotWords,
  searchedWords,
} from '../src/mechanisms/publication/index.ts';
import { searchedSubject } from '../src/mechanisms/publication/search/asked-words.ts';
import { indexDocument } from '../src/mechanisms/publication/search/rows.ts';
import { normaliseForSearch } from '../src/mechanisms/publication/search/tokens.ts';
import { type Clock, settableClock } from '../src/platform/clock.ts';
import { sha256 } from '../src/platform/crypto.ts';
import type { Database } from '../src/platform/db/pool.ts';
import {
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  PASSWORD,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { send } from './http-kit.ts';

/** 大家在查: counted in memory, shown from three visitors on, never a person, taken off by a clerk. */
let database: TestDatabase;
const clock = settableClock('2026-05-20T09:00:00+08:00') as Clock & { set(to: string): void };
let app: RunningApp;
let db: Database;
const TODAY = '2026-05-20' as Day;

beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startTestApp(database, {
    clock,
    env: { TRUSTED_HOPS: '1' },
    settings: { viewSeconds: 0.1 },
  });
  db = app.office!.db;
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

const BROWSER = 'Mozilla/5.0 (X11; Linux x64) Firefox/140.0';
/** Asks as a visitor of the portal. */
const ask = (
  visitor: number,
  q: string,
  o: { more?: Record<string, string>; agent?: string; method?: string } = {},
) =>
  send(app.addresses.portal!, `/search?${new URLSearchParams({ q, ...o.more })}`, {
    headers: { 'user-agent': o.agent ?? BROWSER, 'x-forwarded-for': `10.9.0.${visitor}` },
    ...(o.method ? { method: o.method } : {}),
  });
const wishes = async (query: string) =>
  (await sql<{ visitor: string }>`select visitor from search_wish where query = ${query}`.execute(db)).rows;
const shownOn = async (path: string) => {
  const { html } = await new Client(app.addresses.portal!).get(path);
  const block = /<nav class="mc-hot" aria-label="大家在查">.*?<\/nav>/su.exec(html)?.[0] ?? '';
  return [...block.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/gu)].map((m) => [
    m[2],
    decodeURIComponent(m[1]!),
  ]);
};
const visitors = (words: string, n: number) =>
  Array.from({ length: n }, (_, i) => ({ words, visitor: sha256(`visitor ${i}`) }));
const note = (day: Day, words: string, n: number) => noteSearches(app.portal!.db, day, visitors(words, n));
const find = (today = TODAY) => refreshHotWords(db, { today, days: 7, most: 8 });
/** The minute tick of the worker, some minutes later. */
let minutes = 0;
const tick = async () => {
  minutes += 6;
  clock.set(`2026-05-20T09:${String(minutes).padStart(2, '0')}:00+08:00`);
  await app.ticks.find((t) => t.name === 'hot-words')!.run();
};

describe('[R-SRC-01] searches are counted in memory', () => {
  test('a hundred searches are one write; what fails is tried again; nobody makes words frequent alone', async () => {
    const written: [Day, string[]][] = [];
    let broken = true;
    const asked = new AskedWords(settableClock('2026-05-20T09:00:00+08:00'), async (day, of) => {
      if (broken) throw new Error('the database is away');
      written.push([day, of.map((a) => a.words)]);
    });
    for (let i = 0; i < 100; i++) asked.add('公积金', `10.0.${i}.1`);
    // The same visitor again, and one with more words than anybody types in a minute.
    for (let i = 0; i < 5; i++) asked.add('公积金', '10.0.1.1');
    for (let i = 0; i < 30; i++) asked.add(`词语${i}`, '10.8.0.1');
    // One connection has many networks of IPv6 addresses, and is one visitor.
    for (let i = 0; i < 5; i++) asked.add('养老金', `2001:db8:7:${i}::1`);
    asked.add('养老金', '2001:db8:8::1');
    await expect(asked.flush()).rejects.toThrow('away');
    broken = false;
    await asked.flush();
    await asked.flush();
    expect(written).toHaveLength(1);
    expect(written[0]![1].filter((w) => w === '公积金')).toHaveLength(100);
    expect(written[0]![1].filter((w) => w === '养老金')).toHaveLength(2);
    expect(written[0]![1].filter((w) => w.startsWith('词语'))).toHaveLength(10);
  });

  test.each([
    '王建国',
    '欧阳明月',
    '张三丰的电话',
    '13912345678',
    '51010419900307123X',
    '明政发〔2026〕12345号',
    'abc@d.cn',
    '-低保',
    '%',
  ])('%s is never counted', (q) => {
    expect(searchedSubject(q)).toBeUndefined();
  });

  test('words are told from papers', () => {
    expect(searchedWords(searchedSubject('住房 公积金')!)).toBe('住房 公积金');
    expect(searchedWords('0123456789')).toBeUndefined();
  });
});

describe('[R-SRC-01] what many look for and find is offered', () => {
  test('from three visitors on, on the home page and the empty search page; nothing while there is nothing', async () => {
    expect(await shownOn('/')).toEqual([]);
    for (const visitor of [1, 2, 2]) await ask(visitor, '公积金');
    await expect.poll(async () => (await wishes('公积金')).length, { timeout: 5000 }).toBe(2);
    await tick();
    expect(await shownOn('/')).toEqual([]);
    await ask(3, '公积金');
    await expect.poll(async () => (await wishes('公积金')).length, { timeout: 5000 }).toBe(3);
    for (const { visitor } of await wishes('公积金')) expect(visitor).toMatch(/^[0-9a-f]{64}$/u);
    await tick();
    for (const path of ['/', '/search'])
      expect(await shownOn(path)).toEqual([['公积金', '/search?q=公积金']]);
    expect(await shownOn('/search?q=公积金')).toEqual([]);
  });

  test('only whole searches of people that find something: no programs, no conditions, no later page, no search in vain', async () => {
    const q = '危房改造';
    for (const visitor of [1, 2, 3]) {
      await ask(visitor, q, { agent: 'Baiduspider/2.0' });
      await ask(visitor, q, { method: 'HEAD' });
      await ask(visitor, q, { more: { page: '2' } });
      await ask(visitor, q, { more: { owner: 'mcszfb' } });
      await ask(visitor, '霓虹灯会');
      await ask(visitor, '袁志成');
      await ask(visitor, '通知');
    }
    await expect.poll(async () => (await wishes('通知')).length, { timeout: 5000 }).toBe(3);
    for (const none of [q, '霓虹灯会', '袁志成']) expect(await wishes(none), none).toEqual([]);
  });

  test('a page of hits stays one for everybody: counting reads nothing of the visitor', async () => {
    const first = await ask(7, '公积金');
    expect(first.headers['cache-control']).toContain('public');
    const again = await send(app.addresses.portal!, '/search?q=%E5%85%AC%E7%A7%AF%E9%87%91', {
      headers: { 'user-agent': BROWSER, 'x-forwarded-for': '10.9.0.8', 'if-none-match': first.headers.etag! },
    });
    expect(again.status).toBe(304);
  });

  test('the most wanted first, no more than asked for, none that no title holds, none of an earlier week', async () => {
    await note(TODAY, '危房改造', 8);
    await note(TODAY, '租房提取', 7);
    await note(addDays(TODAY, -7), '易涝点整治', 9);
    // Found in texts, as names in lists would be; no paper is called so.
    await note(TODAY, '逐项落实到位', 9);
    // All of one title, but strewn in it: so anything could be said.
    const strewn = ['改造 危房', '危房 造', '危 改造'];
    for (const words of strewn) await note(TODAY, words, 9);
    await find();
    const words = await hotWords(app.portal!.db);
    expect(words.slice(0, 2)).toEqual(['危房改造', '租房提取']);
    expect(words).not.toContain('易涝点整治');
    expect(words).not.toContain('逐项落实到位');
    for (const word of strewn) expect(words).not.toContain(word);
    await refreshHotWords(db, { today: TODAY, days: 7, most: 1 });
    expect(await hotWords(db)).toEqual(['危房改造']);
    await refreshHotWords(db, { today: TODAY, days: 7, most: 0 });
    expect(await hotWords(db)).toEqual([]);
  });

  test('one visitor on both sides of a new month does not count as two', async () => {
    for (const day of ['2026-04-30', '2026-05-01'] as Day[]) await note(day, '大气污染防治', 2);
    await find('2026-05-02' as Day);
    expect(await hotWords(db)).not.toContain('大气污染防治');
    await note('2026-05-01' as Day, '大气污染防治', 3);
    await find('2026-05-02' as Day);
    expect(await hotWords(db)).toContain('大气污染防治');
  });

  test('nobody whom the system knows by name, though a title says it; gone with the paper', async () => {
    const paper = await db
      .selectFrom('portal.live_document')
      .select(['id', 'title'])
      .orderBy('id')
      .limit(1)
      .executeTakeFirstOrThrow();
    const call = (title: string) =>
      db.transaction().execute(async (tx) => {
        await tx
          .updateTable('portal.live_document')
          .set({ title, title_n: normaliseForSearch(title) })
          .where('id', '=', paper.id)
          .execute();
        await indexDocument(tx, paper.id);
      });
    await call('关于禹灵均与龘龗桥工程的通报');
    await note(TODAY, '禹灵均', 6);
    await note(TODAY, '龘龗桥工程', 6);
    await find();
    // Nobody can know that this is a name, until somebody of that name is in the system.
    expect(await hotWords(db)).toContain('禹灵均');
    await addStaff(db, {
      username: 'yulingjun',
      name: '禹灵均',
      organisationId: await addOrgan(db, { code: 'hot-office' }),
    });
    await find();
    expect(await hotWords(db)).not.toContain('禹灵均');
    expect(await hotWords(db)).toContain('龘龗桥工程');
    await call(paper.title);
    await find();
    expect(await hotWords(db)).not.toContain('龘龗桥工程');
  });
});

describe('[R-CAT-14] the office sees the words and takes one off', () => {
  test('at once, for good, and back again; with an audit row that names no words', async () => {
    await note(TODAY, '危房改造', 5);
    await tick();
    expect((await shownOn('/')).map(([w]) => w)).toContain('危房改造');
    const clerk = new Client(app.addresses.console!);
    await clerk.signIn('gujianguo', DEMO_PASSWORD);
    const page = await clerk.get('/search-misses');
    expect(page.text).toContain('危房改造');
    const done = await clerk.post('/search-misses', {
      ...page.hidden('/search-misses'),
      word: '危房改造',
      to: 'off',
    });
    expect(done.location).toBe('/search-misses?done=off');
    expect((await shownOn('/')).map(([w]) => w)).not.toContain('危房改造');
    await note(TODAY, '危房改造', 50);
    await tick();
    expect((await shownOn('/')).map(([w]) => w)).not.toContain('危房改造');
    const off = await clerk.get('/search-misses?done=off');
    expect(off.text).toMatch(/危房改造 50 2026-05-20 已撤下/u);
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(a)::text as row from audit_row a where a.act = 'search.take-off-word'`.execute(db);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain('危房');
    const twice = await clerk.post('/search-misses', {
      ...off.hidden('/search-misses'),
      word: '危房改造',
      to: 'off',
    });
    expect([twice.status, twice.text.includes('这个词已经撤下')]).toEqual([409, true]);
    const back = await clerk.get('/search-misses');
    await clerk.post('/search-misses', { ...back.hidden('/search-misses'), word: '危房改造', to: 'back' });
    await tick();
    expect((await shownOn('/')).map(([w]) => w)).toContain('危房改造');
  });

  test('an office of another organisation sees them and takes none off', async () => {
    const organ = await addOrgan(db, { code: 'other-office' });
    await addStaff(db, { username: 'other', organisationId: organ, grants: [{ role: 'disclosure-office' }] });
    const other = new Client(app.addresses.console!);
    await other.signIn('other', PASSWORD);
    const page = await other.get('/search-misses');
    expect(page.text).toContain('危房改造');
    expect(page.text).not.toContain('撤下“');
    const clerk = new Client(app.addresses.console!);
    await clerk.signIn('other', PASSWORD);
    const token = (await clerk.get('/reminders')).html;
    expect(token).not.toContain('危房改造');
    const tried = await other.post('/search-misses', { _once: 'x', word: '危房改造', to: 'off' });
    expect(tried.status).toBeGreaterThanOrEqual(400);
    expect((await hotWords(db)).includes('危房改造')).toBe(true);
  });

  test('searches are forgotten after their days', async () => {
    expect((await wishes('易涝点整治')).length).toBe(9);
    expect((await wishes('危房改造')).length).toBeGreaterThan(0);
    await app.ticks.find((t) => t.name === 'forget-search-misses')!.run();
    expect(await wishes('易涝点整治')).toEqual([]);
    expect((await wishes('危房改造')).length).toBeGreaterThan(0);
  });
});
