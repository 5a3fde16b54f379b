import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addDays, type Day, day } from '../day.ts';
import { checkArrangement, readArrangementText } from './arrangement.ts';
import { layeredCalendar, stateCouncilCalendar, stateCouncilYears } from './calendar.ts';

const calendar = stateCouncilCalendar();
/** The open data that the shipped years were written from, where they are at hand beside the project. */
const SHARED = new URL('../../../../shared/rules/holidays/', import.meta.url);
const present = fs.existsSync(SHARED);

interface HolidayFile {
  year: number;
  papers: string[];
  days: { name: string; date: string; isOffDay: boolean }[];
}

/** A year in the shape of the open data, with nothing wrong in it. */
function file2027(): HolidayFile {
  const span = (name: string, from: string, n: number) =>
    Array.from({ length: n }, (_, i) => ({ name, date: addDays(day(from), i), isOffDay: true }));
  const work = (name: string, date: string) => ({ name, date, isOffDay: false });
  return {
    year: 2027,
    papers: ['https://example.invalid/notice'],
    days: [
      ...span('元旦', '2027-01-01', 3),
      work('春节', '2027-01-31'),
      ...span('春节', '2027-02-05', 7),
      work('春节', '2027-02-14'),
      ...span('清明节', '2027-04-03', 3),
      ...span('劳动节', '2027-05-01', 5),
      work('劳动节', '2027-05-08'),
      ...span('端午节', '2027-06-09', 1),
      ...span('中秋节', '2027-09-15', 1),
      ...span('国庆节', '2027-10-01', 7),
      work('国庆节', '2027-10-09'),
    ],
  };
}

