import { expect, test } from 'vitest';
import { pinyinInitials } from './pinyin.ts';

/* Written by hand: words of the portal and the first and last readings of each letter, where a boundary would slip. */
const INITIALS: Record<string, string> = {
  公积金提取: 'gjjtq',
  住房保障: 'zfbz',
  明川市人民政府: 'mcsrmzf',
  卫生健康委员会: 'wsjkwyh',
  'PM2.5 治理（试行）': 'pm25zlsx',
  啊奥: 'aa',
  八不: 'bb',
  擦错: 'cc',
  大惰: 'dd',
  额二: 'ee',
  发负: 'ff',
  嘎过: 'gg',
  哈货: 'hh',
  基军: 'jj',
  卡扩: 'kk',
  拉洛: 'll',
  妈木: 'mm',
  拿糯: 'nn',
  哦藕: 'oo',
  怕铺: 'pp',
  七群: 'qq',
  然弱: 'rr',
  撒所: 'ss',
  他拓: 'tt',
  挖务: 'ww',
  西训: 'xx',
  压运: 'yy',
  杂作: 'zz',
  '《》、，—': '',
};

test.each(Object.entries(INITIALS))('[R-SRC-01] %s is found by %s', (text, initials) => {
  expect(pinyinInitials(text)).toBe(initials);
});
