import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { DEMO_PEOPLE } from '../src/demo/content/index.ts';
import { DEMO_PASSWORD } from '../src/demo/seed.ts';
import { ROLES } from '../src/platform/db/migrate.ts';
import { processState, sleep } from '../src/platform/postgres/process.ts';
import { cloneDatabase } from './harness.ts';
import {
  build,
  cleanUp,
  descendants,
  findProcess,
  freePort,
  type Program,
  remaining,
  startProgram,
  temporaryFolder,
} from './supervisor.ts';

/* The supervisor with its processes and its database, started as a newcomer starts it. */

let folder = '';
let data = '';
let port = 0;
let main: Program;
const started: Program[] = [];
const start = (env: Record<string, string>, args: readonly string[] = []): Program => {
  const program = startProgram(env, args);
  started.push(program);
  return program;
};

beforeAll(() => {
  build();
  folder = temporaryFolder();
  data = path.join(folder, 'data');
});
afterAll(async () => {
  for (const program of started) await cleanUp(program);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Status of an address; 0 when nobody answers. */
async function status(url: string): Promise<number> {
  try {
    return (await fetch(url, { redirect: 'manual' })).status;
  } catch {
    return 0;
  }
}

async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Ends a program by a signal; it must go in order, within ten seconds, with everything it has started. */
async function stopsInOrder(program: Program, signal: NodeJS.Signals): Promise<void> {
  const below = descendants(program.pid);
  const begin = performance.now();
  program.child.kill(signal);
  expect(await program.ended).toEqual({ code: 0, signal: null });
  // The database has been stopped by then, not left to its guard.
  expect(await remaining(below, 0)).toEqual([]);
  expect(performance.now() - begin).toBeLessThan(10_000);
}

describe('a first start', () => {
  test('on an empty folder is ready in one line, and not before everything answers', {
    timeout: 90_000,
  }, async () => {
    port = await freePort();
    main = start({ MINGTANG_DATA: data, PORT: String(port) });
    const health = `http://127.0.0.1:${port + 3}`;
    const seen = new Set<number>();
    let said = false;
    void main.ready.then(() => {
      said = true;
    });
    while (!said) {
      const now = await status(`${health}/readyz`);
      seen.add(now);
      if (now === 200) {
        const faces = [
          `http://127.0.0.1:${port}/`,
          `http://127.0.0.1:${port + 1}/signin`,
          `http://127.0.0.1:${port + 2}/openapi.json`,
        ];
        expect(await Promise.all(faces.map(status))).toEqual([200, 200, 200]);
        break;
      }
      await sleep(50);
    }
    expect(await main.ready).toEqual({
      portal: `http://127.0.0.1:${port}`,
      console: `http://127.0.0.1:${port + 1}`,
      api: `http://127.0.0.1:${port + 2}`,
    });
    expect([...seen].filter((s) => ![0, 200, 503].includes(s))).toEqual([]);
    expect(main.output().match(/明堂已就绪/g)).toHaveLength(1);
  });

  test('tells who may sign in to the demonstration', async () => {
    for (const person of DEMO_PEOPLE)
      expect(main.output()).toMatch(new RegExp(`${person.username} +${person.name}`));
    expect(main.output()).toContain(`口令均为 ${DEMO_PASSWORD}`);
    const { portal, console: office } = await main.ready;
    expect(await text(`${portal}/`)).toContain('演示数据');
    const body = new URLSearchParams({ username: DEMO_PEOPLE[0]!.username, password: DEMO_PASSWORD });
    const signIn = await fetch(`${office}/signin`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    expect(signIn.status).toBe(303);
  });

  test('serves its health on this machine only', async () => {
    const health = `http://127.0.0.1:${port + 3}`;
    expect(
      await Promise.all(['/healthz', '/readyz', '/', '/metrics?'].map((p) => status(health + p))),
    ).toEqual([200, 200, 404, 404]);
    expect(await text(`${health}/healthz`)).toBe('ok\n');
    expect(await text(`${health}/readyz`)).toBe('ready\n');
  });

  test('[R-PLT-04] joins the figures of all processes, with no address of anything', async () => {
    await fetch(`http://127.0.0.1:${port}/documents/abcdefghjk?x=canary-of-a-reader`);
    const figures = await text(`http://127.0.0.1:${port + 3}/metrics`);
    for (const name of ['portal+api', 'console+worker']) {
      expect(figures).toContain(`mingtang_up{process="${name}"} 1`);
      expect(figures).toMatch(
        new RegExp(`nodejs_eventloop_lag_p99_seconds\\{process="${name.replace('+', '\\+')}"\\} `),
      );
    }
    expect(figures.match(/^# TYPE mingtang_query_seconds histogram$/gm)).toHaveLength(1);
    expect(figures).toMatch(
      /mingtang_http_request_seconds_count\{[^}]*route="\/documents\/:pid"[^}]*\} [1-9]/,
    );
    expect(figures).toMatch(/mingtang_seal_position\{process="console\+worker"\} [1-9]/);
    expect(figures).not.toMatch(/abcdefghjk|canary/);
  });

  test('writes nothing about what people ask for', async () => {
    await fetch(`http://127.0.0.1:${port}/search?q=canary-of-a-reader`);
    expect(main.output()).not.toContain('canary-of-a-reader');
    expect(main.output()).not.toMatch(/Error|at file:|Warning/);
  });
});

describe('a second start', () => {
  test('on the same data folder is refused with the reason', async () => {
    const second = start({ MINGTANG_DATA: data, PORT: String(await freePort()) });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.output()).toContain(data);
    expect(second.output()).toMatch(/正在被.*使用|正被.*使用|已被.*使用/);
    expect(second.output()).toContain(String(main.pid));
    expect(second.output()).not.toMatch(/ at .*\.js:\d+/);
    expect(await status(`http://127.0.0.1:${port}/`)).toBe(200);
  });

  test.each([
    ['the portal', 0],
    ['the health', -3],
  ])(
    'on a port of which %s is taken is refused with the reason, before anything is made',
    async (_, shift) => {
      const other = path.join(folder, 'taken');
      const second = start({ MINGTANG_DATA: other, PORT: String(port + shift) });
      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.output()).toContain(`端口 ${port} 已被占用`);
      expect(second.output()).toContain('PORT');
      expect(fs.existsSync(other)).toBe(false);
    },
  );
});

describe('a face that is killed', () => {
  test.each([
    ['mingtang portal+api', 'portal', 'mingtang console+worker'],
    ['mingtang console+worker', 'console', 'mingtang portal+api'],
  ] as const)(
    '%s comes back, and the others do not notice',
    { timeout: 30_000 },
    async (title, face, other) => {
      const [victim, bystander] = [findProcess(main.pid, title), findProcess(main.pid, other)];
      const address = (await main.ready)[face];
      const page = face === 'console' ? `${address}/signin` : `${address}/`;
      process.kill(victim, 'SIGKILL');
      await vi.waitFor(async () => expect(await status(`http://127.0.0.1:${port + 3}/readyz`)).toBe(503), {
        timeout: 5000,
        interval: 10,
      });
      expect(await status(`http://127.0.0.1:${port + 3}/healthz`)).toBe(200);
      await vi.waitFor(async () => expect(await status(`http://127.0.0.1:${port + 3}/readyz`)).toBe(200), {
        timeout: 15_000,
        interval: 50,
      });
      expect(await status(page)).toBe(200);
      expect(findProcess(main.pid, title)).not.toBe(victim);
      expect(findProcess(main.pid, other)).toBe(bystander);
      expect(processState(victim)).not.toBe('alive');
      expect(main.output()).toMatch(
        new RegExp(`${title.replace('mingtang ', '').replace('+', '\\+')} 意外结束（SIGKILL），正在重新启动`),
      );
    },
  );
});

describe('the end', () => {
  test('by SIGTERM comes in order, with everything that was started', { timeout: 30_000 }, async () => {
    const titles = ['mingtang portal+api', 'mingtang console+worker'].map((t) => findProcess(main.pid, t));
    const postmaster = Number(
      fs.readFileSync(path.join(data, 'pgdata-18', 'postmaster.pid'), 'utf8').split('\n')[0],
    );
    expect(descendants(main.pid)).toEqual(expect.arrayContaining([...titles, postmaster]));
    await stopsInOrder(main, 'SIGTERM');
    expect([...titles, postmaster].map((pid) => processState(pid) === 'alive')).toEqual([
      false,
      false,
      false,
    ]);
    expect(await Promise.all([0, 1, 2, 3].map((n) => status(`http://127.0.0.1:${port + n}/`)))).toEqual([
      0, 0, 0, 0,
    ]);
    const log = fs.readFileSync(path.join(data, 'postgresql.log'), 'utf8');
    expect(log).toContain('database system is shut down');
    expect(log).not.toContain('not properly shut down');
  });

  test('in the middle of a start leaves nothing running', { timeout: 60_000 }, async () => {
    for (const ms of [150, 1200]) {
      const early = start({ MINGTANG_DATA: path.join(folder, 'open'), PORT: String(await freePort()) });
      await sleep(ms);
      const below = descendants(early.pid);
      early.child.kill('SIGTERM');
      const { code, signal } = await early.ended;
      expect(early.output()).not.toContain('明堂已就绪');
      // Before the first line of the program has run, the signal alone ends it.
      expect([code === 0, signal === 'SIGTERM']).toContain(true);
      expect(await remaining(below, 10_000)).toEqual([]);
    }
  });
});

describe('two at once', () => {
  // One on the folder that is already filled, one open to the network on the folder whose first start was cut short.
  let closed: Program;
  let open: Program;

  test('with folders of their own both run, each on four ports of its own', { timeout: 90_000 }, async () => {
    closed = start({ MINGTANG_DATA: data });
    open = start({ MINGTANG_DATA: path.join(folder, 'open'), HOST: '0.0.0.0' });
    const ports = (await Promise.all([closed.ready, open.ready])).map(({ portal, console: office, api }) =>
      [portal, office, api].map((a) => Number(new URL(a).port)),
    );
    for (const [first = 0, second, third] of ports) {
      expect(first % 10).toBe(0);
      expect(first).toBeGreaterThanOrEqual(8080);
      expect([second, third]).toEqual([first + 1, first + 2]);
    }
    expect(ports[0]![0]).not.toBe(ports[1]![0]);
    for (const [first = 0] of ports)
      expect(
        await Promise.all([
          status(`http://127.0.0.1:${first}/`),
          status(`http://127.0.0.1:${first + 1}/signin`),
          status(`http://127.0.0.1:${first + 3}/readyz`),
        ]),
      ).toEqual([200, 200, 200]);
  });

  test('the one that was filled before still is, and says so again', async () => {
    expect(closed.output()).toContain(`口令均为 ${DEMO_PASSWORD}`);
    expect(await text(`${(await closed.ready).portal}/documents`)).toMatch(
      /href="\/documents\/[0-9a-z]{10}"/,
    );
  });

  test('the one that others can reach holds no demonstration and tells how to begin', async () => {
    expect(open.output()).not.toContain(DEMO_PASSWORD);
    expect(open.output()).toContain('npx mingtang organisation add');
    expect(open.output()).toContain('npx mingtang user add');
    const { portal } = await open.ready;
    const home = await text(`http://127.0.0.1:${new URL(portal).port}/`);
    expect(home).not.toContain('演示数据');
    expect(home).not.toMatch(/href="\/documents\/[0-9a-z]{10}"/);
  });

  test('end by SIGINT and SIGHUP as by SIGTERM', { timeout: 30_000 }, async () => {
    await Promise.all([stopsInOrder(closed, 'SIGINT'), stopsInOrder(open, 'SIGHUP')]);
  });
});

describe('settings that cannot be used', () => {
  const refused = async (env: Record<string, string>, args: readonly string[] = []) => {
    const made = path.join(folder, 'never');
    const program = start({ MINGTANG_DATA: made, ...env }, args);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(fs.existsSync(made)).toBe(false);
    expect(program.output()).not.toMatch(/ at .*\.js:\d+/);
    return program.output();
  };

  test('are named all at once', async () => {
    const said = await refused({
      PORT: 'eighty',
      PORTAL_URL: 'ftp://x',
      CONSOLE_URL: 'office',
      TRUSTED_HOPS: '9',
      LOG_LEVEL: 'loud',
      MINGTANG_DEMO: 'maybe',
    });
    expect(said).toContain('环境变量有 6 处问题');
    for (const name of ['PORT', 'PORTAL_URL', 'CONSOLE_URL', 'TRUSTED_HOPS', 'LOG_LEVEL', 'MINGTANG_DEMO'])
      expect(said).toMatch(new RegExp(`^- ${name} 应为`, 'm'));
  });

  test('are named one by one', async () => {
    const [range, half, other] = await Promise.all([
      refused({ PORT: '65533' }),
      refused({ DATABASE_URL: 'postgres://app@localhost/x' }),
      refused({ DATABASE_URL: 'mysql://localhost/x', DATABASE_PORTAL_URL: 'postgres://portal@localhost/x' }),
    ]);
    expect(range).toContain('- PORT 应为 1 至 65532');
    expect(half).toContain('DATABASE_URL 与 DATABASE_PORTAL_URL 须同时给出');
    expect(other).toContain('- DATABASE_URL 应为 postgres://');
  });

  test('are also words of the command line that mean nothing', async () => {
    const said = await refused({}, ['--everything', '--portal']);
    expect(said).toContain('不认识的选项：--everything');
    for (const face of ['--portal', '--console', '--api', '--worker']) expect(said).toContain(face);
  });
});

describe('a database of its own', () => {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  const urls = (at: { host: string; database: string }) => {
    const url = (user: string) => `postgres://${user}@/${at.database}?host=${encodeURIComponent(at.host)}`;
    return {
      DATABASE_URL: url(ROLES.app),
      DATABASE_PORTAL_URL: url(ROLES.portal),
      MINGTANG_KEY_FILE: path.join(folder, 'own.key'),
    };
  };

  test('that was prepared is used, and no other one is started', { timeout: 60_000 }, async () => {
    const database = await cloneDatabase('empty');
    undo.push(() => database.drop());
    const made = path.join(folder, 'unused');
    const program = start({
      ...urls(database.address(ROLES.app)),
      MINGTANG_DATA: made,
      PORT: String(await freePort()),
    });
    const { portal } = await program.ready;
    expect(await status(`${portal}/`)).toBe(200);
    // Not ours to fill with a demonstration, however empty.
    expect(program.output()).toContain('npx mingtang organisation add');
    // The folder holds uploads and files, no cluster.
    expect(fs.readdirSync(made).filter((name) => /^(?:pg|run)/.test(name))).toEqual([]);
    await stopsInOrder(program, 'SIGTERM');
  });

  test('that lacks the tables is refused with the command that makes them', { timeout: 30_000 }, async () => {
    const database = await cloneDatabase('empty');
    undo.push(() => database.drop());
    const bare = { ...database.address(ROLES.app), database: 'postgres' };
    const program = start({
      ...urls(bare),
      MINGTANG_DATA: path.join(folder, 'unused'),
      PORT: String(await freePort()),
    });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output()).toMatch(/外部数据库.*npx mingtang migrate --admin-url/);
  });
});
