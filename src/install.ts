import { fileStore, serviceAddresses } from './addresses.ts';
import type { Config } from './config.ts';
import { DEMO_PEOPLE, WIDER_PEOPLE } from './demo/content/index.ts';
import { DEMO_PASSWORD, demoUnfinished, seedDemo } from './demo/seed.ts';
import { QUEUES } from './house.ts';
import { reindex } from './mechanisms/publication/index.ts';
import { systemClock } from './platform/clock.ts';
import { connect, migrationFiles, roleStatements } from './platform/db/migrate.ts';
import { type Database, type DatabaseAddress, openDatabase } from './platform/db/pool.ts';
import { DATABASE, dropDatabase, MIGRATIONS_DIR, prepareDatabase } from './platform/db/prepare.ts';
import type { FileStore } from './platform/files/store.ts';
import { checkInstallationKey } from './platform/installation-key.ts';
import { type Keyring, keyringOf } from './platform/keyring.ts';
import { openOutbound } from './platform/outbound.ts';

/** What the supervisor shows after the start. */
export interface Prepared {
  banner: string | undefined;
  lines: string[];
}

const BANNER = '演示数据：明川市及其机构、人员、文件均为虚构';

/**
 * Brings an installation to where it can be served: schema up to date (embedded) or checked (external), and on an empty
 * embedded database that only this machine can reach, the demo city.
 * @throws Error with a Chinese sentence when an external database has not been prepared, or the key file is not its own
 */
export async function prepareInstallation(o: {
  config: Config;
  database: { app: DatabaseAddress; portal: DatabaseAddress };
  embedded: { socketDir: string; port: number; superuser: string } | undefined;
  keyFile: string;
  dataDir: string;
}): Promise<Prepared> {
  if (o.embedded) {
    const admin = { host: o.embedded.socketDir, port: o.embedded.port, user: o.embedded.superuser };
    await prepareDatabase(admin, DATABASE, QUEUES);
    if (await cutOff(o.database.app)) {
      await dropDatabase(admin, DATABASE);
      await prepareDatabase(admin, DATABASE, QUEUES);
    }
  } else await checkExternal(o.database.app);
  const db = openDatabase(o.database.app, { max: 4, name: 'mingtang prepare', onError: () => undefined });
  try {
    const keyFile = await checkInstallationKey(db, o.keyFile, systemClock.now());
    const keys = keyringOf(keyFile);
    const unfinished =
      keyFile.keys.length > 1
        ? [
            '上次更换安装密钥没有完成，内容都能打开。请在方便时停止服务，再执行一次 npx mingtang key rotate，会接着完成。',
          ]
        : [];
    await reindex(db);
    const { n } = await db
      .selectFrom('organisation')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    const allowed = o.embedded !== undefined && onlyHere(o.config) && o.config.demo !== 'off';
    if (n === 0 && allowed) await loadDemo(o.config, { ...o, keys });
    const demo = await db.selectFrom('site').select('facts').where('code', '=', 'main').executeTakeFirst();
    const isDemo = (demo?.facts as { demo?: boolean } | undefined)?.demo === true;
    if (isDemo && !onlyHere(o.config))
      throw new Error(
        '这个数据目录中是演示数据，口令是公开的，只能在本机使用。请用 MINGTANG_DATA 另选数据目录，或去掉 HOST、PORTAL_URL、CONSOLE_URL、API_URL、TRUSTED_HOPS 设置。',
      );
    if (isDemo) return { banner: BANNER, lines: [...unfinished, ...(await demoLines(db))] };
    if (n > 0) return { banner: undefined, lines: unfinished };
    const why =
      o.config.demo === 'full' || o.config.demo === 'small'
        ? '演示数据只装入内置的、只有本机能访问的空数据库。'
        : '';
    return {
      banner: undefined,
      lines: [
        `${why}数据库中还没有机构和人员。请在本机执行以下命令建立第一个机构、系统管理员和安全管理员（须是两个人），其余人员和授权由他们登录工作台办理：`,
        '  npx mingtang organisation add --code <代码> --name <全称> --kind city-government --level city --index-prefix <9位机构代码>',
        '  npx mingtang user add --username <用户名> --name <姓名> --organisation <代码> --role administrator --scope subtree',
        '  npx mingtang user add --username <用户名> --name <姓名> --organisation <代码> --role security-officer --scope subtree',
      ],
    };
  } finally {
    await db.destroy();
  }
}

