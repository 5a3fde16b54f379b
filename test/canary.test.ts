import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { organisationById } from '../src/core/index.ts';
import type { EditionContent } from '../src/mechanisms/publication/index.ts';
import * as acts from '../src/modules/documents/index.ts';
import { serviceActor } from '../src/platform/actor.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { type Clock, instant, settableClock, systemClock } from '../src/platform/clock.ts';
import { newPublicId, newToken } from '../src/platform/crypto.ts';
import { actingAs, addOrgan, addStaff, cloneDatabase, startTestApp, type TestDatabase } from './harness.ts';
import { paper, seen as seenAt } from './passage-kit.ts';

// Words that occur nowhere else: one rare Han pair and one Latin word for every text that the public may not see.
const RARE =
  '齉龘靐齾爩鱻麤灪龖厵爨癵籱饢驫鱺鸜鸞戇钃虋讟钄豔雧韊顳驦鬱鸝鼇龤纞虪蠿衊襻覊觿讞豩贔躞軉釁鑿闥鞻韥飍馫騳鬻鱄鵽麣黌鼉齺龝';
let taken = 0;
/** The next canary: its words occur in no other text. */
function canary(): { han: string; latin: string; words: [string, string] } {
  const han = [...RARE].slice(taken, taken + 2).join('');
  const latin = `zq${String.fromCharCode(97 + (taken % 26))}${newToken()
    .replace(/[^a-z]/g, '')
    .slice(0, 8)}x`;
  taken += 2;
  if ([...han].length < 2) throw new Error('no rare characters left');
  return { han, latin, words: [han, latin] };
}
type Canary = ReturnType<typeof canary>;

let database: TestDatabase;
let app: RunningApp & { clock: Clock };
let drafter: ChangeContext;
let reviewer: ChangeContext;
let own: number;
let column: number;
const ORGAN = 'canary-town';
const db = () => app.office!.db;

/** What must stay hidden: in which situation, the words, and the addresses somebody might guess. */
interface Hidden {
  situation: string;
  words: readonly string[];
  document: string;
  case: string;
  /** The only path where these words may be read, if there is one. */
  only?: string;
}
const hidden: Hidden[] = [];
/** Besides the canaries: the titles of the demo city that the public may not see now. */
const hiddenTitles: Hidden[] = [];
/** What the public must find. */
const open = { words: [] as string[], document: '', staying: '' };
const withdrawn = { document: '', title: '', reason: '' };

const content = (c: Canary, more: Partial<EditionContent> = {}) =>
  paper(column, {
    title: `关于${c.han}${c.latin}的通知`,
    documentNumber: `${c.han}发〔2026〕7号`,
    addressees: `${c.han}${c.latin}办公室`,
    summary: `概述${c.han}，${c.latin}。`,
    body: `${c.han}各单位：\n请按要求做好${c.han}工作，编号 ${c.latin}，逐项落实到位。\n一、${c.latin}\n${c.han}与 ${c.latin} 同时办理。`,
    writtenOn: app.clock.today(),
    reason: `内部理由${c.han}${c.latin}，不对外公布。`,
    sourceName: `${c.han}来源`,
    sourceUrl: `https://example.cn/${c.latin}`,
    tags: [`${c.han}${c.latin}`],
    ...more,
  });
const seen = (casePid: string) => seenAt(db(), casePid);

const draft = async (it: EditionContent, ctx = drafter) => {
  const person = ctx.actor.kind === 'person';
  const organisation = await organisationById(db(), own);
  return acts.draftDocument(ctx, {
    organisation,
    content: it,
    act: person ? 'document.draft' : 'document.import',
    ...(person ? { once: newToken() } : {}),
  });
};

/** Sends a draft on its way, as far as `to`; every comment carries the canary. */
async function walk(
  casePid: string,
  c: Canary,
  to: 'submitted' | 'returned' | 'attribute' | 'secrecy' | 'signed' | Date,
): Promise<void> {
  const comment = `内部意见${c.han}${c.latin}`;
  const pass = async () => ({ ...(await seen(casePid)), verdict: 'pass' as const, comment });
  await acts.submitDraft(drafter, await seen(casePid));
  if (to === 'submitted') return;
  if (to === 'returned') {
    await acts.reviewAttribute(reviewer, { ...(await pass()), verdict: 'return' });
    return;
  }
  await acts.reviewAttribute(reviewer, await pass());
  if (to === 'attribute') return;
  await acts.reviewSecrecy(reviewer, await pass());
  if (to === 'secrecy') return;
  await acts.signOff(reviewer, { ...(await pass()), ...(to === 'signed' ? {} : { publishAt: to }) });
}

