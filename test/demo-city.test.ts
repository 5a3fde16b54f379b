import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countInbox, countUnread, loadPerson, Sealer, verifyChain } from '../src/core/index.ts';
import { DEMO_FEEDBACK } from '../src/demo/content/feedback/index.ts';
import { demoPapers } from '../src/demo/content/papers/index.ts';
import { demoUnfinished, seedDemo } from '../src/demo/seed.ts';
import { ACTS } from '../src/house.ts';
import { addDays, day } from '../src/law/day.ts';
import { countTasks } from '../src/mechanisms/procedure/index.ts';
import { hotWords, readEdition } from '../src/mechanisms/publication/index.ts';
import { EVIDENCE } from '../src/modules/administration/index.ts';
import { checkContent } from '../src/modules/documents/checks.ts';
import { settableClock } from '../src/platform/clock.ts';
import { type Database, openDatabase } from '../src/platform/db/pool.ts';
import { FolderStore } from '../src/platform/files/folder-store.ts';
import { cloneDatabase, TEST_KEYS, type TestDatabase } from './harness.ts';

/* The whole demo city, made once. */

const TODAY = day('2026-05-20');
const clock = settableClock('2026-05-20T17:00:00+08:00');
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-city-'));
let database: TestDatabase;
let db: Database;
let portal: Database;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  // As the first start does.
  db = openDatabase(database.app, {
    max: 5,
    name: 'test',
    onError: () => undefined,
    lazy: true,
    planned: true,
  });
  portal = openDatabase(database.portal, { max: 1, name: 'test', onError: () => undefined });
  await seedDemo(
    db,
    clock,
    { store: new FolderStore(path.join(dataDir, 'files')), dataDir },
    { papers: 'all', portal, keys: TEST_KEYS },
  );
}, 240_000);

