import { pino } from 'pino';

/** JSON lines on standard output. No personal data, no form values, no query strings: ids and route patterns only. */
export type Log = ReturnType<typeof pino>;

/** @param level pino level; 'silent' switches it off. @param face name of the process that logs */
export function createLog(level: string, face: string): Log {
  return pino({ level, base: { face }, timestamp: pino.stdTimeFunctions.isoTime });
}