/** A published document without any canary but in its reason and comments. */
async function published(c: Canary, more: Partial<EditionContent> = {}): Promise<string> {
  const plain = {
    title: '关于公开电话的通知',
    documentNumber: '',
    addressees: '',
    summary: '',
    body: '公开电话已经更新，工作日接听，节假日由值班人员接听。',
    sourceName: '',
    sourceUrl: '',
    tags: [],
  };
  const made = await draft(content(c, { ...plain, ...more }));
  await walk(made.casePid, c, 'signed');
  return made.documentPid;
}

const ask = (documentPid: string, reason: string) =>
  acts.proposeWithdrawal(drafter, { documentPid, reason, once: newToken() });
const decide = async (casePid: string, verdict: 'approve' | 'refuse', comment: string) =>
  acts.decideWithdrawal(reviewer, { ...(await seen(casePid)), verdict, comment });

async function hide(
  situation: string,
  c: Canary,
  it: { documentPid: string; casePid: string },
): Promise<void> {
  hidden.push({ situation, words: c.words, document: it.documentPid, case: it.casePid });
}

/** Every situation in which a text is there and the public may not see it. */
async function fill(): Promise<void> {
  const simple: [
    situation: string,
    go: (it: { casePid: string; documentPid: string }, c: Canary) => Promise<unknown>,
    more?: Partial<EditionContent>,
  ][] = [
    ['起草中', async () => undefined],
    ['未定属性的草稿', async () => undefined, { attribute: null, ground: '' }],
    ['含多件的草稿', async () => undefined, { excerpts: 16 }],
    ['被退回', (it, c) => walk(it.casePid, c, 'returned')],
    ['公开属性审查中', (it, c) => walk(it.casePid, c, 'submitted')],
    ['保密审查中', (it, c) => walk(it.casePid, c, 'attribute')],
    ['待签发', (it, c) => walk(it.casePid, c, 'secrecy')],
    ['待定时发布', (it, c) => walk(it.casePid, c, instant(app.clock.now().getTime() + 3 * 86_400_000))],
    [
      '不予公开',
      (it, c) => walk(it.casePid, c, 'signed'),
      { attribute: 'withheld', ground: 'internal-affairs' },
    ],
    [
      '依申请公开',
      (it, c) => walk(it.casePid, c, 'signed'),
      { attribute: 'on-request', ground: 'specific-applicants' },
    ],
    [
      '已作废',
      async (it, c) =>
        acts.abandonDraft(drafter, { ...(await seen(it.casePid)), comment: `作废${c.han}${c.latin}` }),
    ],
  ];
  for (const [situation, go, more] of simple) {
    const c = canary();
    const it = await draft(content(c, more ?? {}));
    await go(it, c);
    await hide(situation, c, it);
  }

  const imported = canary();
  await hide(
    '导入的草稿',
    imported,
    await draft(content(imported), {
      ...drafter,
      actor: serviceActor('import', '导入', ['document.import']),
    }),
  );

  const old = canary();
  const corrected = await draft(content(old));
  await walk(corrected.casePid, old, 'signed');
  const correction = await acts.startCorrection(drafter, {
    documentPid: corrected.documentPid,
    once: newToken(),
  });
  const now = content(old, {
    title: '关于防汛值班的通知',
    documentNumber: '',
    addressees: '',
    summary: '',
    body: '防汛值班安排已经更正，各值班点按新的时间到岗。',
    changeNote: '更正值班时间。',
    sourceName: '',
    sourceUrl: '',
    tags: [],
  });
  await acts.saveDraft(drafter, { ...(await seen(correction.casePid)), content: now });
  await walk(correction.casePid, old, 'signed');
  await hide('更正以前的原文', old, { documentPid: newPublicId(), casePid: corrected.casePid });

  const pending = canary();
  const publicPid = await published(pending);
  const next = await acts.startCorrection(drafter, { documentPid: publicPid, once: newToken() });
  await acts.saveDraft(drafter, {
    ...(await seen(next.casePid)),
    content: content(pending, { changeNote: `更正${pending.han}${pending.latin}` }),
  });
  await walk(next.casePid, pending, 'secrecy');
  await hide('还没有签发的更正', pending, { documentPid: newPublicId(), casePid: next.casePid });

  const proposed = canary();
  const staying = await published(proposed, { title: '关于图书馆开放时间的通知' });
  const request = await ask(staying, `撤回原因${proposed.han}${proposed.latin}`);
  await hide('只是提出的撤回', proposed, { documentPid: newPublicId(), casePid: request.casePid });

  const kept = canary();
  const refusal = await ask(await published(kept), `撤回原因${kept.han}${kept.latin}`);
  await decide(refusal.casePid, 'refuse', `不同意${kept.han}${kept.latin}`);
  await hide('没有批准的撤回', kept, { documentPid: newPublicId(), casePid: refusal.casePid });

  const [title, reason, body, again] = [canary(), canary(), canary(), canary()];
  const gone = await draft(content(body, { title: `关于${title.han}${title.latin}的通知` }));
  await walk(gone.casePid, body, 'signed');
  const withdrawal = await ask(gone.documentPid, `依据有误${reason.han}${reason.latin}，核实后重新公布。`);
  await decide(withdrawal.casePid, 'approve', `同意${body.han}${body.latin}`);
  Object.assign(withdrawn, { document: gone.documentPid, title: title.latin, reason: reason.latin });
  hidden.push({
    situation: '已撤回的标题和对外原因',
    words: [...title.words, ...reason.words],
    document: newPublicId(),
    case: withdrawal.casePid,
    only: `/documents/${gone.documentPid}`,
  });
  await hide('已撤回的正文和内部意见', body, { documentPid: newPublicId(), casePid: gone.casePid });
  const republication = await acts.startCorrection(drafter, {
    documentPid: gone.documentPid,
    once: newToken(),
  });
  await acts.saveDraft(drafter, {
    ...(await seen(republication.casePid)),
    content: content(again, { changeNote: `重新发布${again.han}` }),
  });
  await hide('重新发布的草稿', again, { documentPid: newPublicId(), casePid: republication.casePid });

  const shown = canary();
  const good = await draft(content(shown, { reason: '' }));
  await walk(good.casePid, canary(), 'signed');
  Object.assign(open, { words: shown.words, document: good.documentPid, staying });
}

