import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lockAddress, lockHolder, takeLock } from './lock.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let base = '';
beforeAll(() => {
  base = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'pg-lock-'));
});
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

// The socket file serves systems without abstract sockets; it works, and is tested, everywhere.
const platforms = process.platform === 'linux' ? ['linux', 'darwin'] : ['darwin'];

describe.each(platforms)('the lock of a data folder as on %s', (platform) => {
  it('is held by one, names its holder, and is free after release', async () => {
    const address = lockAddress(base, platform);
    expect(await lockHolder(address)).toBeUndefined();
    const lock = await takeLock(address, base);
    expect((await lockHolder(address))?.pid).toBe(process.pid);
    await expect(takeLock(address, base)).rejects.toThrow(
      `数据目录正在被另一个进程使用（进程号 ${process.pid}）：${base}`,
    );
    lock.release();
    expect(await lockHolder(address)).toBeUndefined();
    (await takeLock(address, base)).release();
  });

  it('goes to exactly one of several that ask at once', async () => {
    const address = lockAddress(base, platform);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => takeLock(address, base)));
    const held = results.filter((result) => result.status === 'fulfilled');
    expect(held).toHaveLength(1);
    for (const { value } of held) value.release();
  });

  it('dies with its holder', async () => {
    const address = lockAddress(base, platform);
    const code = `
      import { takeLock } from '${new URL('./lock.ts', import.meta.url).href}';
      await takeLock(JSON.parse(process.argv[1]), '');
      console.log('held');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, JSON.stringify(address)]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect((await lockHolder(address))?.pid).toBe(child.pid);
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exit;
    if (platform !== 'linux') expect(fs.existsSync(address)).toBe(true);
    (await takeLock(address, base)).release();
  });
});

it('the address is the same for two paths to one folder, and short for a long path', () => {
  const long = path.join(base, 'z'.repeat(120));
  fs.mkdirSync(long);
  fs.symlinkSync(long, path.join(base, 'link'));
  for (const platform of platforms) {
    const link = platform === 'linux' ? path.join(base, 'link') : fs.realpathSync(path.join(base, 'link'));
    expect(lockAddress(link, platform)).toBe(lockAddress(long, platform));
    expect(Buffer.byteLength(lockAddress(long, platform))).toBeLessThan(104);
    expect(lockAddress(long, platform)).not.toBe(lockAddress(base, platform));
  }
});
