import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { readChart } from '../src/core/index.ts';
import { renameOrganisation } from '../src/core/organisations/index.ts';
import { addDays, day } from '../src/law/day.ts';
import { type EditionContent, GROUNDS } from '../src/mechanisms/publication/index.ts';
import { hasValidity, validityOn, validitySql } from '../src/mechanisms/publication/validity.ts';
import { checkContent } from '../src/modules/documents/checks.ts';
import * as acts from '../src/modules/documents/index.ts';
import type { ChangeContext } from '../src/platform/change.ts';
import { instant, settableClock } from '../src/platform/clock.ts';
import { newToken } from '../src/platform/crypto.ts';
import { connect } from '../src/platform/db/migrate.ts';
import { createLog } from '../src/platform/log.ts';
import { runTicks } from '../src/platform/tick.ts';
import {
  actingAs,
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  deskOf,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';
import { harbourPaper, oneColumn, seen as seenAt, startDraft } from './passage-kit.ts';

const MORNING = '2026-05-20T09:00:00+08:00';
const clock = settableClock(MORNING);
type App = RunningApp & { clock: typeof clock };
let database: TestDatabase;
let app: App;
/** A second process on the same database. */
let second: App;
let own: number;
let column: number;
let maker: ChangeContext;
let signer: ChangeContext;
let writing: Client;
let signing: Client;
let portal: Client;
let api: Client;
const db = () => app.office!.db;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = { ...(await startTestApp(database, { clock })), clock };
  second = { ...(await startTestApp(database, { clock, faces: ['console'] })), clock };
  own = await addOrgan(db(), { code: 'harbour', kind: 'township', name: '临港镇人民政府' });
  column = await oneColumn(db(), own);
  const reviewing = [
    { role: 'attribute-reviewer' },
    { role: 'secrecy-reviewer' },
    { role: 'approver' },
  ] as const;
  maker = await actingAs(
    app,
    await addStaff(db(), { username: 'writer', organisationId: own, grants: [{ role: 'drafter' }] }),
  );
  signer = await actingAs(
    app,
    await addStaff(db(), { username: 'signer', name: '审签人', organisationId: own, grants: [...reviewing] }),
  );
  portal = new Client(app.addresses.portal!);
  api = new Client(app.addresses.api!);
});
afterAll(async () => {
  await second?.stop();
  await app?.stop();
  await database?.drop();
});
beforeEach(async () => {
  clock.set(MORNING);
  writing ??= await entered('writer');
  signing ??= await entered('signer');
});

const entered = (username: string) => deskOf(app, username);

const content = (more: Partial<EditionContent> = {}) => harbourPaper(column, more);

/** The same as the fields of the editor. */
const fields = (c: EditionContent): Record<string, string | string[]> => ({
  ...Object.fromEntries(Object.entries(c).map(([name, value]) => [name, String(value ?? '')])),
  columns: c.columns.map(String),
});

const seen = (casePid: string) => seenAt(db(), casePid);

const draft = (more: Partial<EditionContent> = {}) => startDraft(maker, own, content(more));

/** Through both reviews, up to the desk of the one who signs. */
async function reviewed(casePid: string): Promise<void> {
  await acts.submitDraft(maker, await seen(casePid));
  await acts.reviewAttribute(signer, await seen(casePid));
  await acts.reviewSecrecy(signer, await seen(casePid));
}

async function publish(
  more: Partial<EditionContent> = {},
): Promise<{ documentPid: string; casePid: string }> {
  const made = await draft(more);
  await reviewed(made.casePid);
  await acts.signOff(signer, await seen(made.casePid));
  return made;
}

async function schedule(
  at: string,
  more: Partial<EditionContent> = {},
): Promise<{ documentPid: string; casePid: string }> {
  const made = await draft(more);
  await reviewed(made.casePid);
  await acts.signOff(signer, { ...(await seen(made.casePid)), publishAt: instant(at) });
  return made;
}

async function correct(documentPid: string, more: Partial<EditionContent>): Promise<string> {
  const { casePid } = await acts.startCorrection(maker, { documentPid, once: newToken() });
  await acts.saveDraft(maker, { ...(await seen(casePid)), content: content(more) });
  return casePid;
}

const publicPage = (documentPid: string) => portal.get(`/documents/${documentPid}`);
const indexNumber = async (documentPid: string) =>
  (
    await db()
      .selectFrom('gov_document')
      .select('index_number')
      .where('pid', '=', documentPid)
      .executeTakeFirstOrThrow()
  ).index_number;

/** Sends a form of a page as a browser would, hidden fields included. */
async function send(
  client: Client,
  page: string,
  action: string,
  more: Record<string, string | string[]>,
): Promise<Page> {
  return client.submit(await client.get(page), action, more);
}