/** Whether a first start was ended while it made the demo city. Nobody can have worked with it: it has never been served. */
async function cutOff(address: DatabaseAddress): Promise<boolean> {
  const db = openDatabase(address, { max: 1, name: 'mingtang prepare', onError: () => undefined });
  try {
    return await demoUnfinished(db);
  } finally {
    await db.destroy();
  }
}

/**
 * Makes the demo city that the settings ask for, on connections of its own whose commits do not wait for the disk: what a
 * crash loses is made again at the next start. Its 60,000 statements are some 200 different ones, each planned once.
 */
export async function loadDemo(
  config: Config,
  at: { database: { app: DatabaseAddress; portal: DatabaseAddress }; dataDir: string; keys: Keyring },
): Promise<void> {
  const open = (address: DatabaseAddress, max: number) =>
    openDatabase(address, {
      max,
      name: 'mingtang demo',
      onError: () => undefined,
      lazy: true,
      planned: true,
    });
  const db = open(at.database.app, 5);
  const portal = open(at.database.portal, 1);
  try {
    await seedDemo(
      db,
      systemClock,
      demoPlace(config, at.dataDir),
      config.demo === 'small' ? { papers: 'hand-written' } : { papers: 'all', portal, keys: at.keys },
    );
  } finally {
    await db.destroy();
    await portal.destroy();
  }
}

/** Where the files of the demo city go: where the program will look for them. */
function demoPlace(config: Config, dataDir: string): { store: FileStore; dataDir: string } {
  const outbound = openOutbound({ allow: serviceAddresses(config) });
  return { store: fileStore(config, dataDir, outbound), dataDir };
}

/** Whether nobody but this machine reaches the program: listening on loopback, and no proxy in front. */
function onlyHere(config: Config): boolean {
  return (
    config.loopback &&
    config.trustedHops === 0 &&
    Object.values(config.urls).every((url) => url === undefined)
  );
}

async function demoLines(db: Database): Promise<string[]> {
  const there = new Set((await db.selectFrom('account').select('username').execute()).map((a) => a.username));
  const people = [...DEMO_PEOPLE, ...WIDER_PEOPLE]
    .filter((p) => there.has(p.username))
    .map((p) => `  ${p.username.padEnd(12)} ${p.name}　${p.post}`);
  return [`演示人员（口令均为 ${DEMO_PASSWORD}）：`, ...people];
}

/** An external database is prepared by its administrator; the program itself may not alter it. */
async function checkExternal(address: DatabaseAddress): Promise<void> {
  const client = await connect(address).catch((error: Error & { code?: string }) => {
    // No such role, wrong password, no such database, no right to connect.
    if (!['28000', '28P01', '3D000', '42501'].includes(error.code ?? '')) throw error;
    throw new Error(
      `不能以应用角色连接外部数据库（${error.message}）。请由数据库管理员执行 npx mingtang migrate --admin-url postgres://<管理员>@<主机>/<数据库>，它会执行：\n${roleStatements('<数据库>').join(';\n')};`,
    );
  });
  try {
    const there = await client.query(`select to_regclass('public.migration') is not null as ok`);
    const applied = there.rows[0].ok
      ? (await client.query<{ name: string }>('select name from migration')).rows.map((r) => r.name)
      : [];
    const missing = migrationFiles(MIGRATIONS_DIR).filter((name) => !applied.includes(name));
    if (missing.length > 0)
      throw new Error(
        `外部数据库还缺少表结构变更 ${missing.join('、')}。请由数据库管理员执行：npx mingtang migrate --admin-url postgres://<管理员>@<主机>/<数据库>`,
      );
  } finally {
    await client.end();
  }
}
