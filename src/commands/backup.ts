import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { anchorsFolder, databaseAddresses, fileStore, keyFilePath, serviceAddresses } from '../addresses.ts';
import { makeBackup } from '../backup.ts';
import { type Config, readConfig } from '../config.ts';
import { erasureFile, outgoingPause, readErasureList, resumeOutgoing } from '../core/index.ts';
import { QUEUES } from '../house.ts';
import { BackupBroken } from '../platform/backup/frames.ts';
import { change } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { connect } from '../platform/db/migrate.ts';
import { DATABASE, prepareDatabase } from '../platform/db/prepare.ts';
import type { FileStore } from '../platform/files/store.ts';
import { type Keyring, keyringOf, readKeyFile } from '../platform/keyring.ts';
import { openOutbound } from '../platform/outbound.ts';
import { chooseDataDir, findRunningPostgres, startEmbeddedPostgres } from '../platform/postgres/index.ts';
import { restoreBackup } from '../restore.ts';
import { PROJECT_DIR } from '../runtime.ts';
import { CommandRefused, EXIT, required } from './outcome.ts';
import { operatorContext, withDatabase } from './support.ts';

/** Settings, folder, files and keys of this installation. */
function installation(): { config: Config; dir: string; store: FileStore; keys: Keyring } {
  const config = readConfig(process.env);
  const { dir } = chooseDataDir(config.dataDir, PROJECT_DIR);
  const outbound = openOutbound({ allow: [...config.outboundAllow, ...serviceAddresses(config)] });
  return {
    config,
    dir,
    store: fileStore(config, dir, outbound),
    keys: keyringOf(readKeyFile(keyFilePath(config, dir))),
  };
}

function programVersion(): string {
  return (JSON.parse(fs.readFileSync(path.join(PROJECT_DIR, 'package.json'), 'utf8')) as { version: string })
    .version;
}

/** `mingtang backup --to FILE`: database and files in one sealed file, while the program runs or not. */
export async function backupCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { to: { type: 'string' } } });
  const file = path.resolve(required(values.to, 'to'));
  if (fs.existsSync(file)) throw new CommandRefused(`${file} 已经存在，请另起文件名；旧备份不会被覆盖。`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const { config, dir, store, keys } = installation();
  const running = config.databaseUrl ? undefined : await findRunningPostgres(dir);
  const own = config.databaseUrl || running ? undefined : await startEmbeddedPostgres({ dataDir: dir });
  try {
    if (own)
      await prepareDatabase({ host: own.socketDir, port: own.port, user: own.superuser }, DATABASE, QUEUES);
    const client = await connect(databaseAddresses(config, running ?? own).app);
    try {
      const report = await makeBackup({
        client,
        store,
        keys,
        clock: systemClock,
        file,
        program: programVersion(),
      });
      console.log(
        `已备份到 ${file}：数据 ${report.rows} 行，文件 ${report.files} 个，共 ${Math.ceil(report.bytes / 1024)} KB。`,
      );
      console.log('备份用密钥文件加密，密钥不在备份中：请另外妥善保管密钥文件，没有它不能恢复。');
      if (report.gone.length === 0) return EXIT.done;
      console.error(`备份期间有 ${report.gone.length} 个无人引用的文件被清理，不在备份中。`);
      return EXIT.partly;
    } finally {
      await client.end();
    }
  } finally {
    await own?.stop();
  }
}

/** `mingtang restore FILE [--admin-url URL] [--erasures FILE]`: a backup into an empty installation. */
export async function restoreCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'admin-url': { type: 'string' }, erasures: { type: 'string' } },
  });
  const file = path.resolve(required(positionals[0], '备份文件'));
  const { config, dir, store, keys } = installation();
  if (values.erasures && !fs.existsSync(values.erasures))
    throw new CommandRefused(
      `没有找到清除清单 ${values.erasures}，没有恢复。请核对路径；不补做清除就恢复，已清除的个人信息会重新出现。`,
    );
  const list = readErasureList(
    values.erasures ? path.resolve(values.erasures) : erasureFile(anchorsFolder(config, dir)),
  );
  for await (const kept of store.list(''))
    throw new CommandRefused(
      `存放文件的地方不是空的（有 ${kept.key}），不能恢复到这里。请另选空的数据目录。`,
    );
  const common = { file, store, keys, clock: systemClock, erasures: list.entries };
  try {
    if (config.databaseUrl) {
      const url = required(values['admin-url'], 'admin-url');
      const { user, host, port, password, database } = new pg.Client({ connectionString: url });
      if (!database || !user) throw new CommandRefused('--admin-url 中须写明用户和数据库名。');
      const admin = { user, host, port, ...(password ? { password } : {}) };
      return say(await restoreBackup({ ...common, admin, database }));
    }
    if (await findRunningPostgres(dir)) throw new CommandRefused('程序正在运行，请先停止服务，再恢复备份。');
    const server = await startEmbeddedPostgres({ dataDir: dir });
    try {
      const admin = { host: server.socketDir, port: server.port, user: server.superuser };
      return say(await restoreBackup({ ...common, admin, database: DATABASE }));
    } finally {
      await server.stop();
    }
  } catch (error) {
    if (error instanceof BackupBroken) throw new CommandRefused(error.message);
    throw error;
  }
}

function say(report: Awaited<ReturnType<typeof restoreBackup>>): number {
  console.log(
    `已恢复 ${report.madeAt} 的备份：数据 ${report.rows} 行，文件 ${report.files} 个；备份之后清除过的个人信息已重新清除 ${report.erased} 条。`,
  );
  console.log(
    '请执行 npx mingtang audit verify 核验留痕。对外发送（邮件、短信）已暂停，确认无误后执行 npx mingtang jobs release 放行。',
  );
  return EXIT.done;
}

const RELEASE = 'outgoing.release';

/** `mingtang jobs release`: lets mails and short messages leave the house again after a restore. */
export async function jobsReleaseCommand(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const released = await withDatabase(async (db, jobs) => {
    if (!(await outgoingPause(db))) return false;
    await change(
      operatorContext(db, jobs, [RELEASE]),
      { act: RELEASE, lock: async () => ({ kind: 'outgoing', id: 'all', organisationId: null }) },
      async (c) => ({ resumed: await resumeOutgoing(c.tx) }),
    );
    return true;
  });
  console.log(released ? '已放行，等待中的消息将在一分钟内发出。' : '对外发送没有暂停，不需要放行。');
  return EXIT.done;
}
