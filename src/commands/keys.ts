import { parseArgs } from 'node:util';
import { SEALED_COLUMNS } from '../core/index.ts';
import { change } from '../platform/change.ts';
import { systemClock } from '../platform/clock.ts';
import { Refusal } from '../platform/errors.ts';
import { type Rotated, rotateKey } from '../platform/key-rotation.ts';
import { KeyFileError, readKeyFile } from '../platform/keyring.ts';
import { CommandRefused, EXIT } from './outcome.ts';
import { installationKeyFile, operatorContext, withDatabase } from './support.ts';

const ACT = 'key.rotate';

/** What is said when a change of key stops half-way, for whatever reason: nothing is lost, and how it goes on. */
function stopped(file: string, error: unknown): CommandRefused {
  const why = error instanceof Error ? error.message : String(error);
  return new CommandRefused(
    `更换密钥中途停止：${why}\n没有丢失内容：新旧密钥都还在 ${file} 中，已用新密钥加密的和还没有重新加密的都能打开。请不要移走或换回密钥文件；排除上述原因后，再执行一次 npx mingtang key rotate，会从停下的地方接着完成。`,
  );
}

/** `mingtang key rotate`: a new installation key; everything that the old one sealed is sealed again. Can be called again after an interruption. */
export async function keyRotateCommand(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const file = installationKeyFile();
  const done = await withDatabase(async (db, jobs) => {
    const record = async (it: Rotated): Promise<void> => {
      await change(
        operatorContext(db, jobs, [ACT]),
        { act: ACT, lock: async () => ({ kind: 'installation-key', id: it.to, organisationId: null }) },
        async (c) => {
          c.note({ from: it.from.join(','), values: it.values, resumed: it.resumed });
          return {};
        },
      );
    };
    try {
      return await rotateKey({ db, file, columns: SEALED_COLUMNS, now: systemClock.now(), record });
    } catch (error) {
      const begun = !(error instanceof KeyFileError) && readKeyFile(file).keys.length > 1;
      if (!begun && (error instanceof Refusal || error instanceof KeyFileError)) throw error;
      throw begun ? stopped(file, error) : error;
    }
  });
  if (done.resumed) console.log('接着完成上次中断的更换。');
  console.log(
    `已更换安装密钥：${done.from.join('、')} → ${done.to}，重新加密 ${done.values} 项，旧密钥已从 ${file} 删除。请把新的密钥文件存入保管处；以前的备份仍须用旧的密钥文件副本打开。`,
  );
  return EXIT.done;
}
