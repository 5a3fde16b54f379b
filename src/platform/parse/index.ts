import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { ParserName, ParserOptions, ParserResult } from './parsers.ts';

/** What a parser may use before it is killed. */
export interface ParseLimits {
  /** Wall-clock time, milliseconds. */
  ms: number;
  /** CPU time, seconds; held by the kernel, so that it also ends a child whose parent has died. */
  cpuSeconds: number;
  /** Memory in use, bytes. */
  memory: number;
  /** Length of the result as JSON, bytes. */
  resultBytes: number;
}

const LIMITS: ParseLimits = {
  ms: 30_000,
  cpuSeconds: 60,
  memory: 1024 * 1024 * 1024,
  resultBytes: 8 * 1024 * 1024,
};
/** Children of this process that run at once; and how many jobs may wait for one. */
const AT_ONCE = 2;
const WAITING = 40;

/** The file could not be read, and why, in a Chinese sentence for the person who sent it. */
export class ParseFailed extends Error {}

let running = 0;
const queue: (() => void)[] = [];

/**
 * Reads hostile bytes in a process of their own: without the environment, without the right to open files or start
 * programs, with limits of time and memory, killed when it passes one. Nothing of ours is at risk if the parser is.
 * @param kind which parser of `parsers.ts`
 * @param input a file, or the bytes themselves
 * @param output takes the bytes that the parser makes (a picture), where it makes any
 * @throws ParseFailed
 */
export async function parseInChild<K extends ParserName, T = undefined>(
  kind: K,
  input: { file: string } | { bytes: Uint8Array },
  options: ParserOptions<K>,
  o: { limits?: Partial<ParseLimits>; output?: (bytes: Readable) => Promise<T> } = {},
): Promise<{ result: ParserResult<K>; output: T | undefined }> {
  if (running >= AT_ONCE) {
    if (queue.length >= WAITING) throw new ParseFailed('正在处理的文件太多，请稍后再上传。');
    await new Promise<void>((resolve) => queue.push(resolve));
  }
  running++;
  try {
    return await run(kind, input, options, { ...LIMITS, ...o.limits }, o.output);
  } finally {
    running--;
    queue.shift()?.();
  }
}

const HERE = import.meta.dirname;
/** The child is the source or its compiled twin, whichever this file is: Node reads both. */
const ENTRY = path.join(HERE, `child${path.extname(import.meta.filename)}`);

/** The folders that the program itself is read from. */
function ownFolders(): string[] {
  const code = path.join(HERE, '..', '..');
  const modules = path.join(code, '..', 'node_modules');
  return [code, path.join(code, '..', 'package.json'), modules, fs.realpathSync(modules)];
}

function start(job: string, limits: ParseLimits, stdin: number | 'pipe'): ChildProcess {
  const node = [
    process.execPath,
    `--max-old-space-size=${Math.floor(limits.memory / 2 / 1024 / 1024)}`,
    '--permission',
    // Pictures are read by a native library.
    '--allow-addons',
    ...ownFolders().map((folder) => `--allow-fs-read=${folder}`),
    '--disable-warning=SecurityWarning',
    ENTRY,
    job,
  ];
  return spawn(
    '/bin/sh',
    ['-c', 'ulimit -c 0; ulimit -t "$0"; exec "$@"', String(limits.cpuSeconds), ...node],
    {
      cwd: '/',
      env: {},
      // Standard input: the file. Output: what the parser makes. Number 3: its result.
      stdio: [stdin, 'pipe', 'ignore', 'pipe'],
    },
  );
}

async function run<K extends ParserName, T>(
  kind: K,
  input: { file: string } | { bytes: Uint8Array },
  options: ParserOptions<K>,
  limits: ParseLimits,
  take: ((bytes: Readable) => Promise<T>) | undefined,
): Promise<{ result: ParserResult<K>; output: T | undefined }> {
  const descriptor = 'file' in input ? fs.openSync(input.file, 'r') : undefined;
  let child: ChildProcess;
  try {
    child = start(JSON.stringify({ kind, options }), limits, descriptor ?? 'pipe');
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
  let reason: string | undefined;
  const kill = (why: string) => {
    reason ??= why;
    child.kill('SIGKILL');
  };
  const clock = setTimeout(
    () => kill('文件太复杂，没有在规定时间内处理完。请简化或拆分后再上传。'),
    limits.ms,
  );
  const scale = setInterval(() => {
    if (memoryOf(child.pid) > limits.memory) kill('处理这个文件需要的内存太多。请缩小或拆分后再上传。');
  }, 100);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  if ('bytes' in input) {
    // A child that is killed while it is being fed breaks the pipe; its end tells enough.
    child.stdin?.on('error', () => undefined).end(input.bytes);
  }
  try {
    const made = child.stdout as Readable;
    const [answer, output] = await Promise.all([
      readUpTo(child.stdio[3] as Readable, limits.resultBytes, () =>
        kill('文件的内容太多，无法处理。请拆分后再上传。'),
      ),
      take ? take(made).catch((error: unknown) => asFault(error, kill)) : drain(made),
    ]);
    await ended;
    if (output instanceof Fault) throw output.error;
    if (reason !== undefined) throw new ParseFailed(reason);
    const said = readAnswer(answer);
    if (said.refused !== undefined) throw new ParseFailed(said.refused);
    return { result: said.result as ParserResult<K>, output };
  } finally {
    clearTimeout(clock);
    clearInterval(scale);
    child.kill('SIGKILL');
  }
}

/** What went wrong with the bytes that the parser made, while its result is still awaited. */
class Fault {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

function asFault(error: unknown, kill: (why: string) => void): Fault {
  kill('');
  return new Fault(error);
}

async function drain(stream: Readable): Promise<undefined> {
  for await (const _chunk of stream);
  return undefined;
}

async function readUpTo(stream: Readable, most: number, tooMuch: () => void): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > most) {
        tooMuch();
        break;
      }
      chunks.push(chunk);
    }
  } catch {
    // The child was killed: the reason is known to whoever did it.
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer(text: string): { result?: unknown; refused?: string } {
  try {
    return JSON.parse(text) as { result?: unknown; refused?: string };
  } catch {
    return { refused: '文件无法读取，可能已经损坏。请用原来的软件打开检查，另存后再上传。' };
  }
}

/** Memory that a process uses now, bytes; 0 where the system does not tell. */
function memoryOf(pid: number | undefined): number {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}
