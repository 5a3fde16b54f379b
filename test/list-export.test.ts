import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ExportButton, listExport } from '../src/core/index.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import type { Module } from '../src/modules/module.ts';
import { inTurn, readWorkbook, writeWorkbook, writeWorkbookApart } from '../src/platform/xlsx/index.ts';
import { type Client, cloneDatabase, deskOf, type TestDatabase } from './harness.ts';
import { startWith } from './http-kit.ts';

const ROWS = Array.from({ length: 20_000 }, (_, i) => ({
  title: i === 0 ? '=1+1' : `关于第 ${i} 件事项的通知`,
  note: i === 1 ? 'a\u0000b\u0008c' : `明政发〔2026〕${i}号，机构${i % 97}，${'办理情况'.repeat(i % 5)}`,
}));

/** A list as a module would declare it. */
const listing: Module = {
  name: 'test-list',
  console: {
    pages(face, frame) {
      listExport(face, frame, {
        path: '/test-list/export',
        access: { kind: 'signed-in' },
        act: 'task.export',
        name: '长单',
        filter: z.object({ q: z.string().optional().catch(undefined) }),
        columns: [
          { heading: '标题', value: (r: (typeof ROWS)[number]) => r.title },
          { heading: '文号', value: (r) => r.note },
        ],
        rows: async (_ctx, _person, { q }, most) => ROWS.slice(0, q === 'few' ? 3 : most),
      });
      face.page({
        path: '/test-list',
        access: { kind: 'signed-in' },
        render: async (ctx) =>
          frame.plain(ctx, {
            title: '长单',
            children: ExportButton({ ctx, path: '/test-list/export', filter: {} }),
          }),
      });
    },
  },
};

let database: TestDatabase;
let app: Awaited<ReturnType<typeof startWith>>;
let clerk: Client;
beforeAll(async () => {
  database = await cloneDatabase('demo');
  app = await startWith(database, { extra: listing });
  clerk = await deskOf(app, 'zhoumin', DEMO_PASSWORD);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

/** How long the loop of this process stood still at most during the work, milliseconds. */
async function longestStop(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // It counts from its first look on: work that begins before it would not be seen.
  await sleep(50);
  await work();
  await sleep(20);
  delay.disable();
  return delay.max / 1e6;
}

describe('an export of 20,000 rows', () => {
  test('does not hold up the process that serves others', async () => {
    const headings = [{ text: '标题' }, { text: '文号' }];
    const rows = ROWS.map((r) => [r.title, r.note]);
    // What it would cost in the thread that serves: the yardstick of this machine, now.
    const held = await longestStop(() => writeWorkbook([{ name: '长单', headings, rows }]));
    const page = await clerk.get('/test-list');
    const fields = page.hidden('/test-list/export');
    const took: number[] = [];
    let bytes = new ArrayBuffer(0);
    const free = await longestStop(async () => {
      const exported = fetch(`${app.addresses.console}/test-list/export`, {
        method: 'POST',
        headers: {
          'sec-fetch-site': 'same-origin',
          cookie: [...clerk.cookies].map(([k, v]) => `${k}=${v}`).join('; '),
        },
        body: new URLSearchParams(fields),
      }).then(async (answer) => {
        expect(answer.status).toBe(200);
        bytes = await answer.arrayBuffer();
      });
      let done = false;
      void exported.finally(() => {
        done = true;
      });
      while (!done) {
        const began = performance.now();
        expect((await clerk.get('/notices')).status).toBe(200);
        took.push(performance.now() - began);
      }
      await exported;
    });
    expect(took.length).toBeGreaterThan(5);
    expect(held).toBeGreaterThan(100);
    expect(free).toBeLessThan(held / 3);
    expect(Math.max(...took)).toBeLessThan(held);
    const [sheet] = readWorkbook(Buffer.from(bytes)).sheets;
    expect(sheet!.rows).toHaveLength(ROWS.length + 1);
    const cells = sheet!.rows.map((r) => [...r.cells.values()]);
    // Text, whatever it looks like; and what no cell can hold is gone.
    expect(cells[1]![0]).toMatchObject({ text: '=1+1', kind: 'text' });
    expect(cells[2]![1]!.text).toBe('abc');
    expect(cells.at(-1)![0]!.text).toBe(ROWS.at(-1)!.title);
  });

  test('is audited before anything leaves: number of rows, not cut', async () => {
    const audit = await app
      .office!.db.selectFrom('audit_row')
      .select(['details', 'subject_id'])
      .where('act', '=', 'task.export')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(audit).toEqual({
      details: { rows: ROWS.length, cut: false, filter: '' },
      subject_id: 'test-list/export',
    });
  });

  test('[R-PLT-03] each file that a page hands out is an audit row, also when the same form is sent again', async () => {
    const exports = async () =>
      (
        await app
          .office!.db.selectFrom('audit_row')
          .select('details')
          .where('act', '=', 'task.export')
          .execute()
      ).map((r) => r.details);
    const before = (await exports()).length;
    const fields = (await clerk.get('/test-list')).hidden('/test-list/export');
    for (let i = 0; i < 2; i++)
      expect((await clerk.post('/test-list/export', { ...fields, q: 'few' })).status).toBe(200);
    expect((await exports()).slice(before)).toEqual([
      { rows: 3, cut: false, filter: 'q' },
      { rows: 3, cut: false, filter: 'q' },
    ]);
    expect((await clerk.post('/test-list/export', { q: 'few' })).status).not.toBe(200);
    expect((await exports()).length).toBe(before + 2);
  });

  test('is the same workbook as the one written here', async () => {
    const sheets = () => [
      { name: '甲', headings: [{ text: '一' }], rows: [['=a'], [''], ['007'], [7], [-1.5], [Number.NaN]] },
      { name: '乙', headings: [{ text: '二' }], rows: [] },
    ];
    const read = (bytes: Uint8Array) =>
      readWorkbook(Buffer.from(bytes)).sheets.map((s) => [
        s.name,
        ...s.rows.map((r) => [...r.cells.values()].map((c) => [c.kind, c.text])),
      ]);
    const apart = read(await writeWorkbookApart(sheets()));
    expect(apart).toEqual(read(await writeWorkbook(sheets())));
    // A number is one; what only looks like one, or like a formula, stays text.
    expect(apart[0]!.slice(2)).toEqual([
      [['text', '=a']],
      [['text', '007']],
      [['number', '7']],
      [['number', '-1.5']],
      [['text', 'NaN']],
    ]);
  });

  test('fails as a whole when a row cannot be made', async () => {
    function* broken(): Generator<readonly string[]> {
      yield ['一'];
      throw new Error('no second row');
    }
    await expect(
      writeWorkbookApart([{ name: '甲', headings: [{ text: '一' }], rows: broken() }]),
    ).rejects.toThrow('no second row');
  });
});

test('exports run one after another; one that fails stops nobody; a crowd is refused with a sentence', async () => {
  const log: string[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const first = inTurn(async () => {
    log.push('first begins');
    await gate;
    log.push('first ends');
    throw new Error('failed');
  });
  const others = Array.from({ length: 20 }, (_, i) => inTurn(async () => log.push(`other ${i}`)));
  await expect(inTurn(async () => undefined)).rejects.toThrow('导出的人太多');
  open();
  await expect(first).rejects.toThrow('failed');
  await Promise.all(others);
  expect(log.slice(0, 3)).toEqual(['first begins', 'first ends', 'other 0']);
  expect(log).toHaveLength(22);
  expect(await inTurn(async () => 7)).toBe(7);
});
