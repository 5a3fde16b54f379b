import { expect, test } from 'vitest';
import { pinyinInitials } from '../src/platform/pinyin.ts';

/* Written by hand. */
test.each([
  ['公积金提取', 'gjjtq'],
  ['长江银行行长', 'cjyhhz'],
  ['明川市人民政府办公室', 'mcsrmzfbgs'],
  ['PM2.5 治理（试行）', 'pm25zlsx'],
  ['关于《办法》的通知', 'gybfdtz'],
  ['《》、，—', ''],
  ['', ''],
])('[R-SRC-01] the initials of %s are %s', async (text, initials) => {
  expect(await pinyinInitials(text)).toBe(initials);
});
