import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Refusal } from '../errors.ts';
import type { NewCell, NewSheet } from './write.ts';

/** What the writing thread is told, in this order: a sheet, its rows in pieces, the next sheet, the end. */
export type Part =
  | { kind: 'sheet'; name: string; headings: NewSheet['headings'] }
  | { kind: 'rows'; rows: (readonly NewCell[])[] }
  | { kind: 'end' };

/** Rows made and handed over at a time: some milliseconds, then others have their turn. */
const PIECE = 250;
/** Memory of the writing thread, and how long it may take. */
const MEGABYTES = 512;
const MS = 120_000;
/** How many may wait for their turn. */
const WAITING = 20;

const HERE = import.meta.dirname;
/** The thread is the source or its compiled twin, whichever this file is: Node reads both. */
const ENTRY = path.join(HERE, `thread${path.extname(import.meta.filename)}`);

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Runs large exports one after another: each holds all its rows in memory.
 * @throws Refusal when too many wait already
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting > WAITING) throw new Refusal('现在导出的人太多，没有导出。请过几分钟再试。');
  waiting++;
  const before = last;
  const mine = before.then(work);
  const over = () => {
    waiting--;
  };
  last = mine.then(over, over);
  return mine;
}

/**
 * Writes a workbook in a thread of its own, so that a process that serves others is not held up: tens of thousands of rows
 * take seconds. The cells are the same as those of `writeWorkbook`.
 * @param sheets their rows are made a piece at a time, others are served between the pieces
 * @returns the bytes of an .xlsx file
 * @throws Refusal when memory or time do not suffice
 */
export async function writeWorkbookApart(sheets: readonly NewSheet[]): Promise<Uint8Array> {
  const thread = new Worker(ENTRY, {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
  });
  const written = new Promise<Uint8Array>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', (error: Error & { code?: string }) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : error),
    );
    thread.once('exit', () => reject(tooMuch()));
  });
  // It may fail while rows are still being made; whoever awaits it below learns of it.
  written.catch(() => undefined);
  const clock = setTimeout(() => void thread.terminate(), MS);
  try {
    for (const { name, headings, rows } of sheets) {
      tell(thread, { kind: 'sheet', name, headings });
      for (const piece of pieces(rows)) {
        tell(thread, { kind: 'rows', rows: piece });
        await setImmediate();
      }
    }
    tell(thread, { kind: 'end' });
    return await written;
  } finally {
    clearTimeout(clock);
    void thread.terminate();
  }
}

const tell = (thread: Worker, part: Part) => thread.postMessage(part);

function tooMuch(): Refusal {
  return new Refusal('内容太多，没有导出。请缩小条件，分几次导出。');
}

function* pieces(rows: Iterable<readonly NewCell[]>): Generator<(readonly NewCell[])[]> {
  let piece: (readonly NewCell[])[] = [];
  for (const row of rows) {
    piece.push(row);
    if (piece.length === PIECE) {
      yield piece;
      piece = [];
    }
  }
  if (piece.length > 0) yield piece;
}
