import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, chineseDay, day } from './day.ts';
import { findWrittenDates, readWrittenDate } from './written-date.ts';

describe('[R-DOC-14] dates as papers write them', () => {
  test.each([
    ['2017年6月16日', '2017-06-16'],
    ['2017 年 6 月 16 日', '2017-06-16'],
    ['２０１７年６月１６日', '2017-06-16'],
    ['2017年06月06日', '2017-06-06'],
    ['2020.08.28', '2020-08-28'],
    ['2020.8.28', '2020-08-28'],
    ['2017-06-16', '2017-06-16'],
    ['2017/6/16', '2017-06-16'],
    ['2017-08-21 09:29:55', '2017-08-21'],
    ['20170616', '2017-06-16'],
    ['（2017年6月16日）', '2017-06-16'],
    ['2017年6月16日 星期五', '2017-06-16'],
    ['二○○七年十一月八日', '2007-11-08'],
    ['二〇〇七年十一月八日', '2007-11-08'],
    ['二零零七年十一月八日', '2007-11-08'],
    ['二ＯＯ七年十一月八日', '2007-11-08'],
    ['二OO七年十一月八日', '2007-11-08'],
    ['二00七年十一月八日', '2007-11-08'],
    ['二◯◯七年十一月八日', '2007-11-08'],
    ['二ΟΟ七年十一月八日', '2007-11-08'],
    ['二 ○ ○ 七 年 十 一 月 八 日', '2007-11-08'],
    ['二○一○年七月五日', '2010-07-05'],
    ['二○○八年十一月二十日', '2008-11-20'],
    ['二○一二年四月五日', '2012-04-05'],
    ['二〇二一年十二月二十一日', '2021-12-21'],
    ['二〇二一年十二月三十一日', '2021-12-31'],
    ['二〇二一年十月十日', '2021-10-10'],
    ['二〇二一年十月廿一日', '2021-10-21'],
    ['二〇二一年元月卅日', '2021-01-30'],
    ['二○○七年一○月一八日', '2007-10-18'],
    ['一九九八年三月二十日', '1998-03-20'],
    ['二〇二四年二月二十九日', '2024-02-29'],
    ['二○一七年6月16日', '2017-06-16'],
  ])('%s is %s', (written, expected) => {
    expect(readWrittenDate(written)).toEqual({ day: expected, original: written, damaged: false });
  });
});

describe('[R-DOC-14] damaged dates are flagged, with the original and a proposal only where one year fits', () => {
  test.each([
    ['○○九年四月十四日', '2009-04-14', '2009年'],
    ['○一七年六月十六日', '2017-06-16', '2017年'],
    ['二一七年六月十六日', '2017-06-16', '2017年'],
    ['九九八年三月二十日', '1998-03-20', '1998年'],
    ['二○○九年四月十四', '2009-04-14', '缺“日”字'],
    ['2017年6月16', '2017-06-16', '缺“日”字'],
    ['?○○九年四月十四日', '2009-04-14', '2009年'],
    ['□○○九年四月十四日', '2009-04-14', '2009年'],
    ['○九年四月十四日', '2009-04-14', '2009年'],
    ['98年3月20日', '1998-03-20', '1998年'],
    ['二○九年四月十四日', undefined, '无法确定是哪一年'],
    ['二○一□年四月十四日', undefined, '无法确定是哪一年'],
    ['49年1月1日', undefined, '无法确定是哪一年'],
    ['2017年2月30日', undefined, '不是可能的日期'],
    ['2017年13月1日', undefined, '不是可能的日期'],
    ['2023.02.29', undefined, '不是可能的日期'],
    ['2017-00-10', undefined, '不是可能的日期'],
    ['二○○九年四月三十一日', undefined, '不是可能的日期'],
    ['3017年6月16日', undefined, '不是可能的日期'],
    ['20171301', undefined, '不是可能的日期'],
    ['○○九年二月三十日', undefined, '不是可能的日期'],
    ['2017年6月', undefined, '缺少日'],
    ['2017年6月  日', undefined, '缺少日'],
    ['2017年', undefined, '缺少月和日'],
    ['十二月二十一日', undefined, '缺少年份'],
    ['年 月 日', undefined, '看不出日期'],
    ['暂无', undefined, '看不出日期'],
    ['', undefined, '没有填写'],
  ])('%s', (written, proposal, note) => {
    const read = readWrittenDate(written);
    expect(read.day).toBe(proposal);
    expect(read.original).toBe(written);
    expect(read.damaged).toBe(true);
    expect(read.note).toContain(note);
    expect(read.note).toMatch(/。$/);
  });

  test('two different dates: the first, with a note', () => {
    const read = readWrittenDate('2017-06-16 至 2017-06-20');
    expect(read).toMatchObject({ day: '2017-06-16', damaged: false });
    expect(read.note).toContain('不止一个日期');
  });
});

describe('[R-DOC-14] dates in a text', () => {
  test('are found in order with their places', () => {
    const text = '明川市人民政府办公室2021年9月3日明川市方案，自2020.10.01起，○○九年四月十四日。';
    const found = findWrittenDates(text);
    expect(found.map((f) => [f.original, f.day, f.damaged])).toEqual([
      ['2021年9月3日', '2021-09-03', false],
      ['2020.10.01', '2020-10-01', false],
      ['○○九年四月十四日', '2009-04-14', true],
    ]);
    for (const f of found) expect(text.slice(f.start, f.end)).toBe(f.original);
  });

  test.each([
    'http://www.example.cn/art/2017/6/28/art_1.html',
    '版本 2010.1.1.1',
    '电话 0818-2101939',
    '到2020年11月底前',
    '7月10日和12与11日',
    '填表时间:年月日',
    '近三年五月十日',
  ])('%s holds none', (text) => expect(findWrittenDates(text)).toEqual([]));

  test('a long hostile text is read in linear time', () => {
    const started = performance.now();
    findWrittenDates('二 '.repeat(300_000) + '○年'.repeat(200_000) + '2017.'.repeat(100_000));
    // Quadratic behaviour would take minutes; the bound leaves room for a busy machine.
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 30_000);
});

test('[R-DOC-14] every day survives being written in digits and in numerals', () => {
  const numerals = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
  const spoken = (n: number) =>
    n < 10 ? numerals[n]! : `${n < 20 ? '' : numerals[Math.floor(n / 10)]}十${numerals[n % 10]}`;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 72_000 }), (n) => {
      const d = addDays(day('1901-01-01'), n);
      const [y, m, dd] = d.split('-') as [string, string, string];
      const year = [...y].map((c) => (c === '0' ? '〇' : numerals[Number(c)])).join('');
      expect(readWrittenDate(chineseDay(d)).day).toBe(d);
      expect(readWrittenDate(`${year}年${spoken(Number(m))}月${spoken(Number(dd))}日`).day).toBe(d);
    }),
  );
});
