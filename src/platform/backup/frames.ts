import { randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Keyring } from '../keyring.ts';
import { SealBroken } from '../sealing.ts';

/** A backup that cannot be read: cut off, changed, or sealed with another key. The message says which. */
export class BackupBroken extends Error {}

const MAGIC = 'mingtang-backup 1\n';
const FRAME = 1 << 20;
const LAST = 1;
const MORE = 0;

/**
 * Seals a stream in frames of a megabyte: each proves its place and whether it is the last, so that a backup that was
 * cut off, shortened or put together anew is found. Layout: magic line, 16 bytes of salt, then per frame one byte
 * (1 = last), four bytes of length, the sealed bytes.
 */
export function sealFrames(keys: Keyring): Transform {
  const salt = randomBytes(16);
  let held = Buffer.alloc(0);
  let n = 0;
  const frame = (plain: Buffer, flag: number) => {
    const sealed = keys.seal(`backup ${salt.toString('hex')} ${n++} ${flag}`, plain);
    const head = Buffer.alloc(5);
    head.writeUInt8(flag, 0);
    head.writeUInt32BE(sealed.length, 1);
    return Buffer.concat([head, sealed]);
  };
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held = Buffer.concat([held, chunk]);
      // Something always stays for the last frame.
      while (held.length > FRAME) {
        stream.push(frame(held.subarray(0, FRAME), MORE));
        held = held.subarray(FRAME);
      }
      done();
    },
    flush(done) {
      stream.push(frame(held, LAST));
      done();
    },
  });
  stream.push(Buffer.concat([Buffer.from(MAGIC), salt]));
  return stream;
}

/** Opens what `sealFrames` made; gives out no byte of a frame before it is proven. Errors are `BackupBroken`. */
export function openFrames(keys: Keyring): Transform {
  const begin = MAGIC.length + 16;
  let held = Buffer.alloc(0);
  let salt: string | undefined;
  let n = 0;
  let ended = false;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held = Buffer.concat([held, chunk]);
      try {
        take();
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      done(
        ended && held.length === 0
          ? null
          : new BackupBroken(
              salt === undefined
                ? '这不是本程序的备份文件，或者文件是空的。'
                : '备份文件不完整，可能复制时中断了，请重新取得完整的文件。',
            ),
      );
    },
  });
  function take(): void {
    if (salt === undefined) {
      if (held.length < begin) return;
      if (held.subarray(0, MAGIC.length).toString('latin1') !== MAGIC)
        throw new BackupBroken('这不是本程序的备份文件。');
      salt = held.subarray(MAGIC.length, begin).toString('hex');
      held = held.subarray(begin);
    }
    while (held.length >= 5) {
      const flag = held.readUInt8(0);
      const length = held.readUInt32BE(1);
      if (ended || length > 2 * FRAME) throw new BackupBroken('备份文件的内容被改动过，不能使用。');
      if (held.length < 5 + length) return;
      const sealed = held.subarray(5, 5 + length);
      stream.push(open(sealed, `backup ${salt} ${n} ${flag}`));
      held = held.subarray(5 + length);
      n++;
      ended = flag === LAST;
    }
  }
  function open(sealed: Buffer, purpose: string): Buffer {
    try {
      return keys.open(purpose, sealed);
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      throw new BackupBroken(
        n === 0
          ? '密钥文件与这份备份不符，或者备份文件的内容被改动过。请用做备份时的密钥文件（MINGTANG_KEY_FILE）。'
          : '备份文件的内容被改动过，不能使用。',
      );
    }
  }
  return stream;
}
