import readline from 'node:readline';
import { readDocumentNumberLine } from '../law/document-number-line.ts';
import { STATE_COUNCIL, stateCouncilCalendar } from '../law/terms/calendar.ts';
import { answerDeadline, type DeadlineAnswer } from '../law/terms/kinds/index.ts';
import { statutoryRules } from '../law/terms/rules.ts';
import { EXIT, UsageError } from './outcome.ts';

/** Answers each line of standard input with one line of JSON. @returns 0, or 3 when some lines were refused */
async function eachLine<T>(
  answer: (line: string) => T | undefined,
  refused: (a: T) => boolean,
): Promise<number> {
  let some = false;
  let first = true;
  for await (const raw of readline.createInterface({
    input: process.stdin,
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const line = first ? raw.replace(/^\ufeff/, '') : raw;
    first = false;
    const answered = answer(line);
    if (answered === undefined) continue;
    some ||= refused(answered);
    process.stdout.write(`${JSON.stringify(answered)}\n`);
  }
  return some ? EXIT.partly : EXIT.done;
}

/**
 * `mingtang law document-number <number>`: its normal form, or what is wrong with it. Without a number: a line in, a
 * line of JSON out (`input, ok, agency, year, serial, canonical, problem`).
 */
export async function documentNumberCommand(args: string[]): Promise<number> {
  const [given, more] = args;
  if (more !== undefined) throw new UsageError('只能给一个发文字号；成批核对请从标准输入逐行给出。');
  if (given === undefined) return eachLine(readDocumentNumberLine, (a) => !a.ok);
  const { agency, canonical, problem } = readDocumentNumberLine(given);
  if (problem) console.error(problem);
  if (agency === null) return EXIT.refused;
  console.log(canonical);
  return EXIT.done;
}

/**
 * `mingtang law deadlines`: questions `{id, kind, given}` in, answers out, one JSON object per line; blank lines are
 * skipped. The calendar is the State Council's, as it comes with the program: no database is needed.
 */
export async function deadlinesCommand(args: string[]): Promise<number> {
  if (args.length > 0) throw new UsageError('问题从标准输入逐行给出，不带参数。');
  const calendar = stateCouncilCalendar();
  const ctx = {
    calendars: (name: string | undefined) =>
      (name ?? STATE_COUNCIL) === STATE_COUNCIL ? calendar : undefined,
    rules: statutoryRules(),
  };
  return eachLine(
    (line): DeadlineAnswer | undefined => {
      if (line.trim() === '') return undefined;
      let question: unknown;
      try {
        question = JSON.parse(line);
      } catch {
        return { id: null, error: '这一行不是 JSON，应为 {"id": …, "kind": "…", "given": {…}}。' };
      }
      return answerDeadline(question, ctx);
    },
    (a) => 'error' in a,
  );
}
