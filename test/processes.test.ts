import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../src/platform/db/migrate.ts';
import { processState } from '../src/platform/postgres/process.ts';
import { send } from './http-kit.ts';
import {
  build,
  cleanUp,
  findProcess,
  freePort,
  type Program,
  startProgram,
  temporaryFolder,
} from './supervisor.ts';

/* Two processes that serve the public on one port, started as an operator starts them. */

let folder = '';
let main: Program;
let port = 0;
let origin = '';

beforeAll(async () => {
  build();
  folder = temporaryFolder();
  port = await freePort();
  main = startProgram(
    { MINGTANG_DATA: path.join(folder, 'data'), PORT: String(port), MINGTANG_DEMO: 'off' },
    ['--processes', '2'],
  );
  origin = (await main.ready).portal;
});
afterAll(async () => {
  await cleanUp(main);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Asks over new connections, which the system spreads over both processes. */
const many = (address: string, n = 24) => Promise.all(Array.from({ length: n }, () => send(origin, address)));
const metrics = async () => (await send(`http://127.0.0.1:${port + 3}`, '/metrics')).body;

/** The database of the running program, as its owner. */
async function database() {
  const run = path.join(folder, 'data', 'run');
  const socket = fs.readdirSync(run).find((f) => f.startsWith('.s.PGSQL.') && !f.endsWith('.lock'));
  return connect({
    host: run,
    port: Number(socket?.slice('.s.PGSQL.'.length)),
    user: 'mingtang_app',
    database: 'mingtang',
  });
}

test('both serve, count for themselves, and know within a second that a paper was withdrawn', async () => {
  const db = await database();
  const row = `insert into portal.live_document (id, pid, document_type, title, document_number, index_number, owner_code, owner_name, addressees, summary, body_html,
      title_n, theme, genre, mark, source_name, source_url, published_at, published_on, edition_on, edition_number, change_note, tags, region, effect_level)
    values (1, '0123456789', 'policy', '两个进程的文件', '', 'A/2026-00001', 'x', '测试机关', '', '', '<p>正文</p>', '', '', '通知', '', '', '',
      '2026-01-01', '2026-01-01', '2026-01-01', 1, '', '{}', '', 'other-document')`;
  try {
    const page = '/documents/0123456789';
    expect(new Set((await many(page)).map((a) => a.status))).toEqual(new Set([404]));
    await db.query(row);
    const published = performance.now();
    for (;;) if ((await many(page, 8)).every((a) => a.status === 200)) break;
    expect(performance.now() - published).toBeLessThan(1000);
    await expect
      .poll(async () => (await many(page)).every((a) => a.headers['server-timing'] === 'cache'))
      .toBe(true);
    await db.query('delete from portal.live_document');
    const withdrawn = performance.now();
    for (;;) if ((await many(page, 8)).every((a) => a.status === 404)) break;
    expect(performance.now() - withdrawn).toBeLessThan(1000);
    expect((await many(page, 40)).map((a) => a.status).filter((s) => s !== 404)).toEqual([]);
    const counts = (await metrics())
      .split('\n')
      .filter(
        (line) => line.startsWith('mingtang_http_request_seconds_count') && line.includes('face="portal"'),
      );
    for (const name of ['portal+api 1', 'portal+api 2'])
      expect(counts.filter((line) => line.includes(`process="${name}"`)).length).toBeGreaterThan(0);
  } finally {
    await db.end();
  }
});

test('when one dies the other goes on alone until it is back', async () => {
  const victim = findProcess(main.pid, 'mingtang portal+api 1');
  process.kill(victim, 'SIGKILL');
  await expect.poll(() => processState(victim), { timeout: 10_000 }).not.toBe('alive');
  const answered = async () => {
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => send(origin, '/robots.txt')));
    return answers.filter((a) => a.status === 'fulfilled' && a.value.status === 200).length;
  };
  // The system takes some milliseconds to close what the dead one was listening on.
  await expect.poll(answered, { timeout: 1000, interval: 20 }).toBe(20);
  await expect.poll(() => main.output(), { timeout: 10_000 }).toContain('portal+api 1 意外结束');
  await expect
    .poll(async () => (await send(`http://127.0.0.1:${port + 3}`, '/readyz')).status, { timeout: 40_000 })
    .toBe(200);
  expect(findProcess(main.pid, 'mingtang portal+api 1')).not.toBe(victim);
});

test('a number of processes that is none is refused in words', async () => {
  for (const given of [['--processes', '0'], ['--processes'], ['--processes=zwei']]) {
    const program = startProgram(
      { MINGTANG_DATA: path.join(folder, 'other'), PORT: String(port + 10) },
      given,
    );
    expect((await program.ended).code).toBe(1);
    expect(program.output()).toContain('--processes 应为 1 至 64 的整数');
  }
});
