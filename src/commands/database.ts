import { parseArgs } from 'node:util';
import pg from 'pg';
import { keyFilePath } from '../addresses.ts';
import { readConfig } from '../config.ts';
import { DEMO_PASSWORD, demoUnfinished } from '../demo/seed.ts';
import { QUEUES } from '../house.ts';
import { loadDemo } from '../install.ts';
import { systemClock } from '../platform/clock.ts';
import { ROLES } from '../platform/db/migrate.ts';
import { prepareDatabase } from '../platform/db/prepare.ts';
import { checkInstallationKey } from '../platform/installation-key.ts';
import { keyringOf } from '../platform/keyring.ts';
import { CommandRefused, EXIT, required } from './outcome.ts';
import { withDatabase } from './support.ts';

/** `mingtang migrate --admin-url <url>`: roles and tables in an external database. Run by its administrator. */
export async function migrateCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { 'admin-url': { type: 'string' } } });
  const url = required(values['admin-url'], 'admin-url');
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new CommandRefused('--admin-url 应为 postgres://用户:口令@主机/数据库。');
  const { user, password, host, port, database } = new pg.Client({ connectionString: url });
  if (!database)
    throw new CommandRefused('--admin-url 中须写明数据库名，例如 postgres://postgres@localhost/mingtang。');
  const admin = { user, host, port, ...(password ? { password } : {}) };
  const applied = await prepareDatabase(admin, database, QUEUES);
  console.log(applied.length > 0 ? `已执行：${applied.join('、')}` : '表结构已是最新。');
  console.log(
    `请为角色 ${ROLES.app}、${ROLES.portal} 设置口令（alter role … password …），并用 DATABASE_URL、DATABASE_PORTAL_URL 告诉本程序。`,
  );
  return EXIT.done;
}

/** `mingtang seed`: the demo city, only into an empty embedded database on this machine. */
export async function seedCommand(): Promise<number> {
  const config = readConfig(process.env);
  if (config.databaseUrl || !config.loopback)
    throw new CommandRefused('演示数据只装入内置的、只有本机能访问的空数据库。');
  await withDatabase(async (db, _jobs, dataDir, database) => {
    const { n } = await db
      .selectFrom('organisation')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    if (await demoUnfinished(db))
      throw new CommandRefused(
        '上次装入演示数据时中断，数据不完整。请启动一次本程序（npm start），它会重新装入。',
      );
    if (n > 0) throw new CommandRefused('数据库中已有机构，没有装入演示数据。');
    const keyFile = await checkInstallationKey(db, keyFilePath(config, dataDir), systemClock.now());
    await loadDemo(config, { database, dataDir, keys: keyringOf(keyFile) });
  });
  console.log(`已装入演示城市明川市。演示人员的口令均为 ${DEMO_PASSWORD}。`);
  return EXIT.done;
}