describe('[R-PLT-01] the years that come with the program', () => {
  test('2007 to 2026, none missing', () => {
    expect(stateCouncilYears.map((y) => y.year)).toEqual(Array.from({ length: 20 }, (_, i) => 2007 + i));
  });

  // From the notices, by hand: one telling day of each year and its neighbour.
  test.each([
    ['2006-12-30', true, '元旦'],
    ['2006-12-31', true, '元旦'],
    ['2007-01-02', false, '元旦'],
    ['2007-02-17', true, '春节'],
    ['2007-02-24', false, '春节'],
    ['2007-04-05', true, undefined],
    ['2007-05-07', false, '劳动节'],
    ['2007-06-19', true, undefined],
    ['2007-09-25', true, undefined],
    ['2007-12-29', true, '元旦'],
    ['2007-12-31', false, '元旦'],
    ['2008-05-02', false, '劳动节'],
    ['2008-05-04', true, '劳动节'],
    ['2008-09-30', false, '国庆节'],
    ['2009-10-08', false, '国庆节、中秋节'],
    ['2010-09-25', true, '中秋节'],
    ['2011-12-31', true, '元旦'],
    ['2012-09-30', false, '国庆节、中秋节'],
    ['2013-06-09', true, '端午节'],
    ['2014-01-30', true, undefined],
    ['2014-04-07', false, '清明节'],
    ['2015-09-03', false, '抗战胜利纪念日'],
    ['2015-09-06', true, '抗战胜利纪念日'],
    ['2016-06-12', true, '端午节'],
    ['2017-05-27', true, '端午节'],
    ['2018-12-29', true, '元旦'],
    ['2018-12-31', false, '元旦'],
    ['2019-05-03', false, '劳动节'],
    ['2019-05-05', true, '劳动节'],
    ['2020-01-31', false, '春节'],
    ['2020-02-01', false, '春节'],
    ['2020-02-03', true, undefined],
    ['2021-04-25', true, '劳动节'],
    ['2022-12-31', false, '元旦'],
    ['2023-06-25', true, '端午节'],
    ['2024-02-09', true, undefined],
    ['2024-02-18', true, '春节'],
    ['2025-01-28', false, '春节'],
    ['2025-10-08', false, '国庆节、中秋节'],
    ['2026-02-14', true, '春节'],
    ['2026-02-23', false, '春节'],
  ])('%s 上班 %s %s', (d, working, name) => {
    expect(calendar.kind(day(d))).toMatchObject({ working, provisional: false });
    expect(calendar.kind(day(d)).name).toBe(name);
  });

  test('make-up days are weekend days, no day is both, days off stay within the year or its New Year', () => {
    for (const y of stateCouncilYears) {
      const [off, work] = [Object.keys(y.off), Object.keys(y.work)];
      expect(work.filter((d) => ![0, 6].includes(new Date(d).getUTCDay()))).toEqual([]);
      expect(work.filter((d) => off.includes(d))).toEqual([]);
      expect(
        [...off, ...work].filter((d) => !d.startsWith(String(y.year)) && !/-12-(29|30|31)$/.test(d)),
      ).toEqual([]);
      expect(y.source).toMatch(/^国务院办公厅关于.*gov\.cn/);
    }
  });

  test.skipIf(!present)('every day is what the open data say (skipped where they are not at hand)', () => {
    const truth = new Map<string, boolean>();
    for (const name of fs.readdirSync(SHARED)) {
      const file = JSON.parse(fs.readFileSync(new URL(name, SHARED), 'utf8')) as HolidayFile;
      for (const d of file.days) truth.set(d.date, !d.isOffDay);
    }
    expect(truth.size).toBeGreaterThan(650);
    for (let d = day('2007-01-01'); d <= '2026-12-31'; d = addDays(d, 1))
      expect([d, calendar.kind(d).working]).toEqual([
        d,
        truth.get(d) ?? ![0, 6].includes(new Date(d).getUTCDay()),
      ]);
  });

  test.skipIf(!present)(
    'the open data pass the check of arrangements, but for a Monday that they call made up',
    () => {
      const wrong: string[] = [];
      for (const name of fs.readdirSync(SHARED)) {
        const { arrangement, issues } = checkArrangement(
          JSON.parse(fs.readFileSync(new URL(name, SHARED), 'utf8')),
        );
        wrong.push(...issues.map((i) => `${name} ${i.message}`));
        if (!arrangement) continue;
        const shipped = stateCouncilYears.find((y) => y.year === arrangement.year);
        expect(Object.keys(arrangement.off).sort()).toEqual(Object.keys(shipped!.off).sort());
        expect(Object.keys(arrangement.work).sort()).toEqual(Object.keys(shipped!.work).sort());
      }
      expect(wrong).toEqual([
        '2020.json 2020年2月3日（星期一）本来就要上班，不能列为调休上班日，请对照通知核对日期。',
        expect.stringContaining('2027.json 文件里没有 2027 年的任何放假日'),
      ]);
    },
  );
});

describe('[R-PLT-01] a year without arrangement', () => {
  test.each([
    ['2027-01-01', false, 'statutory', '元旦'],
    ['2027-01-02', false, 'weekend', undefined],
    ['2027-01-04', true, 'weekday', undefined],
    ['2027-05-01', false, 'statutory', '劳动节'],
    ['2027-05-02', false, 'statutory', '劳动节'],
    ['2027-05-03', true, 'weekday', undefined],
    ['2027-10-01', false, 'statutory', '国庆节'],
    ['2027-10-03', false, 'statutory', '国庆节'],
    ['2027-10-04', true, 'weekday', undefined],
    // Before the revision of 2024 the Labour Day was one day, before that of 2007 three.
    ['2006-05-03', false, 'statutory', '劳动节'],
    ['2006-05-04', true, 'weekday', undefined],
  ])('%s 上班 %s %s', (d, working, why, name) => {
    expect(calendar.kind(day(d))).toEqual({ working, why, provisional: true, ...(name ? { name } : {}) });
  });

  test('the last week of December hangs on the notice of the next year', () => {
    const until = (last: number) =>
      layeredCalendar({ version: 't', years: stateCouncilYears.filter((y) => y.year <= last) });
    expect(until(2026).kind(day('2026-12-24')).provisional).toBe(false);
    expect(until(2026).kind(day('2026-12-25')).provisional).toBe(true);
    // The New Year of 2008 made Saturday the 29th a working day and Monday the 31st a holiday.
    expect(until(2007).kind(day('2007-12-29'))).toMatchObject({ working: false, provisional: true });
    expect(until(2008).kind(day('2007-12-29'))).toMatchObject({ working: true, provisional: false });
    expect(until(2007).kind(day('2007-12-31'))).toMatchObject({ working: true, provisional: true });
    expect(until(2008).kind(day('2007-12-31'))).toMatchObject({ working: false, provisional: false });
  });
});

