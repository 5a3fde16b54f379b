import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const READY = /明堂已就绪：门户 (\S+)　工作台 (\S+)　接口/;
const START_MS = 90_000;
const STOP_MS = 30_000;
/** The whole demo city takes its time. */
const SEED_MS = 600_000;

/** The real program, running: the supervisor with its own database, and the addresses that it printed. */
export interface Program {
  portal: string;
  console: string;
  dataDir: string;
  /** Runs `mingtang <args>` on this program's data. @returns exit code and everything it printed */
  command(...args: string[]): Promise<{ code: number; output: string }>;
  stop(): Promise<void>;
}

/** Compiles sources and assets when they changed, as `npm start` does. */
export function build(): void {
  execFileSync(process.execPath, [path.join(ROOT, 'scripts', 'setup.cjs')], { stdio: ['ignore', 2, 2] });
}

/** A folder that the database's own user can enter, also when we are root. */
function newFolder(name: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `mingtang-${name}-`));
  fs.chmodSync(folder, 0o755);
  return folder;
}

/**
 * A data folder with the demo city, to be copied: seeding takes far longer than starting.
 * @param demo its twenty papers written by hand, or all of it
 * @returns the folder and how to remove it
 */
export async function makeMould(
  demo: 'small' | 'full' = 'small',
): Promise<{ folder: string; remove(): void }> {
  const folder = newFolder('mould');
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  const { code, output } = await run(['seed'], folder, { MINGTANG_DEMO: demo }, SEED_MS);
  if (code === 0) return { folder, remove };
  remove();
  throw new Error(`mingtang seed 退出码 ${code}：\n${output}`);
}

function run(
  args: string[],
  dataDir: string,
  env: Record<string, string> = {},
  timeout = START_MS,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, 'dist', 'cli.js'), ...args],
      {
        env: { ...process.env, ...env, MINGTANG_DATA: path.join(dataDir, 'data') },
        cwd: ROOT,
        timeout,
      },
      (error, stdout, stderr) =>
        resolve({
          code: error ? (typeof error.code === 'number' ? error.code : -1) : 0,
          output: stdout + stderr,
        }),
    );
  });
}

/**
 * Starts the program on a copy of a mould, on a block of free ports, and waits for its line of readiness.
 * @throws Error with everything it printed when it does not get ready
 */
export async function startProgram(mould: string): Promise<Program> {
  const dataDir = newFolder('e2e');
  for (let attempt = 1; ; attempt++) {
    try {
      // cp keeps owner and mode, which PostgreSQL insists on.
      if (attempt === 1)
        execFileSync('cp', ['-a', path.join(mould, 'data'), path.join(mould, 'data.key'), dataDir]);
      return await start(dataDir);
    } catch (error) {
      if (attempt < 5 && String(error).includes('已被占用')) continue;
      fs.rmSync(dataDir, { recursive: true, force: true });
      throw error;
    }
  }
}

/**
 * Starts the program on what `mingtang restore` makes of a backup, in an empty folder that holds only the key file.
 * @param keyFile the key file of the installation that was backed up
 * @throws Error with everything it printed when the backup cannot be restored
 */
export async function restoreProgram(backup: string, keyFile: string): Promise<Program> {
  const dataDir = newFolder('restored');
  try {
    fs.copyFileSync(keyFile, path.join(dataDir, 'data.key'));
    const { code, output } = await run(['restore', backup], dataDir);
    if (code !== 0) throw new Error(`mingtang restore 退出码 ${code}：\n${output}`);
    return await start(dataDir);
  } catch (error) {
    fs.rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}

async function start(dataDir: string): Promise<Program> {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist', 'main.js')], {
    cwd: ROOT,
    env: {
      ...process.env,
      MINGTANG_DATA: path.join(dataDir, 'data'),
      PORT: String(20_000 + 4 * randomInt(2500)),
      HOST: '127.0.0.1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // When the tests are cut off, the program must not stay behind.
  const abandon = () => child.kill('SIGTERM');
  process.once('exit', abandon);
  let printed = '';
  const [, portal, office] = await new Promise<RegExpExecArray>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGTERM'), START_MS);
    const listen = (chunk: Buffer) => {
      printed += chunk.toString();
      const ready = READY.exec(printed);
      if (!ready) return;
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => {
      clearTimeout(timer);
      process.off('exit', abandon);
      reject(new Error(`程序没有就绪（退出码 ${code}）：\n${printed}`));
    });
  });
  const died = () => console.error(`程序意外结束（${child.signalCode ?? child.exitCode}）：\n${printed}`);
  child.once('exit', died);
  return {
    portal: portal!,
    console: office!,
    dataDir,
    command: (...args) => run(args, dataDir),
    async stop() {
      process.off('exit', abandon);
      child.off('exit', died);
      await end(child);
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
}
