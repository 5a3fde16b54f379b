import { parseArgs } from 'node:util';
import { SEALED_COLUMNS } from '../core/index.ts';
import { change } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { rotateKey } from '../platform/key-rotation.ts';
import { EXIT } from './outcome.ts';
import { installationKeyFile, operatorContext, withDatabase } from './support.ts';

const ACT = 'key.rotate';

/** `mingtang key rotate`: a new installation key; everything that the old one sealed is sealed again. Can be called again after an interruption. */
export async function keyRotateCommand(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const file = installationKeyFile();
  const done = await withDatabase(async (db, jobs) => {
    const result = await rotateKey({ db, file, columns: SEALED_COLUMNS, now: systemClock.now() });
    await change(
      operatorContext(db, jobs, [ACT]),
      { act: ACT, lock: async () => ({ kind: 'installation-key', id: result.to, organisationId: null }) },
      async (c) => {
        c.note({ from: result.from.join(','), values: result.values, resumed: result.resumed });
        return {};
      },
    );
    return result;
  });
  if (done.resumed) console.log('接着完成上次中断的更换。');
  console.log(
    `已更换安装密钥：${done.from.join('、')} → ${done.to}，重新加密 ${done.values} 项，旧密钥已从 ${file} 删除。请把新的密钥文件存入保管处；以前的备份仍须用旧的密钥文件副本打开。`,
  );
  return EXIT.done;
}
