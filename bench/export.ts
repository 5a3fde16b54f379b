import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DEMO_PEOPLE } from '../src/demo/content/index.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { listDocuments } from '../src/modules/documents/list-store.ts';
import { systemClock } from '../src/platform/clock.ts';
import { type NewSheet, writeWorkbook, writeWorkbookApart } from '../src/platform/xlsx/index.ts';
import { City } from './city.ts';
import { withGround } from './ground.ts';
import { median, ms, progress, publish, quantile, timed } from './report.ts';
import type { Order, Served } from './server.ts';

/* What others feel while one person takes a whole list along as a workbook. */

const GOAL_MS = 200;
const EVERY_MS = 50;
const ROUNDS = 3;
const { values: options } = parseArgs({ options: { rows: { type: 'string', default: '20000' } } });
const ROWS = Number(options.rows);

/** How long the loop of this process stood still at most, and how long the work took, milliseconds. */
async function stood(work: () => Promise<unknown>): Promise<{ longest: number; took: number }> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // It counts from its first look on: work that begins before it would not be seen.
  await sleep(50);
  const took = await timed(work);
  await sleep(20);
  delay.disable();
  return { longest: delay.max / 1e6, took };
}

async function startConsole(order: Order): Promise<{ child: ChildProcess; origin: string }> {
  const child = fork(path.join(import.meta.dirname, 'server.ts'));
  const served = new Promise<Served>((resolve, reject) => {
    child.once('message', (m: Served) => resolve(m));
    child.once('exit', (code) => reject(new Error(`the measured server ended (${code})`)));
  });
  child.send(order);
  return { child, origin: `http://127.0.0.1:${(await served).port}` };
}

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

/** Signs in. @returns the headers that every further request carries */
async function signIn(origin: string, username: string): Promise<Record<string, string>> {
  const answer = await fetch(`${origin}/signin`, {
    method: 'POST',
    redirect: 'manual',
    headers: SAME_ORIGIN,
    body: new URLSearchParams({ username, password: DEMO_PASSWORD }),
  });
  if (answer.status !== 303) throw new Error(`not signed in: ${answer.status}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { ...SAME_ORIGIN, cookie };
}

/** Takes the whole list of documents along. @returns bytes of the workbook */
async function takeAlong(origin: string, headers: Record<string, string>): Promise<number> {
  const list = await (await fetch(`${origin}/documents`, { headers })).text();
  const form = list.split('<form').find((f) => f.includes('action="/documents/export"')) ?? '';
  const once = /name="_once" value="([^"]+)"/.exec(form)?.[1];
  if (!once) throw new Error('no form of the export');
  const answer = await fetch(`${origin}/documents/export`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ _once: once }),
  });
  if (answer.status !== 200) throw new Error(`not exported: ${answer.status}`);
  return (await answer.arrayBuffer()).byteLength;
}

/** Asks for a page at fixed times, whatever the answers do, until told to stop. @returns milliseconds of each */
async function askOthers(origin: string, headers: Record<string, string>, until: Promise<unknown>) {
  let over = false;
  void until.finally(() => {
    over = true;
  });
  const asked: Promise<number>[] = [];
  for (let at = performance.now(); !over; at += EVERY_MS) {
    await sleep(Math.max(0, at - performance.now()));
    const due = at;
    asked.push(
      fetch(`${origin}/notices`, { headers }).then(async (answer) => {
        await answer.arrayBuffer();
        if (answer.status !== 200) throw new Error(`not answered: ${answer.status}`);
        return performance.now() - due;
      }),
    );
  }
  return Promise.all(asked);
}

await withGround(async (ground) => {
  const office = ground.open('app', 2);
  await ground.inBulk(() => new City(office).grow(ROWS));
  await ground.settle();
  const scope = (await office.selectFrom('organisation').select('id').execute()).map((o) => o.id);
  const found = await listDocuments(office, { scope, today: systemClock.today() }, { page: 1, size: ROWS });
  const sheet: NewSheet = {
    name: '公文',
    headings: ['标题', '文号', '索引号', '单位', '属性', '环节', '主题', '成文', '变动'].map((text) => ({
      text,
    })),
    rows: found.map((d) => [
      ...[d.title, d.documentNumber, d.indexNumber ?? '', d.organisationName, d.attribute ?? '', d.state],
      ...[d.theme, d.writtenOn ?? '', d.changedAt.toISOString()],
    ]),
  };
  const here: { longest: number; took: number }[] = [];
  const apart: { longest: number; took: number }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    progress(`writing, round ${i + 1}`);
    here.push(await stood(() => writeWorkbook([sheet])));
    apart.push(await stood(() => writeWorkbookApart([sheet])));
  }
  const reader = DEMO_PEOPLE.find((p) =>
    p.roles.some((r) => r.scope === 'subtree' && r.role === 'disclosure-office'),
  );
  const { child, origin } = await startConsole({
    kind: 'console',
    database: { app: ground.app, portal: ground.portal },
  });
  try {
    const headers = await signIn(origin, reader?.username ?? '');
    await askOthers(origin, headers, sleep(2000));
    const alone = await askOthers(origin, headers, sleep(4000));
    const during: number[] = [];
    const exports: number[] = [];
    let bytes = 0;
    for (let i = 0; i < ROUNDS; i++) {
      progress(`export, round ${i + 1}`);
      const began = performance.now();
      const exported = takeAlong(origin, headers).then((n) => {
        bytes = n;
        exports.push(performance.now() - began);
      });
      during.push(...(await askOthers(origin, headers, exported)));
      await exported;
    }
    const line = (name: string, times: readonly number[]) => [
      name,
      times.length,
      ms(median(times)),
      ms(quantile(times, 0.99)),
      ms(Math.max(...times)),
    ];
    publish(
      'export',
      `The list of ${found.length} documents as a workbook of ${(bytes / 1e6).toFixed(1)} MB; ${ROUNDS} rounds.`,
      [
        [
          ['writing the same rows', 'loop stood still at most, ms', 'took, ms'],
          ...[
            { name: 'in the thread that serves', runs: here },
            { name: 'in a thread of its own', runs: apart },
          ].map(({ name, runs }) => [
            name,
            ms(median(runs.map((r) => r.longest))),
            ms(median(runs.map((r) => r.took))),
          ]),
        ],
        [
          [`console: inbox, asked for every ${EVERY_MS} ms`, 'requests', 'p50 ms', 'p99 ms', 'slowest ms'],
          line('nothing else', alone),
          line('while the list is exported', during),
        ],
      ],
      [
        `Goal: p99 of others at most ${GOAL_MS} ms while the list is exported: ${quantile(during, 0.99) <= GOAL_MS ? 'reached' : 'not reached'}.`,
        `One export takes ${ms(median(exports))} ms, database included. Console, database and asking side share the machine.`,
        'A request counts from when it was due, not from when it could be sent.',
      ],
    );
  } finally {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
});