/** In which tables of the database a word is stored, in any column. */
async function stored(word: string): Promise<string[]> {
  const admin = await connect(database.address(inject('superuser')));
  try {
    const tables = await admin.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname in ('public', 'portal', 'pgboss')`,
    );
    const found: string[] = [];
    for (const { name } of tables.rows)
      if ((await admin.query(`select from ${name} t where strpos(t::text, $1) > 0 limit 1`, [word])).rowCount)
        found.push(name);
    return found;
  } finally {
    await admin.end();
  }
}

describe('公开属性', () => {
  const SENTENCE = '请确定公开属性。未明确公开属性的公文不能流转。';

  test('[R-DOC-02][R-DOC-04][R-POR-18] 没有属性就不能流转：保存并送审、送审、办理函数都拒绝，内容仍存着', async () => {
    const { casePid } = await draft();
    const bare = content({ attribute: null, ground: '', title: '关于没有属性的通知' });
    const saved = await send(writing, `/cases/${casePid}/edit`, `/cases/${casePid}/edit`, {
      ...fields(bare),
      next: 'submit',
    });
    expect([saved.status, saved.location]).toEqual([409, '']);
    expect(saved.text).toContain('草稿已保存，但还不能送审');
    expect(saved.text).toContain(SENTENCE);
    expect((await writing.get(`/cases/${casePid}/edit`)).html).toContain('关于没有属性的通知');
    const page = await writing.get(`/cases/${casePid}`);
    expect(page.text).toContain(SENTENCE);
    expect(page.html).not.toContain(`action="/cases/${casePid}/submit"`);
    const once = page.hidden('/signout')._once!;
    const sent = await writing.post(`/cases/${casePid}/submit`, {
      _once: once,
      version: String((await seen(casePid)).seenVersion),
    });
    expect([sent.status, sent.text.includes(SENTENCE)]).toEqual([409, true]);
    await expect(acts.submitDraft(maker, await seen(casePid))).rejects.toThrow(SENTENCE);
    expect((await seen(casePid)).state).toBe('drafting');
  });

  test('[R-DOC-04] 绕过程序也写不进没有属性的送审稿', async () => {
    const { documentPid } = await draft();
    const { id: documentId } = await db()
      .selectFrom('gov_document')
      .select('id')
      .where('pid', '=', documentPid)
      .executeTakeFirstOrThrow();
    const frozen = { content_hash: 'f', submitted_at: clock.now(), attribute: null };
    const edition = {
      document_id: documentId,
      number: 9,
      title: '关于没有属性的通知',
      created_at: clock.now(),
    };
    await expect(
      db()
        .insertInto('edition')
        .values({ ...edition, ...frozen })
        .execute(),
    ).rejects.toMatchObject({ code: '23514' });
    await expect(
      db().updateTable('edition').set(frozen).where('document_id', '=', documentId).execute(),
    ).rejects.toMatchObject({ code: '23514' });
    await expect(
      db()
        .updateTable('edition')
        .set({ attribute: 'secret' })
        .where('document_id', '=', documentId)
        .execute(),
    ).rejects.toMatchObject({ code: '23514' });
  });

  // By hand, after articles 13 to 16 and 20 of the Regulations.
  const BY_ATTRIBUTE = {
    proactive: Array.from({ length: 15 }, (_, i) => `article-20-${i + 1}`),
    'on-request': ['specific-applicants'],
    withheld: [
      'third-party-privacy',
      'law-forbids',
      'three-securities-one-stability',
      'internal-affairs',
      'process-information',
      'enforcement-file',
    ],
  } as const;

  test('[R-DOC-05] 依据与属性须相配：每种属性 × 每种依据', () => {
    expect(Object.values(BY_ATTRIBUTE).flat().sort()).toEqual(Object.keys(GROUNDS).sort());
    for (const [attribute, right] of Object.entries(BY_ATTRIBUTE))
      for (const ground of Object.keys(GROUNDS)) {
        const findings = checkContent(
          content({
            attribute: attribute as 'proactive',
            ground: ground as 'law-forbids',
            reason: '本件只涉及本机关内部工作安排。',
          }),
          'publish',
        );
        expect(
          findings.map((f) => f.field),
          `${attribute} ${ground}`,
        ).toEqual((right as readonly string[]).includes(ground) ? [] : ['ground']);
      }
  });

  test('[R-SEC-03] personal data is named as soon as it is there; it blocks once the public is to see it', () => {
    const numbered = {
      body: '各村民委员会：\n请与王某联系，公民身份号码11010519491231002X，逾期不候，特此通知。',
    };
    const levels = (attribute: EditionContent['attribute']) =>
      checkContent(content({ ...numbered, attribute }), 'publish')
        .filter((f) => f.message.includes('公民身份号码'))
        .map((f) => f.level);
    expect([levels(null), levels('proactive'), levels('withheld')]).toEqual([['advice'], ['must'], []]);
  });

  test('[R-DOC-05][R-POR-18] 依据不相配的送审被拒绝', async () => {
    const { casePid } = await draft({ ground: 'internal-affairs' });
    await expect(acts.submitDraft(maker, await seen(casePid))).rejects.toThrow(
      '所选依据适用于“不予公开”，与所选属性不一致',
    );
  });

  test.each([
    ['on-request', 'specific-applicants', '依申请公开'],
    ['withheld', 'internal-affairs', '不予公开'],
  ] as const)('[R-DOC-05] %s 须说明理由，签发人看得到，签发后不公开', async (attribute, ground, label) => {
    for (const reason of ['', '内部事项不公开九字']) {
      const { casePid } = await draft({ attribute, ground, reason });
      await expect(acts.submitDraft(maker, await seen(casePid)), reason).rejects.toThrow(
        `“${label}”须写明理由`,
      );
    }
    const reason = '只涉及本机关内部分工。';
    const { casePid, documentPid } = await draft({ attribute, ground, reason });
    await reviewed(casePid);
    const page = await signing.get(`/cases/${casePid}`);
    expect(page.text).toContain(reason);
    expect(page.text).toContain(`（此件${label}）`);
    await acts.signOff(signer, await seen(casePid));
    expect((await seen(casePid)).state).toBe('filed');
    expect((await publicPage(documentPid)).status).toBe(404);
    expect(await indexNumber(documentPid)).toBeNull();
  });

  test('[R-DOC-03][R-SEC-01] 属性审查、保密审查、签发各留一条：谁、何时、意见、所审文本的散列', async () => {
    const { casePid } = await publish();
    const { rows } = await sql<{ kind: string; name: string; at: Date; comment: string; same: boolean }>`
      select r.kind, p.name, r.at, r.comment, r.content_hash = e.content_hash as same from passage_review r join person p on p.id = r.person_id
      join edition e on e.id = r.edition_id join procedure_case c on c.id = r.case_id where c.pid = ${casePid} order by r.id`.execute(
      db(),
    );
    const one = { name: '审签人', at: instant(MORNING), comment: '同意。', same: true };
    expect(rows).toEqual(['attribute', 'secrecy', 'sign-off'].map((kind) => ({ kind, ...one })));
  });
});

describe('不能流转的内容', () => {
  test('一件一发：含多件文件的摘编不能送审', async () => {
    const { casePid } = await draft({ excerpts: 16 });
    await expect(acts.submitDraft(maker, await seen(casePid))).rejects.toThrow(
      '本稿含 16 件文件的摘编，不能作为一件文件发布',
    );
    expect((await writing.get('/documents')).text).toContain('含 16 件');
    expect((await writing.get(`/cases/${casePid}`)).html).not.toContain(`action="/cases/${casePid}/submit"`);
  });

  // An invented number with a right check digit.
  const NUMBER = '11010519491231002X';
  const PUBLIC_FIELDS: [field: keyof EditionContent, text: string | string[]][] = [
    ['title', `关于${NUMBER}同志的通知`],
    ['summary', `办理人身份证号 ${NUMBER}。`],
    ['body', `各村民委员会：\n公示名单如下，请核对。\n张某某，身份证号 ${NUMBER}。`],
    ['addressees', `张某某（${NUMBER}）`],
    ['changeNote', `更正张某某的身份证号 ${NUMBER}。`],
    ['sourceName', `张某某 ${NUMBER}`],
    ['sourceUrl', `https://example.cn/list?id=${NUMBER}`],
    ['documentNumber', `临政发〔2026〕${NUMBER}号`],
    ['tags', ['渡口', NUMBER]],
  ];
  test.each(PUBLIC_FIELDS)('[R-SEC-03] 身份证号拦在送审之前：%s', async (field, text) => {
    const { casePid } = await draft({ [field]: text });
    const error = await acts.submitDraft(maker, await seen(casePid)).then(
      () => undefined,
      (e: Error) => e,
    );
    expect(String(error)).toContain('公民身份号码');
    expect(String(error)).not.toContain(NUMBER);
    expect((await seen(casePid)).state).toBe('drafting');
  });

  test('[R-SEC-03] 对外说明的撤回原因里也不能有身份证号', async () => {
    const { documentPid } = await publish();
    await expect(
      acts.proposeWithdrawal(maker, { documentPid, reason: `涉及 ${NUMBER} 的个人信息。`, once: newToken() }),
    ).rejects.toThrow('公民身份号码');
  });

  test('[R-SEC-03] 手机号只提醒，不拦', async () => {
    const { casePid } = await draft({ body: `${content().body}\n咨询请拨 13812345678。` });
    expect((await writing.get(`/cases/${casePid}`)).text).toContain(
      '手机号码 138****5678，如为个人号码请改为单位值班电话。',
    );
    await acts.submitDraft(maker, await seen(casePid));
    expect((await seen(casePid)).state).toBe('attribute-review');
  });
});

