import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type Day, day, dayOfInstant } from '../day.ts';
import { type Calendar, layeredCalendar, stateCouncilCalendar } from './calendar.ts';
import { endOfMonth, endOfQuarter, endOfWeek, lapsesOn, runClock, workingDaysIn } from './clock.ts';
import {
  addClockHours,
  countTerm,
  fixedDate,
  isWorkingDay,
  nextWorkingDay,
  previousWorkingDay,
  workingDaysBetween,
} from './count.ts';
import { explainTerm } from './explain.ts';

const national = stateCouncilCalendar();
const working = (start: string, count: number, calendar: Calendar = national) =>
  countTerm({ start: day(start), term: { unit: 'working-day', count }, calendar });

/*
 * The oracle writes down the working days of two years with the platform's own dates and counts along that list; it
 * shares no code with what it judges.
 */
const FIRST = Date.parse('2030-01-01T00:00:00Z');
const ALL = Array.from({ length: 731 }, (_, i) =>
  new Date(FIRST + i * 86_400_000).toISOString().slice(0, 10),
);

interface World {
  off: Set<string>;
  work: Set<string>;
  calendar: Calendar;
  worked: string[];
}

function worldOf(offAt: readonly number[], workAt: readonly number[]): World {
  const off = new Set(offAt.map((i) => ALL[i]!));
  const work = new Set(
    workAt.map((i) => ALL[i]!).filter((d) => !off.has(d) && [0, 6].includes(new Date(d).getUTCDay())),
  );
  const year = (y: number) => ({
    year: y,
    off: Object.fromEntries([...off].filter((d) => d.startsWith(String(y))).map((d) => [d, '节'])),
    work: Object.fromEntries([...work].filter((d) => d.startsWith(String(y))).map((d) => [d, '节'])),
    source: '',
  });
  return {
    off,
    work,
    calendar: layeredCalendar({ version: 't', years: [year(2030), year(2031), year(2032)] }),
    worked: ALL.filter((d) =>
      work.has(d) ? true : !off.has(d) && ![0, 6].includes(new Date(d).getUTCDay()),
    ),
  };
}

const world = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 }),
    fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 40 }),
  )
  .map(([off, work]) => worldOf(off, work));
const startAt = fc.integer({ min: 0, max: 250 }).map((i) => ALL[i] as Day);
const count = fc.integer({ min: 1, max: 60 });
const intervals = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 320 }), fc.integer({ min: 0, max: 40 })).map(([a, n]) => ({
    after: ALL[a] as Day,
    through: ALL[a + n] as Day,
    why: '停',
  })),
  { maxLength: 4 },
);

