import fs from 'node:fs';
import { ParseRefused } from './parsed.ts';
import { PARSERS, type ParserName } from './parsers.ts';

/*
 * The process that reads hostile bytes: the file on standard input, what it makes on standard output, its result as JSON
 * on number 3. It is started by `index.ts`, without rights, and killed when it takes too long.
 */

const RESULT = 3;
const OUTPUT = 1;

async function main(): Promise<void> {
  const job = JSON.parse(process.argv[2] ?? '') as { kind: ParserName; options: never };
  const bytes = fs.readFileSync(0);
  let said: { result: unknown } | { refused: string };
  try {
    const { result, output } = await PARSERS[job.kind](bytes, job.options);
    if (output) writeAll(OUTPUT, output);
    said = { result };
  } catch (error) {
    if (!(error instanceof ParseRefused)) throw error;
    said = { refused: error.message };
  }
  writeAll(RESULT, Buffer.from(JSON.stringify(said)));
}

/** Pipes take what fits; the rest has to wait. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; )
    try {
      at += fs.writeSync(descriptor, bytes, at);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
}

main().then(
  () => process.exit(0),
  () => process.exit(1),
);