describe('涉密的一律不存', () => {
  const MARKS = ['机密★10年', '绝密★', '秘密★启用前', '机 密 ★ 5年', '机密 ★'];
  const FIELDS = [
    'title',
    'body',
    'summary',
    'addressees',
    'documentNumber',
    'reason',
    'changeNote',
    'sourceName',
  ] as const;

  test.each(MARKS)(
    '[R-SEC-01] 带“%s”的稿件，新建和修改都拒绝，库里一个字也没有，页面也不带回',
    async (mark) => {
      const word = `灪麤${newToken()
        .replace(/[^a-z]/g, '')
        .slice(0, 10)}`;
      const { casePid } = await draft();
      const secret = fields(
        content({
          title: `关于${word}的通知`,
          body: `${mark}\n${word}一事，按要求办理，逐项落实到位，不得延误。`,
          summary: word,
        }),
      );
      const answers = [
        await send(writing, '/documents/new?secret=no', '/documents/new', {
          ...secret,
          secret: 'no',
          organisation: 'harbour',
        }),
        await send(writing, `/cases/${casePid}/edit`, `/cases/${casePid}/edit`, {
          ...secret,
          next: 'submit',
        }),
      ];
      for (const page of answers) {
        expect(page.status).toBe(422);
        expect(page.text).toContain('内容中有密级标志。涉密文件不得进入本系统，刚才的内容没有保存。');
        expect(page.html).not.toContain(word);
      }
      expect(await stored(word)).toEqual([]);
    },
  );

  test.each(FIELDS)('[R-SEC-01] 密级标志写在哪一栏都拒绝：%s', async (field) => {
    const word = `龖爨${newToken()
      .replace(/[^a-z]/g, '')
      .slice(0, 10)}`;
    const { casePid } = await draft();
    const secret = fields(content({ [field]: `${word}机密★10年` }));
    const answers = [
      await send(writing, '/documents/new?secret=no', '/documents/new', {
        ...secret,
        secret: 'no',
        organisation: 'harbour',
      }),
      await send(writing, `/cases/${casePid}/edit`, `/cases/${casePid}/edit`, { ...secret, next: 'stay' }),
    ];
    expect(await stored(word)).toEqual([]);
    for (const page of answers) expect([page.status, page.html.includes(word)]).toEqual([422, false]);
  });

  test('[R-SEC-01, R-SEC-02] 答“涉密”的，其余各栏一个字也不存，转到线下登记', async () => {
    const word = `厵籱${newToken()
      .replace(/[^a-z]/g, '')
      .slice(0, 10)}`;
    const secret = Object.fromEntries(FIELDS.map((field) => [field, word]));
    const before = await db()
      .selectFrom('gov_document')
      .select((e) => e.fn.countAll().as('n'))
      .executeTakeFirstOrThrow();
    const page = await send(writing, '/documents/new?secret=no', '/documents/new', {
      ...fields(content()),
      ...secret,
      secret: 'yes',
      organisation: 'harbour',
    });
    expect([page.status, page.location, page.html]).toEqual([303, '/offline', '']);
    expect(await stored(word)).toEqual([]);
    expect(
      await db()
        .selectFrom('gov_document')
        .select((e) => e.fn.countAll().as('n'))
        .executeTakeFirstOrThrow(),
    ).toEqual(before);
  });

  test('没有回答是否涉密的，不收', async () => {
    const page = await send(writing, '/documents/new?secret=no', '/documents/new', {
      ...fields(content()),
      secret: [],
      organisation: 'harbour',
    });
    expect([page.status, page.text.includes('请选择是否涉密。')]).toEqual([422, true]);
  });

  test('[R-SEC-02] 线下登记只收编号，不收标题', async () => {
    const refused = await send(writing, '/offline', '/offline', {
      organisation: 'harbour',
      ground: 'state-secret',
      serial: '关于某事的请示',
    });
    expect(refused.status).toBe(422);
    const taken = await send(writing, '/offline', '/offline', {
      organisation: 'harbour',
      ground: 'state-secret',
      serial: '密登〔2026〕第5号',
    });
    expect(taken.location).toBe('/offline?done=registered');
    const { rows } = await sql<{
      row: Record<string, unknown>;
    }>`select to_jsonb(o) - 'id' - 'organisation_id' - 'registered_by_id' as row from offline_document o`.execute(
      db(),
    );
    expect(rows.map((r) => r.row)).toEqual([
      { serial: '密登〔2026〕第5号', ground: 'state-secret', registered_on: '2026-05-20' },
    ]);
  });
});

