import { expect, test } from 'vitest';
import { mayHoldPersonName } from './person-name.ts';

/* Written by hand: what must never be kept, and what people look for. */
test.each([
  '张三',
  '李建国',
  '欧阳文华',
  '张三 低保',
  '低保 王小明',
  '李建国同志',
  '王芳的电话',
  '张伟被处罚',
])('%s may hold a name', (text) => {
  expect(mayHoldPersonName(text)).toBe(true);
});

test.each([
  '公积金提取',
  '危房改造补助',
  '低保 标准',
  '城乡居民医疗保险',
  '老旧小区加装电梯',
  'PM2.5',
  '义务教育招生',
])('%s holds none', (text) => {
  expect(mayHoldPersonName(text)).toBe(false);
});
