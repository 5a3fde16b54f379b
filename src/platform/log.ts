import { pino } from 'pino';

/** JSON lines on standard output. No personal data, no form values, no query strings: ids and route patterns only. */
export type Log = ReturnType<typeof pino>;

/**
 * @param level pino level; 'silent' switches it off
 * @param face name of the process that logs
 * @param to where the lines go; standard output unless given
 */
export function createLog(level: string, face: string, to?: { write(line: string): void }): Log {
  const options = { level, base: { face }, timestamp: pino.stdTimeFunctions.isoTime };
  return to ? pino(options, to) : pino(options);
}

/**
 * What of an error may stand in a log: its name, its code, what a database says of the place, and the lines of the
 * stack. Messages often quote what somebody typed (`invalid input syntax for type date: "…"`): a message ends
 * before its first quote, and of a database error it is left out whole.
 */
export function logged(error: unknown): Record<string, string | undefined> {
  if (!(error instanceof Error)) return { error: 'not an Error' };
  const { code, table, column, constraint, routine } = error as Error &
    Partial<Record<'code' | 'table' | 'column' | 'constraint' | 'routine', string>>;
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const message = routine === undefined ? beforeQuotes(error.message) : 'database error';
  return {
    error: `${error.name}: ${message}`,
    code,
    table,
    column,
    constraint,
    stack: stack.slice(0, 12).join('\n'),
  };
}

function beforeQuotes(message: string): string {
  const [words = ''] = message.split(/["'`“‘\n]/, 1);
  return words.length < message.length ? `${words.slice(0, 300)}…` : words.slice(0, 300);
}