describe('发布', () => {
  test('[R-DOC-10][R-POR-13] 立即发布：页面有全部要素和公开标注，时间是系统的', async () => {
    const { casePid, documentPid } = await draft();
    await reviewed(casePid);
    clock.set('2026-05-20T09:12:34+08:00');
    const forged = { publishedAt: '2020-01-01', published_at: '2020-01-01', publishedOn: '2020-01-01' };
    const page = await send(signing, `/cases/${casePid}`, `/cases/${casePid}/sign-off`, {
      verdict: 'pass',
      when: 'now',
      comment: '',
      ...forged,
    });
    expect(page.location).toBe(`/cases/${casePid}?done=published`);
    const shown = await publicPage(documentPid);
    expect(shown.status).toBe(200);
    for (const text of [
      '关于临港渡口开航时间的通知',
      '临政发〔2026〕3号',
      '临港镇人民政府',
      '工业、交通',
      '2026年5月19日',
      '2026年5月20日',
      '自六月起，渡口每日六时开航',
      '渡口夏季开航时间。',
      '（此件公开发布）',
    ])
      expect(shown.text).toContain(text);
    expect(shown.html).toContain('<meta name="PubDate" content="2026-05-20 09:12"/>');
    expect(shown.html).toContain('<meta name="ContentSource" content="临港镇人民政府"/>');
    expect(shown.text).toContain((await indexNumber(documentPid))!);
    expect((await portal.get('/')).html).toContain(`/documents/${documentPid}`);
  });

  const due = (a: App) => a.ticks.filter((t) => t.name === 'publish-due');
  const ticks = (a: App) => runTicks(a.office!.db, due(a), createLog('silent', 'test'));
  const minute = async () => {
    await ticks(app);
    await ticks(second);
  };

  test('定时发布：不到那一分钟不发，到了就发，只发一次', async () => {
    const { casePid, documentPid } = await schedule('2026-05-21T09:30:00+08:00');
    for (const early of ['2026-05-20T09:01:00+08:00', '2026-05-21T09:29:59+08:00']) {
      clock.set(early);
      await minute();
      expect([(await seen(casePid)).state, (await publicPage(documentPid)).status]).toEqual([
        'scheduled',
        404,
      ]);
    }
    clock.set('2026-05-21T09:30:00+08:00');
    await minute();
    expect([(await seen(casePid)).state, (await publicPage(documentPid)).status]).toEqual(['published', 200]);
    clock.set('2026-05-21T09:31:00+08:00');
    await minute();
    expect(await traces(documentPid)).toEqual({ releases: 1, acts: 1, events: 1 });
    expect((await publicPage(documentPid)).html).toContain(
      '<meta name="PubDate" content="2026-05-21 09:30"/>',
    );
  });

  /** How often the public's edition, the audit and the evidence name a timed publication of a document. */
  async function traces(documentPid: string): Promise<{ releases: number; acts: number; events: number }> {
    const { rows } = await sql<{ releases: number; acts: number; events: number }>`
      select (select count(*) from release r where r.document_id = d.id) as releases,
        (select count(*) from audit_row a join document_passage p on p.document_id = d.id and a.subject_kind = 'case' and a.subject_id = p.case_id::text where a.act = 'document.publish-due' and a.service = 'system') as acts,
        (select count(*) from case_event e join document_passage p on p.document_id = d.id and e.case_id = p.case_id where e.act = 'document.publish-due') as events
      from gov_document d where d.pid = ${documentPid}`.execute(db());
    return rows[0]!;
  }

  test('两个进程同一分钟都来发，也只发一次', async () => {
    const made = await Promise.all(
      [1, 2, 3].map((i) => schedule('2026-05-22T08:00:00+08:00', { title: `关于同时发布的通知之${i}` })),
    );
    clock.set('2026-05-22T08:00:00+08:00');
    // Once past the lock of the ticks, each process on its own: what keeps it at once is the lock of the case.
    const both = [app, second].flatMap((a) => due(a).map((t) => t.run()));
    await Promise.all([...both, ticks(app), ticks(second)]);
    for (const { documentPid } of made) {
      expect(await traces(documentPid)).toEqual({ releases: 1, acts: 1, events: 1 });
      expect((await publicPage(documentPid)).status).toBe(200);
    }
    expect(new Set(await Promise.all(made.map((m) => indexNumber(m.documentPid)))).size).toBe(3);
  });

  test('程序停过的，恢复后补发，发布时间如实', async () => {
    const { documentPid } = await schedule('2026-05-23T09:00:00+08:00');
    clock.set('2026-05-23T11:45:00+08:00');
    await minute();
    expect((await publicPage(documentPid)).html).toContain(
      '<meta name="PubDate" content="2026-05-23 11:45"/>',
    );
  });

  test('先选定时、填了时间，又改为立即公开：一次办成，时间不用，并说明；改为退回的也一样', async () => {
    const { casePid, documentPid } = await draft();
    await reviewed(casePid);
    const changed = { when: 'now', publishAt: '2026-05-23T09:00', comment: '' };
    const page = await send(signing, `/cases/${casePid}`, `/cases/${casePid}/sign-off`, {
      verdict: 'pass',
      ...changed,
    });
    expect(page.location).toBe(`/cases/${casePid}?done=published-at-once`);
    expect((await signing.get(page.location!)).text).toContain('先前填过的定时时间没有使用');
    expect((await publicPage(documentPid)).status).toBe(200);
    const waiting = await draft();
    await reviewed(waiting.casePid);
    const back = await send(signing, `/cases/${waiting.casePid}`, `/cases/${waiting.casePid}/sign-off`, {
      verdict: 'return',
      ...changed,
      comment: '请改标题。',
    });
    expect(back.location).toBe(`/cases/${waiting.casePid}?done=returned`);
    expect((await publicPage(waiting.documentPid)).status).toBe(404);
  });

  test('定时须在将来一年以内，须填时间', async () => {
    const { casePid } = await draft();
    await reviewed(casePid);
    for (const [publishAt, why] of [
      ['', '请填写定时公开的日期和时间。'],
      ['2026-06-31T09:00', '定时公开的时间应写成'],
      ['明天九点', '定时公开的时间应写成'],
      ['2026-05-20T08:59', '定时发布的时间已经过去'],
      ['2026-05-20T09:00', '定时发布的时间已经过去'],
      ['2027-06-01T09:00', '定时发布最多可设在一年以内'],
    ] as const) {
      const page = await send(signing, `/cases/${casePid}`, `/cases/${casePid}/sign-off`, {
        verdict: 'pass',
        when: 'later',
        publishAt,
        comment: '',
      });
      expect([page.status, page.text.includes(why)], publishAt).toEqual([422, true]);
      if (publishAt) expect(page.html).toMatch(new RegExp(`name="publishAt"[^>]*value="${publishAt}"`));
    }
    expect((await seen(casePid)).state).toBe('sign-off');
  });
});

