import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { MODULES } from '../src/house.ts';
import { addViews, mostViewed, viewsOf } from '../src/mechanisms/publication/index.ts';
import type { Module } from '../src/modules/module.ts';
import { Invalidations, invalidationSweep } from '../src/platform/cache/invalidations.ts';
import { settableClock } from '../src/platform/clock.ts';
import { connect } from '../src/platform/db/migrate.ts';
import type { Database } from '../src/platform/db/pool.ts';
import type { RequestContext } from '../src/platform/http/route.ts';
import { createLog } from '../src/platform/log.ts';
import { cloneDatabase, openAs, startTestApp, type TestDatabase } from './harness.ts';
import { type Answer, expectSecured, SAME, send } from './http-kit.ts';

/* Kept pages over HTTP, against a real database: what is kept, when it goes, and what never is. */

/** What the probe page does beside reading the list of organisations; set by tests. */
let during: (ctx: RequestContext, page: number) => Promise<unknown> = async () => undefined;
let rendered = 0;
const probe: Module = {
  name: 'probe',
  portal: {
    pages: (face) => {
      face.page({
        path: '/probe',
        access: { kind: 'public' },
        cache: 'revalidate',
        query: z.object({ page: z.coerce.number().int().min(1).catch(1) }),
        async render(ctx, { query }) {
          rendered++;
          const organs = await ctx.db.selectFrom('portal.live_organisation').select('name').execute();
          await during(ctx, query.page);
          return `<p>${rendered} ${organs.map((o) => o.name).join()} ${ctx.url} ${JSON.stringify(ctx.cookies)}</p>`;
        },
      });
    },
  },
};

let database: TestDatabase;
let app: Awaited<ReturnType<typeof startTestApp>>;
let db: Database;
const clock = settableClock('2026-05-20T09:00:00+08:00');

beforeAll(async () => {
  database = await cloneDatabase('demo');
  const modules = MODULES as Module[];
  modules.push(probe);
  try {
    app = await startTestApp(database, {
      clock,
      faces: ['portal', 'api', 'console'],
      env: { TRUSTED_HOPS: '1' },
      settings: { cacheMegabytes: 64, viewSeconds: 3600 },
    });
  } finally {
    modules.splice(modules.indexOf(probe), 1);
  }
  db = app.office!.db;
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});
beforeEach(async () => {
  during = async () => undefined;
  clock.set('2026-05-20T09:00:00+08:00');
  await keptAgain();
});

