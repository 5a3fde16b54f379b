import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskBankCard, maskIdentityNumber, maskMobile } from './masks.ts';
import { findPersonalData } from './personal-data.ts';

const kinds = (text: string) => findPersonalData(text).map((d) => d.kind);

describe('[R-SEC-03] personal numbers are found', () => {
  test.each([
    ['身份证号51010719900101123X。', '51010719900101123X', '510*************3X'],
    ['51010719900101123x', '51010719900101123x', '510*************3X'],
    ['（51010719900101123Ｘ）', '51010719900101123Ｘ', '510*************3X'],
    ['证件：510107199001011248', '510107199001011248', '510*************48'],
    ['５１０１０７１９９００１０１１２４８', '５１０１０７１９９００１０１１２４８', '510*************48'],
    ['510107 19900101 1248', '510107 19900101 1248', '510*************48'],
    ['510107-19900101-123X', '510107-19900101-123X', '510*************3X'],
    ['510107-19900101-123-X', '510107-19900101-123-X', '510*************3X'],
    ['出生于二月二十九日 440306200002290041', '440306200002290041', '440*************41'],
    ['旧证510107900101123，', '510107900101123', '510**********23'],
    ['编号ID510107199001011248', '510107199001011248', '510*************48'],
  ])('identity number in %s', (text, written, masked) => {
    const [hit, ...rest] = findPersonalData(text);
    expect(rest).toEqual([]);
    expect(hit).toMatchObject({ kind: 'identity-number', masked });
    expect(text.slice(hit!.start, hit!.end)).toBe(written);
  });

  test.each([
    ['联系电话13800001111。', '13800001111'],
    ['１３８００００１１１１', '１３８００００１１１１'],
    ['手机 138 0000 1111', '138 0000 1111'],
    ['手机138-0000-1111', '138-0000-1111'],
    // As people write who do not want the number to be found.
    ['手机138.0000.1111', '138.0000.1111'],
    ['手机138·0000·1111', '138·0000·1111'],
    ['手机138—0000—1111', '138—0000—1111'],
    ['手机138/0000/1111', '138/0000/1111'],
    ['手机138_0000_1111', '138_0000_1111'],
    ['手机138（0000）1111', '138（0000）1111'],
    ['+8613800001111', '8613800001111'],
    ['+86 138 0000 1111', '86 138 0000 1111'],
    ['Tel13800001111', '13800001111'],
    ['0818-2101939 13800001111', '13800001111'],
    ['13800001111转1', '13800001111'],
  ])('mobile number in %s', (text, written) => {
    const [hit, ...rest] = findPersonalData(text);
    expect(rest).toEqual([]);
    expect(hit).toMatchObject({ kind: 'mobile', masked: '138****1111' });
    expect(text.slice(hit!.start, hit!.end)).toBe(written);
  });

  test.each([
    ['账号6222024000001239', '************1239'],
    ['6222 0240 0000 1239', '************1239'],
    ['6222-0240-0000-1239', '************1239'],
    ['622202 4000001239', '************1239'],
    ['卡号 6217000000001234560（工行）', '***************4560'],
    ['622202400000123454', '**************3454'],
    ['4000000000000127', '************0127'],
  ])('bank card in %s', (text, masked) => {
    expect(findPersonalData(text)).toMatchObject([{ kind: 'bank-card', masked }]);
  });

  test('several in one line, in order, without overlap', () => {
    const text = '张三 13800001111 510107199001011248 6222024000001239，李四 13900002222 13700003333';
    const found = findPersonalData(text);
    expect(found.map((d) => d.kind)).toEqual(['mobile', 'identity-number', 'bank-card', 'mobile', 'mobile']);
    found.reduce((end, d) => {
      expect(d.start).toBeGreaterThanOrEqual(end);
      return d.end;
    }, 0);
  });
});

describe('[R-SEC-03] what only looks like a personal number', () => {
  test.each([
    ['a wrong check digit', '510107199001011249'],
    ['an impossible birth date', '510107199002301248'],
    ['an unknown province', '990107199001011248'],
    ['15 digits without a date', '510107901301123'],
    ['an office phone', '电话 0818-2101939、028-86621234、(0818)2101939'],
    ['hotlines', '12345、12348、12333、400-100-1234'],
    ['document numbers', '明政发〔2010〕157号、明办函[2010]157号'],
    ['a date with time', '2017-08-21 09:29:55'],
    ['an amount in yuan', '总投资15000000000元'],
    ['an amount with a blank', '总投资 15000000000 元'],
    ['an amount with decimals', '13800001111.50'],
    ['an amount after the sign', '￥13800001111'],
    ['an amount of sixteen digits', '4000000000000127元'],
    ['an amount with commas', '13,800,001,111'],
    ['a mobile inside a longer run', '213800001111'],
    ['a longer run', '138000011112'],
    ['a serial', '证书第13800001111号'],
    ['a credit code with letters', '91510107MA6CA13800'],
    ['a credit code with letters before digits', 'MA13800001111'],
    ['credit codes of digits that pass Luhn', '915101001000000310 915101001000000336'],
    ['a named credit code', '统一社会信用代码：4000000000000127'],
    ['a card without Luhn', '6222024000001238'],
    ['zeros and repeats', '4444444444444444 0000000000000000'],
    ['an index number', '000014349/2017-00110'],
    ['a project code', '2019-510107-47-03-123456'],
    ['sixteen figures in a row of parts', '51/01/0719/900101/1'],
    ['a card number as a row of figures', '6222/0240/0000/1239'],
    ['a row of decimals', '138.0000.11.11、13800.001111'],
    ['a page address', 'http://www.example.cn/art/2017/6/28/art_18325_1198517.html'],
    ['a file name', 'P020210226312345678901.pdf'],
  ])('%s: %s', (_what, text) => expect(findPersonalData(text)).toEqual([]));
});

describe('[R-SEC-03] masks never show more than the rule', () => {
  test.each([
    [maskIdentityNumber('510107199001011248'), '510*************48'],
    [maskIdentityNumber('510107 19900101 123x'), '510*************3X'],
    [maskIdentityNumber('510107900101123'), '510**********23'],
    [maskIdentityNumber('51010719'), '********'],
    [maskIdentityNumber(''), ''],
    [maskMobile('138 0000 1111'), '138****1111'],
    [maskMobile('+86 13800001111'), '138****1111'],
    [maskMobile('1380000'), '*******'],
    [maskBankCard('6222 0240 0000 1239'), '************1239'],
    [maskBankCard('1239'), '****'],
  ])('%s', (masked, expected) => expect(masked).toBe(expected));

  test('no mask ever shows the middle', () => {
    const number = fc.array(fc.constantFrom(...'0123456789X -'), { maxLength: 30 }).map((c) => c.join(''));
    fc.assert(
      fc.property(number, (s) => {
        for (const [masked, head, tail] of [
          [maskIdentityNumber(s), 3, 2],
          [maskMobile(s), 3, 4],
          [maskBankCard(s), 0, 4],
        ] as const) {
          expect(masked.slice(head, Math.max(head, masked.length - tail))).toMatch(/^\**$/);
        }
      }),
    );
  });
});

test('[R-SEC-03] hostile lengths are read in linear time', () => {
  const started = performance.now();
  kinds('1'.repeat(1_000_000));
  kinds('1 '.repeat(100_000));
  kinds('138-'.repeat(50_000));
  kinds('510107199001011248'.repeat(20_000));
  // Quadratic behaviour would take minutes; the bound leaves room for a busy machine.
  expect(performance.now() - started).toBeLessThan(20_000);
}, 30_000);