describe('索引号', () => {
  test('前段码/年度-五位流水，首次发布时取得，同时发布也不重号，跨年从 1 起，撤回不复用', async () => {
    const pier = await addOrgan(db(), { code: 'pier', kind: 'township' });
    const as = (ctx: ChangeContext): ChangeContext => {
      const { again: _, ...actor } = ctx.actor;
      return { ...ctx, actor: { ...actor, may: () => true } };
    };
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        startDraft(as(maker), pier, content({ title: `关于码头整治的通知之${i}` })),
      ),
    );
    const upToSign = async (casePid: string) => {
      await acts.submitDraft(as(maker), await seen(casePid));
      await acts.reviewAttribute(as(signer), await seen(casePid));
      await acts.reviewSecrecy(as(signer), await seen(casePid));
    };
    for (const { casePid, documentPid } of made) {
      await upToSign(casePid);
      expect(await indexNumber(documentPid)).toBeNull();
    }
    await Promise.all(
      made.slice(0, 4).map(async ({ casePid }) => acts.signOff(as(signer), await seen(casePid))),
    );
    const numbers = await Promise.all(made.slice(0, 4).map((m) => indexNumber(m.documentPid)));
    expect(numbers.sort()).toEqual([
      'PIER00000/2026-00001',
      'PIER00000/2026-00002',
      'PIER00000/2026-00003',
      'PIER00000/2026-00004',
    ]);
    const request = await acts.proposeWithdrawal(as(maker), {
      documentPid: made[3]!.documentPid,
      reason: '重复发布。',
      once: newToken(),
    });
    await acts.decideWithdrawal(as(signer), { ...(await seen(request.casePid)), verdict: 'approve' });
    await acts.signOff(as(signer), await seen(made[4]!.casePid));
    expect(await indexNumber(made[4]!.documentPid)).toBe('PIER00000/2026-00005');
    clock.set('2027-01-01T00:00:00+08:00');
    await acts.signOff(as(signer), await seen(made[5]!.casePid));
    expect(await indexNumber(made[5]!.documentPid)).toBe('PIER00000/2027-00001');
  });
});

