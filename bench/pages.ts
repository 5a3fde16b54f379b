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
import { startNginx } from './nginx.ts';
import { queriesFrom } from './queries.ts';
import { median, ms, progress, publish, timed } from './report.ts';
import type { Answer, Order, Served } from './server.ts';
import { recordStatements, replay } from './statements.ts';

/*
 * Pages of the portal over HTTP, kept and made anew for every request, beside a bare node:http and an nginx that serve
 * the same bytes; and what of the time of a page made anew is its statements.
 */

const ROUNDS = 9;
const ROUND_MS = 1000;
const CONNECTIONS = 8;
const GOALS = { kept: 0.6, restMs: 3 };
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

/** What the portal answers, without what belongs to the connection. */
async function answerOf(port: number, page: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${page}`, {
    headers: { 'accept-encoding': 'identity' },
  });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${page} answers ${response.status}`);
  const headers = Object.fromEntries(
    [...response.headers].filter(
      ([name]) => !['content-length', 'connection', 'keep-alive', 'date'].includes(name),
    ),
  );
  return { headers, body };
}

/** Lets the bare server answer the same. */
async function copyAnswer(bare: ChildProcess, answer: Answer): Promise<void> {
  const taken = new Promise((resolve) => bare.once('message', resolve));
  bare.send(answer);
  await taken;
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
    settings: { cacheMegabytes: 0 },
    log: createLog('warn', 'bench'),
  });
  const ask = async () => void (await (await fetch(app.addresses.portal + page)).text());
  await ask();
  const recorded = await recordStatements(ask);
  // The follower of moves looks every second on a connection of its own.
  const statements = recorded.filter((s) => !s.text.includes('portal.invalidation'));
  await app.stop();
  const client = await ground.connect('portal');
  const times: number[] = [];
  for (let i = 0; i < 100; i++) times.push(await timed(() => replay(client, statements)));
  return { count: statements.length, time: median(times) };
}

await withGround(async (ground) => {
  const city = new City(ground.open('app', 2));
  const papers = await ground.inBulk(() => city.grow(DOCUMENTS));
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
  const database = { app: ground.app, portal: ground.portal };
  const kept = await startServer({ kind: 'portal', database, kept: true });
  const anew = await startServer({ kind: 'portal', database, kept: false });
  const bare = await startServer({ kind: 'bare' });
  const nginx = await startNginx();
  if (!nginx) progress('nginx is not installed: no comparison with it (scripts/apt.sh --bench)');
  const together: (string | number)[][] = [
    ['page', 'kB', 'kept per s', 'p95 ms', 'bare per s', 'kept ÷ bare', 'nginx per s', 'kept ÷ nginx'],
  ];
  const alone: (string | number)[][] = [
    ['page', 'anew per s', 'anew ÷ bare', 'alone p50 ms', 'statements', 'their ms', 'rest ms'],
  ];
  const missed: string[] = [];
  try {
    for (const [name, page] of pages) {
      progress(name);
      // Twice: the second one is kept, and says so.
      await answerOf(kept.port, page);
      const answer = await answerOf(kept.port, page);
      await copyAnswer(bare.child, answer);
      await nginx?.serve(answer.headers, answer.body);
      const sides = { kept: kept.port, bare: bare.port, ...(nginx ? { nginx: nginx.port } : {}) };
      for (const port of Object.values(sides)) await load(port, page, CONNECTIONS, ROUND_MS / 2);
      const rounds: Partial<Record<'kept' | 'bare' | 'nginx', Load>>[] = [];
      for (let i = 0; i < ROUNDS; i++) {
        const round: (typeof rounds)[number] = {};
        for (const [side, port] of Object.entries(sides))
          round[side as keyof typeof round] = await load(port, page, CONNECTIONS, ROUND_MS / 2);
        rounds.push(round);
      }
      const of = (read: (r: (typeof rounds)[number]) => number) => median(rounds.map(read));
      const perSecond = (side: 'kept' | 'bare' | 'nginx') => of((r) => r[side]?.perSecond ?? 0);
      const ratio = of((r) => (r.kept?.perSecond ?? 0) / (r.bare?.perSecond ?? 1));
      if (ratio < GOALS.kept) missed.push(`${name}: kept ÷ bare ${ratio.toFixed(2)}`);
      together.push([
        name,
        (Buffer.byteLength(answer.body) / 1000).toFixed(1),
        Math.round(perSecond('kept')),
        ms(of((r) => r.kept?.p95 ?? 0)),
        Math.round(perSecond('bare')),
        ratio.toFixed(2),
        nginx ? Math.round(perSecond('nginx')) : '—',
        nginx ? of((r) => (r.kept?.perSecond ?? 0) / (r.nginx?.perSecond ?? 1)).toFixed(2) : '—',
      ]);
      await load(anew.port, page, CONNECTIONS, ROUND_MS);
      const fresh = (await load(anew.port, page, CONNECTIONS, ROUND_MS * 2)).perSecond;
      const single = (await load(anew.port, page, 1, ROUND_MS * 3)).p50;
      const statements = await statementTime(ground, page);
      const rest = single - statements.time;
      if (name === 'document' && rest > GOALS.restMs) missed.push(`${name}: rest ${ms(rest)} ms`);
      alone.push([
        name,
        Math.round(fresh),
        (fresh / perSecond('bare')).toFixed(3),
        ms(single),
        statements.count,
        ms(statements.time),
        ms(rest),
      ]);
    }
  } finally {
    for (const { child } of [kept, anew, bare]) child.disconnect();
    await nginx?.stop();
  }
  publish(
    'pages',
    `${DOCUMENTS} documents; ${CONNECTIONS} connections kept alive, one portal process, medians of ${ROUNDS} alternating rounds of ${ROUND_MS / 2000} s.`,
    [together, alone],
    [
      'kept: pages as shipped, out of the memory of the process; bare: node:http with the same headers and bytes; nginx: one worker, the same bytes from a file.',
      'anew: nothing is kept. alone: one connection, one request at a time; its statements are then sent again bare, one after the other; rest = alone − statements (HTTP, rendering, Kysely).',
      `Goals: kept ÷ bare at least ${GOALS.kept}; document made anew at most its statements + ${GOALS.restMs} ms: ${missed.length === 0 ? 'held' : `missed (${missed.join('; ')})`}.`,
    ],
  );
  if (missed.length > 0) process.exitCode = 1;
});
