import path from 'node:path';
import { parseArgs } from 'node:util';
import { anchorsFolder } from '../addresses.ts';
import { readConfig } from '../config.ts';
import { ERASE_FILE_QUEUE, erasureFile, readErasureList, replayErasures } from '../core/index.ts';
import { change } from '../platform/change.ts';
import { chooseDataDir } from '../platform/postgres/index.ts';
import { PROJECT_DIR } from '../runtime.ts';
import { CommandRefused, EXIT } from './outcome.ts';
import { operatorContext, withDatabase } from './support.ts';

const ACT = 'erasure.replay';

/** `mingtang erasures replay [--list FILE]`: after a restore, erases again what had been erased since the backup. */
export async function erasuresReplayCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { list: { type: 'string' } } });
  const config = readConfig(process.env);
  const own = anchorsFolder(config, chooseDataDir(config.dataDir, PROJECT_DIR).dir);
  const file = values.list === undefined ? erasureFile(own) : path.resolve(values.list);
  const list = readErasureList(file);
  if (list.entries.length === 0 && list.unreadable.length === 0)
    throw new CommandRefused(`${file} 中没有清除记录。请用 --list 指明清除记录文件。`);
  const done = await withDatabase((db, jobs) =>
    change(
      operatorContext(db, jobs, [ACT]),
      {
        act: ACT,
        lock: async () => ({ kind: 'erasure-list', id: list.entries.length, organisationId: null }),
      },
      async (c) => {
        const { files, ...result } = await replayErasures(c.tx, list.entries, c.now);
        for (const key of files) await c.enqueue(ERASE_FILE_QUEUE, { key }, key);
        c.note({ ...result, files: files.length });
        return result;
      },
    ),
  );
  console.log(
    `清除记录共 ${list.entries.length} 条：重新清除 ${done.erased} 条，原已清除 ${done.known} 条，本数据库中没有的办件 ${done.absent} 条。`,
  );
  if (list.unreadable.length === 0) return EXIT.done;
  console.error(`第 ${list.unreadable.join('、')} 行无法识别，没有处理，请核对文件。`);
  return EXIT.partly;
}
