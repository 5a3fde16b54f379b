import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMinor } from './age.ts';
import { day } from './day.ts';
import {
  maskAddress,
  maskBankCard,
  maskDocument,
  maskEmail,
  maskIdentityNumber,
  maskName,
  maskPhone,
  maskText,
} from './masks.ts';

describe('[R-SEC-03] names', () => {
  test.each([
    ['林明', '林*'],
    ['林小明', '林**'],
    ['欧阳修', '欧阳*'],
    ['欧阳娜娜', '欧阳**'],
    ['司徒王朗', '司徒**'],
    ['东方', '东*'],
    ['诸葛', '诸*'],
    ['上官婉', '上官*'],
    ['王', '*'],
    ['  周 敏 ', '周 *'],
    ['阿依古丽·买买提', '阿***·***'],
    ['欧阳·买提', '欧*·**'],
    ['㐀𠀀明', '㐀**'],
    ['John Smith', 'J*** *****'],
    ['', ''],
  ])('%s → %s', (name, masked) => expect(maskName(name)).toBe(masked));

  test.each([
    ['林小明', '林某'],
    ['欧阳娜娜', '欧阳某'],
    ['阿依古丽·买买提', '阿某'],
    ['王', '王某'],
  ])('a minor: %s → %s', (name, masked) => expect(maskName(name, { minor: true })).toBe(masked));
});

describe('[R-SEC-03] numbers', () => {
  test.each([
    ['510107199001011248', '510*************48'],
    ['51010719900101123x', '510*************3X'],
    ['５１０１０７１９９００１０１１２４８', '510*************48'],
    ['510107900101123', '510**********23'],
    ['5101071990', '**********'],
  ])('identity number %s → %s', (s, masked) => expect(maskIdentityNumber(s)).toBe(masked));

  test.each([
    [{ identityHead: 6, identityTail: 4 }, '510107********1248'],
    [{ identityHead: 0, identityTail: 0 }, '******************'],
    [{ identityHead: 2, identityTail: 0 }, '51****************'],
    // More than there is: nothing is shown rather than everything.
    [{ identityHead: 15, identityTail: 3 }, '******************'],
  ])('with %o', (options, masked) => expect(maskIdentityNumber('510107199001011248', options)).toBe(masked));

  test.each([
    ['13800001111', '138****1111'],
    ['+86 138-0000-1111', '138****1111'],
    ['0000-12345678', '0000-****5678'],
    ['（0000）1234567', '0000-***4567'],
    ['0000-12345678-801', '0000-****5678'],
    ['12345', '*****'],
  ])('phone %s → %s', (s, masked) => expect(maskPhone(s)).toBe(masked));

  test.each([
    ['6222024000001239', '************1239'],
    ['6217 0000 0000 1234 560', '***************4560'],
  ])('bank card %s → %s', (s, masked) => expect(maskBankCard(s)).toBe(masked));

  test.each([
    ['E12345678', 'E******78'],
    ['h1234567801', 'h********01'],
    ['AB12', '****'],
  ])('document %s → %s', (s, masked) => expect(maskDocument(s)).toBe(masked));
});

describe('[R-SEC-03] addresses, mails, texts', () => {
  test.each([
    ['明川市云溪县石桥镇柳林村三组12号', '明川市云溪县石桥镇柳林村***'],
    ['明川市安和区人民路88号3栋2单元501', '明川市安和区人民路***'],
    ['明川市安和区安和街道和平路3号', '明川市安和区安和街道和平路***'],
    ['明川市安和区人民路街道幸福社区5号', '明川市安和区人民路街道幸福社区***'],
    ['明川市安和区阳光小区3栋2单元', '明川市安和区***'],
    ['明川市安和区阳光城市花园3栋', '明川市安和区***'],
    ['明川市云溪县石桥镇政府家属院2-301', '明川市云溪县石桥镇***'],
    ['明川市安和区12号大街5号', '明川市安和区***'],
    ['槐树胡同8号', '槐树胡同***'],
    ['某处3号', '***'],
    ['', ''],
  ])('%s → %s', (s, masked) => expect(maskAddress(s)).toBe(masked));

  test.each([
    ['lin@example.cn', 'l***@example.cn'],
    ['l@example.cn', '***@example.cn'],
    ['no-mail', '*******'],
  ])('%s → %s', (s, masked) => expect(maskEmail(s)).toBe(masked));

  test('a free text shows its length only', () => {
    expect(maskText('请删除林小明的信息。')).toBe('（已加密，共 10 字）');
  });
});

test('no mask shows more than it must: whatever is typed, at most the ends of it remain', () => {
  const digits = fc.stringMatching(/^\d{15,18}$/);
  fc.assert(
    fc.property(digits, (s) => {
      expect(maskIdentityNumber(s).replaceAll('*', '').length).toBeLessThanOrEqual(5);
      expect(maskBankCard(s).replaceAll('*', '').length).toBeLessThanOrEqual(4);
      expect(maskPhone(s).replaceAll('*', '').length).toBeLessThanOrEqual(9);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 4, maxLength: 12 }), (s) => {
      if ([...s.trim()].length < 4) return;
      const shown = [...maskName(s)].filter((c) => !'*·•・‧．. '.includes(c));
      expect(shown.length).toBeLessThanOrEqual(2);
    }),
  );
});

describe('minors', () => {
  test.each([
    ['51010720081122123X', '2026-11-21', true],
    ['51010720081122123X', '2026-11-22', false],
    ['510107200802291234', '2026-02-28', true],
    ['510107200802291234', '2026-03-01', false],
    ['510107900101123', '2007-12-31', true],
    ['510107900101123', '2008-01-01', false],
    ['E12345678', '2026-01-01', false],
    ['', '2026-01-01', false],
  ])('%s on %s: %s', (number, on, minor) => expect(isMinor(number, day(on))).toBe(minor));
});