describe('[R-PLT-01] counting against a list of days', () => {
  test('working days, with excluded intervals', () => {
    fc.assert(
      fc.property(world, startAt, count, intervals, (w, start, n, excluded) => {
        const counts = w.worked.filter(
          (d) => d > start && !excluded.some((e) => e.after < d && d <= e.through),
        );
        const r = countTerm({
          start,
          term: { unit: 'working-day', count: n },
          calendar: w.calendar,
          excluded,
        });
        expect(r.due).toBe(counts[n - 1]);
        expect(r.days.filter((d) => d.counted !== undefined).map((d) => d.day)).toEqual(counts.slice(0, n));
        // Each day from day 0 to the due day is there once, and each but day 0 says what it counted for.
        expect(r.days.map((d) => d.day)).toEqual(ALL.slice(ALL.indexOf(start), ALL.indexOf(r.due) + 1));
        for (const d of r.days.slice(1))
          expect([d.counted, d.skipped, d.excluded].filter((x) => x !== undefined)).toHaveLength(1);
      }),
    );
  });

  test('a later start never gives an earlier due day', () => {
    fc.assert(
      fc.property(world, startAt, startAt, count, intervals, (w, a, b, n, excluded) => {
        const due = (start: Day) =>
          countTerm({ start, term: { unit: 'working-day', count: n }, calendar: w.calendar, excluded }).due;
        const [early, late] = a <= b ? [a, b] : [b, a];
        expect(due(early) <= due(late)).toBe(true);
      }),
    );
  });

  test('N and then M is N plus M', () => {
    fc.assert(
      fc.property(world, startAt, count, count, (w, start, n, m) => {
        const of = (from: Day, k: number) =>
          countTerm({ start: from, term: { unit: 'working-day', count: k }, calendar: w.calendar }).due;
        expect(of(of(start, n), m)).toBe(of(start, n + m));
        expect(workingDaysBetween(w.calendar, start, of(start, n))).toBe(n);
      }),
    );
  });

  test('an excluded interval never makes a date earlier, overlapping ones count once, order is nothing', () => {
    fc.assert(
      fc.property(world, startAt, count, intervals, intervals, (w, start, n, some, more) => {
        const due = (excluded: typeof some) =>
          countTerm({ start, term: { unit: 'working-day', count: n }, calendar: w.calendar, excluded }).due;
        expect(due([...some, ...more]) >= due(some)).toBe(true);
        expect(due([...more, ...some])).toBe(due([...some, ...more]));
        expect(due([...some, ...some])).toBe(due(some));
        const one = some[0];
        if (one) {
          const middle = ALL[Math.floor((ALL.indexOf(one.after) + ALL.indexOf(one.through)) / 2)] as Day;
          const halves = [
            { ...one, through: middle },
            { ...one, after: ALL[Math.max(0, ALL.indexOf(middle) - 3)] as Day },
          ].filter((e) => e.after >= one.after);
          expect(due([...halves, { ...one, after: middle }])).toBe(due([one]));
        }
      }),
    );
  });

  test('a roll lands on the nearest working day of its side, and leaves a working day alone', () => {
    fc.assert(
      fc.property(world, startAt, fc.integer({ min: 20, max: 90 }), (w, start, n) => {
        const raw = ALL[ALL.indexOf(start) + n]!;
        const of = (roll: 'none' | 'back' | 'forward') =>
          countTerm({ start, term: { unit: 'calendar-day', count: n, roll }, calendar: w.calendar });
        expect(of('none').due).toBe(raw);
        expect(of('forward').due).toBe(w.worked.find((d) => d >= raw));
        const before = w.worked.findLast((d) => d <= raw);
        expect(of('back').due).toBe(before !== undefined && before > start ? before : start);
        for (const roll of ['none', 'back', 'forward'] as const) expect(of(roll).rawEnd).toBe(raw);
      }),
    );
  });

  test('next and previous working day, windows of a stretch', () => {
    fc.assert(
      fc.property(world, startAt, fc.integer({ min: 0, max: 40 }), (w, start, n) => {
        const d = addDays(start, 20);
        expect(nextWorkingDay(w.calendar, d)).toBe(w.worked.find((x) => x > d));
        const through = addDays(d, n);
        expect(workingDaysIn(w.calendar, d, through)).toEqual(w.worked.filter((x) => x >= d && x <= through));
        const before = w.worked.findLast((x) => x < d);
        if (before) expect(previousWorkingDay(w.calendar, d)).toBe(before);
      }),
    );
  });
});