describe('[R-PLT-01] a region arranges some days otherwise', () => {
  const regional = layeredCalendar({
    version: 't',
    years: stateCouncilYears,
    regional: [
      { day: day('2026-04-20'), working: false, name: '三月三' },
      { day: day('2026-04-25'), working: true, name: '三月三' },
      { day: day('2026-05-09'), working: false, name: '地方安排' },
      { day: day('2027-04-09'), working: false, name: '三月三' },
    ],
  });
  test.each([
    ['2026-04-20', { working: false, why: 'regional-holiday', name: '三月三', provisional: false }],
    ['2026-04-25', { working: true, why: 'regional-make-up', name: '三月三', provisional: false }],
    ['2026-05-09', { working: false, why: 'regional-holiday', name: '地方安排', provisional: false }],
    ['2026-05-10', { working: false, why: 'weekend', provisional: false }],
    ['2027-04-09', { working: false, why: 'regional-holiday', name: '三月三', provisional: true }],
  ])('%s', (d, kind) => expect(regional.kind(day(d))).toEqual(kind));
});

describe('[R-PLT-01] an arrangement is checked before it is loaded', () => {
  test('a good one is taken, its New Year may reach into December', () => {
    const file = file2027();
    file.days.push({ name: '元旦', date: '2026-12-27', isOffDay: false });
    const { arrangement, issues } = checkArrangement(file);
    expect(issues).toEqual([]);
    expect(arrangement).toMatchObject({ year: 2027, source: 'https://example.invalid/notice' });
    expect(arrangement?.work['2026-12-27' as Day]).toBe('元旦');
    const loaded = layeredCalendar({ version: 't', years: [...stateCouncilYears, arrangement!] });
    expect(loaded.kind(day('2027-02-14'))).toMatchObject({
      working: true,
      why: 'make-up',
      provisional: false,
    });
    expect(loaded.kind(day('2026-12-28')).provisional).toBe(false);
  });

  const without = (name: string) => (f: HolidayFile) => ({
    ...f,
    days: f.days.filter((d) => d.name !== name),
  });
  const plus =
    (date: string, isOffDay: boolean, name = '春节') =>
    (f: HolidayFile) => ({
      ...f,
      days: [...f.days, { name, date, isOffDay }],
    });
  test.each<[what: string, spoil: (f: HolidayFile) => unknown, says: string[]]>([
    ['a day twice', plus('2027-02-06', true), ['2027年2月6日（星期六）写了两次']],
    ['a day off and worked', plus('2027-02-07', false), ['2027年2月7日（星期日）既写成放假又写成上班']],
    [
      'a working day inside a holiday',
      (f) => ({ ...f, days: f.days.map((d) => (d.date === '2027-10-03' ? { ...d, isOffDay: false } : d)) }),
      ['2027年10月3日（星期日）夹在放假期间', '2027年10月3日（星期日）是法定的国庆节假日'],
    ],
    ['a make-up day on no weekend', plus('2027-02-15', false), ['2027年2月15日（星期一）本来就要上班']],
    ['a day of another year', plus('2025-02-06', true), ['不在 2027 年之内']],
    ['early December before', plus('2026-12-20', true), ['不在 2027 年之内']],
    ['a day of the next year', plus('2028-01-01', true, '元旦'), ['应由 2028 年的通知安排']],
    ['no year', ({ year: _, ...f }) => f, ['没有写明年份']],
    ['a year in words', (f) => ({ ...f, year: '2027' }), ['年份（year）应为四位整数']],
    ['no days', (f) => ({ ...f, days: [] }), ['没有 2027 年的任何放假日']],
    ['no list of days', ({ days: _, ...f }) => f, ['缺少日期清单']],
    ['a list', (f) => f.days, ['不是放假安排']],
    ['nothing', () => null, ['不是放假安排']],
    ['an impossible date', plus('2027-02-30', true), ['没有可以识别的日期']],
    [
      'no word on working',
      (f) => ({ ...f, days: [...f.days, { name: '春节', date: '2027-02-12' }] }),
      ['没有写明放假还是上班'],
    ],
    ['no name', plus('2027-02-12', true, ' '), ['没有节日名称']],
    ['no 端午节', without('端午节'), ['没有端午节的放假日']],
    [
      'half a year',
      (f) => ({ ...f, days: f.days.filter((d) => d.date < '2027-07') }),
      ['10月1日', '10月2日', '10月3日', '没有中秋节'],
    ],
    ['far too many', (f) => ({ ...f, days: Array.from({ length: 500 }, () => f.days[0]) }), ['共有 500 项']],
    ['papers that are none', (f) => ({ ...f, papers: [1] }), ['通知出处']],
  ])('%s is refused in words', (_what, spoil, says) => {
    const { arrangement, issues } = checkArrangement(spoil(file2027()));
    expect(arrangement).toBeUndefined();
    for (const s of says) expect(issues.map((i) => i.message).join('\n')).toContain(s);
    for (const i of issues) expect(i.message).toMatch(/\p{Script=Han}.*。$/u);
  });
});

