import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  chineseDay,
  chineseDayWithWeekday,
  civilDay,
  type Day,
  day,
  dayOfInstant,
  enteredDay,
  parseDay,
  startOfDayMs,
  weekday,
} from './day.ts';

/** The platform's own calendar is the oracle: UTC arithmetic of Date, which the code does not use. */
const oracle = (d: string) => Date.parse(`${d}T00:00:00Z`);
const anyDay = fc
  .integer({ min: oracle('1000-01-01') / 86_400_000, max: oracle('9999-12-31') / 86_400_000 })
  .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10) as Day);

describe('parseDay and day', () => {
  test.each(['2026-05-20', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31', '1900-02-28'])(
    '%s is a day',
    (s) => {
      expect(parseDay(s)).toBe(s);
      expect(day(s)).toBe(s);
    },
  );

  test.each([
    '2023-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-01-00',
    '0000-01-01',
    '2026-5-20',
    '2026/05/20',
    ' 2026-05-20',
    '2026-05-20\n',
    '2026-05-20T00:00:00Z',
    '２０２６-05-20',
    '',
    '12026-05-20',
    '-001-05-20',
  ])('%j is not a day', (s) => {
    expect(parseDay(s)).toBeUndefined();
    expect(() => day(s)).toThrow(RangeError);
  });

  test('civilDay refuses fractions and NaN', () => {
    expect(civilDay(2026, 5, 20)).toBe('2026-05-20');
    expect(civilDay(2026, 5.5, 20)).toBeUndefined();
    expect(civilDay(Number.NaN, 5, 20)).toBeUndefined();
  });
});

describe('enteredDay', () => {
  test.each(['1840-01-01', '2026-02-28', '2200-12-31'])('%s may be entered', (text) =>
    expect(enteredDay(text)).toBe(text),
  );
  test.each(['0001-01-01', '1839-12-31', '2201-01-01', '9999-12-01', '2026-02-30', ''])(
    '%j is a slip',
    (text) => expect(enteredDay(text)).toBeUndefined(),
  );
});

describe('arithmetic', () => {
  test.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
    ['1999-12-31', 1, '2000-01-01'],
    ['2026-05-20', 0, '2026-05-20'],
    ['2026-05-20', 365, '2027-05-20'],
  ])('%s + %i = %s', (from, n, to) => {
    expect(addDays(day(from), n)).toBe(to);
  });

  test('refuses what is not a number of days or leaves the calendar', () => {
    expect(() => addDays(day('2026-05-20'), 0.5)).toThrow(RangeError);
    expect(() => addDays(day('2026-05-20'), Number.NaN)).toThrow(RangeError);
    expect(() => addDays(day('9999-12-31'), 1)).toThrow(RangeError);
    expect(() => addDays(day('0001-01-01'), -1)).toThrow(RangeError);
    expect(() => addDays(day('2026-05-20'), 1e15)).toThrow(RangeError);
  });

  test('agrees with the calendar of the platform', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -200_000, max: 200_000 }), (d, n) => {
        const expected = new Date(oracle(d) + n * 86_400_000).toISOString();
        fc.pre(/^\d{4}-/.test(expected) && !expected.startsWith('0000'));
        expect(addDays(d, n)).toBe(expected.slice(0, 10));
      }),
    );
  });

  test('strings sort like days', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        expect(Math.sign(oracle(b) - oracle(a))).toBe(a < b ? 1 : a > b ? -1 : 0);
      }),
    );
  });

  test('parseDay accepts every day it is given', () => {
    fc.assert(
      fc.property(anyDay, (d) => {
        expect(parseDay(d)).toBe(d);
      }),
    );
  });
});

describe('weekday', () => {
  test.each([
    ['2026-05-20', 3],
    ['2009-04-14', 2],
    ['1970-01-01', 4],
    ['1949-10-01', 6],
    ['2026-11-22', 7],
    ['2026-11-23', 1],
  ])('%s is day %i of the week', (d, n) => expect(weekday(day(d))).toBe(n));

  test('agrees with the platform', () => {
    fc.assert(
      fc.property(anyDay, (d) => {
        expect(weekday(d) % 7).toBe(new Date(oracle(d)).getUTCDay());
      }),
    );
  });
});

describe('instants', () => {
  test.each([
    ['2026-05-19T16:00:00.000Z', '2026-05-20'],
    ['2026-05-19T15:59:59.999Z', '2026-05-19'],
    ['2026-05-20T15:59:59.999Z', '2026-05-20'],
    ['1970-01-01T00:00:00.000Z', '1970-01-01'],
    ['1969-12-31T15:59:59.999Z', '1969-12-31'],
  ])('%s falls on %s', (instant, d) => expect(dayOfInstant(Date.parse(instant))).toBe(d));

  test('a day begins at 00:00 +08:00 and is left at the next 00:00', () => {
    expect(startOfDayMs(day('2026-05-20'))).toBe(Date.parse('2026-05-20T00:00:00+08:00'));
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 86_399_999 }), (d, ms) => {
        expect(dayOfInstant(startOfDayMs(d) + ms)).toBe(d);
      }),
    );
  });

  test('agrees with the time zone data of the platform from 1992 on', () => {
    const inShanghai = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });
    fc.assert(
      fc.property(fc.integer({ min: Date.parse('1992-01-01'), max: Date.parse('2100-01-01') }), (ms) => {
        expect(dayOfInstant(ms)).toBe(inShanghai.format(ms));
      }),
    );
  });

  test('refuses what is no instant', () => {
    expect(() => dayOfInstant(Number.NaN)).toThrow(RangeError);
    expect(() => dayOfInstant(Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(() => dayOfInstant(1e18)).toThrow(RangeError);
  });
});

test('days in Chinese', () => {
  expect(chineseDay(day('2026-05-20'))).toBe('2026年5月20日');
  expect(chineseDay(day('2026-12-01'))).toBe('2026年12月1日');
  expect(chineseDayWithWeekday(day('2026-05-20'))).toBe('2026年5月20日 星期三');
  expect(chineseDayWithWeekday(day('2026-11-22'))).toBe('2026年11月22日 星期日');
});
