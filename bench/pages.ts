import { type ChildProcess, fork } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { systemClock } from '../src/platform/clock.ts';
import { keyringOf, newKeyFile } from '../src/platform/keyring.ts';
import { createLog } from '../src/platform/log.ts';
import { City } from './city.ts';
import { type Ground, withGround } from './ground.ts';
import { type Load, load } from './load.ts';
import { queriesFrom } from './queries.ts';
import { median, ms, progress, publish, timed } from './report.ts';
import type { Answer, Order, Served } from './server.ts';
import { recordStatements, replay } from './statements.ts';

/*
 * Pages of the portal over HTTP, rendered anew for every request, beside a bare node:http that serves the same bytes;
 * and what of a page's time is its statements.
 */

const ROUNDS = 9;
const ROUND_MS = 1000;
const CONNECTIONS = 8;
const { values: options } = parseArgs({ options: { documents: { type: 'string', default: '20000' } } });
const DOCUMENTS = Number(options.documents);

async function startServer(order: Order): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(path.join(import.meta.dirname, 'server.ts'));
  const served = new Promise<Served>((resolve, reject) => {
    child.once('message', (m: Served) => resolve(m));
    child.once('exit', (code) => reject(new Error(`the measured server ended (${code})`)));
  });
  child.send(order);
  return { child, port: (await served).port };
}

/** Lets the bare server answer what the portal answers. @returns size of the page in bytes */
async function copyAnswer(bare: ChildProcess, port: number, page: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}${page}`);
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${page} answers ${response.status}`);
  const headers = Object.fromEntries(
    [...response.headers].filter(
      ([name]) => !['content-length', 'connection', 'keep-alive', 'date'].includes(name),
    ),
  );
  const taken = new Promise((resolve) => bare.once('message', resolve));
  bare.send({ headers, body } satisfies Answer);
  await taken;
  return Buffer.byteLength(body);
}

/** The statements of a page, sent again bare: their number and the median time of all together. */
async function statementTime(ground: Ground, page: string): Promise<{ count: number; time: number }> {
  const app = await startApp({
    config: readConfig({}),
    faces: ['portal'],
    database: ground,
    ports: { portal: 0, console: 0, api: 0 },
    dataDir: path.join(os.tmpdir(), 'mingtang-bench'),
    clock: systemClock,
    keys: keyringOf(newKeyFile()),
    anchorsFolder: os.tmpdir(),
    log: createLog('warn', 'bench'),
  });
  const ask = async () => void (await (await fetch(app.addresses.portal + page)).text());
  await ask();
  const statements = await recordStatements(ask);
  await app.stop();
  const client = await ground.connect('portal');
  const times: number[] = [];
  for (let i = 0; i < 100; i++) times.push(await timed(() => replay(client, statements)));
  return { count: statements.length, time: median(times) };
}

await withGround(async (ground) => {
  const city = new City(ground.open('app', 2));
  const papers = await city.grow(DOCUMENTS);
  await ground.settle();
  const middle = await ground
    .open('portal', 1)
    .selectFrom('portal.live_document')
    .select('pid')
    .orderBy((e) => e.fn('length', ['body_html']))
    .offset(Math.floor(DOCUMENTS / 2))
    .executeTakeFirstOrThrow();
  const words = queriesFrom(papers.slice(0, 2000)).filter((q) => q.kind === 'four characters');
  const pages: [name: string, path: string][] = [
    ['document', `/documents/${middle.pid}`],
    ['list', '/documents'],
    ['home', '/'],
    ['search', `/search?q=${encodeURIComponent(words[Math.floor(words.length / 2)]?.text ?? '')}`],
  ];
  const portal = await startServer({ kind: 'portal', database: { app: ground.app, portal: ground.portal } });
  const bare = await startServer({ kind: 'bare' });
  const table: (string | number)[][] = [
    [
      'page',
      'kB',
      'portal per s',
      'p50 ms',
      'p95 ms',
      'bare per s',
      'ratio',
      'alone p50 ms',
      'statements',
      'their ms',
      'rest ms',
    ],
  ];
  try {
    for (const [name, page] of pages) {
      progress(name);
      const bytes = await copyAnswer(bare.child, portal.port, page);
      await load(portal.port, page, CONNECTIONS, ROUND_MS);
      await load(bare.port, page, CONNECTIONS, ROUND_MS);
      const rounds: { portal: Load; bare: Load }[] = [];
      for (let i = 0; i < ROUNDS; i++)
        rounds.push({
          portal: await load(portal.port, page, CONNECTIONS, ROUND_MS),
          bare: await load(bare.port, page, CONNECTIONS, ROUND_MS / 4),
        });
      const of = (read: (r: { portal: Load; bare: Load }) => number) => median(rounds.map(read));
      const alone = (await load(portal.port, page, 1, ROUND_MS * 3)).p50;
      const statements = await statementTime(ground, page);
      table.push([
        name,
        (bytes / 1000).toFixed(1),
        Math.round(of((r) => r.portal.perSecond)),
        ms(of((r) => r.portal.p50)),
        ms(of((r) => r.portal.p95)),
        Math.round(of((r) => r.bare.perSecond)),
        of((r) => r.portal.perSecond / r.bare.perSecond).toFixed(3),
        ms(alone),
        statements.count,
        ms(statements.time),
        ms(alone - statements.time),
      ]);
    }
  } finally {
    portal.child.disconnect();
    bare.child.disconnect();
  }
  publish(
    'pages',
    `${DOCUMENTS} documents; ${CONNECTIONS} connections kept alive, one portal process, medians of ${ROUNDS} alternating rounds of ${ROUND_MS / 1000} s; nothing is cached.`,
    [table],
    [
      'ratio = portal ÷ bare node:http with the same headers and bytes, requests per second.',
      'alone: one connection, one request at a time; its statements are then sent again bare, one after the other; rest = alone − statements (HTTP, rendering, Kysely).',
    ],
  );
});