/** Titles of documents of the demo city that are not published, with the 410 page where a withdrawn one may be named. */
async function findHiddenTitles(): Promise<void> {
  const { rows } = await sql<{ pid: string; title: string; gone: boolean }>`
    select distinct d.pid, e.title, exists (select from portal.gone g where g.path = '/documents/' || d.pid) as gone
    from gov_document d join edition e on e.document_id = d.id
    where not exists (select from release r join edition s on s.id = r.edition_id where r.ended_at is null and s.title = e.title)`.execute(
    db(),
  );
  for (const { pid, title, gone } of rows)
    hiddenTitles.push({
      situation: '演示城市未公开的',
      words: [title.toLowerCase()],
      document: pid,
      case: pid,
      ...(gone ? { only: `/documents/${pid}` } : {}),
    });
}

beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = {
    ...(await startTestApp(database, { clock: settableClock(systemClock.now().getTime()) })),
    clock: systemClock,
  };
  app.clock = app.office!.clock;
  own = await addOrgan(db(), { code: ORGAN, kind: 'township' });
  column = (
    await db()
      .selectFrom('column_node')
      .select('id')
      .where('path', '=', 'policy/other')
      .executeTakeFirstOrThrow()
  ).id;
  const names = [canary(), canary()];
  const [one, two] = names.map((c) => `${c.han}${c.latin}`);
  drafter = await actingAs(
    app,
    await addStaff(db(), {
      username: 'canary-one',
      name: one!,
      organisationId: own,
      grants: [{ role: 'drafter' }],
    }),
  );
  const reviewing = [
    { role: 'attribute-reviewer' },
    { role: 'secrecy-reviewer' },
    { role: 'approver' },
  ] as const;
  reviewer = await actingAs(
    app,
    await addStaff(db(), { username: 'canary-two', name: two!, organisationId: own, grants: [...reviewing] }),
  );
  await findHiddenTitles();
  await fill();
  for (const c of names)
    hidden.push({
      situation: '工作人员的姓名',
      words: c.words,
      document: newPublicId(),
      case: newPublicId(),
    });
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