afterAll(async () => {
  await db?.destroy();
  await portal?.destroy();
  await database?.drop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

describe('the whole demo city', () => {
  test('holds every paper as it was written, in its state, and says that it is whole', async () => {
    expect(await demoUnfinished(db)).toBe(false);
    const papers = demoPapers(TODAY);
    const documents = await db.selectFrom('gov_document').select('id').execute();
    expect(documents).toHaveLength(papers.length);
    const states = await db
      .selectFrom('procedure_case')
      .select(['state', (e) => e.fn.countAll<number>().as('n')])
      .groupBy('state')
      .execute();
    const found = new Set(states.map((s) => s.state));
    for (const state of [
      'drafting',
      'attribute-review',
      'secrecy-review',
      'sign-off',
      'scheduled',
      'published',
    ])
      expect(found, state).toContain(state);
    for (const state of ['filed', 'abandoned', 'requested', 'withdrawn'])
      expect(found, state).toContain(state);
    const live = await db.selectFrom('portal.live_document').select('published_on').execute();
    const open = ['published', 'published-corrected', 'correction-in-review', 'withdrawal-requested'];
    expect(live).toHaveLength(papers.filter((p) => open.includes(p.reach)).length);
    const years = new Set(live.map((d) => String(d.published_on).slice(0, 4)));
    expect([...years].sort()).toEqual(expect.arrayContaining(['2023', '2024', '2025', '2026']));
  });

  test('index numbers of every body and year count from one in the order of publication', async () => {
    const rows = await db
      .selectFrom('gov_document')
      .select(['organisation_id as owner', 'index_number as number'])
      .where('index_number', 'is not', null)
      .orderBy('first_published_at')
      .orderBy('index_number')
      .execute();
    for (const [front, list] of Map.groupBy(rows, (r) => `${r.owner} ${r.number!.slice(0, -5)}`))
      expect(
        list.map((r) => Number(r.number!.slice(-5))),
        front,
      ).toEqual(list.map((_, i) => i + 1));
  });

  test('nothing that the public sees is held up by a check; relations lead to papers that are seen', async () => {
    const releases = await db
      .selectFrom('release')
      .select('edition_id')
      .where('ended_at', 'is', null)
      .execute();
    for (const { edition_id } of releases) {
      const edition = await readEdition(db, edition_id);
      expect(
        checkContent(edition, 'publish').filter((f) => f.level === 'must'),
        edition.title,
      ).toEqual([]);
      expect(
        edition.attachments.every((a) => a.wordsRead || /\.(?:pdf|png)$/.test(a.fileName)),
        edition.title,
      ).toBe(true);
    }
    const relations = await db
      .selectFrom('portal.live_relation as r')
      .leftJoin('portal.live_document as d', 'd.pid', 'r.target_pid')
      .select(['r.kind', 'd.id', 'd.repealed_on as repealedOn'])
      .execute();
    expect(relations.length).toBeGreaterThan(80);
    for (const r of relations) {
      expect(r.id).not.toBeNull();
      if (r.kind === 'repeals') expect(r.repealedOn).not.toBeNull();
    }
  });

  test('some first publications are overdue, some are near', async () => {
    const due = await db.selectFrom('task').select('due').where('due', 'is not', null).execute();
    const days = due.map((t) => String(t.due));
    expect(days.filter((d) => d < TODAY).length).toBeGreaterThan(4);
    expect(days.filter((d) => d >= TODAY && d <= addDays(TODAY, 40)).length).toBeGreaterThan(4);
  });

  test('[R-FBK-03] its people write in, and are answered, passed on and published by a second person', async () => {
    const states = await db
      .selectFrom('procedure_case')
      .select(['state', (e) => e.fn.countAll<number>().as('n')])
      .where('procedure', '=', 'policy-feedback')
      .groupBy('state')
      .execute();
    const counted = Object.fromEntries(states.map((s) => [s.state, s.n]));
    const reached = (reach: string) => DEMO_FEEDBACK.filter((f) => f.reach === reach).length;
    expect(counted).toEqual({
      received: reached('received'),
      replied: reached('replied') + reached('returned'),
      approval: reached('approval'),
      published: reached('published'),
      unpublished: reached('unpublished'),
      closed: reached('published-closed') + reached('dismissed'),
    });
    const shown = await db.selectFrom('portal.live_feedback').select('pid').execute();
    expect(shown).toHaveLength(reached('published') + reached('published-closed'));
    const overdue = await db
      .selectFrom('task')
      .innerJoin('procedure_case', 'procedure_case.id', 'task.case_id')
      .select('task.id')
      .where('procedure', '=', 'policy-feedback')
      .where('due', '<', TODAY)
      .execute();
    expect(overdue.length).toBeGreaterThan(1);
    const contacts = await db.selectFrom('personal_value').select('ciphertext').execute();
    expect(contacts.length).toBeGreaterThan(20);
    expect(contacts.some((v) => v.ciphertext?.includes('mailbox'))).toBe(false);
  });

  test('its people search, and the portal offers the words that at least three of them looked for', async () => {
    const words = await hotWords(portal);
    expect(words[0]).toBe('住房公积金');
    expect(words.length).toBeGreaterThan(5);
    expect(words).not.toContain('秸秆综合利用');
  });

  test('everybody who signs in to work finds a bearable number of things to do, and few unread notices', async () => {
    const accounts = await db.selectFrom('account').select(['person_id', 'username']).execute();
    const work = new Map<string, number>();
    for (const { person_id, username } of accounts) {
      const person = await loadPerson(db, person_id, TODAY, ACTS);
      const tasks = await countTasks(db, person!);
      work.set(
        username,
        [...tasks.values()].reduce((a, b) => a + b, 0),
      );
      const unread = await countUnread(db, [person_id]);
      expect(
        [...unread.values()].reduce((a, b) => a + b, 0),
        username,
      ).toBeLessThanOrEqual(8);
    }
    const idle = ['hejing', 'niefang', 'jianghe', 'qinan', 'fangzheng'];
    for (const [username, n] of work) {
      expect(n, username).toBeLessThanOrEqual(15);
      if (!idle.includes(username)) expect(n, username).toBeGreaterThanOrEqual(3);
    }
    expect(work.get('niefang')).toBe(1);
    const zhoumin = accounts.find((a) => a.username === 'zhoumin')!;
    const notices = await countInbox(db, [zhoumin.person_id], { unread: false });
    expect(notices).toBeGreaterThan(20);
  });

  test('its officers have merged a body, named a deputy and planned values that do not hold yet', async () => {
    const merged = await db
      .selectFrom('organisation as o')
      .innerJoin('organisation as s', 's.id', 'o.successor_id')
      .select(['o.valid_to', 's.code'])
      .where('o.valid_to', 'is not', null)
      .execute();
    expect(merged.map((m) => m.code)).toEqual(['mcssjuj']);
    const deputies = await db.selectFrom('deputation').select(['valid_from', 'valid_to']).execute();
    expect(deputies.filter((d) => String(d.valid_from) <= TODAY && String(d.valid_to) > TODAY)).toHaveLength(
      1,
    );
    const planned = await db.selectFrom('parameter_value').select('valid_from').execute();
    expect(planned.filter((v) => String(v.valid_from) > TODAY)).toHaveLength(2);
  });

  test('every act is on record, and the chain over them holds', async () => {
    const sealer = new Sealer(db, clock, EVIDENCE);
    while ((await sealer.look()) > 0);
    const found = await verifyChain(db, EVIDENCE, []);
    expect([found.breaks, found.doubts]).toEqual([0, 0]);
    expect(found.position).toBeGreaterThan(2500);
  });
});
