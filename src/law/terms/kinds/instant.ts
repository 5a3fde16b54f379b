import { type Day, dayOfInstant, parseDay, startOfDayMs } from '../../day.ts';
import { DeadlineProblem, type Field } from './fields.ts';

/** An instant as it was written, so that the answer can be written alike. */
export interface WrittenInstant {
  /** Milliseconds since the epoch. */
  ms: number;
  /** Its day in Asia/Shanghai. */
  day: Day;
  /** Minutes ahead of UTC of the written time. */
  offset: number;
  separator: string;
  /** 'none': to the minute; 's': to the second; 'ms': with milliseconds. */
  precision: 'none' | 's' | 'ms';
  /** The offset as written, '' for none (then it is Asia/Shanghai). */
  zone: string;
}

const SHAPE = /^(\d{4}-\d{2}-\d{2})([T ])(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/;
const SHANGHAI_MINUTES = 480;
const MS_PER_MINUTE = 60_000;

function readInstant(value: unknown): WrittenInstant | undefined {
  const m = typeof value === 'string' ? SHAPE.exec(value) : null;
  const date = m && parseDay(m[1]!);
  if (!m || !date || date < '1990-01-01' || date > '2200-12-31') return undefined;
  const [hours, minutes, seconds] = [Number(m[3]), Number(m[4]), Number(m[5] ?? 0)];
  const zone = m[7] ?? '';
  const zoned = /^([+-])(\d{2}):(\d{2})$/.exec(zone);
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  if (zoned && (Number(zoned[2]) > 14 || Number(zoned[3]) > 59)) return undefined;
  const offset = zoned
    ? (zoned[1] === '-' ? -1 : 1) * (Number(zoned[2]) * 60 + Number(zoned[3]))
    : zone === 'Z'
      ? 0
      : SHANGHAI_MINUTES;
  const ms =
    startOfDayMs(date) +
    ((hours * 60 + minutes) * 60 + seconds) * 1000 +
    Math.round(Number(`0${m[6] ?? ''}`) * 1000) +
    (SHANGHAI_MINUTES - offset) * MS_PER_MINUTE;
  return {
    ms,
    day: dayOfInstant(ms),
    offset,
    separator: m[2]!,
    precision: m[6] ? 'ms' : m[5] ? 's' : 'none',
    zone,
  };
}

/** Writes an instant in the notation of another: same zone, same separator, same precision. */
export function writeInstant(ms: number, like: WrittenInstant): string {
  // As if it were an instant of Shanghai, whose days are at hand.
  const shifted = ms + (like.offset - SHANGHAI_MINUTES) * MS_PER_MINUTE;
  const date = dayOfInstant(shifted);
  const rest = shifted - startOfDayMs(date);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const time = `${two(rest / 3_600_000)}:${two((rest / 60_000) % 60)}`;
  const seconds = like.precision === 'none' ? '' : `:${two((rest / 1000) % 60)}`;
  const fraction = like.precision === 'ms' ? `.${String(rest % 1000).padStart(3, '0')}` : '';
  return `${date}${like.separator}${time}${seconds}${fraction}${like.zone}`;
}

/** An instant; without a zone it is one of Asia/Shanghai. */
export function instantField(label: string): Field<WrittenInstant> {
  return {
    label,
    input: 'instant',
    read(value, name) {
      const at = readInstant(value);
      if (at === undefined)
        throw new DeadlineProblem(
          `“${label}”（${name}）应为 2026-05-20T09:12:00+08:00 这样的时间，请核对。`,
          name,
        );
      return at;
    },
  };
}