type FaceName = 'portal' | 'api';
interface Answer {
  face: FaceName;
  path: string;
  status: number;
  /** Headers and body, in lower case. */
  all: string;
  body: string;
}

async function fetched(face: FaceName, path: string, method = 'GET'): Promise<Answer> {
  const response = await fetch(app.addresses[face]! + path, { method, redirect: 'manual' });
  const body = await response.text();
  return {
    face,
    path,
    status: response.status,
    all: `${JSON.stringify([...response.headers])}\n${body}`.toLowerCase(),
    body,
  };
}

const decode = (text: string) =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&#39;|&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** More choices at once narrow what two already show, and there would be as many pages as there are sets of choices. */
const CHOICES = 2;

/** The same choices in whatever order they were made are one page. */
function ordered(path: string): string {
  const [page = '', query] = path.split('?');
  const choices = new URLSearchParams(query);
  choices.sort();
  return query === undefined ? page : `${page}?${choices}`;
}

/** Addresses a page leads to: its links, and every choice of its filters, with some of the pairs of neighbours. */
function onward(html: string): string[] {
  const links = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map((m) => decode(m[1]!));
  const forms = [...html.matchAll(/<form method="get" action="([^"]+)"([\s\S]*?)<\/form>/g)].flatMap(
    ([, action, inside]) => {
      const fields = [...inside!.matchAll(/<select[^>]*name="([^"]+)"([\s\S]*?)<\/select>/g)].map(
        ([, name, options]) =>
          [...options!.matchAll(/value="([^"]*)"/g)].map(
            (m) => `${name}=${encodeURIComponent(decode(m[1]!))}`,
          ),
      );
      const single = fields.flat();
      const pairs = fields.flatMap((a, i) =>
        (fields[i + 1] ?? []).slice(0, 3).flatMap((y) => a.slice(0, 3).map((x) => `${x}&${y}`)),
      );
      return [...single, ...pairs].map((query) => `${decode(action!)}?${query}`);
    },
  );
  return (
    [...links, ...forms]
      .filter((path) => path.startsWith('/'))
      .map((path) => path.split('#')[0]!)
      // The feed of two choices holds nothing that the feeds of each do not.
      .filter(
        (path) =>
          new URLSearchParams(path.split('?')[1] ?? '').size <= (path.startsWith('/feeds/') ? 1 : CHOICES),
      )
      .map(ordered)
  );
}

/** Every page that can be reached from these by links and filters. */
async function crawl(seeds: string[]): Promise<Answer[]> {
  const answers = new Map<string, Answer>();
  const queue = [...seeds];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (answers.has(path)) continue;
    const answer = await fetched('portal', path);
    answers.set(path, answer);
    queue.push(...onward(answer.body).filter((next) => !answers.has(next)));
    if (answers.size > 3000) throw new Error('the crawl does not end');
  }
  return [...answers.values()];
}

/** Everything the interface answers: lists by organ and year, every page, every item, its description. */
async function crawlApi(): Promise<Answer[]> {
  const answers = [await fetched('api', '/openapi.json')];
  const ids = new Set<string>();
  const organs = (await db().selectFrom('organisation').select('code').execute()).map(
    (o) => `&organ=${o.code}`,
  );
  for (const filter of ['', ...organs, '&year=2026', '&year=2025', `&organ=${ORGAN}&year=2026`])
    for (let page = 1; ; page++) {
      const answer = await fetched('api', `/api/v1/documents?size=7&page=${page}${filter}`);
      answers.push(answer);
      const { items } = JSON.parse(answer.body) as { items: { id: string }[] };
      for (const item of items) ids.add(item.id);
      if (items.length === 0) break;
    }
  for (const id of ids) answers.push(await fetched('api', `/api/v1/documents/${id}`));
  return answers;
}