const READER = { 'user-agent': 'Mozilla/5.0 (X11; Linux x64) Firefox/140.0' };
let readers = 0;
/** As a reader of whom nobody has heard before: many requests of one would be too many. */
const get = (path: string, headers: Record<string, string> = {}) => {
  readers++;
  const from = { 'x-forwarded-for': `10.1.${readers >> 8}.${readers & 255}` };
  return send(app.addresses.portal!, path, { headers: { ...READER, ...from, ...headers } });
};
const wasKept = (answer: Answer) => answer.headers['server-timing'] === 'cache';
/** Asks twice. @returns whether the second answer was the first one, kept; keeping happens just after the first has gone out */
async function kept(path: string, headers: Record<string, string> = {}): Promise<boolean> {
  await get(path, headers);
  for (let i = 0; i < 10; i++) {
    if (wasKept(await get(path, headers))) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}
const keptAgain = () => expect.poll(() => kept('/robots.txt'), { timeout: 10_000 }).toBe(true);
/** A public paper of the demo city. */
const aPaper = async (nth = 0) =>
  db
    .selectFrom('portal.live_document')
    .selectAll()
    .orderBy('id')
    .offset(nth)
    .limit(1)
    .executeTakeFirstOrThrow();
/** Milliseconds until a look of the reader shows what is asked for. */
async function until(look: () => Promise<boolean>): Promise<number> {
  const begin = performance.now();
  while (!(await look())) if (performance.now() - begin > 10_000) return Number.POSITIVE_INFINITY;
  return performance.now() - begin;
}

describe('what is kept', () => {
  test('lists, papers, organisations, feeds and the home page; forms, calculators, errors and withdrawn things never', async () => {
    const paper = await aPaper();
    const paths = ['/', '/documents', `/documents/${paper.pid}`, '/organs', `/organs/${paper.owner_code}`];
    for (const path of [...paths, '/feeds/documents.atom', '/sitemap.xml'])
      expect([path, await kept(path)]).toEqual([path, true]);
    for (const path of ['/privacy', '/deadlines', '/favourites', '/nothing', '/documents/zzzzzzzzzz']) {
      expect([path, await kept(path)]).toEqual([path, false]);
      expect((await get(path)).headers['cache-control']).toBe('no-store');
    }
  });

  test('a page is found by what it reads: order, unknown and usual parameters make no difference, and leave no trace in it', async () => {
    during = async () => undefined;
    const first = await get('/probe?page=2&utm=%3Cscript%3E&zzz=1');
    expect(first.body).not.toContain('script');
    await expect.poll(async () => wasKept(await get('/probe?zzz=2&page=2'))).toBe(true);
    expect((await get('/probe?x=y&page=02')).body).toBe(first.body);
    expect((await get('/probe/?page=2')).body).toBe(first.body);
    const many = Array.from({ length: 1500 }, (_, i) => `a${i}=1`).join('&');
    expect((await get(`/probe?${many}&page=2`)).body).toBe(first.body);
    expect((await get('/probe?page=3')).body).not.toBe(first.body);
    // 10,000 parameters do not fit into the head of a request.
    const endless = await get(`/probe?${Array.from({ length: 10_000 }, (_, i) => `a${i}=1`).join('&')}`);
    expect(endless.status).toBe(431);
  });

  test('an answer carries a strong ETag of its bytes, rules for browsers and CDN, and the headers of every page', async () => {
    await kept('/documents');
    const answer = await get('/documents');
    const hash = createHash('sha256').update(answer.body).digest('base64url').slice(0, 22);
    expect(answer.headers).toMatchObject({
      etag: `"${hash}"`,
      'cache-control': 'public, max-age=0, s-maxage=0, must-revalidate',
      vary: 'accept-encoding, cookie',
    });
    expectSecured(answer);
    for (const sent of [`"${hash}"`, `W/"${hash}"`, `"other", "${hash}"`, '*']) {
      const again = await get('/documents', { 'if-none-match': sent });
      expect([sent, again.status, again.body, again.headers.etag]).toEqual([sent, 304, '', `"${hash}"`]);
      expect(again.headers['cache-control']).toBe(answer.headers['cache-control']);
    }
    expect((await get('/documents', { 'if-none-match': '"other"' })).status).toBe(200);
    const head = await send(app.addresses.portal!, '/documents', { method: 'HEAD' });
    expect([head.status, head.body, head.headers['content-length'], head.headers.etag]).toEqual([
      200,
      '',
      answer.headers['content-length'],
      `"${hash}"`,
    ]);
  });

  test('packed forms have ETags of their own and hold the same page', async () => {
    await kept('/documents');
    const plain = await get('/documents');
    const packed = async (encoding: string) => {
      const response = await fetch(`${app.addresses.portal}/documents`, {
        headers: { 'accept-encoding': encoding },
      });
      return {
        etag: response.headers.get('etag'),
        encoding: response.headers.get('content-encoding'),
        text: await response.text(),
      };
    };
    for (const [asked, used] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
    ] as const) {
      const it = await packed(asked);
      expect([asked, it.encoding, it.text === plain.body]).toEqual([asked, used, true]);
      expect(it.etag).toBe(`${plain.headers.etag?.slice(0, -1)}-${used}"`);
    }
    const raw = await fetch(`${app.addresses.api}/api/v1/documents`, {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(raw.headers.get('content-encoding')).toBe('gzip');
    // Pages of staff hold tokens: never packed.
    const console_ = await fetch(`${app.addresses.console}/signin`, {
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(console_.headers.get('content-encoding')).toBeNull();
  });

  test('a look from a cookie never reaches those without it, nor the other way round; such pages are private', async () => {
    const plain = await get('/documents');
    const elder = await get('/documents', { cookie: 'mode=elder' });
    expect(elder.headers['cache-control']).toBe('private, no-cache');
    expect(elder.body).not.toBe(plain.body);
    expect(await kept('/documents', { cookie: 'mode=elder' })).toBe(true);
    expect((await get('/documents')).body).toBe(plain.body);
    expect((await get('/documents', { cookie: 'mode=elder.%00x.elder; other=1' })).body).toBe(elder.body);
    // Other cookies change nothing and are seen by no page.
    const other = await get('/probe?page=9', { cookie: 'kept=secret-of-somebody' });
    expect(other.headers['cache-control']).toContain('public');
    expect(other.body).not.toContain('secret');
    expect((await get('/documents', { cookie: 'mode=nonsense' })).body).toBe(plain.body);
    const chosen = await send(app.addresses.portal!, '/mode', {
      method: 'POST',
      headers: SAME,
      body: 'elder=on&back=/documents',
    });
    expect([chosen.status, chosen.headers['set-cookie']?.[0]]).toEqual([
      303,
      expect.stringContaining('mode=elder'),
    ]);
  });

  test('a page that asks who is asking is not kept', async () => {
    for (const [page, ask] of [
      (ctx: RequestContext) => ctx.address,
      (ctx: RequestContext) => ctx.headers['user-agent'],
      (ctx: RequestContext) => ctx.requestId,
    ].entries()) {
      during = async (ctx) => ask(ctx);
      expect(await kept(`/probe?page=${page + 20}`)).toBe(false);
      expect((await get(`/probe?page=${page + 20}`)).headers['cache-control']).toBe('no-store');
    }
  });

  test('a page that reads what nobody watches is not kept', async () => {
    during = (ctx) => ctx.db.selectNoFrom((e) => e.val(1).as('one')).execute();
    expect(await kept('/probe?page=30')).toBe(false);
    during = (ctx) => ctx.db.selectFrom('portal.watched').selectAll().execute();
    expect(await kept('/probe?page=31')).toBe(false);
    during = (ctx) => ctx.db.selectFrom('portal.live_site').selectAll().execute();
    expect(await kept('/probe?page=32')).toBe(true);
  });

  test('a foreign Host is refused, for a kept page too, and a known one changes nothing', async () => {
    expect(await kept('/documents')).toBe(true);
    expect((await get('/documents', { host: 'evil.example' })).status).toBe(400);
    const { body } = await get('/documents');
    expect((await get('/documents', { host: 'localhost:9' })).body).toBe(body);
    expect((await get('/documents', { host: 'LOCALHOST', 'x-forwarded-host': 'evil.example' })).body).toBe(
      body,
    );
  });

  test('many who ask at once make a page once', async () => {
    rendered = 0;
    during = () => new Promise((resolve) => setTimeout(resolve, 50));
    const answers = await Promise.all(Array.from({ length: 20 }, () => get('/probe?page=40')));
    expect(rendered).toBe(1);
    expect(new Set(answers.map((a) => a.body)).size).toBe(1);
  });
});

describe('when a page goes', () => {
  test('a withdrawn paper is gone everywhere within a second', async () => {
    const paper = await aPaper(3);
    const paths = [`/documents/${paper.pid}`, '/documents', '/', `/organs/${paper.owner_code}`];
    for (const path of paths) expect([path, await kept(path)]).toEqual([path, true]);
    await db.deleteFrom('portal.live_document').where('id', '=', paper.id).execute();
    expect(await until(async () => (await get(`/documents/${paper.pid}`)).status === 404)).toBeLessThan(1000);
    for (const path of paths) expect((await get(path)).body).not.toContain(paper.title);
  });

  test('a paper stays kept while others change, but not when a related one does', async () => {
    const [paper, related, other] = [await aPaper(0), await aPaper(1), await aPaper(2)];
    // The page itself also reads the feedback of the paper, through a view over all papers: it is renewed with any of them.
    const page = `/documents/${paper.pid}/qr.svg`;
    const touch = (id: number) =>
      db
        .updateTable('portal.live_document')
        .set({ change_note: `改 ${rendered++}` })
        .where('id', '=', id)
        .execute();
    await db
      .insertInto('portal.live_relation')
      .values({ document_id: related.id, kind: 'amends', target_pid: paper.pid })
      .onConflict((o) => o.doNothing())
      .execute();
    await expect.poll(() => kept(page)).toBe(true);
    await touch(other.id);
    // The list shows when the move has arrived.
    await expect.poll(async () => wasKept(await get('/documents'))).toBe(false);
    expect(wasKept(await get(page))).toBe(true);
    await touch(related.id);
    expect(await until(async () => !wasKept(await get(page)))).toBeLessThan(1000);
  });

  test('every change of what the public sees of organisations, sites, columns, leaders and settings is a move', async () => {
    const moves: [string, () => Promise<unknown>][] = [
      [
        'organisation',
        () =>
          db
            .updateTable('organisation')
            .set((e) => ({ duties: e.ref('duties') }))
            .execute(),
      ],
      [
        'site',
        () =>
          db
            .updateTable('site')
            .set((e) => ({ tagline: e.ref('tagline') }))
            .execute(),
      ],
      [
        'column',
        () =>
          db
            .updateTable('column_node')
            .set((e) => ({ name: e.ref('name') }))
            .execute(),
      ],
      [
        'leader',
        () =>
          db
            .updateTable('responsible_leader')
            .set((e) => ({ post: e.ref('post') }))
            .execute(),
      ],
    ];
    const last = async () =>
      (
        await db
          .selectFrom('portal.invalidation')
          .select((e) => e.fn.max('id').as('id'))
          .executeTakeFirstOrThrow()
      ).id ?? 0;
    for (const [what, move] of moves) {
      const before = await last();
      await move();
      expect([what, (await last()) > before]).toEqual([what, true]);
    }
    const { rows } = await (await owner()).query<{ relation: string }>(
      `select c.relname as relation from pg_class c where c.relnamespace = 'portal'::regnamespace and c.relkind in ('r', 'v')
       and c.relname not in ('invalidation', 'watched', 'document_views') and not exists (select from portal.watched w where w.relation = c.relname)`,
    );
    expect(rows).toEqual([]);
  });

  test('what moves while a page is made is not kept', async () => {
    during = () =>
      db
        .updateTable('organisation')
        .set((e) => ({ duties: e.ref('duties') }))
        .execute();
    expect(await kept('/probe?page=50')).toBe(false);
    during = async () => undefined;
    expect(await kept('/probe?page=50')).toBe(true);
  });

  test('what has moved in a transaction that is still open when the page is made, and began before others, is seen when it ends', async () => {
    const late = await connect(database.address('mingtang_app'));
    onTestFinished(() => late.end());
    await late.query('begin');
    await late.query(
      `update organisation set short_name = short_name where code = (select min(code) from organisation)`,
    );
    await db
      .updateTable('site')
      .set((e) => ({ tagline: e.ref('tagline') }))
      .execute();
    expect(await kept('/probe?page=51')).toBe(true);
    await late.query('commit');
    expect(await until(async () => !wasKept(await get('/probe?page=51')))).toBeLessThan(1000);
  });

  test('a lost connection empties the cache, and pages are right before and after', async () => {
    expect(await kept('/probe?page=52')).toBe(true);
    const killer = await owner();
    await killer.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mingtang invalidations' and datname = $1`,
      [database.name],
    );
    await killer.query(
      `update organisation set short_name = '断线时改的' where code = (select min(code) from organisation where kind <> 'external')`,
    );
    expect(await until(async () => !wasKept(await get('/probe?page=52')))).toBeLessThan(1000);
    await keptAgain();
    expect(await kept('/probe?page=52')).toBe(true);
  });

  // On a machine that stands still for seconds nothing is sure, and nothing is shown out of the cache: then once more.
  test('a page ends after its time, at midnight, and when the clock goes back', { retry: 2 }, async () => {
    clock.set('2026-05-20T23:59:40+08:00');
    expect(await kept('/probe?page=53')).toBe(true);
    clock.set('2026-05-20T23:59:59.900+08:00');
    expect(wasKept(await get('/probe?page=53'))).toBe(true);
    clock.set('2026-05-21T00:00:00+08:00');
    expect(wasKept(await get('/probe?page=53'))).toBe(false);
    expect(await kept('/probe?page=53')).toBe(true);
    clock.set('2026-05-21T00:00:59.900+08:00');
    expect(wasKept(await get('/probe?page=53'))).toBe(true);
    clock.set('2026-05-21T00:01:01+08:00');
    expect(wasKept(await get('/probe?page=53'))).toBe(false);
    expect(await kept('/probe?page=53')).toBe(true);
    clock.set('2026-05-20T12:00:00+08:00');
    expect(wasKept(await get('/probe?page=53'))).toBe(false);
  });

  test('moves nobody asks about are swept after ten minutes', async () => {
    const count = async () =>
      Number(
        (
          await db
            .selectFrom('portal.invalidation')
            .select((e) => e.fn.countAll<number>().as('n'))
            .executeTakeFirstOrThrow()
        ).n,
      );
    const sweep = invalidationSweep(db, clock);
    await sweep();
    expect(await count()).toBeGreaterThan(0);
    clock.set('2026-05-20T09:09:00+08:00');
    await sweep();
    expect(await count()).toBeGreaterThan(0);
    clock.set('2026-05-20T09:10:00+08:00');
    await sweep();
    expect(await count()).toBe(0);
  });

  test('a follower that cannot reach the database is sure of nothing', async () => {
    const lost = new Invalidations({ ...database.address('nobody'), port: 1 }, createLog('silent', 'test'));
    onTestFinished(() => lost.stop());
    lost.start();
    expect(await lost.look()).toBe(false);
    expect(lost.sure()).toBe(false);
  });
});

describe('views', () => {
  test('[R-POR-13] are counted in memory for people, kept or not, once more by a 304; written at the end; not for programs', async () => {
    const own = await cloneDatabase('demo');
    onTestFinished(() => own.drop());
    const reader = await startTestApp(own, {
      faces: ['portal'],
      settings: { cacheMegabytes: 64, viewSeconds: 3600 },
    });
    const paper = await openAs(own, 'app')
      .selectFrom('portal.live_document')
      .select(['pid', 'id'])
      .limit(1)
      .executeTakeFirstOrThrow();
    const ask = (headers: Record<string, string>, method = 'GET') =>
      send(reader.addresses.portal!, `/documents/${paper.pid}`, { headers, method });
    const { etag } = (await ask(READER)).headers;
    for (let i = 0; i < 4; i++) await ask(READER);
    expect((await ask({ ...READER, 'if-none-match': etag! })).status).toBe(304);
    await ask({ ...READER, cookie: 'mode=elder' });
    await ask({ 'user-agent': 'Baiduspider/2.0' });
    await ask({ 'user-agent': 'curl/8' });
    await ask({});
    await ask({ ...READER, 'sec-purpose': 'prefetch' });
    await ask(READER, 'HEAD');
    await send(reader.addresses.portal!, `/documents/${paper.pid}/qr.svg`, { headers: READER });
    const db_ = openAs(own, 'app');
    expect(await viewsOf(db_, paper.pid)).toBe(0);
    await reader.stop();
    expect(await viewsOf(db_, paper.pid)).toBe(7);
  });

  test('are added by the portal for public papers only, and rank them', async () => {
    const portal = openAs(database, 'portal');
    const [a, b] = [await aPaper(0), await aPaper(1)];
    const day = clock.today();
    await addViews(portal, [
      { subject: a.pid, day, views: 8 },
      { subject: b.pid, day, views: 10 },
      { subject: 'zzzzzzzzzz', day, views: 9 },
    ]);
    // So few readers are nobody's business: the paper stays away from the list.
    expect((await mostViewed(portal, day, 5)).map((v) => v.pid)).toEqual([b.pid]);
    await addViews(portal, [{ subject: a.pid, day, views: 4 }]);
    expect((await mostViewed(portal, day, 5)).map((v) => [v.pid, v.views])).toEqual([
      [a.pid, 12],
      [b.pid, 10],
    ]);
    expect(await viewsOf(portal, 'zzzzzzzzzz')).toBe(0);
  });
});

/** A connection as the administrator of the server, closed when the test ends. */
async function owner() {
  const client = await connect(database.address(inject('superuser')));
  onTestFinished(() => client.end());
  return client;
}