describe('更正、撤回、重新发布', () => {
  test('[R-POR-18] 更正要说明；原网址、索引号、发布日期不变，旧文不再可见', async () => {
    const { documentPid } = await publish({
      body: '各村民委员会：\n渡口每日五时开航，二十时停航，遇大风停航另行通知。',
    });
    const number = await indexNumber(documentPid);
    clock.set('2026-05-25T10:00:00+08:00');
    const silent = await correct(documentPid, {});
    await expect(acts.submitDraft(maker, await seen(silent))).rejects.toThrow('请说明更正了什么、为什么');
    await acts.saveDraft(maker, {
      ...(await seen(silent)),
      content: content({ changeNote: '开航时间误写为五时，更正为六时。' }),
    });
    expect((await publicPage(documentPid)).text).toContain('渡口每日五时开航');
    await reviewed(silent);
    expect((await publicPage(documentPid)).text).toContain('渡口每日五时开航');
    await acts.signOff(signer, await seen(silent));
    const page = await publicPage(documentPid);
    expect(page.text).toContain('更正说明（2026年5月25日）');
    expect(page.text).toContain('开航时间误写为五时，更正为六时。');
    expect(page.text).toContain('渡口每日六时开航');
    expect(page.text).not.toContain('渡口每日五时开航');
    expect(page.text).toContain('发布日期 2026年5月20日');
    expect(page.text).toContain(number!);
    expect(await indexNumber(documentPid)).toBe(number);
    expect((await portal.get('/search?q=渡口每日五时')).text).toContain('找到 0 条');
    // The office reads each version that was public, as it was, and what the later one changed.
    const reader = await entered('writer');
    const archive = await reader.get(`/documents/${documentPid}`);
    const versions = archive.links.filter((l) => l.includes('/versions/'));
    expect(versions).toEqual([2, 1].map((n) => `/documents/${documentPid}/versions/${n}`));
    const [now, first] = await Promise.all(versions.map((l) => reader.get(l)));
    expect(first!.text).toContain('渡口每日五时开航');
    expect(first!.text).toMatch(/公众看到的时间 2026-05-20 \S+ 至 2026-05-25 10:00/);
    expect(first!.text).not.toContain('六时');
    expect(first!.text).not.toContain('与上一个公开版本的差别');
    expect(now!.text).toContain('第 1 稿 → 第 2 稿');
    expect(now!.html).toMatch(/<del>[^<]*五[^<]*<\/del>/);
    expect(now!.html).toMatch(/<ins>[^<]*六[^<]*<\/ins>/);
    // What has not been public is no version, and other offices have none to read.
    const draftOnly = await draft();
    for (const path of [
      `/documents/${documentPid}/versions/3`,
      `/documents/${draftOnly.documentPid}/versions/1`,
    ])
      expect([path, (await reader.get(path)).status]).toEqual([path, 404]);
    const elsewhere = await addOrgan(db(), { code: 'version-elsewhere' });
    await addStaff(db(), {
      username: 'version-else',
      organisationId: elsewhere,
      grants: [{ role: 'drafter' }],
    });
    expect((await (await entered('version-else')).get(versions[1]!)).status).toBe(404);
  });

  test('[R-ORG-01] 更名以后，旧版本和更正稿的预览仍是公布时的机关名称', async () => {
    const [former, later] = ['旧港镇人民政府', '新港镇人民政府'];
    const id = await addOrgan(db(), { code: 'renamed-port', kind: 'township', name: former });
    const grants = ['drafter', 'attribute-reviewer', 'secrecy-reviewer', 'approver'] as const;
    await addStaff(db(), {
      username: 'port',
      organisationId: id,
      grants: grants.map((role) => ({ role })),
    });
    const as = (ctx: ChangeContext): ChangeContext => {
      const { again: _, ...actor } = ctx.actor;
      return { ...ctx, actor: { ...actor, may: () => true } };
    };
    const { casePid, documentPid } = await startDraft(as(maker), id, content());
    await acts.submitDraft(as(maker), await seen(casePid));
    await acts.reviewAttribute(as(signer), await seen(casePid));
    await acts.reviewSecrecy(as(signer), await seen(casePid));
    await acts.signOff(as(signer), await seen(casePid));
    clock.set('2026-05-25T10:00:00+08:00');
    await db()
      .transaction()
      .execute(async (tx) =>
        renameOrganisation(tx, await readChart(tx), {
          id,
          name: later,
          shortName: later,
          from: day('2026-05-22'),
          today: day('2026-05-25'),
        }),
      );
    const reader = await entered('port');
    const { casePid: correction } = await acts.startCorrection(as(maker), { documentPid, once: newToken() });
    const started = await startDraft(as(maker), id, content());
    const organs = await Promise.all(
      [
        [portal, `/documents/${documentPid}`] as const,
        [reader, `/documents/${documentPid}/versions/1`] as const,
        [reader, `/cases/${correction}`] as const,
        [reader, `/cases/${correction}/preview`] as const,
        [reader, `/cases/${started.casePid}`] as const,
      ].map(async ([client, path]) => /<p class="org">([^<]*)</u.exec((await client.get(path)).html)?.[1]),
    );
    expect(organs).toEqual([...Array(4).fill(former), later]);
  });

  test('[R-POR-18] 提出撤回之后又更正过：签发人看到现在是哪一稿，按旧稿作的决定不算', async () => {
    const { documentPid } = await publish({ documentNumber: '临政发〔2026〕31号' });
    const correction = await correct(documentPid, {
      changeNote: '时间已经改正。',
      documentNumber: '临政发〔2026〕31号',
    });
    const asked = await acts.proposeWithdrawal(maker, {
      documentPid,
      reason: '时间有误。',
      once: newToken(),
    });
    const chief = await entered('signer');
    const before = await chief.get(`/cases/${asked.casePid}`);
    expect(before.text).toContain('公众现在看到的 第 1 稿');
    expect(before.text).not.toContain('提出撤回以后');
    await reviewed(correction);
    await acts.signOff(signer, await seen(correction));
    const action = `/cases/${asked.casePid}/decide-withdrawal`;
    const blind = await chief.submit(before, action, { verdict: 'approve', comment: '' });
    expect([blind.status, blind.text.includes('这份文件更正过')]).toEqual([409, true]);
    expect((await publicPage(documentPid)).status).toBe(200);
    const now = await chief.get(`/cases/${asked.casePid}`);
    expect(now.text).toContain('提出时公众看到第 1 稿，现在是第 2 稿');
    expect(now.links).toContain(`/documents/${documentPid}/versions/2`);
    expect((await chief.submit(now, action, { verdict: 'approve', comment: '' })).status).toBe(303);
    expect((await publicPage(documentPid)).status).toBe(410);
  });

  test('[R-DOC-02] a number that another paper bears, public or to be so at its time, is asked about until it is signed', async () => {
    const number = '临政发〔2026〕32号';
    const first = await publish({ title: '关于渡口水尺的通知', documentNumber: number });
    const second = await draft({ title: '关于渡口浮标的通知', documentNumber: number });
    const clerk = await entered('writer');
    const chief = await entered('signer');
    const asks = async (client: Client) => (await client.get(`/cases/${second.casePid}`)).text;
    expect(await asks(clerk)).toContain(`文号“${number}”已经用在本机关公开的《关于渡口水尺的通知》上`);
    await reviewed(second.casePid);
    expect(await asks(chief)).toContain(`文号“${number}”已经用在本机关公开的`);
    await acts.signOff(signer, {
      ...(await seen(second.casePid)),
      publishAt: instant('2026-07-01T09:00:00+08:00'),
    });
    await withdraw(first.documentPid, '文号有误。');
    const third = await draft({ title: '关于渡口灯标的通知', documentNumber: number });
    expect((await clerk.get(`/cases/${third.casePid}`)).text).toContain(
      `文号“${number}”已经用在本机关已签发、待定时公开的《关于渡口浮标的通知》上`,
    );
  });

  const withdraw = async (documentPid: string, reason: string) => {
    const request = await acts.proposeWithdrawal(maker, { documentPid, reason, once: newToken() });
    await acts.decideWithdrawal(signer, { ...(await seen(request.casePid)), verdict: 'approve' });
  };
  /** Whether lists, search and interface show a document. */
  const visible = async (documentPid: string, word: string) => {
    const q = encodeURIComponent(word);
    const places: [Client, string][] = [
      [portal, '/'],
      [portal, '/documents'],
      [portal, '/columns/policy'],
      [portal, '/organs/harbour'],
      [portal, `/search?q=${q}`],
      [portal, `/search?q=${q}&order=date`],
      [api, '/api/v1/documents?size=100'],
      [api, `/api/v1/documents/${documentPid}`],
      [api, `/api/v1/search?q=${q}`],
    ];
    return Promise.all(
      places.map(async ([client, path]) => (await client.get(path)).html.includes(`${documentPid}"`)),
    );
  };

  test('撤回即刻不见，原网址 410 说明原因；重新发布后恢复，号和网址不变', async () => {
    clock.set('2026-05-26T10:00:00+08:00');
    const { documentPid } = await publish({
      title: '关于灯塔夜航的通知',
      body: '各村民委员会：\n灯塔夜间开放，夜航船只按灯号通行，违者按规定处理。',
    });
    const number = await indexNumber(documentPid);
    expect(await visible(documentPid, '灯塔夜航')).toEqual(Array(9).fill(true));
    await withdraw(documentPid, '灯号有误，核实后重新公布。');
    expect(await visible(documentPid, '灯塔夜航')).toEqual(Array(9).fill(false));
    const gone = await publicPage(documentPid);
    expect(gone.status).toBe(410);
    expect(gone.headers.get('cache-control')).toBe('no-store');
    for (const text of [
      '这份文件已撤回',
      '关于灯塔夜航的通知',
      '撤回原因：灯号有误，核实后重新公布。',
      '撤回时间：2026-05-26 10:00',
    ])
      expect(gone.text).toContain(text);
    expect(gone.text).not.toContain('灯塔夜间开放');
    expect(await stored('灯塔夜间开放')).toEqual(['edition']);

    const again = await correct(documentPid, { title: '关于灯塔夜航的通知', changeNote: '灯号已核实更正。' });
    expect((await publicPage(documentPid)).status).toBe(410);
    await reviewed(again);
    await acts.signOff(signer, await seen(again));
    expect((await publicPage(documentPid)).status).toBe(200);
    expect(await visible(documentPid, '灯塔夜航')).toEqual(Array(9).fill(true));
    expect(await indexNumber(documentPid)).toBe(number);
    expect(
      await db()
        .selectFrom('portal.gone')
        .select('path')
        .where('path', '=', `/documents/${documentPid}`)
        .execute(),
    ).toEqual([]);
  });
});

