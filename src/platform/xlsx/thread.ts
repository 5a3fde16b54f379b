import { parentPort } from 'node:worker_threads';
import type { Part } from './apart.ts';
import { type NewCell, type NewSheet, writeWorkbook } from './write.ts';

/*
 * The thread that writes a large workbook: rows come in pieces from `apart.ts`, the bytes go back whole. It has nothing
 * but these rows: no database, no keys, no environment.
 */

const sheets: (Omit<NewSheet, 'rows'> & { rows: (readonly NewCell[])[] })[] = [];

parentPort?.on('message', (part: Part) => {
  if (part.kind === 'sheet') sheets.push({ name: part.name, headings: part.headings, rows: [] });
  else if (part.kind === 'rows') sheets.at(-1)?.rows.push(...part.rows);
  else void finish();
});

async function finish(): Promise<void> {
  // A copy of its own length: what is handed over must not be a window on memory that others use.
  const bytes = new Uint8Array(await writeWorkbook(sheets));
  parentPort?.postMessage(bytes, [bytes.buffer]);
}
