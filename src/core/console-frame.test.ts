import { expect, test } from 'vitest';
import { doneNotices } from './console-frame.tsx';

test('the notice of an address is one of the page’s own words, whatever stands in the address', () => {
  const notice = doneNotices({ saved: '已保存。' });
  expect(notice('saved')).toEqual({ kind: 'ok', text: '已保存。' });
  for (const key of [undefined, '', 'lost', 'constructor', 'toString', '__proto__'])
    expect(notice(key)).toBeUndefined();
});