describe('有效性随日期而定', () => {
  // By hand: repealed from the day of repeal on; lapsed from the day after the last day; not yet in force before its first.
  // Papers of a kind that binds nobody have none, unless they name a day for themselves or were repealed.
  const TABLE = `
| 文种   | 施行       | 有效期至   | 废止       | 今天       | 有效性            |
| 通知   |            |            |            | 2026-05-20 | in-force          |
| 通知   | 2026-05-21 |            |            | 2026-05-20 | not-yet-effective |
| 通知   | 2026-05-21 |            |            | 2026-05-21 | in-force          |
| 通知   |            | 2026-05-20 |            | 2026-05-20 | in-force          |
| 通知   |            | 2026-05-20 |            | 2026-05-21 | lapsed            |
| 通知   |            |            | 2026-05-21 | 2026-05-20 | in-force          |
| 通知   |            |            | 2026-05-20 | 2026-05-20 | repealed          |
| 通知   |            | 2026-05-01 | 2026-05-10 | 2026-05-05 | lapsed            |
| 通知   |            | 2026-05-01 | 2026-05-10 | 2026-05-10 | repealed          |
| 通知   | 2026-06-01 |            | 2026-05-10 | 2026-05-20 | repealed          |
| 通知   | 2026-01-01 | 2026-12-31 |            | 2026-12-31 | in-force          |
| 通知   | 2026-01-01 | 2026-12-31 |            | 2027-01-01 | lapsed            |
| 报告   |            |            |            | 2026-05-20 | not-applicable    |
| 公示   |            |            |            | 2026-05-20 | not-applicable    |
| 公示   |            |            | 2026-05-20 | 2026-05-19 | in-force          |
| 公示   |            |            | 2026-05-20 | 2026-05-20 | repealed          |
| 公告   | 2026-05-01 |            |            | 2026-05-20 | in-force          |
| 公告   | 2026-05-21 |            |            | 2026-05-20 | not-yet-effective |`;
  const kind = (genre: string) => ({
    title: '关于渡口的文件',
    genre,
    effectLevel: 'other-document' as const,
    interpretation: false,
  });

  test.each(
    TABLE.trim()
      .split('\n')
      .slice(1)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((c) => c.trim()),
      ),
  )(
    '%s，施行 %s，有效期至 %s，废止 %s，在 %s：%s',
    (...[genre, effective, expires, repealed, today, validity]) => {
      const on = (text: string | undefined) => (text ? day(text) : null);
      expect(
        validityOn(
          {
            effectiveOn: on(effective),
            expiresOn: on(expires),
            repealedOn: on(repealed),
            hasValidity: hasValidity(kind(genre!)),
          },
          day(today!),
        ),
      ).toBe(validity);
    },
  );

  test('[R-CAT-16] 规章和规范性文件不论文种都有有效性，解读不论文种都没有', () => {
    const held = (o: Partial<Parameters<typeof hasValidity>[0]>) => hasValidity({ ...kind('通知'), ...o });
    for (const effectLevel of ['government-rule', 'normative-document'] as const)
      expect(held({ genre: '公告', effectLevel })).toBe(true);
    expect(held({ interpretation: true })).toBe(false);
    expect(held({ title: '《渡口管理办法》政策解读' })).toBe(false);
    expect(held({ title: '关于解读渡口管理办法的通知' })).toBe(true);
    expect(
      ['命令（令）', '决定', '通告', '通知', '批复', '意见', '办法', '规划'].filter(
        (genre) => !held({ genre }),
      ),
    ).toEqual([]);
  });

  test('程序与数据库对任何日期判断相同', async () => {
    const near = fc.option(fc.integer({ min: -3, max: 3 }).map((n) => addDays(day('2026-05-20'), n)));
    const rows = fc.array(
      fc.record({ effectiveOn: near, expiresOn: near, repealedOn: near, hasValidity: fc.boolean() }),
      { minLength: 50, maxLength: 200 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (papers) => {
        const today = day('2026-05-20');
        const list = (name: 'effectiveOn' | 'expiresOn' | 'repealedOn') =>
          sql`${papers.map((d) => d[name])}::date[]`;
        const found = await sql<{
          v: string;
        }>`select ${validitySql(today)} as v from unnest(${list('effectiveOn')}, ${list('expiresOn')}, ${list('repealedOn')}, ${papers.map((d) => d.hasValidity)}::boolean[])
          with ordinality as d(effective_on, expires_on, repealed_on, has_validity, n) order by n`.execute(
          db(),
        );
        expect(found.rows.map((r) => r.v)).toEqual(papers.map((d) => validityOn(d, today)));
      }),
      { numRuns: 20 },
    );
  });

  test('[R-CAT-16] 没有有效性的文件：页面写“不适用”，列表、检索、计数、接口都不当作有效', async () => {
    const { documentPid } = await publish({ title: '关于雁塘渡口改造情况的报告', genre: '报告' });
    await publish({ title: '关于雁塘渡口改造期间停航的通知', genre: '通知' });
    const page = await publicPage(documentPid);
    expect(page.text).toMatch(/有效性\s*不适用/);
    for (const label of ['施行日期', '有效期至', '废止日期']) expect(page.text).not.toContain(label);
    const item = JSON.parse((await api.get(`/api/v1/documents/${documentPid}`)).html) as { validity: string };
    expect(item.validity).toBe('not-applicable');
    const listed = async (path: string) => (await portal.get(path)).html.includes(documentPid);
    const query = encodeURIComponent('雁塘渡口');
    for (const path of ['/documents?', `/search?q=${query}&`]) {
      expect(await listed(`${path}validity=not-applicable`)).toBe(true);
      expect(await listed(`${path}validity=in-force`)).toBe(false);
    }
    const hit = (await portal.get(`/search?q=${query}`)).text;
    expect(hit).toMatch(/有效性 有效 1 不适用 1/);
    expect((await portal.get('/browse')).text).toMatch(/不适用\s*（1）/);
  });

  test('同一份文件的页面、列表、接口随零点变化，不用任何人动手', async () => {
    const { documentPid } = await publish({
      title: '关于汛期禁航的通知',
      effectiveOn: day('2026-06-01'),
      expiresOn: day('2026-09-30'),
    });
    const states = async (at: string): Promise<string[]> => {
      clock.set(at);
      const page = await publicPage(documentPid);
      const item = JSON.parse((await api.get(`/api/v1/documents/${documentPid}`)).html) as {
        validity: string;
      };
      const lists = await Promise.all(
        ['not-yet-effective', 'in-force', 'lapsed', 'repealed'].map(async (v) =>
          (await portal.get(`/documents?validity=${v}`)).html.includes(documentPid) ? v : '',
        ),
      );
      const said = [
        '本文件自2026年6月1日起施行，现在尚未施行。',
        '本文件有效期已于2026年9月30日届满，请勿作为办事依据。',
      ].map((s) => (page.text.includes(s) ? s.slice(3, 5) : ''));
      return [item.validity, lists.join(''), said.join('')];
    };
    expect(await states('2026-05-31T23:59:59+08:00')).toEqual([
      'not-yet-effective',
      'not-yet-effective',
      '自2',
    ]);
    expect(await states('2026-06-01T00:00:00+08:00')).toEqual(['in-force', 'in-force', '']);
    expect(await states('2026-09-30T23:59:59+08:00')).toEqual(['in-force', 'in-force', '']);
    expect(await states('2026-10-01T00:00:00+08:00')).toEqual(['lapsed', 'lapsed', '有效']);
  });

  test('废止的文件仍可查阅，页面写明已废止', async () => {
    const repealedOn = day('2026-05-22');
    const { documentPid } = await publish({ title: '关于旧船登记的通知', repealedOn });
    expect((await publicPage(documentPid)).text).not.toContain('已废止');
    clock.set('2026-05-22T00:00:00+08:00');
    const page = await publicPage(documentPid);
    expect([
      page.status,
      page.text.includes('本文件已于2026年5月22日废止，请勿作为办事依据。'),
      page.text.includes('渡口每日六时开航'),
    ]).toEqual([200, true, true]);
    expect((await portal.get('/documents?validity=repealed')).html).toContain(documentPid);
  });
});