describe('[R-PLT-01] an arrangement typed as text', () => {
  const TEXT = `# 2027 年
2027-01-01 至 2027-01-03 休 元旦
2027-01-31 班
2027-02-05至2027-02-11　休　春节
2027-02-14 班 春节
2027-04-03 ~ 2027-04-05 放假 清明节
2027-05-01 至 2027-05-05 休 劳动节
2027-05-08 上班
2027-06-09 休 端午节
2027-09-15 休 中秋节
2027-10-01 到 2027-10-07 休 国庆节
2027-10-09 班

`;
  test('says the same as the file', () => {
    const typed = readArrangementText(2027, TEXT, '关于2027年部分节假日安排的通知');
    expect(typed.issues).toEqual([]);
    const { source: _, ...rest } = checkArrangement(file2027()).arrangement!;
    expect(typed.arrangement).toEqual({ ...rest, source: '关于2027年部分节假日安排的通知' });
  });

  test.each([
    ['2027-02-05 休', 2, '没有节日名称'],
    ['2027-2-5 休 春节', 2, '看不懂'],
    ['二月五日 休 春节', 2, '看不懂'],
    ['2027-02-11 至 2027-02-05 休 春节', 2, '颠倒'],
    ['2027-01-01 至 2027-12-31 休 春节', 2, '超过一个月'],
    ['2027-02-15 班', 2, '本来就要上班'],
    ['2027-01-02 休 元旦', 2, '写了两次'],
    ['2027-01-02 班', 2, '既写成放假又写成上班'],
  ])('%s is refused with its line', (line, at, says) => {
    const lines = TEXT.split('\n');
    lines.splice(1, 0, line);
    const { arrangement, issues } = readArrangementText(2027, lines.join('\r\n'), '');
    expect(arrangement).toBeUndefined();
    const found = issues.find((i) => i.message.includes(says));
    expect(found).toBeDefined();
    expect(issues.some((i) => i.line === at || i.line === at + 1)).toBe(true);
  });

  test('nothing typed', () => expect(readArrangementText(2027, ' \n\n', '').issues).toHaveLength(1));
});