describe('[R-PLT-01] what a result says besides the date', () => {
  test('day 0 counts nothing, whatever day it is; the result is the same from the Sunday as from the Friday', () => {
    expect(working('2025-05-10', 20).due).toBe('2025-06-09');
    expect(working('2025-05-09', 20).due).toBe('2025-06-09');
    expect(working('2025-05-10', 20).days[0]).toMatchObject({ day: '2025-05-10', kind: { working: false } });
    expect(working('2025-05-10', 20).days[0]?.counted).toBeUndefined();
  });

  test('a term of zero days is due at once', () => {
    expect(working('2026-05-20', 0)).toMatchObject({ due: '2026-05-20', rawEnd: '2026-05-20' });
  });

  test('reasons of every skipped day around the Labour Day of 2026', () => {
    const days = working('2026-04-30', 3).days.map((d) => [
      d.day.slice(5),
      d.counted ?? d.skipped ?? 'day 0',
    ]);
    expect(days).toEqual([
      ['04-30', 'day 0'],
      ['05-01', 'holiday'],
      ['05-02', 'holiday'],
      ['05-03', 'holiday'],
      ['05-04', 'holiday'],
      ['05-05', 'holiday'],
      ['05-06', 1],
      ['05-07', 2],
      ['05-08', 3],
    ]);
    expect(working('2026-05-08', 1).due).toBe('2026-05-09');
  });

  test('provisional: only when an unknown arrangement may move the day', () => {
    expect(working('2026-12-15', 20)).toMatchObject({ due: '2027-01-13', provisional: true });
    expect(working('2026-11-23', 20)).toMatchObject({ due: '2026-12-21', provisional: false });
    // The New Year of 2027 may make working days of the weekend before it, or holidays of the days before it.
    expect(working('2026-11-27', 20)).toMatchObject({ due: '2026-12-25', provisional: true });
    const natural = (roll: 'none' | 'back') =>
      countTerm({
        start: day('2026-12-20'),
        term: { unit: 'calendar-day', count: 30, roll },
        calendar: national,
      });
    expect(natural('none')).toMatchObject({ due: '2027-01-19', provisional: false });
    expect(natural('back')).toMatchObject({ due: '2027-01-19', provisional: true });
  });

  test('what cannot be counted is refused', () => {
    const start = day('2026-05-20');
    for (const count of [-1, 1.5, Number.NaN, 1e9])
      expect(() => countTerm({ start, term: { unit: 'working-day', count }, calendar: national })).toThrow(
        RangeError,
      );
    const excluded = [{ after: day('2026-06-02'), through: day('2026-06-01'), why: '停' }];
    expect(() =>
      countTerm({ start, term: { unit: 'working-day', count: 5 }, calendar: national, excluded }),
    ).toThrow(RangeError);
    expect(() => countTerm({ start, term: { unit: 'clock-hour', count: 5 }, calendar: national })).toThrow(
      RangeError,
    );
  });

  test('a date that the law names moves before days off; what was found stands in the days', () => {
    expect(fixedDate(national, day('2026-01-31'))).toMatchObject({ due: '2026-01-30', rawEnd: '2026-01-31' });
    expect(fixedDate(national, day('2026-03-31')).due).toBe('2026-03-31');
  });
});

describe('[R-PLT-01] hours, ends of periods, lapse', () => {
  test('hours run at night and on holidays, over the end of a month and a year', () => {
    const at = Date.parse('2026-12-31T23:30:00+08:00');
    expect(addClockHours(at, 24)).toBe(Date.parse('2027-01-01T23:30:00+08:00'));
    const r = countTerm({
      start: dayOfInstant(at),
      term: { unit: 'clock-hour', count: 48 },
      calendar: national,
      at,
    });
    expect(r).toMatchObject({
      due: '2027-01-02',
      dueAt: Date.parse('2027-01-02T23:30:00+08:00'),
      provisional: false,
    });
  });

  test.each([
    ['2026-01-15', '2026-01-31', '2026-03-31', '2026-01-18'],
    ['2024-02-29', '2024-02-29', '2024-03-31', '2024-03-03'],
    ['2026-02-01', '2026-02-28', '2026-03-31', '2026-02-01'],
    ['2026-06-30', '2026-06-30', '2026-06-30', '2026-07-05'],
    ['2026-11-02', '2026-11-30', '2026-12-31', '2026-11-08'],
  ])('%s: month %s, quarter %s, week %s', (d, month, quarter, week) => {
    expect([endOfMonth(day(d)), endOfQuarter(day(d)), endOfWeek(day(d))]).toEqual([month, quarter, week]);
  });

  test('a term lapses the day after it is due, be it a Saturday', () => {
    expect(lapsesOn(day('2026-05-29'))).toBe('2026-05-30');
  });
});

