import { expect, test } from 'vitest';
import { titled, titlesMeant } from './titles.ts';

/* Written by hand after GB/T 15834-2011. */
test.each([
  ['明川市停车管理办法', '《明川市停车管理办法》'],
  ['关于印发《明川市停车管理办法》的通知', '《关于印发〈明川市停车管理办法〉的通知》'],
  ['关于《甲》和《乙》的决定', '《关于〈甲〉和〈乙〉的决定》'],
  ['关于印发〈甲〉的通知', '《关于印发〈甲〉的通知》'],
  ['半边《书名号', '《半边〈书名号》'],
])('%s is named %s', (title, named) => {
  expect(titled(title)).toBe(named);
});

test('what stands between the marks leads back to the title as it is borne', () => {
  const title = '关于印发《明川市停车管理办法》的通知';
  expect(titlesMeant(titled(title).slice(1, -1))).toContain(title);
  expect(titlesMeant('明川市停车管理办法')).toEqual(['明川市停车管理办法']);
});