/** Where hidden words can be read, in words. */
function leaks(answers: readonly Answer[], of: readonly Hidden[]): string[] {
  return answers.flatMap((answer) =>
    of.flatMap((it) =>
      it.only === answer.path && answer.face === 'portal'
        ? []
        : it.words
            .filter((word) => answer.all.includes(word))
            .map((word) => `${it.situation}“${word}”见于 ${answer.face} ${answer.path}`),
    ),
  );
}

/** A page with what differs from request to request taken out. */
const bare = (text: string, ...own: string[]) =>
  own
    .reduce((t, word) => t.replaceAll(word, '□').replaceAll(encodeURIComponent(word), '□'), text)
    .replace(/(编号：|"instance":")[0-9a-z]{10}/g, '$1□');

describe('未公开的任何一个字，公众哪里都读不到', () => {
  const everything = () => [...hidden, ...hiddenTitles];
  let pages: Answer[] = [];
  let interfaces: Answer[] = [];
  // Some thousand pages one after the other.
  test('门户从首页起，跟遍每个链接、每种筛选、每一页', { timeout: 300_000 }, async () => {
    pages = await crawl(['/', '/search?q=%E9%80%9A%E7%9F%A5', '/search?q=2026&order=date']);
    expect(hiddenTitles.length).toBeGreaterThan(5);
    expect(pages.length).toBeGreaterThan(80);
    expect(pages.filter((p) => p.status >= 400).map((p) => `${p.status} ${p.path}`)).toEqual([]);
    expect(leaks(pages, everything())).toEqual([]);
  });

  test('接口的列表、逐件、说明', async () => {
    interfaces = await crawlApi();
    expect(interfaces.length).toBeGreaterThan(30);
    expect(leaks(interfaces, everything())).toEqual([]);
    const live = await db()
      .selectFrom('release')
      .select((e) => e.fn.countAll().as('n'))
      .where('ended_at', 'is', null)
      .executeTakeFirstOrThrow();
    expect(JSON.parse(interfaces[1]!.body).total).toBe(Number(live.n));
  });

  test('公开的那一件处处找得到：这样的爬行能够发现泄露', async () => {
    const control: Hidden[] = [{ situation: '公开的', words: open.words, document: open.document, case: '' }];
    const found = leaks([...pages, ...interfaces], control).join('\n');
    for (const place of [
      'portal /',
      `portal /documents/${open.document}`,
      'portal /documents',
      `portal /organs/${ORGAN}`,
      'portal /columns/policy/other',
      `api /api/v1/documents/${open.document}`,
    ])
      for (const word of open.words) expect(found).toContain(`“${word}”见于 ${place}`);
    for (const word of open.words)
      for (const order of ['relevance', 'date'])
        for (const filter of ['', `&owner=${ORGAN}`, `&year=${app.clock.today().slice(0, 4)}`]) {
          expect(
            (await fetched('portal', `/search?q=${encodeURIComponent(word)}&order=${order}${filter}`)).body,
          ).toContain(`/documents/${open.document}`);
          expect(
            (await fetched('api', `/api/v1/search?q=${encodeURIComponent(word)}&order=${order}`)).body,
          ).toContain(open.document);
        }
  });

  test('搜索未公开的词，与搜索从来没有过的词，答得一字不差', async () => {
    const never = canary();
    const year = app.clock.today().slice(0, 4);
    const narrowed = ['', '&order=date', `&owner=${ORGAN}`, `&order=date&owner=${ORGAN}&year=${year}`];
    const blanks = new Map<string, Promise<Answer>>();
    for (const it of hidden)
      for (const word of it.words) {
        const latin = /[a-z]/.test(word);
        const absent = latin ? never.latin : never.han;
        // As it stands, as a phrase, with other words; a Han pair also as a document number and as one character.
        const asked = [
          `"${word}"`,
          `${word} 通知`,
          ...(latin ? [] : [`${word}发〔2026〕7号`, [...word][0]!]),
        ];
        for (const [query, ways] of [[word, narrowed], ...asked.map((q) => [q, ['']])] as [
          string,
          string[],
        ][]) {
          const other = query.replace(word, absent).replace([...word][0]!, [...absent][0]!);
          for (const way of ways)
            for (const [face, path] of [
              ['portal', '/search?q='],
              ['api', '/api/v1/search?q='],
            ] as const) {
              const rest = face === 'api' ? way.replace('owner', 'organ').replace(/&year=\d+/, '') : way;
              const blankPath = path + encodeURIComponent(other) + rest;
              const blank = blanks.get(face + blankPath) ?? fetched(face, blankPath);
              blanks.set(face + blankPath, blank);
              const [answer, nothing] = await Promise.all([
                fetched(face, path + encodeURIComponent(query) + rest),
                blank,
              ]);
              expect(answer.status).toBe(200);
              expect(bare(answer.body, query, word), `${it.situation} ${path}${query}${rest}`).toBe(
                bare(nothing.body, other, absent),
              );
              expect(
                leaks(
                  [answer],
                  hidden.filter((h) => h !== it),
                ),
              ).toEqual([]);
            }
        }
      }
  });

  test('猜中编号也与猜错编号一样是 404，HEAD 同样', async () => {
    const wrong = newPublicId();
    const ways = [
      ['portal', '/documents/?'],
      ['portal', '/documents/?/'],
      ['portal', '/cases/?'],
      ['portal', '/files/?/1.pdf'],
      ['portal', '/files/?/preview'],
      ['api', '/api/v1/documents/?'],
    ] as const;
    for (const [face, path] of ways) {
      const miss = await fetched(face, path.replace('?', wrong));
      for (const it of hidden)
        for (const pid of [it.document, it.case]) {
          const [hit, head] = await Promise.all([
            fetched(face, path.replace('?', pid)),
            fetched(face, path.replace('?', pid), 'HEAD'),
          ]);
          expect([hit.status, miss.status, head.status, head.body], `${it.situation} ${path}`).toEqual([
            404,
            404,
            404,
            '',
          ]);
          expect(bare(hit.body, pid)).toBe(bare(miss.body, wrong));
          expect(leaks([hit, head], everything())).toEqual([]);
        }
    }
  });

  test('撤回的一件只在原网址说明标题和原因，别处全无', async () => {
    const page = await fetched('portal', `/documents/${withdrawn.document}`);
    expect(page.status).toBe(410);
    expect(page.body).toContain(withdrawn.title);
    expect(page.body).toContain(withdrawn.reason);
    expect(leaks([page], everything())).toEqual([]);
    const head = await fetched('portal', `/documents/${withdrawn.document}`, 'HEAD');
    const item = await fetched('api', `/api/v1/documents/${withdrawn.document}`);
    expect([head.status, item.status]).toEqual([410, 404]);
    expect(leaks([{ ...head, path: 'HEAD' }, item], everything())).toEqual([]);
  });

  test('只是提出撤回的，照常公开', async () => {
    expect((await fetched('portal', `/documents/${open.staying}`)).status).toBe(200);
    expect((await fetched('portal', `/search?q=${encodeURIComponent('图书馆开放时间')}`)).body).toContain(
      `/documents/${open.staying}"`,
    );
  });

  test('常被猜的地址、出错的请求，也不带出一个字', async () => {
    const answers = await Promise.all([
      ...[
        '/robots.txt',
        '/sitemap.xml',
        '/.env',
        '/openapi.json',
        '/api/v1/documents',
        '/console',
        '/signin',
        '/documents/new',
        '/feed',
        '/rss.xml',
        '/%00',
        '/documents/%',
        '/columns/policy?page=99999',
        '/documents?page=abc&owner[]=x',
        '/search?q=%25',
        '/search?q=' + 'a'.repeat(3000),
      ].map((p) => fetched('portal', p)),
      ...[
        '/',
        '/documents',
        '/api/v1/search',
        '/api/v1/search?q=',
        '/api/v1/documents?size=101',
        '/api/v1/documents/x',
        '/api/v1/documents?organ=x&year=abc',
        '/docs',
        '/openapi.yaml',
      ].map((p) => fetched('api', p)),
      ...['/', '/documents', '/search?q=x'].flatMap((p) =>
        (['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'] as const).map((m) => fetched('portal', p, m)),
      ),
    ]);
    for (const answer of answers) expect(answer.status, answer.path).toBeLessThan(500);
    expect(leaks(answers, everything())).toEqual([]);
  });
});