describe('[R-REQ-04] extension of a running term', () => {
  const run = (approved: string, notified: string | null, count = 20, excluded: [string, string][] = []) =>
    runClock({
      start: day('2024-04-15'),
      term: { unit: 'working-day', count: 20 },
      calendar: national,
      excluded: excluded.map(([a, t]) => ({ after: day(a), through: day(t), why: '征求第三方意见' })),
      extension: {
        count,
        most: 20,
        approved: day(approved),
        notified: notified === null ? null : day(notified),
      },
    });

  test.each([
    ['2024-05-14', '2024-05-14', 20, '2024-06-12', undefined],
    ['2024-05-14', '2024-05-15', 20, '2024-05-14', '之后才告知'],
    ['2024-05-15', '2024-05-15', 20, '2024-05-14', '之后才批准'],
    ['2024-05-13', null, 20, '2024-05-14', '没有告知'],
    ['2024-05-13', '2024-05-13', 21, '2024-05-14', '最长 20 个工作日'],
  ] as const)('批准 %s 告知 %s 延长 %i: %s', (approved, notified, n, due, why) => {
    const r = run(approved, notified, n);
    expect(r.original.due).toBe('2024-05-14');
    expect(r.current.due).toBe(due);
    if (why === undefined) expect(r.invalid).toBeUndefined();
    else expect(r.invalid).toContain(why);
  });

  test('a pause moves the last day on which an extension may be told; a pause after it stops the extended term', () => {
    expect(run('2024-05-20', '2024-05-20', 20, [['2024-04-22', '2024-04-30']]).original.due).toBe(
      '2024-05-23',
    );
    expect(run('2024-05-20', '2024-05-20', 20, [['2024-04-22', '2024-04-30']]).invalid).toBeUndefined();
    const late = run('2024-05-14', '2024-05-14', 20, [['2024-05-20', '2024-05-27']]);
    expect(late.original.due).toBe('2024-05-14');
    expect(late.current.due).toBe('2024-06-19');
  });
});

describe('[R-PLT-01] the explanation can be followed with a calendar in hand', () => {
  test('weekends, holidays, make-up days and excluded time are named', () => {
    const r = countTerm({
      start: day('2026-04-22'),
      term: { unit: 'working-day', count: 20 },
      calendar: national,
      excluded: [{ after: day('2026-04-28'), through: day('2026-05-08'), why: '征求第三方意见' }],
    });
    expect(explainTerm(r, '收到申请')).toEqual([
      '2026年4月22日（星期三）收到申请，当日不计入，从次日起数；第 1 个工作日是4月23日（星期四）。',
      '周末、劳动节放假（5月1日至5月5日）不计入。',
      '5月9日（星期六）调休上班，计入。',
      '征求第三方意见（4月29日至5月8日），其间 5 个工作日不计入期限。',
      '数到第 20 个工作日，是5月29日（星期五）。',
    ]);
  });

  test('two consultations with counted days between them are told apart', () => {
    const r = countTerm({
      start: day('2026-03-02'),
      term: { unit: 'working-day', count: 10 },
      calendar: national,
      excluded: [
        { after: day('2026-03-04'), through: day('2026-03-06'), why: '征求第三方意见' },
        { after: day('2026-03-10'), through: day('2026-03-11'), why: '征求第三方意见' },
      ],
    });
    expect(explainTerm(r, '收到申请').filter((s) => s.startsWith('征求'))).toEqual([
      '征求第三方意见（3月5日至3月6日），其间 2 个工作日不计入期限。',
      '征求第三方意见（3月11日），其间 1 个工作日不计入期限。',
    ]);
  });

  test('a provisional date says which year is missing', () => {
    expect(explainTerm(working('2026-12-15', 20), '收到申请').at(-1)).toContain('2027 年的放假安排');
    expect(isWorkingDay(national, day('2027-01-01'))).toBe(false);
  });
});
