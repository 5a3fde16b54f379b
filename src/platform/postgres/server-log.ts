import fs from 'node:fs';
import path from 'node:path';

const LARGEST = 10 * 1024 * 1024;

/** The open log of a server. `tail` gives the last lines written since opening, '' when none. */
export interface ServerLog {
  file: string;
  descriptor: number;
  tail(): string;
}

/**
 * Opens `<dataDir>/postgresql.log` for appending; one above 10 MB is first put aside as `postgresql.log.1`, in place
 * of an earlier one. Close `descriptor` after the server has been started with it.
 */
export function openServerLog(dataDir: string): ServerLog {
  const file = path.join(dataDir, 'postgresql.log');
  if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGEST) fs.renameSync(file, `${file}.1`);
  const descriptor = fs.openSync(file, 'a', 0o640);
  const begin = fs.fstatSync(descriptor).size;
  return { file, descriptor, tail: () => lastLines(file, begin) };
}

function lastLines(file: string, begin: number): string {
  const text = fs.readFileSync(file).subarray(begin).toString('utf8');
  return text.trimEnd().split('\n').slice(-15).join('\n').slice(-4000);
}
